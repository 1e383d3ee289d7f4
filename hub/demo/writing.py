"""One story of the city as rows, told in the order it happened. Only the history of earlier concerns passes from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hub.demo.fresh import Fresh
from hub.demo.history import Closed, History
from hub.demo.known import Known
from hub.demo.outcomes import Story
from hub.demo.queueing import stand_for_screening
from hub.demo.sheets import Sheet
from hub.demo.waiting import as_it_stands
from hub.demo.writing_concerns import Shared, write_alert, write_concern, write_people
from hub.demo.writing_conferences import write_conferences
from hub.demo.writing_decisions import Screened, write_screening
from hub.demo.writing_notices import write_notices, write_returns
from hub.demo.writing_runs import gather, run_clock, screen_now, write_run, write_screening_clock
from hub.demo.writing_strands import Opened, write_strands
from hub.triage.following import SETTLED
from hub.triage.screening import band_of


def write_story(
    known: Known, history: History, shared: Shared, story: Story, *, late_share: float = 0.0
) -> tuple[Sheet, Fresh]:
    """Everything that the concern and what came of it leave in the database, as a sheet; history remembers it."""
    sheet = Sheet()
    fresh = write_concern(known, shared, sheet, story)
    gathered = gather(history, fresh)
    made = screen_now(known, fresh, gathered)
    fresh.story = as_it_stands(known, fresh, made, late_share=late_share)
    run = write_run(known, sheet, fresh, made, number=1, why="received", by=fresh.sent_by, at=fresh.keyed_at)
    write_alert(known, sheet, fresh)
    screened = write_screening(known, history, sheet, fresh, gathered, run)
    act_by = _stand(known, sheet, fresh, screened)
    write_returns(known, history, sheet, fresh, screened, act_by=act_by)
    write_notices(known, history, sheet, fresh, screened)
    write_people(sheet, fresh)
    opened = write_strands(known, history, sheet, fresh, screened)
    write_conferences(known, sheet, fresh, opened)
    history.remember(fresh, _open_until(screened, opened), closed=_closed(fresh, screened))
    return sheet, fresh


def _open_until(screened: Screened, opened: Sequence[Opened]) -> datetime | None:
    """Until when it was undecided or work went on; None while it still is."""
    ends = [screened.settled_at, *(each.closed_at for each in opened)]
    return None if None in ends else max(end for end in ends if end is not None)


def _closed(fresh: Fresh, screened: Screened) -> Closed | None:
    """For whom it closed below the threshold, once all of it stands decided."""
    rows = frozenset(made.person.id for made in screened.made if made.chosen.closes)
    if not rows or screened.settled_at is None or fresh.level != "open":
        return None
    return Closed(fresh.received_at, rows, screened.settled_at)


def _stand(known: Known, sheet: Sheet, fresh: Fresh, screened: Screened) -> datetime:
    """The concern's places among those to screen, and its clocks: a second of each where it came back. When it was first due."""
    settled_at, back_at = screened.settled_at, screened.came_back_at
    first_done = screened.first_settled_at
    came_back = back_at is not None and first_done is not None and first_done <= back_at
    done_at = first_done if came_back else settled_at
    act_by = write_screening_clock(known, sheet, fresh, screened.runs, reran_at=screened.reran_at, settled_at=done_at)
    stand_for_screening(
        known, sheet, fresh, screened.runs[-1], act_by=act_by, placed_at=fresh.keyed_at, done_at=done_at,
        awaits_since=_awaits_since(screened),
    )  # fmt: skip
    if came_back and back_at is not None:
        _stand_again(known, sheet, fresh, screened, back_at)
    if settled_at is not None:
        sheet.replace_column(fresh.id, "state", "decided")
    return act_by


def _stand_again(known: Known, sheet: Sheet, fresh: Fresh, screened: Screened, back_at: datetime) -> None:
    run = screened.runs[-1]
    settled_at = screened.settled_at
    limit = run_clock(
        known, sheet, f"screening_{band_of(run.screening.rank)}", ("concern", fresh.id), started_at=back_at,
        ended_at=settled_at,
    )  # fmt: skip
    stand_for_screening(
        known, sheet, fresh, run, act_by=limit.due_at, placed_at=back_at, done_at=settled_at,
        awaits_since=_awaits_since(screened),
    )  # fmt: skip


def _awaits_since(screened: Screened) -> datetime | None:
    """Since when everybody is decided and only a second person's word is missing; None where it is not so."""
    states = {made.state for made in screened.made}
    if "waiting_for_second" not in states or not states <= {*SETTLED, "waiting_for_second"}:
        return None
    return max(made.decided_at for made in screened.made)
