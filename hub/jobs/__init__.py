"""Background work: the spool is emptied, mail leaves, danger climbs its ladder, reviews are asked for in time. One worker at a time."""

from hub.jobs.replaying import Replayed, replay
from hub.jobs.worker import Tally, lease, run, run_once

__all__ = ["Replayed", "Tally", "lease", "replay", "run", "run_once"]
