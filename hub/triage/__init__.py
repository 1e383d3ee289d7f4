"""Screening and deciding: the officer's own view first, then the rules' recommendation, then a named person's decision."""

from hub.triage.models import Decision, OnwardRoute, OwnView
from hub.triage.screening import BANDS, act_by, band_of, restart_clock, screen, stand_in_queue

__all__ = [
    "BANDS",
    "Decision",
    "OnwardRoute",
    "OwnView",
    "act_by",
    "band_of",
    "restart_clock",
    "screen",
    "stand_in_queue",
]
