"""The quick log: twelve questions about one person on one page, for a short police report; the same concern as the full form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import clock, drafts
from hub.accounts import Permission, may
from hub.actor import Actor
from hub.db import transaction
from hub.drafts import Conflicting, Kept
from hub.schemas import choices
from hub.web import forms
from hub.web.around import tell
from hub.web.asking import YES_NO, Asking, Field, Group, summary
from hub.web.logging_concern.blueprint import pages
from hub.web.logging_concern.document import spread_quick
from hub.web.logging_concern.finding import note_matches, said_of
from hub.web.logging_concern.standing_in import ENDED, hidden_fields, writer
from hub.web.logging_concern.typing_in import mistakes_in, typed_answers
from hub.web.logging_concern.writing import Writing, save, writing
from hub.web.signed_in import officer
from hub.web.typed import small_number
from hub.web.words import london_time, when

QUICK = "quick"
NEEDS_THE_DANGER_PAGE = {"yes", "not_known", "later"}
TYPED_BY_FIELD = {
    "people-0-forename": "full_name",
    "people-0-surname": "full_name",
    "people-0-description": "full_name",
    "people-0-date_of_birth": "born",
    "people-0-age_from": "born",
    "people-0-age_to": "born",
    "people-0-address": "where",
    "people-0-postcode": "where",
}


@dataclass(frozen=True, slots=True)
class Twelve:
    """The twelve questions as the page lays them out."""

    danger: Field
    report: tuple[Field, ...]
    narrative: Field
    person: tuple[Field, ...]
    rest: tuple[Field, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """All of them, in their order."""
        return (Group((self.danger, *self.report, self.narrative, *self.person, *self.rest)),)


def twelve(ask: Asking, now: Writing) -> Twelve:
    """The questions, numbered; those about facts are worded as the rules word them."""
    facts = now.catalogue
    harms = facts["harms"]
    danger = {name: words for name, words in choices.DANGER.items() if name != "later"}
    made = Twelve(
        danger=ask.radios("immediate_danger-answer", "Is anyone in immediate danger?", {**danger, "yes": "Yes"}),
        report=(
            ask.text("incident_number", "Police incident number", autocomplete="off", spellcheck=False),
            ask.text("happened-when", "When it happened", hint="For example, 23 11 9:40pm"),
            ask.text("where", "Where the person lives", hint="Address and postcode", autocomplete="off"),
            ask.select(
                "people-0-facts-harms", "Main kind of harm", {**(harms.choices or {}), "not_known": "Not known"}
            ),
        ),
        narrative=ask.text(
            "narrative", "What police reported", type="textarea", rows=4, hint="Short, in their words. Say who saw it."
        ),
        person=(
            ask.text("full_name", "Full name", autocomplete="off", spellcheck=False),
            ask.text("born", "Date of birth or age", hint="For example, 27 3 2015, or “about 11”", autocomplete="off"),
        ),
        rest=(
            ask.fact(facts["child_in_household"], "household", hint=None),
            ask.fact(facts["injury"], "people-0-facts", hint=None),
            ask.radios(
                "people-0-knows",
                "Do they know this was sent to us?",
                YES_NO,
                hint="If not known, nobody writes, texts or rings.",
            ),
            ask.fact(facts["who_caused"], "people-0-facts", hint=None),
        ),
    )
    for number, each in enumerate((f for group in made.groups for f in group.fields), 1):
        each["label"] = f"{number}. {each['label']}"
    return made


@pages.get("/log/<uuid:draft_id>/quick")
def quick(draft_id: UUID) -> Response | AnyResponse:
    """The twelve questions, filled with what was typed; a draft that went on as the full form opens there."""
    by = officer()
    now = writing(draft_id, by)
    if now.form != QUICK:
        return redirect(url_for("concerns.tasks", draft_id=draft_id), 303)
    return _page(now, now.answers(QUICK), by)


@pages.post("/log/<uuid:draft_id>/quick")
def save_quick(draft_id: UUID) -> Response | AnyResponse:
    """The twelve answers are saved; on to checking, to the danger page, or to the full form with everything in it."""
    by, is_signed_in = writer(draft_id)
    now = writing(draft_id, by)
    typed = typed_quick(now)
    try:
        save(draft_id, QUICK, typed, version=_version(), by=by)
    except Conflicting as conflict:
        return _page(now, typed, by, conflict=conflict.kept)
    if not is_signed_in:
        tell(ENDED, "important")
        return redirect(url_for("signing_in.sign_in", next=url_for("concerns.quick", draft_id=draft_id)), 303)
    errors = {TYPED_BY_FIELD.get(name, name): words for name, words in mistakes_in({QUICK: typed}, now).items()}
    if errors:
        return _page(writing(draft_id, by), typed, by, errors=errors)
    return redirect(_next(draft_id, typed, by), 303)


@pages.post("/log/<uuid:draft_id>/quick/autosave")
def autosave_quick(draft_id: UUID) -> tuple[Response, int]:
    """The answers are saved as they stand on the page."""
    by = officer()
    now = writing(draft_id, by)
    try:
        version = save(draft_id, QUICK, typed_quick(now), version=_version(), by=by, is_autosave=True)
    except Conflicting as conflict:
        return jsonify(words=conflict.message), 409
    return jsonify(version=version, saved_at=london_time(clock.now())), 200


def typed_quick(now: Writing) -> dict[str, Any]:
    """What was typed in the twelve questions of this page."""
    return typed_answers(twelve(Asking({}), now).groups, now.answers(QUICK))


def _version() -> int:
    return small_number(request.form.get("version", "")) or 0


def _next(draft_id: UUID, typed: Mapping[str, Any], by: Actor) -> str:
    go = request.form.get("_go", "")
    if go == "later":
        tell("Saved. Nobody is acting on it until you send it.", "important")
        return url_for("duty.show")
    if go in {"full", "add"}:
        change_to_full(draft_id, by)
        return url_for("concerns.choose_role" if go == "add" else "concerns.tasks", draft_id=draft_id)
    if may(by, Permission.PERSON_MATCH):
        note_matches(draft_id, "0", by)
    if forms.get(typed, "immediate_danger-answer") in NEEDS_THE_DANGER_PAGE:
        change_to_full(draft_id, by)
        return url_for("concerns.section", draft_id=draft_id, section_id="danger", back="check")
    return url_for("concerns.check", draft_id=draft_id)


def change_to_full(draft_id: UUID, by: Actor) -> None:
    """The draft goes on as the full form, every answer in its place; the defaults stay what they were changed to."""
    now = writing(draft_id, by)
    whole = spread_quick(now.answers(QUICK))
    person = whole.get("people", {}).get("0", {})
    facts, knows = person.pop("facts", {}), person.pop("knows", None)
    spread = {
        "danger": {"immediate_danger": whole.get("immediate_danger", {})},
        "told": {"narrative": whole.get("narrative", "")},
        "when": forms.merged(
            now.answers("when"),
            {"happened": whole.get("happened", {}), "incident_number": whole.get("incident_number", "")},
        ),
        "about": {"household": whole.get("household", {})},
        "person-0": {"people": {"0": {**person, "role": "subject"}}},
        "what-0": {"people": {"0": {"facts": {**facts, "harms": [facts["harms"]] if facts.get("harms") else []}}}},
        "wishes": {"people": {"0": {"knows": knows}}},
    }
    for section, answers in spread.items():
        save(draft_id, section, answers, version=now.version(section), by=by, is_autosave=True)
    save(draft_id, QUICK, {}, version=now.version(QUICK), by=by)
    with transaction() as session:
        drafts.switch_form(session, drafts.get_draft(session, draft_id, by=by), "long", by=by)


def _page(
    now: Writing,
    typed: Mapping[str, Any],
    by: Actor,
    *,
    errors: Mapping[str, str] | None = None,
    conflict: Kept | None = None,
) -> Response:
    questions = twelve(Asking(typed, errors or {}), now)
    said = said_of(now, "0")
    html = render_template(
        "logging/quick.html",
        draft=now,
        questions=questions,
        theirs=twelve(Asking(conflict.answers), now).groups if conflict else (),
        conflict=conflict,
        version=conflict.version if conflict else now.version(QUICK),
        errors=summary(questions.groups, errors or {}),
        defaults=_defaults(now),
        matches=0 if said.get("_said") else int(said.get("_count") or 0),
        hidden=hidden_fields(now, by),
    )
    return make_response(html, 409 if conflict else 422 if errors else 200)


def _defaults(now: Writing) -> list[dict[str, str]]:
    """What is filled in without being typed: visible, and each with its Change."""
    told = now.typed
    referrer = told.get("referrer") or {}
    received = str(told.get("received_at") or "") or when(now.started_at, clock.now())
    who = str(referrer.get("agency") or "") or choices.SOURCES.get(str(referrer.get("kind")), "Not known")
    named = choices.CONFIDENTIALITY.get(
        str(referrer.get("confidentiality_told")), choices.CONFIDENTIALITY["not_discussed"]
    )
    rows = (("Received", received, "when"), ("From", who, "caller"), ("Confidentiality", named, "sharing"))
    return [
        {
            "key": key,
            "value": value,
            "href": url_for("concerns.section", draft_id=now.id, section_id=section, back="quick"),
        }
        for key, value, section in rows
    ]
