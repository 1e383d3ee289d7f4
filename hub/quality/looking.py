"""The story and the facts as they stood at the decision: nothing of the decision, of what was suggested, or of who had a part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, queues, rulebook
from hub.accounts import Permission, require, require_sight_of
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern, ConcernVersion, Part, parts_of
from hub.errors import Conflict, NotFound, OutOfOrder
from hub.people import Person, age_on, age_words, called
from hub.quality.involved import QUEUE, open_to
from hub.quality.models import SecondLook
from hub.quality.taking import BASIS
from hub.queues import WorkItem, live_claim
from hub.rulebook import Facts, Pack, ScreeningRun, Stated, stated_in_words
from hub.triage import AlsoLine, Answer, Decision, Told, as_told
from hub.triage.choices import LIMBS
from hub.triage.facts import CHILD_UNDER
from hub.triage.framing import alleged_names
from hub.triage.showing import ADULT_AT, also_of, facts_of_concern, told_facts

FIELDS = ("narrative", "facts", "name", "age", "relationship", *as_told.SHOWN)
NO_TEAM = UUID(int=0)
WORKED_OUT = ("age_years", "unborn", "child_in_household", "adult_in_household")
KNOWS = "You have opened this concern elsewhere since you took it, so your look would not be blind. It goes to somebody else."


@dataclass(slots=True)
class Door:
    """A look as far as sight of it goes: only a grant opens it, and nobody else may know of it."""

    id: UUID
    team_id: UUID = NO_TEAM
    level: str = "sealed"


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody else on the concern."""

    name: str
    age: str
    role: str
    relationship: str


@dataclass(frozen=True, slots=True)
class BlindView:
    """One person's part of a concern as it was known at the decision. `routes` are those that fit their age, by code; `also`
    is what was told besides, `also_of` of each person, `alleged` the names of whoever is an alleged source of harm."""

    look_id: UUID
    name: str
    age: str
    unborn: bool
    role: str
    channel: str
    source_kind: str
    received_at: datetime
    danger: str
    danger_before: datetime | None
    danger_since: bool | None
    danger_why: str
    narrative: str
    facts: tuple[Told, ...]
    happened_at: datetime | None
    also: tuple[Answer, ...]
    also_of: tuple[AlsoLine, ...]
    alleged: tuple[str, ...]
    beside: tuple[Beside, ...]
    routes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class InHand:
    """A look in an officer's hands; a step inside what shows it or answers it."""

    item: WorkItem
    look: SecondLook
    concern: Concern
    decision: Decision
    person: Person


def in_hand(session: Session, look_id: UUID, *, by: Actor) -> InHand:
    """The look, if it is this officer's to give now.

    Raises:
        NotFound: it is not in their hands, or not to be known of.
        OutOfOrder: it was given already, or the officer has opened the concern meanwhile.
        Conflict: their claim ran out and somebody else has it.
    """
    look = session.get(SecondLook, look_id)
    require_sight_of(session, by, BASIS, Door(look_id))
    if look is None:
        raise NotFound
    item = session.scalars(queues.open_items(QUEUE, BASIS, look_id)).first()
    if item is None or look.state != "waiting":
        raise OutOfOrder("This second look was given already.")
    held = live_claim(item)
    if held is not None and held.officer_id != by.officer_id:
        raise Conflict("Somebody else has this second look now. Nothing was kept.")
    if not open_to(session, by, look_id=look_id):
        raise OutOfOrder(KNOWS)
    concern, person = session.get_one(Concern, look.concern_id), session.get_one(Person, look.person_id)
    return InHand(item, look, concern, session.get_one(Decision, look.decision_id), person)


def show_blind(session: Session, look_id: UUID, *, by: Actor) -> Shown[BlindView]:
    """What a second officer is given to read, with the leaf of this look.

    Raises:
        NotAllowed: the actor does no second looks.
        NotFound, OutOfOrder, Conflict: as for `in_hand`.
    """
    require(by, Permission.SECOND_LOOK)
    held = in_hand(session, look_id, by=by)
    run = session.get_one(ScreeningRun, held.decision.run_id)
    pack = rulebook.pack_by_fingerprint(session, run.fingerprint)
    facts = rulebook.facts_about(session, run, held.person.id)
    version = _version_at(session, held.concern.id, held.decision.decided_at)
    day = clock.london_day(held.decision.decided_at)
    parts = parts_of(session, held.concern.id)
    own = next((each for each in parts if each.person.id == held.person.id), None)
    view = BlindView(
        look_id=look_id,
        name=called(held.person),
        age=age_words(held.person, day),
        unborn=held.person.unborn,
        role=own.part.role if own else "subject",
        channel=held.concern.channel,
        source_kind=held.concern.source_kind,
        received_at=held.concern.received_at,
        danger=held.concern.danger,
        danger_before=held.concern.danger_before,
        danger_since=since.value
        if (since := facts.get("immediate_danger")) and isinstance(since.value, bool)
        else None,
        danger_why=(version.told or {}).get("danger_why") or "",
        narrative=version.narrative or "",
        facts=(*_facts(pack, facts), *_not_used(pack, version, own)),
        happened_at=held.concern.happened_at,
        also=as_told.about_concern(session, pack, held.concern, version),
        also_of=tuple(_also_of(pack, version, each) for each in parts),
        alleged=alleged_names(parts),
        beside=tuple(_beside(each, day) for each in parts if each.person.id != held.person.id),
        routes=fitting_routes(rulebook.active_pack(session), held.person),
    )
    people = dict.fromkeys((held.person.id, *(each.person.id for each in parts)))
    about = (("second_look", look_id), ("concern", held.concern.id), *(("person", each) for each in people))
    objects = tuple((kind, str(name)) for kind, name in about)
    return Shown(view, Look(Action.SECOND_LOOK_SHOWN, objects, FIELDS, purpose=BASIS, basis=BASIS))


def fitting_routes(pack: Pack, person: Person) -> Mapping[str, str]:
    """The routes that fit a person's age, by code; what is not known rules nothing out."""
    age = age_on(person, clock.today()) or {}
    least, most = age.get("from", 0), age.get("to", CHILD_UNDER)
    is_child, is_adult = person.unborn or most < ADULT_AT, not person.unborn and least >= CHILD_UNDER
    out = {"adults"} if is_child else {"children"} if is_adult else set()
    return {route.id: route.label for route in pack.routes.values() if route.area not in out}


def _version_at(session: Session, concern_id: UUID, at: datetime) -> ConcernVersion:
    """The words as they stood then; the first where none is older."""
    written = (
        select(ConcernVersion).where(ConcernVersion.concern_id == concern_id).order_by(ConcernVersion.number.desc())
    )
    versions = session.scalars(written).all()
    return next((each for each in versions if each.written_at <= at), versions[-1])


def _facts(pack: Pack, facts: Facts) -> tuple[Told, ...]:
    """What the rules were put to, known facts first. Who said a thing is left out, since an officer may have; so are the three
    points of the adult test, which whoever looks judges anew."""
    found = [
        Told(
            _how_known(pack, name, stated),
            "",
            pack.facts[name].short,
            stated_in_words(pack.facts[name], stated),
        )
        for name, stated in facts.items()
        if name in pack.facts and name not in LIMBS and (stated.is_known or stated.asked)
    ]
    return tuple(sorted(found, key=lambda each: each.how == "not_known"))


def _not_used(pack: Pack, version: ConcernVersion, own: Part | None) -> tuple[Told, ...]:
    """What was told of the concern and of this person and never became a fact, as it was written."""
    mine = told_facts(pack, own.part.facts or {}) if own else ()
    return _unsaid(each for each in (*facts_of_concern(pack, version), *mine) if each.how == "not_read")


def _also_of(pack: Pack, version: ConcernVersion, each: Part) -> AlsoLine:
    line = also_of(pack, version, each)
    return replace(line, said=_unsaid(line.said))


def _unsaid(told: Iterable[Told]) -> tuple[Told, ...]:
    """The same without who said it."""
    return tuple(replace(each, said_by="") for each in told)


def _how_known(pack: Pack, name: str, stated: Stated) -> str:
    """What history says, or was worked out from it or from what was told, nobody told us."""
    if not stated.is_known:
        return "not_known"
    return stated.basis or ("held" if name in WORKED_OUT or "history" in pack.facts[name].asked else "told")


def _beside(each: Part, day: date) -> Beside:
    return Beside(called(each.person), age_words(each.person, day), each.part.role, each.part.relationship_kind or "")
