"""Screening and deciding: the officer's own view first, then the rules' recommendation, then a named person's decision."""

from hub.triage.also_at_home import CHILD, NOT_NAMED, is_child_missing, screen_too
from hub.triage.anew import screen_anew
from hub.triage.answering import Limb, answer_facts, answer_limbs
from hub.triage.as_told import Answer
from hub.triage.awaiting import SigningView, ToSign, Waiting, show_onward, show_signing, show_to_sign
from hub.triage.choices import HOW_KNOWN, LEADS, LIMBS, ONWARD, ROUTE_REASONS, TELLING, URGENCY_REASONS, WITHOUT_STRAND
from hub.triage.closed_before import ANSWERS, ReturnsView, answer_return, show_returns
from hub.triage.comparing import Before, Learnt
from hub.triage.deciding import decide
from hub.triage.explaining import ExplainedView, PersonExplained, show_explanations
from hub.triage.following import latest_decisions
from hub.triage.framing import Danger, Frame, Holder, UnsafeContact
from hub.triage.holding import take_up
from hub.triage.home import Earlier, Home
from hub.triage.listing import QueueView, RestrictedRow, Row, due_today, show_queue
from hub.triage.models import Decision, OnwardRoute, OwnView, Return, TeamNotice
from hub.triage.moving import move, show_exposure
from hub.triage.onward import accept, came_back
from hub.triage.open_work import OpenWork, OpenWorkView, show_open_work
from hub.triage.overtaken import Overtaken
from hub.triage.people_found import FoundPerson, SearchView, show_found
from hub.triage.person import show_person, take_back
from hub.triage.person_view import HomeLine, PersonView, RowLine
from hub.triage.preparing import Decided, DecisionView, Preview, preview, show_decision
from hub.triage.record import DecisionLine, PartLine, RecordView, show_record
from hub.triage.replaying import ReplayedDecision, ReplayView, show_replay
from hub.triage.same_person import MatchesView, PersonMatches, say_of_match, show_matches
from hub.triage.screening import BANDS, act_by, band_of, screen, take_in
from hub.triage.showing import AlsoLine, PersonLine, ScreeningView, Told, show_screening
from hub.triage.signing import send_back, sign
from hub.triage.standing import Standing, what_stands
from hub.triage.suggested import Suggested
from hub.triage.suggesting import Asked, SuggestionsView, show_suggestions
from hub.triage.told_teams import (
    ToldLine,
    ToldView,
    acknowledge,
    bring_back_unacknowledged,
    is_any_unacknowledged,
    settle_told,
    show_told,
)
from hub.triage.trying import show_tried
from hub.triage.viewing import View, give_views
from hub.triage.weighing import Choice, Weighed
from hub.triage.what_ends import Ending, WorkLine, show_what_ends

__all__ = [
    "ANSWERS",
    "BANDS",
    "CHILD",
    "HOW_KNOWN",
    "LEADS",
    "LIMBS",
    "NOT_NAMED",
    "ONWARD",
    "ROUTE_REASONS",
    "TELLING",
    "URGENCY_REASONS",
    "WITHOUT_STRAND",
    "AlsoLine",
    "Answer",
    "Asked",
    "Before",
    "Choice",
    "Danger",
    "Decided",
    "Decision",
    "DecisionLine",
    "DecisionView",
    "Earlier",
    "Ending",
    "ExplainedView",
    "FoundPerson",
    "Frame",
    "Holder",
    "Home",
    "HomeLine",
    "Learnt",
    "Limb",
    "MatchesView",
    "OnwardRoute",
    "OpenWork",
    "OpenWorkView",
    "Overtaken",
    "OwnView",
    "PartLine",
    "PersonExplained",
    "PersonLine",
    "PersonMatches",
    "PersonView",
    "Preview",
    "QueueView",
    "RecordView",
    "ReplayView",
    "ReplayedDecision",
    "RestrictedRow",
    "Return",
    "ReturnsView",
    "Row",
    "RowLine",
    "ScreeningView",
    "SearchView",
    "SigningView",
    "Standing",
    "Suggested",
    "SuggestionsView",
    "TeamNotice",
    "ToSign",
    "Told",
    "ToldLine",
    "ToldView",
    "UnsafeContact",
    "View",
    "Waiting",
    "Weighed",
    "WorkLine",
    "accept",
    "acknowledge",
    "act_by",
    "answer_facts",
    "answer_limbs",
    "answer_return",
    "band_of",
    "bring_back_unacknowledged",
    "came_back",
    "decide",
    "due_today",
    "give_views",
    "is_any_unacknowledged",
    "is_child_missing",
    "latest_decisions",
    "move",
    "preview",
    "say_of_match",
    "screen",
    "screen_anew",
    "screen_too",
    "send_back",
    "settle_told",
    "show_decision",
    "show_explanations",
    "show_exposure",
    "show_found",
    "show_matches",
    "show_onward",
    "show_open_work",
    "show_person",
    "show_queue",
    "show_record",
    "show_replay",
    "show_returns",
    "show_screening",
    "show_signing",
    "show_suggestions",
    "show_to_sign",
    "show_told",
    "show_tried",
    "show_what_ends",
    "sign",
    "take_back",
    "take_in",
    "take_up",
    "what_stands",
]
