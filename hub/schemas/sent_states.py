"""How far a concern is, in words its sender may know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state as a tag and its colour, and the sentence for who only reported it."""

    label: str
    kind: str
    sentence: str


KEPT_SAFELY = "Kept safely, not yet in the hub"
STATES = {
    "to_be_screened": StateWords("To be screened", "blue", "In the queue."),
    "being_screened": StateWords("Being screened", "light-blue", "Somebody is working on it."),
    "waits_for_second": StateWords("Being screened", "light-blue", "A second person has to sign the decision."),
    "decided": StateWords("Decided", "green", "A decision is made for each person."),
    "passed_on": StateWords("Passed on", "green", "Another service has accepted it."),
    "with_senior": StateWords("With a senior manager", "grey", "Only the named senior manager sees it."),
}
