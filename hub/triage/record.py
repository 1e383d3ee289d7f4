"""A concern's record: every version of what was told, each person's part, its clocks, and what was decided. Frozen views."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, pathways, rulebook
from hub.accounts import Permission, may, officer_names, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import ConcernVersion, Part, Referrer
from hub.pathways import ClockView
from hub.people import age_words, called
from hub.strands import strands_of_concern
from hub.triage.choices import ONWARD
from hub.triage.framing import Frame, Opened, open_concern
from hub.triage.models import Decision, OnwardRoute
from hub.triage.showing import Told, told_facts
from hub.triage.told_teams import ToldLine, told_on

FIELDS = (
    "narrative",
    "versions",
    "times",
    "people",
    "safe_contact",
    "referrer",
    "clocks",
    "decisions",
    "onward_routes",
)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """The words as told (number 1) or as corrected, and why."""

    number: int
    written_at: datetime
    written_by: str
    narrative: str
    reason: str


@dataclass(frozen=True, slots=True)
class PartLine:
    """One person's part; `contact` holds (way, answer) as told, where not known means not used."""

    person_id: UUID
    name: str
    age: str
    role: str
    relationship: str
    told: tuple[Told, ...]
    contact: tuple[tuple[str, str], ...]
    wishes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision about one person, the newest of each first; replaced ones stay. `more` is what else was said, by what of."""

    person: str
    number: int
    state: str
    routes: tuple[str, ...]
    urgency: str
    decided_by: str
    decided_at: datetime
    words: str
    more: tuple[tuple[str, str], ...]
    second_by: str
    second_at: datetime | None
    onward: str
    onward_state: str


@dataclass(frozen=True, slots=True)
class StrandLine:
    """Work the concern opened, and the clocks that run on it."""

    ref: str
    person: str
    route: str
    state: str
    clocks: tuple[ClockView, ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    """The whole record; `referrer` is None for those who may not know who told us."""

    frame: Frame
    happened_at: datetime | None
    keyed_at: datetime
    versions: tuple[VersionLine, ...]
    parts: tuple[PartLine, ...]
    referrer: tuple[tuple[str, str], ...] | None
    clocks: tuple[ClockView, ...]
    decisions: tuple[DecisionLine, ...]
    strands: tuple[StrandLine, ...]
    told: tuple[ToldLine, ...]
    may_correct: bool


def show_record(session: Session, ref: str, *, by: Actor) -> Shown[RecordView]:
    """The record with the leaf of this look.

    Raises:
        NotAllowed, NotFound: not theirs to open, or not to be known of.
    """
    require(by, Permission.CONCERN_SEE)
    opened = open_concern(session, ref, by=by)
    concern = opened.concern
    names = {each.person.id: called(each.person) for each in opened.parts}
    view = RecordView(
        frame=opened.frame,
        happened_at=concern.happened_at,
        keyed_at=concern.keyed_at,
        versions=_versions(session, concern.id),
        parts=tuple(_part(session, each) for each in opened.parts),
        referrer=_referrer(session, concern.id) if may(by, Permission.CONCERN_SCREEN) else None,
        clocks=pathways.clocks_on(session, "concern", concern.id),
        decisions=_decisions(session, concern.id, names),
        strands=_strands(session, concern.id, names),
        told=told_on(session, concern.id, strands_of_concern(session, concern.id), by=by),
        may_correct=may(by, Permission.CONCERN_CORRECT),
    )
    return Shown(view, _look(opened))


def _look(opened: Opened) -> Look:
    people = (("person", str(each.person.id)) for each in opened.parts)
    return Look(
        Action.CONCERN_SHOWN,
        (("concern", str(opened.concern.id)), *people),
        FIELDS,
        purpose="record",
        basis=opened.basis,
    )


def _versions(session: Session, concern_id: UUID) -> tuple[VersionLine, ...]:
    rows = list(
        session.scalars(
            select(ConcernVersion).where(ConcernVersion.concern_id == concern_id).order_by(ConcernVersion.number.desc())
        )
    )
    names = officer_names(session, {row.written_by for row in rows if row.written_by})
    return tuple(
        VersionLine(
            row.number,
            row.written_at,
            names.get(row.written_by, "") if row.written_by else "",
            row.narrative or "",
            row.reason or "",
        )
        for row in rows
    )


def _part(session: Session, each: Part) -> PartLine:
    told = each.part.contact or {}
    ways = (("Phone", "phone"), ("Text", "text"), ("Voicemail", "voicemail"), ("Letter", "letter"), ("Email", "email"))
    safe = told.get("safe_contact") or {}
    wishes = (
        ("Do they know of the concern?", "knows"),
        ("What they want", "wants"),
        ("Is it safe to ask them?", "safe_to_ask"),
        ("How they communicate", "communication"),
        ("Who will tell them", "who_will_tell"),
        ("Why not", "why_not"),
    )
    return PartLine(
        person_id=each.person.id,
        name=called(each.person),
        age=age_words(each.person, clock.today()),
        role=each.part.role,
        relationship=each.part.relationship_kind or "",
        told=told_facts(rulebook.active_pack(session), each.part.facts or {}),
        contact=tuple((label, safe.get(way, "not_known")) for label, way in ways),
        wishes=tuple((label, told[name]) for label, name in wishes if told.get(name)),
    )


def _referrer(session: Session, concern_id: UUID) -> tuple[tuple[str, str], ...]:
    held = session.scalars(select(Referrer).where(Referrer.concern_id == concern_id)).first()
    if held is None:
        return ()
    if held.anonymous:
        return (("Name", "Not given"),)
    labels = {"name": "Name", "job": "Job", "agency": "Organisation", "phone": "Phone", "email": "Email"}
    details = held.details or {}
    told = tuple((label, details[name]) for name, label in labels.items() if details.get(name))
    return (*told, ("Told about confidentiality", held.confidentiality.replace("_", " ").capitalize()))


def _decisions(session: Session, concern_id: UUID, names: dict[UUID, str]) -> tuple[DecisionLine, ...]:
    rows = list(
        session.scalars(
            select(Decision).where(Decision.concern_id == concern_id).order_by(Decision.decided_at.desc(), Decision.id)
        )
    )
    officers = officer_names(session, {one for row in rows for one in (row.decided_by, row.second_by) if one})
    onward = {
        each.decision_id: each
        for each in session.scalars(select(OnwardRoute).where(OnwardRoute.concern_id == concern_id))
    }
    labels = rulebook.active_pack(session).routes
    return tuple(
        DecisionLine(
            person=names.get(row.person_id, "Somebody moved to another record"),
            number=row.number,
            state=row.state,
            routes=tuple(labels[route].label if route in labels else route for route in row.routes),
            urgency=row.urgency,
            decided_by=officers.get(row.decided_by, ""),
            decided_at=row.decided_at,
            words=row.words_routes or "",
            more=_more_words(row),
            second_by=officers.get(row.second_by, "") if row.second_by else "",
            second_at=row.second_at,
            onward=ONWARD.get(onward[row.id].route, "") if row.id in onward else "",
            onward_state=onward[row.id].state if row.id in onward else "",
        )
        for row in rows
    )


def _more_words(row: Decision) -> tuple[tuple[str, str], ...]:
    said = (
        ("On the urgency", row.words_urgency),
        ("On which framework leads", row.words_lead),
        ("On passing it on", row.words_onward),
        ("On telling them", row.words_telling),
        ("The second person", row.words_second),
    )
    return tuple((label, words) for label, words in said if words)


def _strands(session: Session, concern_id: UUID, names: dict[UUID, str]) -> tuple[StrandLine, ...]:
    labels = rulebook.active_pack(session).routes
    return tuple(
        StrandLine(
            strand.ref,
            names.get(strand.person_id, ""),
            labels[strand.route].label if strand.route in labels else strand.route,
            strand.state,
            pathways.clocks_on(session, "strand", strand.id),
        )
        for strand in strands_of_concern(session, concern_id)
    )
