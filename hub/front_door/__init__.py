"""The front door: receives a concern, the story told once; and what a sender may know of what they sent."""

from hub.front_door.alarms import Alarm, alarm_of_concern, alarm_of_draft
from hub.front_door.drafting import find_candidates, offer_candidates, say_danger, send_draft
from hub.front_door.receiving import Receipt, receive
from hub.front_door.sent import Received, SentConcern, received, sent_concerns, sent_state
from hub.front_door.unspooling import HeldConcern, find_received, look_at_held, note_held, receive_waiting, sender_of

__all__ = [
    "Alarm",
    "HeldConcern",
    "Receipt",
    "Received",
    "SentConcern",
    "alarm_of_concern",
    "alarm_of_draft",
    "find_candidates",
    "find_received",
    "look_at_held",
    "note_held",
    "offer_candidates",
    "receive",
    "receive_waiting",
    "received",
    "say_danger",
    "send_draft",
    "sender_of",
    "sent_concerns",
    "sent_state",
]
