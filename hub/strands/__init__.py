"""A person's routes, their life cycle, and everyone who acted on them. None can close another."""

from hub.strands.living import (
    concerns_with_open_work,
    get_strand,
    open_strand,
    open_strands,
    parts_in,
    step,
    strands_of_concern,
    strands_of_people,
    take_part,
)
from hub.strands.models import STEPS, State, Strand, StrandPart

__all__ = [
    "STEPS",
    "State",
    "Strand",
    "StrandPart",
    "concerns_with_open_work",
    "get_strand",
    "open_strand",
    "open_strands",
    "parts_in",
    "step",
    "strands_of_concern",
    "strands_of_people",
    "take_part",
]
