"""The screening page: what was said and how each thing is known, this home, and the people. No suggestion is ever in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hub import clock, rulebook
from hub.accounts import Permission, officer_names, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import ConcernVersion, Part
from hub.people import Judgement, age_on, age_words, called, called_with_age, cluster_of, find_matches
from hub.rulebook import Fact, FactError, Pack, Unconfirmed, parse_stated, stated_in_words, unconfirmed_in
from hub.strands import open_strands
from hub.triage import as_told
from hub.triage.as_told import Answer
from hub.triage.coming_back import WINDOWS
from hub.triage.facts import CHILD_UNDER
from hub.triage.following import latest_decisions
from hub.triage.framing import Frame, Opened, open_concern
from hub.triage.history import LEVELS
from hub.triage.home import Home, home_of, visible_earlier
from hub.triage.models import Decision
from hub.triage.overtaken import Overtaken, why_undone
from hub.triage.viewing import without_view

ADULT_AT = 16
FIELDS = ("narrative", "facts", "referrer", "name", "relationship", "earlier_concerns", *as_told.SHOWN)


@dataclass(frozen=True, slots=True)
class Told:
    """One fact as told: its label and value, and how it is known (observed, verified, claimed, told, held or not_known).

    What was told and not read into the facts is not_read; its value is as it was written.
    """

    how: str
    said_by: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody to be screened, as the page lists them; `place` is where they stood on the form."""

    person_id: UUID
    place: int
    name: str
    age: str
    role: str
    relationship: str
    match: str  # matched, to_match, new
    earlier: int
    has_open_work: bool
    work_is_of_this: bool  # all that is open for them was opened by this concern
    is_child_under_16: bool
    is_adult: bool
    said: tuple[Told, ...]
    decision: str  # the state of the newest decision, or empty
    decided_by: str
    decided_at: datetime | None
    decided_routes: tuple[str, ...]
    decided_urgency: str
    overtaken: Overtaken | None  # of a decision that no longer stands: what was learnt since


@dataclass(frozen=True, slots=True)
class AlsoLine:
    """What was told of one person besides: who they are, what they want, and which ways of reaching them are safe."""

    name: str
    role: str
    relationship: str
    said: tuple[Told, ...]
    answers: tuple[Answer, ...]
    ways: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AtHome:
    """A grown-up in the home who is not screened."""

    person_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ScreeningView:
    """The screening page as data. `to_view` lists those this officer has still to give a view of; `also` is what was told
    besides, `also_of` of each person. `home_unconfirmed`: the days within which concerns about the home are counted, where
    Dundee has not confirmed them."""

    frame: Frame
    narrative: str
    referrer: tuple[Answer, ...]
    taken_by: str
    happened_at: datetime | None
    told: tuple[Told, ...]
    also: tuple[Answer, ...]
    also_of: tuple[AlsoLine, ...]
    home: Home
    home_unconfirmed: tuple[Unconfirmed, ...]
    people: tuple[PersonLine, ...]
    alleged: tuple[str, ...]
    at_home: tuple[AtHome, ...]
    to_view: tuple[UUID, ...]
    routes: Mapping[str, str]
    child_routes: frozenset[str]
    adult_routes: frozenset[str]


def show_screening(session: Session, ref: str, *, by: Actor) -> Shown[ScreeningView]:
    """The concern before the officer's own view: frozen, with the leaf of this look.

    Raises:
        NotAllowed, NotFound: not theirs to screen, or not to be known of.
    """
    require(by, Permission.CONCERN_SCREEN)
    opened = open_concern(session, ref, by=by)
    pack = rulebook.active_pack(session)
    home = home_of(session, opened.concern, opened.screened, by=by)
    decided, taken = latest_decisions(session, opened.concern.id), opened.concern.sent_by
    undone = why_undone(session, opened.concern.id, decided.values())
    view = ScreeningView(
        frame=opened.frame,
        narrative=opened.version.narrative or "",
        happened_at=opened.concern.happened_at,
        told=facts_of_concern(pack, opened.version),
        also=as_told.about_concern(session, pack, opened.concern, opened.version),
        also_of=tuple(also_of(pack, opened.version, each) for each in opened.parts),
        home=home,
        home_unconfirmed=unconfirmed_in(pack, [WINDOWS["home"]]),
        people=tuple(
            _line(session, pack, opened, each, decided.get(each.person.id), undone, by=by) for each in opened.screened
        ),
        alleged=tuple(called(each.person) for each in opened.parts if each.part.role == "alleged"),
        at_home=_at_home(opened),
        to_view=without_view(session, opened.concern.id, opened.screened, by.acting_officer_id),
        routes={route.id: route.label for route in pack.routes.values()},
        child_routes=frozenset(route.id for route in pack.routes.values() if route.area == "children"),
        adult_routes=frozenset(route.id for route in pack.routes.values() if route.area == "adults"),
        referrer=as_told.who_told(session, opened.concern.id).details,
        taken_by=officer_names(session, [taken]).get(taken, "") if taken else "",
    )
    return Shown(view, _look(opened, home))


def _at_home(opened: Opened) -> tuple[AtHome, ...]:
    screened = {each.person.id for each in opened.screened}
    day = clock.today()
    return tuple(
        AtHome(each.person.id, called_with_age(each.person, day))
        for each in opened.parts
        if each.part.role == "household" and each.person.id not in screened
    )


def _look(opened: Opened, home: Home) -> Look:
    people = (("person", str(each.person.id)) for each in opened.parts)
    others = (("concern", str(each.concern_id)) for each in (*home.earlier, *home.later))
    return Look(
        Action.CONCERN_SHOWN,
        (("concern", str(opened.concern.id)), *people, *others),
        FIELDS,
        purpose="screening",
        basis=opened.basis,
    )


def also_of(pack: Pack, version: ConcernVersion, each: Part) -> AlsoLine:
    """What was told of one person besides, in these words of the concern."""
    return AlsoLine(
        name=called(each.person),
        role=each.part.role,
        relationship=each.part.relationship_kind or "",
        said=told_facts(pack, each.part.facts or {}),
        answers=(*as_told.about_person(pack, each, version), *as_told.wishes_of(each)),
        ways=as_told.ways_to(each),
    )


def facts_of_concern(pack: Pack, version: ConcernVersion) -> tuple[Told, ...]:
    """The facts of the incident and of the home, as told."""
    told = version.told or {}
    return told_facts(pack, {**told.get("facts", {}), **told.get("household", {})})


def told_facts(pack: Pack, raw: Mapping[str, Any]) -> tuple[Told, ...]:
    """Facts as told, known ones first; what cannot be read, or is not asked at receipt, is shown as it was written."""
    found = [_told(pack.facts[name], value) for name, value in raw.items() if name in pack.facts and value is not None]
    return tuple(sorted(found, key=lambda each: each.how in {"not_known", "not_read"}))


def _as_written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _told(fact: Fact, value: Any) -> Told:
    try:
        stated = parse_stated(fact, value) if fact.is_asked_at_receipt else None
    except FactError:
        stated = None
    if stated is None:
        return Told("not_read", "", fact.short, _as_written(value))
    how = (stated.basis or "told") if stated.is_known else "not_known"
    return Told(how, stated.said_by or "", fact.short, stated_in_words(fact, stated))


def _line(
    session: Session,
    pack: Pack,
    opened: Opened,
    each: Part,
    decision: Decision | None,
    undone: Mapping[UUID, Overtaken],
    *,
    by: Actor,
) -> PersonLine:
    person, day = each.person, clock.today()
    age = years_of(each)
    work = open_strands(session, cluster_of(session, person.id), levels=LEVELS[opened.concern.level])
    return PersonLine(
        person_id=person.id,
        place=each.part.place,
        name=called(person),
        age=age_words(person, day),
        role=each.part.role,
        relationship=each.part.relationship_kind or "",
        match=_match(session, each),
        earlier=visible_earlier(session, each, opened.concern, by=by),
        has_open_work=bool(work),
        work_is_of_this=bool(work) and all(one.concern_id == opened.concern.id for one in work),
        is_child_under_16=person.unborn or age[1] < ADULT_AT,
        is_adult=not person.unborn and age[0] >= CHILD_UNDER,
        said=told_facts(pack, each.part.facts or {}),
        decision=decision.state if decision else "",
        decided_by=officer_names(session, [decision.decided_by]).get(decision.decided_by, "") if decision else "",
        decided_at=decision.decided_at if decision else None,
        decided_routes=tuple(
            pack.routes[route].label for route in (decision.routes if decision else ()) if route in pack.routes
        ),
        decided_urgency=decision.urgency if decision else "",
        overtaken=undone.get(decision.id) if decision else None,
    )


def years_of(each: Part) -> tuple[int, int]:
    """The least and the most years the person may be: 0 and 999 where nothing is known."""
    age = age_on(each.person, clock.today()) or {}
    return age.get("from", 0), age.get("to", 999)


def _match(session: Session, each: Part) -> str:
    if len(cluster_of(session, each.person.id)) > 1:
        return "matched"
    found = find_matches(session, each.person)
    return "to_match" if any(one.judgement is not Judgement.NONE for one in found) else "new"
