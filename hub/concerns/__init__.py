"""What we were told: concerns, their words, who told us, and each person's part. Corrected by appending, never overwritten."""

from hub.concerns.models import Concern, ConcernPart, ConcernVersion, Incident, Referrer, Service
from hub.concerns.reading import Part, get_concern, parts_of, recent_for_rows, service_count
from hub.concerns.recording import NewConcern, NewReferrer, correct, latest_version, record

__all__ = [
    "Concern",
    "ConcernPart",
    "ConcernVersion",
    "Incident",
    "NewConcern",
    "NewReferrer",
    "Part",
    "Referrer",
    "Service",
    "correct",
    "get_concern",
    "latest_version",
    "parts_of",
    "recent_for_rows",
    "record",
    "service_count",
]
