"""While the database or the trail is down: a concern that is sent is kept in the spool, and what is not sent is not lost.

The page says which of the two it is. Nothing here asks the database; it rests on the form's own pass and sealed draft.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, make_response, render_template, request

from hub import accounts, clock, spool
from hub.accounts import Permission
from hub.crypto import Unsealable
from hub.drafts import Kept
from hub.errors import HubError, NotSignedIn
from hub.spool import NotKept, Waiting
from hub.web.cookies import read_cookie
from hub.web.logging_concern.outline import find_section
from hub.web.logging_concern.quick import QUICK, typed_quick
from hub.web.logging_concern.sections import typed_section
from hub.web.logging_concern.sending import UNSAVED, cards_of, told_of
from hub.web.logging_concern.standing_in import (
    KEPT,
    PASS,
    Pass,
    is_from_its_session,
    read_pass,
    seal_writing,
    sealed_writing,
)
from hub.web.logging_concern.tasks import JOTTED
from hub.web.logging_concern.typing_in import mistakes_in
from hub.web.logging_concern.writing import ALARMING, Writing
from hub.web.signed_in import settings_now

SENDING, SAVING = "concerns.send", ("concerns.save_quick", "concerns.save_section", "concerns.jot")
NO_RIGHT = "This form may not send any more: its session is over, or it was opened in another browser."


def keep_form() -> Response | None:
    """What a form of the front door gets when nothing answers; None where it was no such form."""
    if request.method != "POST" or request.endpoint not in {SENDING, *SAVING}:
        return None
    draft_id = (request.view_args or {})["draft_id"]
    try:
        found = read_pass(draft_id)
        if not is_from_its_session(found) or not _may_send(found):
            raise NotSignedIn(NO_RIGHT)
        now, unsaved = _typed_in(sealed_writing(found))
    except (NotSignedIn, Unsealable):
        return _refused()
    if not _is_sending():
        return _not_saved(now, found, unsaved)
    if errors := _nothing_told(now):
        return _not_saved(now, found, unsaved, errors)
    return _send(now, found, unsaved)


def _may_send(found: Pass) -> bool:
    return Permission.CONCERN_RECEIVE.value in accounts.permissions_of(found.roles)


def _is_sending() -> bool:
    quick = request.endpoint == "concerns.save_quick" and request.form.get("_go") == "check"
    return request.endpoint == SENDING or quick


def _typed_in(now: Writing) -> tuple[Writing, str]:
    """The draft with what this page was about to save, and which section that is."""
    if request.endpoint == SENDING:
        return now, request.form.get(UNSAVED, "")
    name, answers = _answers(now)
    typed = request.form.get("version", "0")
    version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
    return replace(now, kept={**now.kept, name: Kept(answers, version, clock.now())}), name


def _answers(now: Writing) -> tuple[str, dict[str, Any]]:
    if request.endpoint == "concerns.save_quick":
        return QUICK, typed_quick(now)
    if request.endpoint == "concerns.jot":
        return JOTTED, {JOTTED: request.form.get(JOTTED, "")}
    try:
        section = find_section((request.view_args or {})["section_id"], now)
    except HubError:
        raise Unsealable from None
    return section.id, typed_section(section, now)


def _nothing_told(now: Writing) -> list[str]:
    """Only a concern without any words is not taken; whatever else is odd in it is read when it comes in."""
    found = mistakes_in(now.sections, now, is_sending=True)
    return [found["narrative"]] if "narrative" in found and not str(now.typed.get("narrative") or "").strip() else []


def _send(now: Writing, found: Pass, unsaved: str) -> Response:
    kept_at = clock.now()
    told = Waiting(
        client=f"officer:{found.officer_id}",
        key=now.send_once_key,
        document=told_of(now),
        strict=False,
        kept_at=kept_at,
        officer_id=str(found.officer_id),
        session=accounts.hash_of(read_cookie(settings_now())).hex(),
        draft_id=str(now.id),
        versions={name: each.version for name, each in now.kept.items()},
    )
    try:
        receipt = spool.keep(settings_now().spool_folder, told, by_pass=request.form[PASS])
    except NotKept:
        return _not_received(now, found, unsaved)
    html = render_template(
        "logging/kept_safely.html",
        receipt=receipt,
        kept_at=kept_at,
        danger=_danger(now),
        duty_phone=settings_now().duty_phone,
    )
    return make_response(html, 202)


def _danger(now: Writing) -> str:
    """yes, later, or empty where nobody said that there is danger."""
    answer = str((now.typed.get("immediate_danger") or {}).get("answer") or "")
    return answer if answer in ALARMING else ""


def _not_saved(now: Writing, found: Pass, unsaved: str, errors: list[str] | None = None) -> Response:
    return _page("not_saved", now, found, unsaved, errors)


def _not_received(now: Writing, found: Pass, unsaved: str) -> Response:
    return _page("not_received", now, found, unsaved)


def _page(kind: str, now: Writing, found: Pass, unsaved: str, errors: list[str] | None = None) -> Response:
    hidden = {PASS: request.form[PASS], KEPT: seal_writing(now, found.officer_id), UNSAVED: unsaved}
    html = render_template(
        "logging/outage.html",
        kind=kind,
        draft_id=now.id,
        cards=[card for card in cards_of(now) if card["rows"]],
        typed=(),
        hidden=hidden,
        errors=errors or (),
        danger=_danger(now),
        duty_phone=settings_now().duty_phone,
    )
    return make_response(html, 422 if errors else 503)


def _refused() -> Response:
    """A form without a good right of its own; what was typed on this page is shown back to whoever typed it."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if value.strip() and _is_typed(name)]
    html = render_template(
        "logging/outage.html",
        kind="refused",
        draft_id=None,
        cards=(),
        typed=typed,
        hidden={},
        errors=(NO_RIGHT,),
        danger="",
        duty_phone=settings_now().duty_phone,
    )
    return make_response(html, 503)


def _is_typed(name: str) -> bool:
    return not name.startswith("_") and name not in {"csrf_token", "version"}
