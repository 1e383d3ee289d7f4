"""Finding a chair: free, independent of the case, the same as before where possible, and not the busiest; each with reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from hub import clock, pathways, strands
from hub.accounts import Exclusion, Officer, OfficerQualification, OfficerRole, OfficerTeam
from hub.actor import Actor
from hub.conferences.models import Conference, State
from hub.conferences.reading import earlier_chairs
from hub.strands import Strand

SUPERVISING = ("team_manager", "senior_manager")
NO_PART = frozenset({"chaired"})  # chairing earlier conferences is no part in the case
PART_WORDS = {
    "screened": "screened the concern",
    "decided": "decided on it",
    "second": "signed the decision",
    "supervises": "supervises the work",
    "co_ordinated": "co-ordinates this conference",
}
WITH_CHAIR = (State.ALLOCATED.value, State.CONVENED.value, State.INQUORATE.value)


@dataclass(frozen=True, slots=True)
class ChairChoice:
    """An officer who chairs, as a choice: why they are proposed, or why they cannot chair this one.

    `load`: conferences they hold now; `proposed`: sooner requests for which they are proposed.
    """

    officer_id: UUID
    name: str
    can: bool
    reasons: tuple[str, ...]
    is_same_chair: bool
    free_days: int
    load: int
    is_fit: bool = True  # for an adult: a council officer under the 2007 Act
    proposed: int = 0

    @property
    def laden(self) -> int:
        """The conferences they hold, and would hold if they took what they are proposed for."""
        return self.load + self.proposed

    @property
    def rank(self) -> tuple[bool, bool, bool, bool, int, int]:
        """Smaller is proposed sooner: who can, the same chair, free at all, fit, least laden, proposed for fewest."""
        is_free = self.free_days > 0
        return not self.can, not self.is_same_chair, not is_free, not self.is_fit, self.laden, self.proposed


Case = tuple[Sequence[Strand], pathways.Window]  # whom a conference is about, and until when it may be held
Record = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class _Bench:
    """What is known of everybody who chairs and of all the cases asked about; each kind of it is read once."""

    chairs: Sequence[tuple[UUID, str]]
    load: Mapping[UUID, int]
    busy: Mapping[UUID, set[str]]
    council_officers: Collection[UUID]
    earlier: Mapping[UUID, set[tuple[UUID, UUID]]]  # by person: conferences held, and who chaired each
    strands: Mapping[UUID, set[UUID]]  # of each concern
    parts: Mapping[UUID, Mapping[UUID, set[str]]]  # by strand: officers, and as what they acted
    managers: Mapping[UUID, set[UUID]]  # of each officer who acted
    kept_from: Mapping[Record, set[UUID]]


@dataclass(frozen=True, slots=True)
class _Case:
    """The same of one case."""

    barred: Mapping[UUID, Sequence[str]]
    earlier: Mapping[UUID, int]
    working_days: Sequence[str]
    is_adult: bool


def chair_choices(
    session: Session, people: Sequence[Strand], limits: pathways.Window, *, by: Actor
) -> tuple[ChairChoice, ...]:
    """Every officer who chairs: who can, the proposed one first; then who cannot, with the reason. Names A to Z where equal."""
    return chair_choices_each(session, [(people, limits)], by=by)[0]


def chair_choices_each(session: Session, cases: Sequence[Case], *, by: Actor) -> tuple[tuple[ChairChoice, ...], ...]:
    """The same for each of these cases; as many statements however many there are."""
    bench = _bench(session, [strand for people, _ in cases for strand in people])
    return tuple(_choices(bench, _case(session, bench, people, limits, by)) for people, limits in cases)


def _choices(bench: _Bench, case: _Case) -> tuple[ChairChoice, ...]:
    able = (bench.load.get(officer, 0) for officer, _ in bench.chairs if officer not in case.barred)
    fewest = min(able, default=0)
    choices = [_choice(officer, name, bench, case, fewest) for officer, name in bench.chairs]
    return tuple(sorted(choices, key=lambda each: (each.rank, each.name)))


def after_proposals(choices: Sequence[ChairChoice], proposed: Mapping[UUID, int]) -> tuple[ChairChoice, ...]:
    """The choices for a request before which so many are proposed to each chair; the proposed one first again."""
    counted = [replace(each, proposed=proposed.get(each.officer_id, 0)) for each in choices]
    fewest = min((each.laden for each in counted if each.can), default=0)
    worded = [
        replace(each, reasons=(*each.reasons[:-1], _load_words(each.load, fewest, each.proposed))) if each.can else each
        for each in counted
    ]
    return tuple(sorted(worded, key=lambda each: (each.rank, each.name)))


def _bench(session: Session, people: Sequence[Strand]) -> _Bench:
    strands_of = _strands_of(session, people)
    every_strand = {each for found in strands_of.values() for each in found}
    parts = strands.parts_in(session, every_strand)
    load, busy = _diaries(session)
    return _Bench(
        chairs=_chairs(session),
        load=load,
        busy=busy,
        council_officers=_council_officers(session),
        earlier=earlier_chairs(session, {each.person_id for each in people}),
        strands=strands_of,
        parts=parts,
        managers=_managers(session, {officer for acted in parts.values() for officer in acted}),
        kept_from=_kept_from(session, people),
    )


def _chairs(session: Session) -> Sequence[tuple[UUID, str]]:
    found = session.execute(
        select(Officer.id, Officer.name)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .where(OfficerRole.role == "chair", Officer.disabled_at.is_(None))
        .order_by(Officer.name)
    )
    return [(officer, name) for officer, name in found]


def _diaries(session: Session) -> tuple[Mapping[UUID, int], Mapping[UUID, set[str]]]:
    """How many conferences each chair holds now, and on which days."""
    load, busy = Counter[UUID](), defaultdict[UUID, set[str]](set)
    open_now = select(Conference.chair_id, Conference.starts_at).where(
        Conference.chair_id.is_not(None), Conference.state.in_(WITH_CHAIR)
    )
    for chair, starts_at in session.execute(open_now):
        if chair is None:
            continue
        load[chair] += 1
        if starts_at is not None:
            busy[chair].add(clock.london_day(starts_at).isoformat())
    return load, busy


def _council_officers(session: Session) -> Collection[UUID]:
    qualified = select(OfficerQualification.officer_id).where(OfficerQualification.qualification == "council_officer")
    return set(session.scalars(qualified))


def _strands_of(session: Session, people: Sequence[Strand]) -> Mapping[UUID, set[UUID]]:
    concerns = {each.concern_id for each in people}
    found: dict[UUID, set[UUID]] = {each: set() for each in concerns}
    for strand, concern in session.execute(select(Strand.id, Strand.concern_id).where(Strand.concern_id.in_(concerns))):
        found[concern].add(strand)
    return found


def _case(session: Session, bench: _Bench, people: Sequence[Strand], limits: pathways.Window, by: Actor) -> _Case:
    first, last = max(limits.notice_from, clock.today()), max(limits.last_usable_on, limits.notice_from)
    days = [day.on.isoformat() for day in pathways.days_between(session, first, last) if day.is_working]
    chaired = {each for strand in people for each in bench.earlier.get(strand.person_id, ())}
    earlier = Counter(chair for _, chair in chaired)
    return _Case(_barred(bench, people, by), earlier, days, people[0].conference == "adult")


def _choice(officer: UUID, name: str, bench: _Bench, case: _Case, fewest: int) -> ChairChoice:
    load = bench.load.get(officer, 0)
    free = len([day for day in case.working_days if day not in bench.busy.get(officer, set())])
    times = case.earlier.get(officer, 0)
    is_fit = not case.is_adult or officer in bench.council_officers
    barred = case.barred.get(officer)
    if barred:
        return ChairChoice(officer, name, False, tuple(barred), times > 0, free, load, is_fit)
    reasons = ["Chaired the earlier meeting; same chair kept"] if times else []
    reasons.append(_free_words(free, len(case.working_days)))
    reasons.append("No part in the case and supervises nobody in it")
    if case.is_adult and is_fit:
        reasons.append("A council officer under the 2007 Act")
    reasons.append(_load_words(load, fewest))
    return ChairChoice(officer, name, True, tuple(reasons), times > 0, free, load, is_fit)


def _free_words(free: int, days: int) -> str:
    if days == 0:
        return "No day with notice is left"
    if free == 0:
        return "Has a conference on every day left"
    return f"Free on {free} of the {days} days left" if days > 1 else "Free on the one day left"


def _load_words(load: int, fewest: int, proposed: int = 0) -> str:
    held = "Holds no conference now" if load == 0 else f"Holds {load} conference{'s' if load > 1 else ''} now"
    held += f" and is proposed for {proposed} sooner" if proposed else ""
    return f"{held}, the fewest" if load + proposed == fewest else held


def _barred(bench: _Bench, people: Sequence[Strand], by: Actor) -> dict[UUID, list[str]]:
    """Who cannot chair this case, and why: a part in it, direct supervision in it, an exclusion, or choosing themselves."""
    concerns = {strand.concern_id for strand in people}
    parts = _parts(bench, {strand for concern in concerns for strand in bench.strands[concern]})
    found: dict[UUID, list[str]] = {
        officer: ["Has a part in this case: " + ", ".join(PART_WORDS.get(part, part) for part in sorted(held))]
        for officer, held in parts.items()
    }
    for officer in {each for acted in parts for each in bench.managers.get(acted, ())} - parts.keys():
        found.setdefault(officer, []).append("Supervises somebody who has a part in this case")
    records = [("concern", each) for each in concerns] + [("strand", each.id) for each in people]
    for officer in {each for record in records for each in bench.kept_from.get(record, ())}:
        found.setdefault(officer, []).append("Is kept from this record")
    if by.officer_id is not None:
        found.setdefault(by.officer_id, []).append("Nobody allocates a conference to themselves")
    return found


def _parts(bench: _Bench, case: Collection[UUID]) -> dict[UUID, set[str]]:
    found = defaultdict[UUID, set[str]](set)
    for strand in case:
        for officer, held in bench.parts.get(strand, {}).items():
            found[officer] |= held - NO_PART
    return {officer: held for officer, held in found.items() if held}


def _managers(session: Session, officers: Collection[UUID]) -> Mapping[UUID, set[UUID]]:
    """Of each of these officers, the managers of a team that they belong to."""
    theirs = aliased(OfficerTeam)
    managers = (
        select(theirs.officer_id, OfficerTeam.officer_id)
        .join(OfficerTeam, OfficerTeam.team_id == theirs.team_id)
        .join(OfficerRole, OfficerRole.officer_id == OfficerTeam.officer_id)
        .where(theirs.officer_id.in_(officers), OfficerRole.role.in_(SUPERVISING))
    )
    found = defaultdict[UUID, set[UUID]](set)
    for officer, manager in session.execute(managers):
        found[officer].add(manager)
    return found


def _kept_from(session: Session, people: Sequence[Strand]) -> Mapping[Record, set[UUID]]:
    about = {"concern": {each.concern_id for each in people}, "strand": {each.id for each in people}}
    any_of = or_(*((Exclusion.object_type == kind) & Exclusion.object_id.in_(ids) for kind, ids in about.items()))
    kept = select(Exclusion.object_type, Exclusion.object_id, Exclusion.officer_id).where(any_of)
    found = defaultdict[Record, set[UUID]](set)
    for kind, name, officer in session.execute(kept):
        found[kind, name].add(officer)
    return found
