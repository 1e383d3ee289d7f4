"""Finding a chair: free, independent of the case, the same as before where possible, and not the busiest; each with reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hub import clock, pathways, strands
from hub.accounts import Exclusion, Officer, OfficerQualification, OfficerRole, OfficerTeam
from hub.actor import Actor
from hub.conferences.models import Conference, State
from hub.conferences.reading import earlier_conferences
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


@dataclass(frozen=True, slots=True)
class _Bench:
    """What is known of everybody who chairs, for one case; read once."""

    barred: dict[UUID, list[str]]
    earlier: dict[UUID, int]
    load: dict[UUID, int]
    busy: dict[UUID, set[str]]
    council_officers: set[UUID]
    working_days: list[str]


def chair_choices(
    session: Session, people: Sequence[Strand], limits: pathways.Window, *, by: Actor
) -> tuple[ChairChoice, ...]:
    """Every officer who chairs: who can, the proposed one first; then who cannot, with the reason. Names A to Z where equal."""
    chairs = list(
        session.execute(
            select(Officer.id, Officer.name)
            .join(OfficerRole, OfficerRole.officer_id == Officer.id)
            .where(OfficerRole.role == "chair", Officer.disabled_at.is_(None))
            .order_by(Officer.name)
        )
    )
    bench = _bench(session, people, limits, by)
    is_adult = people[0].conference == "adult"
    fewest = min((bench.load.get(officer, 0) for officer, _ in chairs if officer not in bench.barred), default=0)
    choices = [_choice(officer, name, bench, fewest, is_adult=is_adult) for officer, name in chairs]
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


def _bench(session: Session, people: Sequence[Strand], limits: pathways.Window, by: Actor) -> _Bench:
    first, last = max(limits.notice_from, clock.today()), max(limits.last_usable_on, limits.notice_from)
    days = [day.on.isoformat() for day in pathways.days_between(session, first, last) if day.is_working]
    earlier: dict[UUID, int] = {}
    for conference in earlier_conferences(session, [strand.person_id for strand in people]):
        if conference.chair_id:
            earlier[conference.chair_id] = earlier.get(conference.chair_id, 0) + 1
    load: dict[UUID, int] = {}
    busy: dict[UUID, set[str]] = {}
    open_now = select(Conference.chair_id, Conference.starts_at).where(
        Conference.chair_id.is_not(None), Conference.state.in_(WITH_CHAIR)
    )
    for chair, starts_at in session.execute(open_now):
        if chair is None:
            continue
        load[chair] = load.get(chair, 0) + 1
        if starts_at is not None:
            busy.setdefault(chair, set()).add(clock.london_day(starts_at).isoformat())
    qualified = select(OfficerQualification.officer_id).where(OfficerQualification.qualification == "council_officer")
    return _Bench(_barred(session, people, by), earlier, load, busy, set(session.scalars(qualified)), days)


def _choice(officer: UUID, name: str, bench: _Bench, fewest: int, *, is_adult: bool) -> ChairChoice:
    load = bench.load.get(officer, 0)
    free = len([day for day in bench.working_days if day not in bench.busy.get(officer, set())])
    times = bench.earlier.get(officer, 0)
    is_fit = not is_adult or officer in bench.council_officers
    barred = bench.barred.get(officer)
    if barred:
        return ChairChoice(officer, name, False, tuple(barred), times > 0, free, load, is_fit)
    reasons = ["Chaired the earlier meeting; same chair kept"] if times else []
    reasons.append(_free_words(free, len(bench.working_days)))
    reasons.append("No part in the case and supervises nobody in it")
    if is_adult and is_fit:
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


def _barred(session: Session, people: Sequence[Strand], by: Actor) -> dict[UUID, list[str]]:
    """Who cannot chair this case, and why: a part in it, direct supervision in it, an exclusion, or choosing themselves."""
    concerns = {strand.concern_id for strand in people}
    case = set(session.scalars(select(Strand.id).where(Strand.concern_id.in_(concerns)))) | {each.id for each in people}
    parts = {officer: held - NO_PART for officer, held in strands.parts_in(session, case).items() if held - NO_PART}
    found: dict[UUID, list[str]] = {
        officer: ["Has a part in this case: " + ", ".join(PART_WORDS.get(part, part) for part in sorted(held))]
        for officer, held in parts.items()
    }
    for officer in _supervisors(session, parts.keys()) - parts.keys():
        found.setdefault(officer, []).append("Supervises somebody who has a part in this case")
    records = [("concern", each) for each in concerns] + [("strand", each.id) for each in people]
    for officer in _excluded(session, records):
        found.setdefault(officer, []).append("Is kept from this record")
    if by.officer_id is not None:
        found.setdefault(by.officer_id, []).append("Nobody allocates a conference to themselves")
    return found


def _supervisors(session: Session, officers: Collection[UUID]) -> set[UUID]:
    """Managers of a team that one of these officers belongs to."""
    theirs = select(OfficerTeam.team_id).where(OfficerTeam.officer_id.in_(officers))
    managers = (
        select(OfficerTeam.officer_id)
        .join(OfficerRole, OfficerRole.officer_id == OfficerTeam.officer_id)
        .where(OfficerTeam.team_id.in_(theirs), OfficerRole.role.in_(SUPERVISING))
    )
    return set(session.scalars(managers))


def _excluded(session: Session, records: Sequence[tuple[str, UUID]]) -> set[UUID]:
    any_of = or_(*((Exclusion.object_type == kind) & (Exclusion.object_id == name) for kind, name in records))
    return set(session.scalars(select(Exclusion.officer_id).where(any_of)))
