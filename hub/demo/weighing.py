"""What an officer's decision comes to against what the rules said, by the same measure as deciding one at a time. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hub.demo.outcomes import ToldDecision
from hub.rulebook import Pack, Route, SubjectResult, band
from hub.triage.choices import WITHOUT_STRAND

# Where the hub has no route of that name, who takes it on instead.
ONWARD_INSTEAD = {"recovery_service": "third_sector"}
ROUTE_REASON = {
    "known_to_services": "already_acting", "new_information": "facts_wrong", "professional_judgement": "does_not_fit",
    "already_in_hand": "already_acting",
}  # fmt: skip
URGENCY_REASON = {
    "known_to_services": "already_acting", "new_information": "facts_wrong", "professional_judgement": "seen_safe",
    "already_in_hand": "safe_arrangement",
}  # fmt: skip
ONWARD_WORDS = {
    "named_person": "The named person; asked to talk with the family and to tell us if it changes.",
    "health_visitor": "The health visitor; asked to see the family at home this week.",
    "gp": "The practice; asked to review their medicines and mood at the next visit.",
    "family_support": "Family support; asked to offer help with the mornings.",
    "third_sector": "A voluntary organisation; asked to offer a befriender.",
    "housing": "Housing; asked to mend the door and look at a move.",
    "adult_support": "Adult support; asked to look at the care they have.",
    "care_provider_review": "The care provider; asked to review the plan and send it to us.",
    "distress_support": "The distress service; asked to ring within a day.",
    "domestic_abuse_support": "The domestic abuse service; asked to ring at a safe time.",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A decision as it is written, and whether it lowers what is mandatory or has to be overseen."""

    told: ToldDecision
    routes: tuple[str, ...]
    urgency: str
    agrees_routes: bool
    routes_reason: str | None
    agrees_urgency: bool
    urgency_reason: str | None
    lowers: bool
    needs_council_officer: bool
    mandatory_urgency: str | None
    suggested_urgency: str | None

    @property
    def needs_second(self) -> bool:
        """Whether somebody else must sign."""
        return self.lowers or self.needs_council_officer

    @property
    def closes(self) -> bool:
        """Whether no strand opens."""
        return not set(self.routes) - WITHOUT_STRAND

    @property
    def standing_urgency(self) -> str:
        """The urgency that stands until a second person has signed."""
        return min((self.urgency, self.mandatory_urgency or self.urgency), key=band)


def choose(pack: Pack, told: ToldDecision, found: SubjectResult, *, is_council_officer: bool) -> Chosen:
    """The told decision against the recommendation: whoever agrees takes the suggested routes and adds what they know of.

    What is mandatory is lowered only where the story has a second person for it.
    """
    said = found.recommendation
    suggested_urgency = said.urgency or said.could_reach
    may_lower = told.second_by is not None
    routes = set(told.routes)
    if told.agrees and said.routes:
        routes = set(said.routes) | {route for route in told.routes if route not in WITHOUT_STRAND}
    urgency = suggested_urgency or told.urgency if told.agrees else told.urgency
    if not may_lower:
        routes |= set(said.mandatory_routes)
        urgency = min((urgency, said.mandatory_urgency or urgency), key=band)
    ordered = tuple(route for route in pack.routes if route in routes)
    agrees_routes, agrees_urgency = routes == set(said.routes), urgency == suggested_urgency
    lowers = not set(said.mandatory_routes) <= routes or (
        said.mandatory_urgency is not None and band(urgency) > band(said.mandatory_urgency)
    )
    deciders = {_route(pack, route).needs_decider for route in routes | set(said.routes)}
    return Chosen(
        told, ordered, urgency, agrees_routes,
        None if agrees_routes else _routes_reason(told, said.routes, routes), agrees_urgency,
        None if agrees_urgency else _urgency_reason(told, suggested_urgency, urgency), lowers,
        "council_officer" in deciders and not is_council_officer, said.mandatory_urgency, suggested_urgency,
    )  # fmt: skip


def _route(pack: Pack, route: str) -> Route:
    return pack.routes[route]


def _routes_reason(told: ToldDecision, suggested: Sequence[str], chosen: set[str]) -> str:
    if told.differs_because:
        return ROUTE_REASON[told.differs_because]
    return "more_is_needed" if chosen > set(suggested) else "more_is_known"


def _urgency_reason(told: ToldDecision, suggested: str | None, chosen: str) -> str:
    if suggested is None:
        return "nothing_suggested"
    if band(chosen) < band(suggested):
        return "sooner_needed"
    return URGENCY_REASON.get(told.differs_because, "safe_arrangement")


def as_found(told: ToldDecision, found: SubjectResult) -> ToldDecision:
    """A decision that simply follows what the rules said, for somebody the story says nothing of."""
    routes = found.recommendation.routes or ("info_only",)
    return replace(told, routes=tuple(routes), urgency=found.recommendation.urgency or "five_working_days", agrees=True)
