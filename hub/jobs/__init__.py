"""Background work: mail leaves, danger climbs its ladder, reviews are asked for, the trail is sealed. One worker at a time."""

from hub.jobs.sealing import seal_trail
from hub.jobs.worker import Tally, lease, run, run_once

__all__ = ["Tally", "lease", "run", "run_once", "seal_trail"]
