"""What stands around a page for whoever asked: menu, name, expiry warning, and the message of the step just done."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, flash, get_flashed_messages, request, url_for

from hub import clock
from hub.accounts import ROLES, Permission, SignedIn, may
from hub.actor import Actor
from hub.oversight import FINDERS
from hub.web.shell import NavigationLink, SessionWatch, Shell
from hub.web.signed_in import session_now, settings_now
from hub.web.words import capital_first

_P = Permission
# label, endpoint, who sees it; a page that is not built yet is left out
MENU: tuple[tuple[str, str, tuple[Permission, ...]], ...] = (
    ("Duty desk", "duty.show", (_P.CONCERN_RECEIVE,)),
    ("Your team", "manager.show", (_P.DRAFTS_OVERSEE,)),
    ("Queue", "queue.show", (_P.CONCERN_SCREEN,)),
    ("Log a concern", "concerns.log", (_P.CONCERN_RECEIVE,)),
    ("Danger", "danger.show", (_P.DANGER_ACKNOWLEDGE,)),
    ("People", "people.search", (_P.PERSON_SEE,)),
    ("Case conferences", "conferences.show", (_P.CONFERENCE_COORDINATE, _P.CONFERENCE_CHAIR, _P.CONFERENCE_MINUTE)),
    ("Deadlines", "deadlines.show", (_P.CONCERN_SIGN, _P.CONFERENCE_COORDINATE)),
    ("Reports", "reports.show", (_P.FIGURES_SEE,)),
    ("Consistency", "agreement.show", (_P.FIGURES_SEE,)),
    ("Rules", "rules.show", (_P.RULES_READ,)),
    ("Access log", "access_log.show", (_P.AUDIT_READ,)),
    ("Accounts", "admin.show", (_P.ACCOUNTS_MANAGE,)),
)
FOOT = (
    ("Help", "about.help"),
    ("Blank paper form", "about.paper_form"),
    ("Accessibility statement", "about.accessibility"),
    ("Privacy", "about.privacy"),
)


def tell(words: str, kind: str = "success") -> None:
    """The next page begins with `words`, which never hold personal data; `kind` is success or important."""
    flash(words, kind)


def frame_pages(app: Flask) -> None:
    """Every template knows its `shell` and its `outcomes`."""
    app.context_processor(_around)


def _around() -> dict[str, Any]:
    return {"shell": shell_now(), "outcomes": get_flashed_messages(with_categories=True)}


def shell_now() -> Shell:
    """The frame of the page being shown, for whoever is signed in; asks the database nothing."""
    settings, signed_in = settings_now(), session_now()
    known = signed_in if signed_in and signed_in.is_complete else None
    return Shell(
        service_name=f"{settings.council} safeguarding hub",
        shown_at=clock.now(),
        home_href=url_for("start.show"),
        officer=known.actor.name if known else "",
        role=role_words(known.actor) if known else "",
        demo=settings.is_demo,
        navigation=_menu(known.actor) if known else (),
        footer=_foot(known.actor if known else None),
        find_href=url_for("find.by_reference") if known and any(may(known.actor, each) for each in FINDERS) else "",
        sign_out_href=url_for("signing_in.sign_out") if known else "",
        session=_watch(known) if known else None,
    )


def _foot(actor: Actor | None) -> tuple[NavigationLink, ...]:
    links = [NavigationLink(label, url_for(endpoint)) for label, endpoint in FOOT]
    if actor is not None and may(actor, _P.AUDIT_READ):
        links.append(NavigationLink("Who looked at what", url_for("access_log.show")))
    return tuple(links)


def is_built(endpoint: str) -> bool:
    """Whether there is such a page."""
    return endpoint in current_app.view_functions


def role_words(actor: Actor) -> str:
    """The actor's roles for people, in the order of the list of roles: "duty worker and screening officer"."""
    labels = [role.label[:1].lower() + role.label[1:] for name, role in ROLES.items() if name in actor.roles]
    return " and ".join(labels)


def menu_title(actor: Actor) -> str:
    """The roles as a heading."""
    return capital_first(role_words(actor)) or "No role yet"


def _menu(actor: Actor) -> tuple[NavigationLink, ...]:
    here = (request.endpoint or "").partition(".")[0]
    return tuple(
        NavigationLink(label, url_for(endpoint), endpoint.partition(".")[0] == here)
        for label, endpoint, permissions in MENU
        if is_built(endpoint) and any(may(actor, each) for each in permissions)
    )


def _watch(signed_in: SignedIn) -> SessionWatch:
    return SessionWatch(
        seconds_left=signed_in.seconds_left,
        left_href=url_for("signing_in.seconds_left"),
        stay_href=url_for("signing_in.stay"),
        sign_in_href=url_for("signing_in.sign_in"),
    )
