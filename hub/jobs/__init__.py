"""Background work under one lease: mail leaves, danger climbs, reviews are called, looks are drawn, the trail is sealed."""

from hub.jobs.beating import beat, last_beat, state
from hub.jobs.replaying import Replayed, replay
from hub.jobs.sealing import seal_trail
from hub.jobs.witnessing import hand_out
from hub.jobs.worker import Tally, lease, run, run_once

__all__ = [
    "Replayed",
    "Tally",
    "beat",
    "hand_out",
    "last_beat",
    "lease",
    "replay",
    "run",
    "run_once",
    "seal_trail",
    "state",
]
