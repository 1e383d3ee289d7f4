"""Queues of work: placed by the story's actions, ordered by risk and time left, claimed by one officer at a time."""

from hub.queues.claiming import (
    PERMISSION_BY_QUEUE,
    Claim,
    claim,
    extend,
    is_soft,
    live_claim,
    put_back,
    require_sight_of_item,
)
from hub.queues.listing import Filter, Key, Page, joined_items, restricted_items, waiting_items
from hub.queues.measuring import Depth, depths
from hub.queues.models import QUEUES, WorkItem
from hub.queues.placing import Place, await_second, finish, open_items, place, place_first
from hub.queues.walking import COUNTED_TO, sharing_incident

__all__ = [
    "COUNTED_TO",
    "PERMISSION_BY_QUEUE",
    "QUEUES",
    "Claim",
    "Depth",
    "Filter",
    "Key",
    "Page",
    "Place",
    "WorkItem",
    "await_second",
    "claim",
    "depths",
    "extend",
    "finish",
    "is_soft",
    "joined_items",
    "live_claim",
    "open_items",
    "place",
    "place_first",
    "put_back",
    "require_sight_of_item",
    "restricted_items",
    "sharing_incident",
    "waiting_items",
]
