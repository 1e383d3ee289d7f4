"""What comes back to people: concerns closed before, what a team was told today, and who else in a home is screened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import clock, triage
from hub.concerns import get_concern
from hub.db import transaction
from hub.errors import Conflict, OutOfOrder, Unprocessable
from hub.rulebook import URGENCY_WORDS
from hub.schemas.choices import SOURCES
from hub.schemas.screening import AlsoSchema, ReturnAnswerSchema, WordsSchema, load
from hub.triage import ANSWERS, ReturnsView, ToldView
from hub.triage.closed_before import Beside, OneSide
from hub.web import local_policy
from hub.web.around import tell
from hub.web.concern_bar import bar, flags
from hub.web.looking import look_at
from hub.web.record_words import ONWARD_IN_A_LINE
from hub.web.signed_in import officer, settings_now
from hub.web.words import capital_first, when

pages = Blueprint("coming_back", __name__)
Errors = Mapping[str, Sequence[str]]

REASONS = {
    "person": "the same person",
    "home": "the same home",
    "service": "the same care service",
    "alleged": "the same alleged source of harm",
}
KINDS = {
    "new_information": "New information about open work",
    "led_elsewhere": "The other framework leads for a young person",
}
STATES = {
    "waiting": "Not acknowledged yet",
    "acknowledged": "Acknowledged",
    "came_back": "Not acknowledged in time. Screening has it too",
    "settled": "Screening reached somebody",
    "withdrawn": "Withdrawn: it was about somebody else",
}


@pages.get("/concerns/<ref>/closed-before")
def closed_before(ref: str) -> Response:
    """The new concern beside each that was closed before and came back with it."""
    return _closed_before(ref, {}, "", {})


@pages.post("/concerns/<ref>/closed-before/<uuid:return_id>")
def answer(ref: str, return_id: UUID) -> Response:
    """A named officer's word on one of them is kept."""
    typed = request.form.to_dict()
    try:
        told = load(ReturnAnswerSchema(), typed)
        with transaction() as session:
            triage.answer_return(session, return_id=return_id, by=officer(), **told)
    except (Unprocessable, OutOfOrder) as problem:
        errors = problem.fields if isinstance(problem, Unprocessable) else {"": [problem.message]}
        return _closed_before(ref, errors, str(return_id), typed, status=problem.status)
    tell(f"Kept: {ANSWERS[told['answer']].lower()}.")
    return redirect(url_for("coming_back.closed_before", ref=ref), 303)


def _closed_before(ref: str, errors: Errors, wrong: str, typed: Mapping[str, str], *, status: int = 200) -> Response:
    by = officer()
    view: ReturnsView = look_at(lambda session: triage.show_returns(session, ref, by=by), by=by)
    earlier = [_beside(ref, nth, each, errors, wrong, typed) for nth, each in enumerate(view.earlier, 1)]
    place = next((row["nth"] for row in earlier if row["id"] == wrong), 1)
    html = render_template(
        "pages/closed_before.html",
        bar=bar(view.frame, "Closed before, a new concern came"),
        flags=flags(view.frame),
        new=_side(view.new),
        earlier=earlier,
        limits=local_policy.of_rows(view),
        errors=[{"text": words[0], "href": f"#{name}-{place}" if name else ""} for name, words in errors.items()],
    )
    return make_response(html, status)


def _side(side: OneSide) -> dict[str, Any]:
    source = SOURCES.get(side.source_kind, "Not known")
    return {
        "ref": side.ref,
        "href": url_for("screening.show", ref=side.ref),
        "when": f"{capital_first(when(side.received_at, clock.now()))}, {source}",
        "words": side.narrative,
        "people": "; ".join(side.people),
    }


def _beside(ref: str, nth: int, each: Beside, errors: Errors, wrong: str, typed: Mapping[str, str]) -> dict[str, Any]:
    mine = errors if str(each.return_id) == wrong else {}
    return {
        "nth": nth,
        "id": str(each.return_id),
        **_side(each.side),
        "common": " and ".join(REASONS[reason] for reason in each.reasons),
        "closed": [
            {
                "lead": f"{one.person}: {'; '.join(one.routes)}. {URGENCY_WORDS.get(one.urgency, '')}",
                "by": f"{one.decided_by}, {when(one.decided_at, clock.now())}",
                "words": one.words,
                "onward": f"{one.onward}, {ONWARD_IN_A_LINE[one.onward_state]}"
                if one.onward_state in ONWARD_IN_A_LINE
                else one.onward,
            }
            for one in each.closed
        ],
        "answered": _answered(each),
        "action": url_for("coming_back.answer", ref=ref, return_id=each.return_id),
        "fields": _fields(nth, mine, typed if mine else {}),
    }


def _answered(each: Beside) -> str:
    if each.state == "waiting" or each.answered_at is None:
        return ""
    return f"{ANSWERS[each.state]}. {each.answered_by}, {when(each.answered_at, clock.now())}: {each.words}"


def _fields(nth: int, errors: Errors, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": "answer",
            "id": f"answer-{nth}",
            "label": "Does what was decided still stand, now that another concern came?",
            "type": "radios",
            "value": typed.get("answer", ""),
            "items": [
                {"value": "stands", "text": "It stands"},
                {"value": "look_again", "text": "Look again: screen it anew, together with the new one"},
            ],
            "error": _first(errors, "answer"),
        },
        {
            "name": "words",
            "id": f"words-{nth}",
            "label": "Why",
            "type": "textarea",
            "rows": 3,
            "value": typed.get("words", ""),
            "error": _first(errors, "words"),
        },
    ]


def _first(errors: Errors, name: str) -> str:
    return errors[name][0] if errors.get(name) else ""


@pages.get("/told/<uuid:notice_id>")
def told(notice_id: UUID) -> Response:
    """What a team was told, for the team, and for screening once it came back."""
    return _told(notice_id, {}, {})


@pages.post("/told/<uuid:notice_id>/acknowledge")
def acknowledge(notice_id: UUID) -> Response:
    """The team knows; nothing waits any more."""
    try:
        given = load(WordsSchema(), request.form.to_dict())
        with transaction() as session:
            triage.acknowledge(session, notice_id=notice_id, by=officer(), **given)
    except (Unprocessable, OutOfOrder) as problem:
        return _told(notice_id, _errors(problem), request.form.to_dict(), status=problem.status)
    tell("Acknowledged in your name.")
    return redirect(url_for("coming_back.told", notice_id=notice_id), 303)


@pages.post("/told/<uuid:notice_id>/settle")
def settle(notice_id: UUID) -> Response:
    """Screening reached somebody after the day was over."""
    try:
        given = load(WordsSchema(), request.form.to_dict())
        with transaction() as session:
            triage.settle_told(session, notice_id=notice_id, by=officer(), **given)
    except (Unprocessable, OutOfOrder) as problem:
        return _told(notice_id, _errors(problem), request.form.to_dict(), status=problem.status)
    tell("Kept. It is off the queue.")
    return redirect(url_for("coming_back.told", notice_id=notice_id), 303)


def _errors(problem: Unprocessable | OutOfOrder) -> Errors:
    return problem.fields if isinstance(problem, Unprocessable) else {"": [problem.message]}


def _told(notice_id: UUID, errors: Errors, typed: Mapping[str, str], *, status: int = 200) -> Response:
    by = officer()
    view = look_at(lambda session: triage.show_told(session, notice_id, by=by), by=by)
    html = render_template(
        "pages/told.html",
        heading=KINDS[view.kind],
        view=view,
        state=STATES[view.state],
        rows=_rows(view),
        href=url_for("records.show", ref=view.concern_ref) if view.concern_ref else "",
        due=capital_first(when(view.act_by, clock.now())),
        fresh=view.fresh,
        forms=_forms(view, errors, typed),
        errors=[{"text": words[0], "href": f"#{name}-1" if name else ""} for name, words in errors.items()],
    )
    return make_response(html, status)


def _forms(view: ToldView, errors: Errors, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the reader may do, each in a form of its own: say for screening who has it, acknowledge for the team."""
    asked = [
        ("settle", "Who has it now, and what they do about it", "Keep who has it", view.may_settle),
        ("acknowledge", "What you do about it, if you know already", "Acknowledge", view.may_acknowledge),
    ]
    mine = [(name, label, button) for name, label, button, may in asked if may]
    return [
        {
            "action": url_for(f"coming_back.{name}", notice_id=view.notice_id),
            "button": button,
            "field": _words(f"words-{nth}", label, errors, typed),
        }
        for nth, (name, label, button) in enumerate(mine, 1)
    ]


def _words(name: str, label: str, errors: Errors, typed: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": "words",
        "id": name,
        "label": label,
        "type": "textarea",
        "rows": 3,
        "value": typed.get("words", ""),
        "error": _first(errors, "words"),
    }


def _rows(view: ToldView) -> list[tuple[str, str]]:
    now = clock.now()
    source = SOURCES.get(view.source_kind, "Not known")
    rows = [
        ("Person", view.who),
        ("Concern", f"{view.ref}, received {when(view.received_at, now)}, {source}"),
        ("Told to", f"{view.team}, {when(view.told_at, now)}"),
        ("Work it belongs to", f"{view.route}, {view.strand_ref}" if view.strand_ref else ""),
        ("Answered", f"{view.answered_by}, {when(view.answered_at, now)}" if view.answered_at else ""),
        ("Said", view.words),
    ]
    return [(label, words) for label, words in rows if words]


@pages.post("/concerns/<ref>/screening/also")
def also(ref: str) -> Response:
    """Somebody else in the home is screened from now on, and the page shows them."""
    try:
        given = load(AlsoSchema(), request.form.to_dict())
        with transaction() as session:
            triage.screen_too(
                session,
                concern_id=get_concern(session, ref).id,
                by=officer(),
                minutes=settings_now().claim_minutes,
                **given,
            )
        tell("They are screened too. Give your view of them as well.")
    except (Unprocessable, Conflict, OutOfOrder) as problem:
        tell(problem.message, "important")
    return redirect(url_for("screening.show", ref=ref), 303)
