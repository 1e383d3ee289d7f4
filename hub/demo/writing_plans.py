"""The rows of what conferences leave behind: limits that run from them, protection plans, and strands that go back to their team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from hub import clock
from hub.demo.fresh import Fresh
from hub.demo.known import Known
from hub.demo.outcomes import ToldConference
from hub.demo.sheets import Sheet
from hub.demo.writing_runs import run_clock
from hub.demo.writing_strands import Opened, place_strand
from hub.pathways.limits import Counted, counted
from hub.plans.models import Plan

AREAS = {"parental_substance_use": "parental_drugs", "parental_mental_ill_health": "parental_mental_health"}
ADULT_AREAS = ("psychological", "self_neglect")
WITH_PLAN = frozenset({"register", "keep", "adult_plan"})


@dataclass(frozen=True, slots=True)
class At:
    """One conference on its way to rows, with the strands it is about and the limit that binds it."""

    id: UUID
    ref: str
    told: ToldConference
    strands: tuple[Opened, ...]
    clock: str
    started_at: datetime
    limit: Counted
    baby_due_on: date | None


def review_clock(at: At) -> str:
    """The limit of the review after a conference, by what it decided and whether the child is born."""
    if at.told.kind.startswith("adult"):
        return "adult_review"
    if at.told.kind == "review":
        return "cppm_review_next"
    return "cppm_review_after_pre_birth" if at.strands[0].made.person.told.unborn else "cppm_review"


def next_review_on(known: Known, at: At) -> date | None:
    """As the conference set it, inside the limit that began with it."""
    told = at.told
    if told.starts_at is None or told.held_at is None or not set(told.decisions.values()) & WITH_PLAN:
        return None
    latest = clock.london_day(counted(known.pack, review_clock(at), started_at=told.starts_at).due_at)
    return min(told.next_review_on or latest, latest)


def areas(told: ToldConference) -> list[str]:
    """The areas of concern as conferences know them, in order."""
    if told.kind.startswith("adult"):
        return sorted(ADULT_AREAS)
    return sorted(AREAS.get(area, area) for area in told.areas_of_concern)


def write_limits(known: Known, sheet: Sheet, at: At, before: At | None) -> None:
    """The limit of a review runs on each strand; after a meeting its record is due and, with a plan, the core group."""
    told = at.told
    if before is not None:
        for strand in at.strands:
            _run(known, sheet, at.clock, ("strand", strand.id), at.started_at, told.starts_at if told.held_at else None)
    if told.held_at is None or told.starts_at is None:
        return
    is_adult = told.kind.startswith("adult")
    for name, days in (("adult_decisions_circulated", 0.7), ("adult_minutes", 9)) if is_adult else (
        ("cppm_decisions_summary", 1), ("cppm_record", 9)):  # fmt: skip
        _run(known, sheet, name, ("conference", at.id), told.starts_at, told.held_at + timedelta(days=days))
    for strand in at.strands:
        first = {"register": "core_group_first", "adult_plan": "adult_core_group"}.get(
            told.decisions.get(strand.made.person.truth, "")
        )
        if first is not None:
            _run(known, sheet, first, ("strand", strand.id), told.starts_at, told.held_at + timedelta(days=12))


def _run(
    known: Known, sheet: Sheet, name: str, on: tuple[str, UUID], started_at: datetime, ended_at: datetime | None
) -> None:
    ended = ended_at if ended_at is not None and ended_at <= known.until else None
    run_clock(known, sheet, name, on, started_at=started_at, ended_at=ended)


def write_plans(known: Known, sheet: Sheet, fresh: Fresh, opened: Sequence[Opened], written: Mapping[str, At]) -> None:
    """A child is on the register while one of these is open."""
    for told in fresh.story.plans:
        first = written.get(told.opened_by)
        strand = (
            next((each for each in first.strands if each.made.person.truth == told.person), None) if first else None
        )
        if first is None or strand is None or first.told.starts_at is None:
            continue
        ended = written[told.ended_by] if told.ended_by else None
        held = [at for at in written.values() if at.told.held_at is not None]
        sheet.put(
            Plan,
            {
                "person_id": strand.made.person.id, "strand_id": strand.id, "kind": told.kind,
                "opened_on": clock.london_day(first.told.starts_at), "opened_at": told.opened_at,
                "opened_by_conference": first.id, "areas_of_concern": areas(first.told),
                "next_review_on": None if ended else next_review_on(known, held[-1]),
                "ended_on": clock.london_day(ended.told.starts_at) if ended and ended.told.starts_at else None,
                "ended_by_conference": ended.id if ended else None,
            },
        )  # fmt: skip


def after_the_last(known: Known, sheet: Sheet, fresh: Fresh, last: At | None) -> None:
    """Where a plan goes on the limit of its next review runs; without one the strand went back to its team and closed."""
    if last is None or last.told.held_at is None or last.told.starts_at is None:
        return
    for strand in last.strands:
        decision = last.told.decisions.get(strand.made.person.truth, "")
        if decision in WITH_PLAN:
            _run(known, sheet, review_clock(last), ("strand", strand.id), last.told.starts_at, None)
        else:
            closed = min(last.told.held_at + timedelta(hours=1), known.until)
            due = last.told.starts_at + timedelta(days=1)
            placed = last.told.held_at
            place_strand(
                known,
                sheet,
                fresh,
                strand,
                queue="strand",
                act_by=due,
                placed_at=placed,
                done_at=closed,
                reason="no_plan",
            )
