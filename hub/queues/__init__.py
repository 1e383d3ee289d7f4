"""Queues of work: placed by the story's actions, ordered by risk and time left, claimed by one officer at a time."""

from hub.queues.claiming import PERMISSION_BY_QUEUE, Claim, claim, extend, live_claim, put_back
from hub.queues.listing import Filter, Key, Page, waiting_items
from hub.queues.models import QUEUES, WorkItem
from hub.queues.placing import Place, finish, open_items, place

__all__ = [
    "PERMISSION_BY_QUEUE",
    "QUEUES",
    "Claim",
    "Filter",
    "Key",
    "Page",
    "Place",
    "WorkItem",
    "claim",
    "extend",
    "finish",
    "live_claim",
    "open_items",
    "place",
    "put_back",
    "waiting_items",
]
