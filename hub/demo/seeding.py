"""Writing the synthetic city to the database: its officers, its concerns, and everything that became of them.

Rows are consistent with what the hub's own actions would have left; the trail says at the real time that they were imported.
The truth is the same for the same seed and moment; ids are random.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice

from hub import audit, clock, db
from hub.actor import OPERATOR
from hub.config import Settings, read_settings
from hub.db import Base
from hub.demo import staff
from hub.demo.concerns import concerns as told_concerns
from hub.demo.history import History
from hub.demo.known import Known
from hub.demo.population import City
from hub.demo.sheets import Rows, Sheet, rows_of
from hub.demo.stories import stories
from hub.demo.waiting import with_late_share
from hub.demo.writing import write_story
from hub.demo.writing_concerns import Shared
from hub.demo.writing_staff import Staffed, write_staff
from hub.rulebook import active_pack

SEED = 7
CONCERNS_A_MONTH = 15_255 / 24
BATCH = 500
PURPOSE = "synthetic_city"
Progress = Callable[[int, int], None]


def seed(
    months: int = 3,
    progress: Progress | None = None,
    ends_at: datetime | None = None,
) -> None:
    """so"""
    settings = read_settings()
    until = ends_at or clock.now()
    staffed = _write_staff(settings, until)
    with db.reading() as session:
        pack = active_pack(session)
    known = Known(
        pack=pack,
        until=until,
        prefix=settings.reference_prefix,
        council=staffed.council,
        agencies=staffed.agencies,
        teams=staffed.teams,
        officers=staffed.officers,
        staff={one.username: one for one in staff.officers()},
        rungs=staffed.rungs,
        rung_minutes=settings.danger_minutes,
        claim_minutes=settings.claim_minutes,
    )
    city = City(SEED, clock.london_day(until))
    told = stories(city, told_concerns(city, months=months, until=until), until=until)
    history, shared = History(), Shared()
    total = round(months * CONCERNS_A_MONTH)
    done = 0
    sheets = (write_story(known, history, shared, one, late_share=late) for one, late in with_late_share(told, until))
    while batch := list(islice(sheets, BATCH)):
        write_rows(rows_of([sheet for sheet, _ in batch]))
        done += len(batch)
        if progress:
            progress(min(done, total), total)


def _write_staff(settings: Settings, at: datetime) -> Staffed:
    sheet = Sheet()
    staffed = write_staff(sheet, settings, at=at)
    write_rows(rows_of([sheet]))
    return staffed


def write_rows(rows: Rows) -> None:
    """The rows are in the database, in an order that keeps every reference whole, with one leaf for all of them."""
    with db.transaction() as session, audit.importing(session) as batch:
        for table in Base.metadata.sorted_tables:
            batch.insert(table, rows.get(table.name, []))
        audit.record_import(session, batch, by=OPERATOR, purpose=PURPOSE)
