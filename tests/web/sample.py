"""A small application of nothing but sample pages: what the templates look like without the rest of the hub."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, render_template
from jinja2 import ChoiceLoader, FileSystemLoader

from hub.web.appearance import Theme, dress
from hub.web.shell import NavigationLink, SessionWatch, Shell
from tests.web import samples

NOW = datetime(2026, 11, 24, 13, 12, tzinfo=UTC)
OFFICERS = {
    "duty": ("Jo Mockridge", "duty worker", ("Duty desk", "Log a concern", "People")),
    "screening": (
        "Sam Testwell",
        "screening officer",
        ("Queue", "Log a concern", "People", "Case conferences", "Deadlines", "Reports"),
    ),
    "coordination": (
        "Shona Merrivale",
        "conference co-ordinator",
        ("Queue", "Log a concern", "People", "Case conferences", "Deadlines", "Reports"),
    ),
}
FOOTER = tuple(
    NavigationLink(label, "#")
    for label in ("Help", "Blank paper form", "Accessibility statement", "Privacy", "Who looked at what")
)


def sample_shell(who: str = "duty", current: str = "", seconds_left: int = 900) -> Shell:
    """The frame as `who` sees it; nobody is signed in when `who` is empty."""
    name = "Dundee safeguarding hub"
    if not who:
        return Shell(service_name=name, shown_at=NOW, demo=True, footer=FOOTER)
    officer, role, links = OFFICERS[who]
    return Shell(
        service_name=name,
        shown_at=NOW,
        officer=officer,
        role=role,
        demo=True,
        navigation=tuple(NavigationLink(label, "#", label == current) for label in links),
        footer=FOOTER,
        find_href="/find",
        sign_out_href="/sign-out",
        session=SessionWatch(seconds_left, "/session/left", "/session/stay", "/sign-in"),
    )


def sample_app() -> Flask:
    """Every template of the hub with made-up content: `/<name>` for the names in `samples.PAGES`."""
    app = Flask("sample")
    dress(app, Theme(), now=lambda: NOW)
    loaders = [app.jinja_env.loader, FileSystemLoader(Path(__file__).parent)]
    app.jinja_env.loader = ChoiceLoader([each for each in loaders if each])
    app.jinja_env.globals["csrf_token"] = lambda: "a-token"
    app.add_url_rule("/<path:name>", "sample", show)
    app.add_url_rule("/session/left", "left", lambda: {"seconds_left": 90})
    app.add_url_rule("/session/stay", "stay", lambda: {"seconds_left": 900}, methods=["POST"])
    return app


def show(name: str) -> str:
    """The sample page of that name."""
    page = samples.PAGES[name]
    return page_html(page.template, who=page.who, current=page.current, **page.content)


def page_html(template: str, *, who: str = "duty", current: str = "", **content: Any) -> str:
    """`template` filled with `content` inside the frame that `who` sees."""
    return render_template(template, shell=sample_shell(who, current), **content)


if __name__ == "__main__":
    sample_app().run(port=8901)
