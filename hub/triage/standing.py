"""What stands while a decision waits for a second person: what the rules made mandatory, whatever it would leave out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hub.rulebook import band
from hub.triage.suggested import Suggested


@dataclass(frozen=True, slots=True)
class Standing:
    """Routes by their labels and the urgency that stand until somebody signs."""

    routes: tuple[str, ...]
    urgency: str


def what_stands(suggested: Suggested, urgency: str, labels: Mapping[str, str]) -> Standing:
    """What stands while a choice of this urgency waits; `labels` are those of routes."""
    routes = tuple(labels.get(route, route) for route in suggested.binding_routes)
    return Standing(routes, min((urgency, suggested.binding_urgency or urgency), key=band))
