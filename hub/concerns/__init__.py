"""What we were told: concerns, their words, who told us, and each person's part. Corrected by appending, never overwritten."""

from hub.concerns.models import Concern, ConcernPart, ConcernVersion, Incident, Referrer, Service
from hub.concerns.reading import (
    LOOKED_BACK,
    Mention,
    Part,
    Told,
    get_concern,
    history_since,
    mentions_of,
    mentions_of_service,
    parts_of,
    recent_for_rows,
)
from hub.concerns.recording import NewConcern, NewReferrer, correct, latest_version, record

__all__ = [
    "LOOKED_BACK",
    "Concern",
    "ConcernPart",
    "ConcernVersion",
    "Incident",
    "Mention",
    "NewConcern",
    "NewReferrer",
    "Part",
    "Referrer",
    "Service",
    "Told",
    "correct",
    "get_concern",
    "history_since",
    "latest_version",
    "mentions_of",
    "mentions_of_service",
    "parts_of",
    "recent_for_rows",
    "record",
]
