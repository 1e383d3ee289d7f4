"""The front door: receives a concern, the story told once."""

from hub.front_door.receiving import Receipt, receive

__all__ = ["Receipt", "receive"]
