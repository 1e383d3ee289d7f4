"""Background work: the outbox leaves, danger climbs its ladder, reviews are asked for in time. One worker at a time."""

from hub.jobs.worker import Tally, lease, run, run_once

__all__ = ["Tally", "lease", "run", "run_once"]
