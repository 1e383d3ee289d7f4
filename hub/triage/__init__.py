"""Screening and deciding: the officer's own view first, then the rules' recommendation, then a named person's decision."""

from hub.triage.answering import Limb, answer_facts, answer_limbs
from hub.triage.deciding import decide
from hub.triage.following import latest_decisions
from hub.triage.framing import Frame
from hub.triage.listing import QueueView, count_of, due_today, show_queue
from hub.triage.models import Decision, OnwardRoute, OwnView
from hub.triage.moving import move, show_exposure
from hub.triage.onward import accept, came_back
from hub.triage.screening import BANDS, act_by, band_of, restart_clock, screen, stand_in_queue
from hub.triage.showing import ScreeningView, show_screening
from hub.triage.signing import send_back, sign
from hub.triage.suggesting import SuggestionsView, show_suggestions
from hub.triage.viewing import View, give_views
from hub.triage.weighing import Choice, Suggested, Weighed

__all__ = [
    "BANDS",
    "Choice",
    "Decision",
    "Frame",
    "Limb",
    "OnwardRoute",
    "OwnView",
    "QueueView",
    "ScreeningView",
    "Suggested",
    "SuggestionsView",
    "View",
    "Weighed",
    "accept",
    "act_by",
    "answer_facts",
    "answer_limbs",
    "band_of",
    "came_back",
    "count_of",
    "decide",
    "due_today",
    "give_views",
    "latest_decisions",
    "move",
    "restart_clock",
    "screen",
    "send_back",
    "show_exposure",
    "show_queue",
    "show_screening",
    "show_suggestions",
    "sign",
    "stand_in_queue",
]
