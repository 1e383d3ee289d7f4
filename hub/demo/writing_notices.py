"""What a concern of the city sets off beside its own screening: teams that are told, and closed concerns that come back."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from hub.demo import timing
from hub.demo.dice import dice
from hub.demo.fresh import Fresh, FreshPerson
from hub.demo.history import History, Work
from hub.demo.known import Known
from hub.demo.queueing import Spot, desk, stand
from hub.demo.sheets import Sheet
from hub.demo.staff import with_role
from hub.demo.writing_concerns import grant
from hub.demo.writing_decisions import Screened
from hub.demo.writing_runs import Run, run_clock
from hub.pathways.limits import counted
from hub.triage.coming_back import CLOSED_BEFORE, WINDOWS
from hub.triage.models import Return, TeamNotice
from hub.triage.telling_teams import ACKNOWLEDGED, SAME_DAY_RANK
from hub.triage.told_teams import ON_TOP

BEFORE = timedelta(minutes=4)
MOST_HOURS, LATE_HOURS = 2.5, 12  # of office time, until a team acknowledges, or screening reaches somebody instead
STANDS = "Read beside the new one: what was decided then still holds, and the new one is decided on its own."
REACHED = "Rang the team; the worker who holds it has it, and looks at it before the next visit."


def heard(fresh: Fresh) -> set[str]:
    """Everybody the concern names, and each harm it tells of, as codes."""
    people = {f"{'source' if each.role == 'alleged' else 'person'}:{each.truth}" for each in fresh.people if each.truth}
    return people.union(*(_harms(each) for each in fresh.screened))


def _harms(each: FreshPerson) -> set[str]:
    told = each.told.facts.get("harms")
    listed = told.get("value") if isinstance(told, dict) else told
    return {f"harm:{one}" for one in listed or () if one != "not_known"}


def write_notices(known: Known, history: History, sheet: Sheet, fresh: Fresh, screened: Screened) -> None:
    """Each team that held open work with one of these people was told the same minute, as the hub does."""
    if fresh.level != "open":
        return
    for each in fresh.screened:
        held: dict[UUID, list[Work]] = {}
        for one in history.open_work(fresh, each):
            held.setdefault(one.team, []).append(one)
        for work in held.values():
            _tell(known, sheet, fresh, screened, each, work)


def _tell(known: Known, sheet: Sheet, fresh: Fresh, screened: Screened, each: FreshPerson, work: list[Work]) -> None:
    told_at, team = fresh.keyed_at, work[0].team
    rng = dice("told", fresh.story.told.number, str(fresh.received_at), each.truth)
    act_by = counted(known.pack, ACKNOWLEDGED, started_at=told_at).due_at
    read_at = next((made.stands_at for made in screened.made if made.person is each), None)
    state, answered_at = _answer(known, rng, told_at, read_at, act_by)
    by = _who(known, rng, state, team) if answered_at else None
    notice = sheet.put(
        TeamNotice,
        {
            "kind": "new_information", "concern_id": fresh.id, "person_id": each.id, "strand_id": work[0].strand,
            "team_id": team, "level": fresh.level, "state": state, "told_at": told_at, "act_by": act_by,
            "came_back_at": act_by if state in {"came_back", "settled"} else None,
            "answered_by": by, "answered_at": answered_at,
        },
        key=each.key,
        words={"fresh": _fresh(fresh, each, work), "words": REACHED if state == "settled" else None},
    )  # fmt: skip
    run_clock(known, sheet, ACKNOWLEDGED, ("team_notice", notice), started_at=told_at, ended_at=answered_at)
    rank = min(screened.runs[0].screening.rank, SAME_DAY_RANK)
    places = [("strand", team, rank, told_at)]
    places += [("screening", fresh.team, ON_TOP, act_by)] if state in {"came_back", "settled"} else []
    for queue, holder, here, placed_at in places:
        spot = Spot(
            queue=queue, team=holder, object_type="team_notice", object_id=notice, ref=fresh.ref, person=each.id,
            rank=here, act_by=act_by, reason="new_information", desk="both", placed_at=placed_at, done_at=answered_at,
        )  # fmt: skip
        stand(known, sheet, fresh, spot)
    if read_at is not None:
        grant(sheet, "concern", fresh.id, team=team, at=read_at)


def _answer(
    known: Known, rng: Random, told_at: datetime, read_at: datetime | None, act_by: datetime
) -> tuple[str, datetime | None]:
    """The state of what a team was told, and when somebody answered: the team once it could read it, else screening."""
    if read_at is not None:
        at = timing.after_work(max(told_at, read_at), rng.uniform(0.2, MOST_HOURS))
        if at <= min(act_by, known.until):
            return "acknowledged", at
    if act_by >= known.until:
        return "waiting", None
    at = timing.after_work(act_by, rng.uniform(0.3, LATE_HOURS))
    return ("settled", at) if at <= known.until else ("came_back", None)


def _who(known: Known, rng: Random, state: str, team: UUID) -> UUID:
    kind = next(kind for kind, held in known.teams.items() if held == team)
    able = with_role("team_manager", team=kind) if state == "acknowledged" else with_role("screening_officer")
    return known.officers[rng.choice(able).username]


def _fresh(fresh: Fresh, each: FreshPerson, work: list[Work]) -> list[str] | None:
    """What the open work had not heard of; from now on it has."""
    told, before = heard(fresh), set[str]().union(*(one.known for one in work))
    harms = sorted(_harms(each) - before)
    new = {one.partition(":")[0] for one in told - before}
    for one in work:
        one.known.update(told)
    return [*(kind for kind in ("person", "source") if kind in new), *harms] or None


def write_returns(
    known: Known, history: History, sheet: Sheet, fresh: Fresh, screened: Screened, *, act_by: datetime
) -> None:
    """Earlier concerns that had closed came back beside this one; whoever decided it said first that they stand."""
    if fresh.level != "open":
        return
    found = {
        earlier: sorted(why for why in shared if _comes_back(known, fresh, why, held.received_at))
        for earlier, (held, shared) in history.closed_before(fresh).items()
    }
    first = next((made for made in screened.made), None)
    decided_at = first.chosen.told.decided_at if first else None
    answered_at = max(fresh.keyed_at, decided_at - BEFORE) if decided_at else None
    coming = {earlier: reasons for earlier, reasons in found.items() if reasons}
    for earlier, reasons in coming.items():
        sheet.put(
            Return,
            {
                "earlier_id": earlier, "concern_id": fresh.id, "reasons": reasons, "came_at": fresh.keyed_at,
                "state": "stands" if answered_at else "waiting",
                "answered_by": first.by if first and answered_at else None, "answered_at": answered_at,
            },
            key=sheet.key("return", fresh.keyed_at),
            words={"words": STANDS if answered_at else None},
        )  # fmt: skip
    if coming:
        _stand(known, sheet, fresh, screened.runs[-1], act_by=act_by, done_at=answered_at)


def _comes_back(known: Known, fresh: Fresh, why: str, received_at: datetime) -> bool:
    return counted(known.pack, WINDOWS[why], started_at=received_at).due_at >= fresh.received_at


def _stand(known: Known, sheet: Sheet, fresh: Fresh, run: Run, *, act_by: datetime, done_at: datetime | None) -> None:
    lead = min(run.screening.subjects, key=lambda each: each.recommendation.rank)
    spot = Spot(
        queue="screening", team=fresh.team, object_type="return", object_id=fresh.id, ref=fresh.ref,
        person=UUID(lead.id), rank=run.screening.rank, act_by=act_by, reason=CLOSED_BEFORE,
        desk=desk(fresh, fresh.screened), placed_at=fresh.keyed_at, done_at=done_at,
        people_count=len(fresh.screened),
    )  # fmt: skip
    stand(known, sheet, fresh, spot)
