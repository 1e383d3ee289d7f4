"""The rows of putting a concern to the rules: the case as the hub would build it, each stored run, and the clock it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from hub.demo.fresh import Fresh
from hub.demo.history import History
from hub.demo.known import Known
from hub.demo.sheets import Sheet
from hub.pathways import RunningClock
from hub.pathways.limits import Counted, counted
from hub.rulebook import (
    Case,
    Pack,
    Screening,
    ScreeningRun,
    ScreeningSubject,
    Subject,
    SubjectResult,
)
from hub.rulebook.importing import MadeRun, make_run
from hub.triage.facts import held_facts
from hub.triage.screening import band_of


@dataclass(frozen=True, slots=True)
class Gathered:
    """Facts that follow from history and ages when the concern came in."""

    concern: Mapping[str, Any]
    household: Mapping[str, Any]
    people: Mapping[UUID, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Run:
    """A stored run."""

    id: UUID
    number: int
    made: MadeRun

    @property
    def screening(self) -> Screening:
        """What the rules said."""
        return self.made.screening

    def about(self, person: UUID) -> SubjectResult:
        """What it says of one person."""
        return about(self.screening, person)


def about(screening: Screening, person: UUID) -> SubjectResult:
    """What a screening says of one person."""
    return next(each for each in screening.subjects if each.id == str(person))


def gather(history: History, fresh: Fresh) -> Gathered:
    """What history says as the concern comes in."""
    people = {each.id: history.of_person(fresh, each) for each in fresh.screened}
    return Gathered(history.of_concern(fresh), history.of_household(fresh), people)


def case_of(pack: Pack, fresh: Fresh, gathered: Gathered) -> Case:
    """The case put to the rules: what was told, what history says, and what officers answered, the last counting."""
    shared = fresh.answers.get(None, {})
    told = fresh.new.told
    return Case(
        held_facts(pack, "concern", told["facts"], gathered.concern, shared),
        held_facts(pack, "household", told["household"], gathered.household, shared),
        tuple(
            Subject(
                str(each.id),
                held_facts(pack, "subject", each.told.facts, gathered.people[each.id], fresh.answers.get(each.id, {})),
            )
            for each in fresh.screened
        ),
    )


def screen_now(known: Known, fresh: Fresh, gathered: Gathered) -> MadeRun:
    """The rules run over the concern as it is known now, not yet written down."""
    return make_run(known.pack, case_of(known.pack, fresh, gathered), on=fresh.day)


def write_run(
    known: Known, sheet: Sheet, fresh: Fresh, made: MadeRun, *, number: int, why: str, by: UUID, at: datetime
) -> Run:
    """The run is stored."""
    run_id = sheet.put(
        ScreeningRun,
        {
            "id": uuid4(), "concern_id": fresh.id, "number": number, "on_day": made.on, "at": at,
            "fingerprint": known.pack.fingerprint, "evaluator": made.screening.evaluator, "asked_by": by, "why": why,
        },
        key=sheet.key("screening", at),
        words={"facts": made.shared},
    )  # fmt: skip
    for each in fresh.screened:
        name = str(each.id)
        columns = {"run_id": run_id, "person_id": each.id, **made.columns[name]}
        sheet.put(ScreeningSubject, columns, key=each.key, words={"facts": made.facts[name]})
    return Run(run_id, number, made)


def run_clock(
    known: Known,
    sheet: Sheet,
    name: str,
    on: tuple[str, UUID],
    *,
    started_at: datetime,
    ended_at: datetime | None = None,
    stopped: bool = False,
    baby_due_on: date | None = None,
) -> Counted:
    """A clock runs on a record from its event; where it has ended it was met, missed, or stopped."""
    limit = counted(known.pack, name, started_at=started_at, baby_due_on=baby_due_on)
    state = "running" if ended_at is None else "stopped" if stopped else "missed" if ended_at > limit.due_at else "met"
    sheet.put(
        RunningClock,
        {
            "object_type": on[0], "object_id": on[1], "clock": name, "version_on": limit.version_on,
            "fingerprint": known.pack.fingerprint, "started_at": started_at, "due_at": limit.due_at,
            "first_due_at": limit.due_at, "last_usable_on": limit.last_usable_on, "state": state, "ended_at": ended_at,
        },
    )  # fmt: skip
    return limit


def write_screening_clock(
    known: Known, sheet: Sheet, fresh: Fresh, runs: list[Run], *, reran_at: datetime | None, settled_at: datetime | None
) -> datetime:
    """The clock of the concern's band from receipt; the band of the first run stopped where a later run changed it. When it is due."""
    first, last = band_of(runs[0].screening.rank), band_of(runs[-1].screening.rank)
    on = ("concern", fresh.id)
    if first != last:
        started = fresh.received_at
        run_clock(known, sheet, f"screening_{first}", on, started_at=started, ended_at=reran_at, stopped=True)
    limit = run_clock(known, sheet, f"screening_{last}", on, started_at=fresh.received_at, ended_at=settled_at)
    before = fresh.new.danger_before
    return min(limit.due_at, before) if before else limit.due_at
