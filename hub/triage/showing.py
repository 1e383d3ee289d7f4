"""The screening page: what was said and how each thing is known, this home, and the people. No suggestion is ever in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, rulebook
from hub.accounts import Permission, officer_names, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Part, Referrer
from hub.people import Judgement, age_on, age_words, called, called_with_age, cluster_of, find_matches
from hub.rulebook import FactError, Pack, Stated, Unconfirmed, parse_stated, stated_in_words, unconfirmed_in
from hub.strands import has_open_strand
from hub.triage.coming_back import WINDOWS
from hub.triage.facts import CHILD_UNDER
from hub.triage.following import latest_decisions
from hub.triage.framing import Frame, Opened, open_concern
from hub.triage.history import LEVELS
from hub.triage.home import Home, home_of, visible_earlier
from hub.triage.models import Decision
from hub.triage.viewing import without_view

ADULT_AT = 16
FIELDS = ("narrative", "jotted", "facts", "referrer", "name", "age", "relationship", "safe_contact", "earlier_concerns")


@dataclass(frozen=True, slots=True)
class Told:
    """One fact as told: its label and value, and how it is known (observed, verified, claimed, told, held or not_known)."""

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
    is_child_under_16: bool
    is_adult: bool
    said: tuple[Told, ...]
    decision: str  # the state of the newest decision, or empty
    decided_routes: tuple[str, ...]
    decided_urgency: str


@dataclass(frozen=True, slots=True)
class AtHome:
    """A grown-up in the home who is not screened."""

    person_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ScreeningView:
    """The screening page as data. `to_view` lists those this officer has still to give a view of.

    `home_unconfirmed`: the days within which concerns about the home are counted, where Dundee has not confirmed them.
    """

    frame: Frame
    narrative: str
    jotted: str
    referrer: str
    referrer_job: str
    taken_by: str
    told: tuple[Told, ...]
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
    decided = latest_decisions(session, opened.concern.id)
    view = ScreeningView(
        frame=opened.frame,
        narrative=opened.version.narrative or "",
        jotted=(opened.version.told or {}).get("jotted") or "",
        told=_told_of_concern(pack, opened),
        home=home,
        home_unconfirmed=unconfirmed_in(pack, [WINDOWS["home"]]),
        people=tuple(
            _line(session, pack, opened, each, decided.get(each.person.id), by=by) for each in opened.screened
        ),
        alleged=tuple(called(each.person) for each in opened.parts if each.part.role == "alleged"),
        at_home=_at_home(opened),
        to_view=without_view(session, opened.concern.id, opened.screened, by.acting_officer_id),
        routes={route.id: route.label for route in pack.routes.values()},
        child_routes=frozenset(route.id for route in pack.routes.values() if route.area == "children"),
        adult_routes=frozenset(route.id for route in pack.routes.values() if route.area == "adults"),
        **_who_told(session, opened),
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
    earlier = (("concern", str(each.concern_id)) for each in home.earlier)
    return Look(
        Action.CONCERN_SHOWN,
        (("concern", str(opened.concern.id)), *people, *earlier),
        FIELDS,
        purpose="screening",
        basis=opened.basis,
    )


def _who_told(session: Session, opened: Opened) -> dict[str, str]:
    referrer = session.scalars(select(Referrer).where(Referrer.concern_id == opened.concern.id)).first()
    details = (referrer.details or {}) if referrer else {}
    taken = opened.concern.sent_by
    return {
        "referrer": "" if referrer and referrer.anonymous else details.get("name", ""),
        "referrer_job": details.get("job", ""),
        "taken_by": officer_names(session, [taken]).get(taken, "") if taken else "",
    }


def _told_of_concern(pack: Pack, opened: Opened) -> tuple[Told, ...]:
    told = opened.version.told or {}
    return told_facts(pack, {**told.get("facts", {}), **told.get("household", {})})


def told_facts(pack: Pack, raw: Mapping[str, Any]) -> tuple[Told, ...]:
    """Facts as told, known ones first; what cannot be read is shown as it was written."""
    found = []
    for name, value in raw.items():
        if name not in pack.facts or value is None:
            continue
        try:
            stated = parse_stated(pack.facts[name], value)
            words = stated_in_words(pack.facts[name], stated)
        except FactError:
            stated, words = Stated(), "could not be read"
        how = (stated.basis or "told") if stated.is_known else "not_known"
        found.append(Told(how, stated.said_by or "", pack.facts[name].short, words))
    return tuple(sorted(found, key=lambda each: each.how == "not_known"))


def _line(
    session: Session, pack: Pack, opened: Opened, each: Part, decision: Decision | None, *, by: Actor
) -> PersonLine:
    person, day = each.person, clock.today()
    age = years_of(each)
    return PersonLine(
        person_id=person.id,
        place=each.part.place,
        name=called(person),
        age=age_words(person, day),
        role=each.part.role,
        relationship=each.part.relationship_kind or "",
        match=_match(session, each),
        earlier=visible_earlier(session, each, opened.concern, by=by),
        has_open_work=has_open_strand(session, cluster_of(session, person.id), levels=LEVELS[opened.concern.level]),
        is_child_under_16=person.unborn or age[1] < ADULT_AT,
        is_adult=not person.unborn and age[0] >= CHILD_UNDER,
        said=told_facts(pack, each.part.facts or {}),
        decision=decision.state if decision else "",
        decided_routes=tuple(
            pack.routes[route].label for route in (decision.routes if decision else ()) if route in pack.routes
        ),
        decided_urgency=decision.urgency if decision else "",
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
