"""A document of the synthetic city as the concern it would be received as. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hub import clock
from hub.concerns import NewConcern, NewReferrer
from hub.demo.truth import ToldConcern
from hub.people import NewPerson

SHARING = {"consent_sought": "not_known", "basis": "not_known", "override_reason": ""}
WORKER_SAFETY = {"risk": "not_known", "details": "", "review_on": ""}


def as_received(told: ToldConcern) -> NewConcern:
    """The concern as the front door would have it; its people in the order told."""
    document = told.told
    danger = document["immediate_danger"]
    return NewConcern(
        narrative=document["narrative"],
        channel=document["channel"],
        received_at=told.received_at,
        happened_at=_moment(document["happened"].get("at")),
        danger=danger["answer"],
        danger_before=_moment(danger.get("before")),
        incident_number=document.get("incident_number", ""),
        service={name: value for name, value in document.get("service", {}).items() if value},
        one_of_us=document["one_of_us"],
        referrer=NewReferrer(**document["referrer"]),
        people=tuple(NewPerson(**person) for person in document["people"]),
        told=_rest(document, danger),
    )


def _rest(document: Mapping[str, Any], danger: Mapping[str, str]) -> dict[str, Any]:
    safety = document.get("worker_safety")
    return {
        "jotted": document.get("jotted", ""),
        "sharing": {**SHARING, **document["sharing"]},
        "worker_safety": {**WORKER_SAFETY, **safety} if safety else {},
        "responsible_council": document["responsible_council"],
        "responsible_council_name": document.get("responsible_council_name", ""),
        "back_dating_reason": document.get("back_dating_reason", ""),
        "happened": document["happened"],
        "danger_why": danger.get("why", ""),
        "facts": document["facts"],
        "household": document["household"],
    }


def _moment(told: str | None) -> datetime | None:
    if not told:
        return None
    read = datetime.fromisoformat(told)
    return (read if read.tzinfo else read.replace(tzinfo=clock.LONDON)).astimezone(UTC)
