"""A concern's record: every version of what was told, each person's part, its clocks, and what was decided. Frozen views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, pathways, rulebook
from hub.accounts import Permission, may, officer_names, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import ConcernVersion, Part
from hub.pathways import ClockView
from hub.people import age_words, called
from hub.rulebook import Pack, Route, ScreeningRun
from hub.strands import strands_of_concern
from hub.triage import as_told
from hub.triage.as_told import Answer
from hub.triage.choices import ONWARD
from hub.triage.framing import Frame, Opened, open_concern
from hub.triage.models import Decision, OnwardRoute
from hub.triage.showing import Told, facts_of_concern, told_facts
from hub.triage.standing import Standing, what_stands
from hub.triage.suggested import suggested_by
from hub.triage.told_teams import ToldLine, told_on

FIELDS = (
    "narrative",
    "versions",
    "facts",
    "people",
    "clocks",
    "decisions",
    "onward_routes",
    *as_told.SHOWN,
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
    """One person's part; `also` says who they are, `contact` holds (way, answer), where not known means not used."""

    person_id: UUID
    name: str
    age: str
    role: str
    relationship: str
    told: tuple[Told, ...]
    also: tuple[Answer, ...]
    contact: tuple[tuple[str, str], ...]
    wishes: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision about one person, the newest of each first; replaced ones stay. `more` is what else was said, by what of;
    `standing` what stands until it is signed, where it waits."""

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
    standing: Standing | None


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
    """The whole record; `referrer` is None for those who may not know who told us. `also` and `facts` are of the concern
    itself; `wants_no_name`: whoever told us gave no name, or asked not to be named."""

    frame: Frame
    happened_at: datetime | None
    keyed_at: datetime
    versions: tuple[VersionLine, ...]
    facts: tuple[Told, ...]
    also: tuple[Answer, ...]
    parts: tuple[PartLine, ...]
    referrer: tuple[Answer, ...] | None
    wants_no_name: bool
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
    concern, version = opened.concern, opened.version
    names = {each.person.id: called(each.person) for each in opened.parts}
    pack, who = rulebook.active_pack(session), as_told.who_told(session, concern.id)
    view = RecordView(
        frame=opened.frame,
        happened_at=concern.happened_at,
        keyed_at=concern.keyed_at,
        versions=_versions(session, concern.id),
        facts=facts_of_concern(pack, version),
        also=as_told.about_concern(session, pack, concern, version),
        parts=tuple(_part(pack, each, version) for each in opened.parts),
        referrer=who.details if may(by, Permission.CONCERN_SCREEN) else None,
        wants_no_name=who.wants_no_name,
        clocks=pathways.clocks_on(session, "concern", concern.id),
        decisions=_decisions(session, concern.id, names),
        strands=_strands(session, concern.id, names),
        told=told_on(session, concern.id, strands_of_concern(session, concern.id), by=by),
        may_correct=may(by, Permission.CONCERN_CORRECT),
    )
    return Shown(view, _look(opened, view))


def _look(opened: Opened, view: RecordView) -> Look:
    people = (("person", str(each.person.id)) for each in opened.parts)
    return Look(
        Action.CONCERN_SHOWN,
        (("concern", str(opened.concern.id)), *people),
        FIELDS if view.referrer is None else (*FIELDS, "referrer"),
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


def _part(pack: Pack, each: Part, version: ConcernVersion) -> PartLine:
    return PartLine(
        person_id=each.person.id,
        name=called(each.person),
        age=age_words(each.person, clock.today()),
        role=each.part.role,
        relationship=each.part.relationship_kind or "",
        told=told_facts(pack, each.part.facts or {}),
        also=as_told.about_person(pack, each, version),
        contact=as_told.ways_to(each),
        wishes=as_told.wishes_of(each),
    )


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
            onward_state=onward[row.id].outcome if row.id in onward else "",
            standing=_standing(session, row, labels) if row.state == "waiting_for_second" else None,
        )
        for row in rows
    )


def _standing(session: Session, row: Decision, routes: Mapping[str, Route]) -> Standing:
    suggested = suggested_by(session, session.get_one(ScreeningRun, row.run_id), row.person_id)
    return what_stands(suggested, row.urgency, {route.id: route.label for route in routes.values()})


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
