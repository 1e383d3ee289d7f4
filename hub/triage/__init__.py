"""Screening and deciding: the officer's own view first, then the rules' recommendation, then a named person's decision."""

from hub.triage.anew import screen_anew
from hub.triage.answering import Limb, answer_facts, answer_limbs
from hub.triage.awaiting import SigningView, ToSign, Waiting, show_onward, show_signing, show_to_sign
from hub.triage.choices import HOW_KNOWN, LEADS, LIMBS, ONWARD, ROUTE_REASONS, TELLING, URGENCY_REASONS
from hub.triage.deciding import decide
from hub.triage.following import latest_decisions
from hub.triage.framing import Danger, Frame, Holder, UnsafeContact
from hub.triage.holding import take_up
from hub.triage.home import Earlier, Home
from hub.triage.listing import QueueView, Row, due_today, show_queue
from hub.triage.models import Decision, OnwardRoute, OwnView
from hub.triage.moving import move, show_exposure
from hub.triage.onward import accept, came_back
from hub.triage.open_work import OpenWork, OpenWorkView, show_open_work
from hub.triage.people_found import FoundPerson, SearchView, show_found
from hub.triage.person import show_person, take_back
from hub.triage.person_view import HomeLine, PersonView, RowLine
from hub.triage.preparing import Decided, DecisionView, Preview, preview, show_decision
from hub.triage.record import PartLine, RecordView, show_record
from hub.triage.same_person import MatchesView, PersonMatches, say_of_match, show_matches
from hub.triage.screening import BANDS, act_by, band_of, restart_clock, screen, stand_in_queue
from hub.triage.showing import PersonLine, ScreeningView, Told, show_screening
from hub.triage.signing import send_back, sign
from hub.triage.suggesting import Asked, SuggestionsView, Why, show_suggestions
from hub.triage.viewing import View, give_views
from hub.triage.weighing import Choice, Suggested, Weighed

__all__ = [
    "BANDS",
    "HOW_KNOWN",
    "LEADS",
    "LIMBS",
    "ONWARD",
    "ROUTE_REASONS",
    "TELLING",
    "URGENCY_REASONS",
    "Asked",
    "Choice",
    "Danger",
    "Decided",
    "Decision",
    "DecisionView",
    "Earlier",
    "FoundPerson",
    "Frame",
    "Holder",
    "Home",
    "HomeLine",
    "Limb",
    "MatchesView",
    "OnwardRoute",
    "OpenWork",
    "OpenWorkView",
    "OwnView",
    "PartLine",
    "PersonLine",
    "PersonMatches",
    "PersonView",
    "Preview",
    "QueueView",
    "RecordView",
    "Row",
    "RowLine",
    "ScreeningView",
    "SearchView",
    "SigningView",
    "Suggested",
    "SuggestionsView",
    "ToSign",
    "Told",
    "UnsafeContact",
    "View",
    "Waiting",
    "Weighed",
    "Why",
    "accept",
    "act_by",
    "answer_facts",
    "answer_limbs",
    "band_of",
    "came_back",
    "decide",
    "due_today",
    "give_views",
    "latest_decisions",
    "move",
    "preview",
    "restart_clock",
    "say_of_match",
    "screen",
    "screen_anew",
    "send_back",
    "show_decision",
    "show_exposure",
    "show_found",
    "show_matches",
    "show_onward",
    "show_open_work",
    "show_person",
    "show_queue",
    "show_record",
    "show_screening",
    "show_signing",
    "show_suggestions",
    "show_to_sign",
    "sign",
    "stand_in_queue",
    "take_back",
    "take_up",
]
