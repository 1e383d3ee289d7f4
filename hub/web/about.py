"""Pages that anybody may read: help, the blank paper form, accessibility and privacy."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template

from hub.web.signed_in import settings_now

pages = Blueprint("about", __name__)
STATEMENT_PREPARED_ON = date(2026, 11, 23)


@pages.get("/help")
def help() -> str:
    """How the hub is used."""
    return render_template("pages/help.html", contact=None, duty_phone=settings_now().duty_phone)


@pages.get("/paper-form")
def paper_form() -> str:
    """Everything a concern may hold, to print and keep for an outage."""
    return render_template("pages/paper_form.html", people=4, duty_phone=settings_now().duty_phone)


@pages.get("/accessibility")
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("pages/accessibility.html", contact=None, prepared_on=STATEMENT_PREPARED_ON, tested_on=None)


@pages.get("/privacy")
def privacy() -> str:
    """What is held, why, and what is recorded about officers."""
    return render_template("pages/privacy.html", contact=None)
