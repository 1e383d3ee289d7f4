"""Background work: the spool is emptied, mail leaves, danger climbs, reviews are called, looks drawn, the trail sealed. One lease."""

from hub.jobs.beating import beat, last_beat, state
from hub.jobs.replaying import Replayed, replay
from hub.jobs.sealing import seal_trail
from hub.jobs.worker import Tally, lease, run, run_once

__all__ = ["Replayed", "Tally", "beat", "last_beat", "lease", "replay", "run", "run_once", "seal_trail", "state"]
