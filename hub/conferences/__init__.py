"""Conferences: asked for, given an independent chair, convened inside their limit, recorded, closed."""

from hub.conferences.allocating import accept, allocate, decline
from hub.conferences.answering import record_answers
from hub.conferences.arranging import NO_PLACE, Arrangement, NewInvitee, out_of_hours
from hub.conferences.cancelling import cancel
from hub.conferences.chairing import MeetingView, is_soon, my_conferences
from hub.conferences.choosing import ChairChoice, chair_choices
from hub.conferences.closing import (
    NextLimit,
    call_reviews,
    close,
    latest_review_on,
    next_limits,
    reviews_to_call,
    what_is_missing,
)
from hub.conferences.convening import convene, keep_planned
from hub.conferences.deciding import Dissent, PersonDecision, note_safeguards, options_for, record_decision
from hub.conferences.listing import RequestView, coordination_list, show_request
from hub.conferences.meeting import meeting_of
from hub.conferences.models import Conference, ConferenceStrand, Invitee, State
from hub.conferences.naming import KIND_WORDS
from hub.conferences.proposing import Proposal, Slot, propose
from hub.conferences.reading import AtConference, get_conference, invitees_of, people_at
from hub.conferences.recording import Attendance, OwnWords, declare_quorum, record_attendance, record_own_words
from hub.conferences.requesting import kind_for, request, window
from hub.conferences.suggesting import suggested_invitees
from hub.conferences.viewing import ConferenceView, InviteeView, PersonView, show_conference

__all__ = [
    "KIND_WORDS",
    "NO_PLACE",
    "Arrangement",
    "AtConference",
    "Attendance",
    "ChairChoice",
    "Conference",
    "ConferenceStrand",
    "ConferenceView",
    "Dissent",
    "Invitee",
    "InviteeView",
    "MeetingView",
    "NewInvitee",
    "NextLimit",
    "OwnWords",
    "PersonDecision",
    "PersonView",
    "Proposal",
    "RequestView",
    "Slot",
    "State",
    "accept",
    "allocate",
    "call_reviews",
    "cancel",
    "chair_choices",
    "close",
    "convene",
    "coordination_list",
    "declare_quorum",
    "decline",
    "get_conference",
    "invitees_of",
    "is_soon",
    "keep_planned",
    "kind_for",
    "latest_review_on",
    "meeting_of",
    "my_conferences",
    "next_limits",
    "note_safeguards",
    "options_for",
    "out_of_hours",
    "people_at",
    "propose",
    "record_answers",
    "record_attendance",
    "record_decision",
    "record_own_words",
    "request",
    "reviews_to_call",
    "show_conference",
    "show_request",
    "suggested_invitees",
    "what_is_missing",
    "window",
]
