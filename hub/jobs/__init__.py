"""Background work: mail leaves, danger climbs its ladder, reviews are asked for, the trail is sealed. One worker at a time."""

from hub.jobs.beating import beat, last_beat, state
from hub.jobs.sealing import seal_trail
from hub.jobs.worker import Tally, lease, run, run_once

__all__ = ["Tally", "beat", "last_beat", "lease", "run", "run_once", "seal_trail", "state"]
