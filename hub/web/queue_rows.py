"""Rows of the queue in words, under the headings of their ranks. Never a route: the officer thinks first."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from flask import url_for

from hub import clock
from hub.rulebook import URGENCY_WORDS
from hub.schemas.choices import SOURCES
from hub.triage import QueueView, RestrictedRow, Row
from hub.web.addresses import addresses_of
from hub.web.concern_bar import channel_words
from hub.web.words import at_or_when, capital_first, counted, when

NAMED_FACTS = 2
HEADINGS = (*(f"{words}, or could be" for words in URGENCY_WORDS.values()), "No urgency yet")


class Line(NamedTuple):
    """A row in words; of a restricted record nothing but what has no default here, and its reference."""

    who: str
    source: str
    left: str
    due: str
    owner: str
    reference: str = ""
    href: str = ""
    band: str = ""
    because_unknown: bool = False
    reason: str = ""
    late: bool = False
    worker: dict[str, str] | None = None
    pick_up: str = ""
    about: str = ""
    incident: dict[str, Any] | None = None


def grouped(view: QueueView) -> list[dict[str, Any]]:
    """The rows by rank, each group under its heading; restricted ones last."""
    now = clock.now()
    screening, pick_up = addresses_of("screening.show", "ref"), addresses_of("queue.pick_up", "item_id")

    def line(row: Row) -> Line:
        href = screening(row.ref) if row.kind == "concern" else address(row.kind, row.ref, row.object_id)
        return _line(row, now, href, "" if row.worker or row.waits_since else pick_up(row.item_id))

    groups = [
        {"heading": HEADINGS[min(place, 4)], "late": False, "rows": [line(row) for row in rows]}
        for place, rows in groupby(view.rows, key=lambda row: row.rank // 2)
    ]
    if view.restricted:
        lines = [_restricted(each, now) for each in view.restricted]
        groups.append({"heading": f"Restricted ({len(lines)})", "late": False, "rows": lines})
    return groups


def _restricted(row: RestrictedRow, now: datetime) -> Line:
    return Line(
        who="Restricted record",
        source="You can see that it exists, not what it says",
        reference=row.ref,
        left="Not shown",
        due=f"Waiting since {when(row.waiting_since, now)}",
        owner="Ask the hub manager",
    )


def _line(row: Row, now: datetime, href: str, pick_up: str) -> Line:
    due = when(row.act_by, now)
    return Line(
        who=f"Incident {row.incident}" if row.reports else row.who,
        source=_source(row),
        left=row.left,
        due=f"Was due {due}" if row.is_late else capital_first(due),
        owner=_owner(row, now),
        reference="" if row.reports else row.ref,
        href=href,
        band=row.band,
        because_unknown=row.because_unknown,
        reason=reason_words(row),
        late=row.is_late,
        worker=_worker(row) if row.worker and not row.is_mine and not row.waits_since else None,
        pick_up=pick_up,
        about=row.ref,
        incident=_incident(row) if row.reports else None,
    )


def address(kind: str, ref: str, object_id: UUID) -> str:
    """Where an item of the queue is worked on."""
    if kind == "return":
        return url_for("coming_back.closed_before", ref=ref)
    if kind == "team_notice":
        return url_for("coming_back.told", notice_id=object_id)
    return url_for("screening.show", ref=ref)


def _source(row: Row) -> str:
    source = SOURCES.get(row.source_kind, "Not known")
    if row.reports:
        return f"{source}, {counted(len(row.reports), 'report')} joined"
    return f"{source}, {channel_words(row.channel)}" if row.channel in {"phone", "email", "letter"} else source


def reason_words(row: Row) -> str:
    """One reason: danger first, then the facts that are missing, then the rule that presses."""
    if row.kind != "concern":
        return row.reason
    if "danger_now" in row.danger:
        return "In danger now"
    if "danger_before" in row.danger and row.danger_before:
        return f"Danger before {at_or_when(row.danger_before, clock.now())}"
    if row.because_unknown and row.unknown:
        more = f" and {len(row.unknown) - NAMED_FACTS} more" if len(row.unknown) > NAMED_FACTS else ""
        return f"{counted(len(row.unknown), 'fact')} not known: {', '.join(row.unknown[:NAMED_FACTS])}{more}"
    return row.reason or "No danger flag"


def _worker(row: Row) -> dict[str, str]:
    minutes = int((clock.now() - row.worker_since).total_seconds() // 60) if row.worker_since else 0
    return {"name": row.worker, "since": f"for {counted(minutes, 'minute')}" if minutes else "just now"}


def _owner(row: Row, now: datetime) -> str:
    if row.waits_since:
        return waits_words(row.waits_since, now)
    if row.is_mine:
        return f"{row.worker} (you)"
    return f"{row.begun_by} began it" if row.begun_by else "No one yet"


def waits_words(since: datetime, now: datetime) -> str:
    """That everybody is decided and only a second person's word is missing."""
    return f"Waiting for a second person, since {when(since, now)}"


def _incident(row: Row) -> dict[str, Any]:
    now = clock.now()
    return {
        "summary": counted(len(row.reports), "report"),
        "reports": [
            {
                "href": url_for("screening.show", ref=each.ref),
                "reference": each.ref,
                "words": ", ".join(part for part in (when(each.placed_at, now), each.reason) if part),
            }
            for each in row.reports
        ],
    }
