"""What waits for somebody's word: decisions for a second person, and onward routes until they are accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import clock, triage
from hub.db import transaction
from hub.errors import Conflict, Unprocessable
from hub.rulebook import URGENCY_WORDS
from hub.schemas.screening import OnwardSchema, SignatureSchema, load
from hub.triage import LEADS, TELLING, SigningView, Suggested, ToSign, Waiting
from hub.web import local_policy
from hub.web.around import tell
from hub.web.concern_bar import bar, flags
from hub.web.looking import look_at
from hub.web.overtaken import why_not
from hub.web.record_words import what_follows
from hub.web.signed_in import officer, settings_now
from hub.web.suggestions_page import fallen
from hub.web.words import capital_first, counted, when

pages = Blueprint("awaiting", __name__)
Errors = Mapping[str, Sequence[str]]
WAITED = ("waiting_for_second", "replaced")


@pages.get("/second-person")
def to_sign() -> str:
    """Decisions that wait for a second person, the most urgent first."""
    by = officer()
    found = look_at(lambda session: triage.show_to_sign(session, by=by), by=by)
    return render_template(
        "pages/second_person.html",
        rows=[_to_sign(each) for each in found],
        limits=local_policy.of_rows(*found),
        count_words=f"{counted(len(found), 'decision')} waiting",
    )


@pages.get("/second-person/<uuid:decision_id>")
def show(decision_id: UUID) -> Response:
    """One decision in front of the second person."""
    return _signing(decision_id, {}, {})


@pages.post("/second-person/<uuid:decision_id>")
def sign(decision_id: UUID) -> Response:
    """The decision is signed or sent back, with the second person's own words."""
    try:
        told = load(SignatureSchema(), request.form.to_dict())
        verdict = told.pop("verdict")
        with transaction() as session:
            if verdict == "sign":
                prefix = settings_now().reference_prefix
                signed = triage.sign(session, decision_id=decision_id, by=officer(), prefix=prefix, **told)
                words = f"Signed. The decision stands. {what_follows(signed.routes, signed.onward_route)}"
            else:
                triage.send_back(session, decision_id=decision_id, by=officer(), **told)
                words = "Sent back with your words."
    except (Unprocessable, Conflict) as problem:
        errors = problem.fields if isinstance(problem, Unprocessable) else {}
        return _signing(decision_id, errors, request.form, status=problem.status, words=problem.message)
    tell(words)
    return redirect(url_for("awaiting.to_sign"), 303)


@pages.get("/onward")
def onward() -> Response:
    """Onward routes nobody has accepted yet."""
    return _onward({}, "", {})


@pages.post("/onward/<uuid:onward_id>/accepted")
def accepted(onward_id: UUID) -> Response:
    """Somebody named accepted it: it is settled."""
    try:
        told = load(OnwardSchema(), request.form.to_dict())
        with transaction() as session:
            triage.accept(session, onward_id=onward_id, name=told["name"], reference=told["reference"], by=officer())
    except Unprocessable as problem:
        return _onward(problem.fields, str(onward_id), request.form, status=problem.status)
    tell("Accepted. It is settled.")
    return redirect(url_for("awaiting.onward"), 303)


@pages.post("/onward/<uuid:onward_id>/came-back")
def came_back(onward_id: UUID) -> Response:
    """Nobody took it on: the concern is screened again."""
    try:
        told = load(OnwardSchema(), request.form.to_dict())
        with transaction() as session:
            triage.came_back(session, onward_id=onward_id, words=told["words"], by=officer())
    except Unprocessable as problem:
        return _onward(problem.fields, str(onward_id), request.form, status=problem.status)
    tell("It came back. The concern waits for screening again.")
    return redirect(url_for("awaiting.onward"), 303)


def _to_sign(each: ToSign) -> dict[str, Any]:
    now = clock.now()
    return {
        "href": "" if each.is_own else url_for("awaiting.show", decision_id=each.decision_id),
        "who": each.who,
        "reference": each.ref,
        "why": "Lowers what a rule sets" if each.reason == "lowering" else "An adult decision to oversee",
        "decided_by": each.decided_by,
        "asked": "You were asked" if each.asked_of_me else "Your own decision" if each.is_own else "",
        "left": each.left,
        "due": capital_first(when(each.act_by, now)),
        "late": each.is_late,
    }


def _signing(
    decision_id: UUID, errors: Errors, typed: Mapping[str, str], *, status: int = 200, words: str = ""
) -> Response:
    by = officer()
    view = look_at(lambda session: triage.show_signing(session, decision_id, by=by), by=by)
    summary = [{"text": messages[0], "href": f"#{name}"} for name, messages in errors.items()]
    html = render_template(
        "pages/second_person_sign.html",
        back={"href": url_for("awaiting.to_sign"), "label": "Decisions to sign"},
        bar=bar(view.frame, "Second person"),
        flags=flags(view.frame),
        name=view.who,
        decided={"when": "", "routes": list(view.routes), "band": view.decision.urgency},
        suggested=_side(view.suggested_routes, view.suggested),
        newest=_newest(view),
        undone=_undone(view),
        rows=[{"key": key, "value": value} for key, value in _rows(view) if value],
        lowers=view.decision.lowers_mandatory,
        is_own=view.is_own or view.decision.state != "waiting_for_second",
        action=url_for("awaiting.sign", decision_id=decision_id),
        hidden={"version": view.decision.version},
        verdict=_verdict(errors, typed),
        words={
            "name": "words",
            "label": "Why, in a sentence",
            "hint": "Yours, not the first officer’s.",
            "type": "textarea",
            "rows": 3,
            "value": typed.get("words", ""),
            "error": errors["words"][0] if "words" in errors else "",
        },
        errors=summary or ([{"text": words, "href": ""}] if words else []),
    )
    return make_response(html, status)


def _side(routes: Sequence[str], suggested: Suggested) -> dict[str, Any]:
    return {"routes": list(routes), "band": suggested.urgency, "because_unknown": suggested.because_unknown}


def _newest(view: SigningView) -> dict[str, Any] | None:
    """What the rules said since it was decided, beside it; None where they were not run again."""
    if view.newest is None:
        return None
    ran = when(view.newest.run_at, clock.now())
    return {"head": f"Run again, {ran}", **_side(view.newest.routes, view.newest.suggested)}


def _undone(view: SigningView) -> str:
    """Why nobody signs it, where that is what was learnt since."""
    overtaken = view.newest.overtaken if view.newest else None
    return why_not(overtaken) if overtaken is not None and view.decision.state in WAITED else ""


def _verdict(errors: Errors, typed: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": "verdict",
        "label": "Do you agree?",
        "type": "radios",
        "items": [
            {
                "value": "sign",
                "text": "I agree and sign",
                "hint": "The decision stands, and what follows from it happens at once.",
            },
            {"value": "send_back", "text": "I do not", "hint": "It goes back, and what the rule sets stands."},
        ],
        "value": typed.get("verdict", ""),
        "error": errors["verdict"][0] if "verdict" in errors else "",
    }


def _rows(view: SigningView) -> list[tuple[str, str]]:
    made = view.decision
    by = f"{view.decided_by}, {when(made.decided_at, clock.now())}" + (
        ", alone out of hours" if made.out_of_hours else ""
    )
    return [
        ("Decided by", by),
        ("Set by a rule", "; ".join(view.mandatory_routes)),
        ("Urgency set by a rule", URGENCY_WORDS.get(view.suggested.mandatory_urgency or "", "")),
        ("Fell away", fallen(view.fallen_routes, view.suggested.fallen_urgency)),
        ("Reason for the routes", f"{view.routes_reason}. {made.words_routes}".removeprefix(". ")),
        ("Reason for the urgency", f"{view.urgency_reason}. {made.words_urgency}".removeprefix(". ")),
        ("Lead framework", f"{LEADS[made.lead_framework]}. {made.words_lead}" if made.lead_framework else ""),
        ("Passed on to", f"{view.onward}. {made.words_onward or ''}" if view.onward else ""),
        ("Telling them", f"{TELLING.get(made.told_person, '')}. {made.words_telling or ''}".strip()),
    ]


def _onward(errors: Errors, wrong: str, typed: Mapping[str, str], *, status: int = 200) -> Response:
    by = officer()
    open_now = look_at(lambda session: triage.show_onward(session, by=by), by=by)
    rows = [_waiting(each, errors if str(each.onward_id) == wrong else {}, typed) for each in open_now]
    summary = [
        {
            "text": messages[0],
            "href": f"#{name}-{next((nth for nth, one in enumerate(rows, 1) if one['id'] == wrong), 1)}",
        }
        for name, messages in errors.items()
    ]
    for nth, row in enumerate(rows, 1):
        for field in (*row["accept"], row["back"]):
            field["id"] = f"{field['name']}-{nth}"
    html = render_template(
        "pages/onward.html",
        rows=rows,
        limits=local_policy.of_rows(*open_now),
        count_words=f"{counted(len(rows), 'route')} open",
        errors=summary,
    )
    return make_response(html, status)


def _waiting(each: Waiting, errors: Errors, typed: Mapping[str, str]) -> dict[str, Any]:
    now = clock.now()

    def field(name: str, label: str, **more: Any) -> dict[str, Any]:
        error = errors[name][0] if name in errors else ""
        return {"name": name, "label": label, "value": typed.get(name, "") if errors else "", "error": error, **more}

    return {
        "id": str(each.onward_id),
        "who": each.who,
        "reference": each.ref,
        "href": url_for("screening.show", ref=each.ref),
        "to": each.to,
        "words": each.words,
        "owner": f"{each.owner} (you)" if each.is_mine else each.owner,
        "since": when(each.opened_at, now),
        "left": each.left,
        "late": each.is_late,
        "accept_action": url_for("awaiting.accepted", onward_id=each.onward_id),
        "back_action": url_for("awaiting.came_back", onward_id=each.onward_id),
        "accept": [
            field("name", "Who accepted it", autocomplete="off"),
            field("reference", "Their reference, if they gave one", autocomplete="off", width=20),
        ],
        "back": field("words", "Who sent it back, and why", type="textarea", rows=2),
    }
