"""How long the faults are tried: a few times in the suite, many times by `make faults`."""

from __future__ import annotations

import os

IS_LONG = os.environ.get("HUB_FAULTS") == "long"


def times(*, short: int, long: int) -> int:
    """How often, in this run."""
    return long if IS_LONG else short
