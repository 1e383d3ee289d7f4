"""The rows of work that decisions opened: strands, who acted on them, their clocks, and their places in queues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from hub.demo import timing
from hub.demo.dice import dice
from hub.demo.fresh import Fresh
from hub.demo.history import History, Work
from hub.demo.known import Known
from hub.demo.outcomes import ToldConference
from hub.demo.queueing import Spot, dangers, desk, stand
from hub.demo.sheets import Sheet
from hub.demo.work import WITH
from hub.demo.writing_concerns import grant
from hub.demo.writing_decisions import Made, Screened
from hub.demo.writing_notices import heard
from hub.demo.writing_runs import run_clock
from hub.pathways.limits import Counted, counted, runs_from
from hub.rulebook import Route, band
from hub.strands import Strand, StrandPart
from hub.triage.choices import CLOCKS_BY_ROUTE, CONFERENCE_CLOCKS, TEAM_BY_AREA, UNBORN_CLOCKS, WITHOUT_STRAND


@dataclass(frozen=True, slots=True)
class Opened:
    """A strand as written, before its state is known to every later step."""

    id: UUID
    ref: str
    made: Made
    route: Route
    team: UUID
    opened_at: datetime
    opened_by: UUID
    baby_due_on: date | None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """How far a strand has come: its state, when it closed, and when co-ordination gave it back to its team."""

    state: str
    closed_at: datetime | None
    given_back_at: datetime | None = None


def write_strands(known: Known, history: History, sheet: Sheet, fresh: Fresh, screened: Screened) -> list[Opened]:
    """A strand for each route of work of each decision that stands; those with a conference are the conference's to go on with."""
    rng = dice("strands", fresh.story.told.number, fresh.received_at.isoformat())
    found = []
    for made in screened.made:
        for name in made.chosen.routes:
            if made.stands_at is None or name in WITHOUT_STRAND:
                continue
            opened = _open(known, sheet, fresh, made, known.pack.routes[name])
            found.append(opened)
            held = conferences_of(fresh, opened)
            course = _with_conferences(fresh, opened, held) if held else _without(known, rng, fresh, opened)
            _write(sheet, fresh, opened, course)
            _write_clocks(known, sheet, fresh, opened, course, held)
            _write_places(known, sheet, fresh, opened, course, held)
            known_of = heard(fresh)
            history.opened(made.person, Work(opened.id, opened.team, opened.opened_at, course.closed_at, known_of))
            found[-1] = replace(opened, closed_at=course.closed_at)
    return found


def conferences_of(fresh: Fresh, opened: Opened) -> list[ToldConference]:
    """The conferences about the strand's person, where it is the strand that leads to them; the first not yet held is the last."""
    if opened.route.conference is None or opened.made.person.truth == "":
        return []
    if opened.route.id == "asp_inq" and "asp_urgent" in opened.made.chosen.routes:
        return []
    is_adult = opened.route.conference == "adult"
    about = [
        one
        for one in fresh.story.conferences
        if opened.made.person.truth in one.people and one.kind.startswith("adult") == is_adult
    ]
    live = next((nth for nth, one in enumerate(about) if one.held_at is None), len(about))
    return about[: live + 1]


def _open(known: Known, sheet: Sheet, fresh: Fresh, made: Made, route: Route) -> Opened:
    strand, at = uuid4(), made.stands_at or known.until
    by = made.second if made.state == "signed" and made.second else made.by
    child = made.person.is_child_on(fresh.day)
    team = known.teams[TEAM_BY_AREA.get(route.area, "children" if child else "adults")]
    if fresh.level == "sealed":
        team = fresh.team
        grant(sheet, "strand", strand, officer=by, at=at)
    else:
        grant(sheet, "concern", fresh.id, team=team, at=at)
    for officer, part in {(made.by, "decided"), (by, "decided")} | ({(by, "second")} if by != made.by else set()):
        sheet.put(StrandPart, {"strand_id": strand, "officer_id": officer, "part": part, "at": at})
    return Opened(strand, known.reference(sheet, "strand", strand), made, route, team, at, by, _due_on(made))


def _due_on(made: Made) -> date | None:
    try:
        return date.fromisoformat(made.person.told.due_on) if made.person.told.unborn else None
    except ValueError:
        return None


def _with_conferences(fresh: Fresh, opened: Opened, held: Sequence[ToldConference]) -> Course:
    """Where the last of them has brought it: one under way shows first, then an open plan."""
    if held[-1].held_at is None:
        return Course(WITH[held[-1].state], None)
    truth = opened.made.person.truth
    told = next((one for one in fresh.story.strands if one.person == truth and one.conference), None)
    return Course(told.state, told.closed_at) if told else Course("under_plan", None)


def _without(known: Known, rng: Random, fresh: Fresh, opened: Opened) -> Course:
    """Work that ends after days or weeks; what calls for a conference is given back to its team when none is needed."""
    truth, route = opened.made.person.truth, opened.route.id
    told = next((one for one in fresh.story.strands if one.person == truth and one.route == route), None)
    ends = told.closed_at if told else opened.opened_at + timedelta(days=rng.randint(3, 40))
    closed_at = max(ends, opened.opened_at + timedelta(hours=1)) if ends and ends < known.until else None
    if opened.route.conference is None:
        return Course("closed" if closed_at else "open", closed_at)
    back = timing.after_work(opened.opened_at, rng.uniform(7, 30))
    if closed_at:
        return Course("closed", closed_at, min(back, closed_at))
    return Course("open", None, back) if back < known.until else Course("with_coordination", None)


def _write(sheet: Sheet, fresh: Fresh, opened: Opened, course: Course) -> None:
    sheet.put(
        Strand,
        {
            "id": opened.id, "ref": opened.ref, "person_id": opened.made.person.id, "concern_id": fresh.id,
            "decision_id": opened.made.id, "kind": opened.route.area, "route": opened.route.id,
            "urgency": opened.made.chosen.urgency, "state": course.state, "conference": opened.route.conference,
            "team_id": opened.team, "level": fresh.level, "opened_at": opened.opened_at,
            "opened_by": opened.opened_by, "closed_at": course.closed_at,
        },
    )  # fmt: skip


def clocks_of(opened: Opened) -> tuple[str, ...]:
    """The clocks the strand's route starts for its person."""
    names = CLOCKS_BY_ROUTE.get(opened.route.id, ())
    return UNBORN_CLOCKS.get(opened.route.id, names) if opened.baby_due_on else names


def limit_of(known: Known, fresh: Fresh, opened: Opened, name: str) -> tuple[datetime, Counted]:
    """When a clock of the strand began, and what it comes to."""
    is_receipt = runs_from(known.pack, name) == "receipt"
    started_at = fresh.received_at if is_receipt else opened.made.chosen.told.decided_at or opened.opened_at
    due_on = opened.baby_due_on if name == "cppm_pre_birth" else None
    return started_at, counted(known.pack, name, started_at=started_at, baby_due_on=due_on)


def _write_clocks(
    known: Known,
    sheet: Sheet,
    fresh: Fresh,
    opened: Opened,
    course: Course,
    held: list[ToldConference],
) -> None:
    """First steps are mostly taken in time; the limit of a conference runs until it is held, or stops when none is needed."""
    rng = dice("steps", opened.opened_at.isoformat(), opened.route.id)
    for name in clocks_of(opened):
        started_at, limit = limit_of(known, fresh, opened, name)
        due_on = opened.baby_due_on if name == "cppm_pre_birth" else None
        stopped = False
        if name in CONFERENCE_CLOCKS:
            ended_at = held[0].starts_at if held and held[0].held_at else course.given_back_at
            stopped = not held
        else:
            begun = max(started_at, opened.opened_at)
            taken = begun + max(limit.due_at - begun, timedelta(hours=2)) * rng.uniform(0.2, 1.04)
            ended_at = taken if taken < known.until else None
        on = ("strand", opened.id)
        run_clock(known, sheet, name, on, started_at=started_at, ended_at=ended_at, stopped=stopped, baby_due_on=due_on)


def act_by_of(known: Known, fresh: Fresh, opened: Opened) -> datetime:
    """For a conference its own limit, for other work its first clock, else the limit of its urgency."""
    names = clocks_of(opened)
    wanted = [name for name in names if name in CONFERENCE_CLOCKS] if opened.route.conference else list(names)
    if wanted:
        return min(limit_of(known, fresh, opened, name)[1].due_at for name in wanted)
    urgency = opened.made.chosen.urgency
    return counted(known.pack, f"screening_{urgency}", started_at=fresh.received_at).due_at


def _write_places(
    known: Known, sheet: Sheet, fresh: Fresh, opened: Opened, course: Course, held: list[ToldConference]
) -> None:
    """Work that calls for a conference waits for co-ordination, all other with its team."""
    act_by, at = act_by_of(known, fresh, opened), opened.opened_at
    if opened.route.conference is not None:
        team = fresh.team if fresh.level == "sealed" else known.teams["coordination"]
        if fresh.level == "open":
            grant(sheet, "strand", opened.id, team=team, at=at)
        done = held[0].requested_at if held else course.given_back_at
        place_strand(
            known, sheet, fresh, opened, queue="coordination", act_by=act_by, placed_at=at, done_at=done, team=team
        )
        if held or course.given_back_at is None:
            return
        at, act_by = course.given_back_at, course.given_back_at + timedelta(days=1)
    place_strand(known, sheet, fresh, opened, queue="strand", act_by=act_by, placed_at=at, done_at=course.closed_at)


def place_strand(
    known: Known,
    sheet: Sheet,
    fresh: Fresh,
    opened: Opened,
    *,
    queue: str,
    act_by: datetime,
    placed_at: datetime,
    done_at: datetime | None,
    team: UUID | None = None,
    reason: str = "",
) -> None:
    """The strand stands in a queue on its own."""
    stand(
        known,
        sheet,
        fresh,
        Spot(
            queue=queue, team=team or opened.team, object_type="strand", object_id=opened.id, ref=opened.ref,
            person=opened.made.person.id, rank=2 * band(opened.made.chosen.urgency), act_by=act_by,
            reason=reason or opened.route.id, desk=desk(fresh, [opened.made.person]), placed_at=placed_at,
            done_at=done_at, danger=dangers(fresh),
        ),
    )  # fmt: skip
