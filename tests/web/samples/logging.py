"""Signing in, as samples; the pages of logging a concern are shown by the hub itself."""

from __future__ import annotations

from tests.web.samples.page import Page

SIGN_IN = {"action": "/sign-in", "errors": [], "username": "", "next_mark": ""}
WRONG = [{"text": "Enter a user name and a password that belong together", "href": "#username"}]

PAGES: dict[str, Page] = {
    "sign-in": Page("pages/sign_in.html", SIGN_IN, who=""),
    "sign-in-wrong": Page("pages/sign_in.html", {**SIGN_IN, "errors": WRONG, "username": "jo"}, who=""),
    "second-factor": Page("pages/second_factor.html", {"action": "#", "errors": [], "setup": None}, who=""),
}
