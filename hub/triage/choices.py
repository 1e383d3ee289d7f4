"""Closed lists of screening: what opens work, which team and clocks follow, the coded reasons. Codes are never renamed."""

from __future__ import annotations

# Routes that open no strand: they tell, pass on, or find out.
WITHOUT_STRAND = frozenset(
    {"police", "needs_information", "info_only", "cp_wellbeing", "asp_not_met_support", "other_council"}
)
TEAM_BY_AREA = {"children": "children", "adults": "adults"}  # other areas go by the person's age

# Which clocks begin with a route: those of receipt run from receipt, all others from the decision.
CLOCKS_BY_ROUTE = {
    "asp_inq": ("asp_inquiry_start", "adult_conference_initial"),
    "asp_urgent": ("asp_inquiry_start", "adult_seen", "adult_conference_initial"),
    "cp_ird": ("ird_held", "cppm_initial"),
    "nfod": ("nfod_response", "nfod_outreach"),
    "dbi": ("dbi_contact",),
}
UNBORN_CLOCKS = {"cp_ird": ("ird_held", "cppm_pre_birth")}
CONFERENCE_CLOCKS = ("cppm_initial", "cppm_pre_birth", "adult_conference_initial")

ROUTE_REASONS = {
    "facts_wrong": "Facts were wrong or have changed",
    "already_acting": "Another service is already acting",
    "does_not_fit": "The rule does not fit this person's circumstances",
    "more_is_known": "We know more than was told",
    "more_is_needed": "More is needed than was suggested",
}
URGENCY_REASONS = {
    "seen_safe": "Seen and safe today",
    "safe_arrangement": "Safe arrangement already in place",
    "already_acting": "Another service is already acting",
    "facts_wrong": "Facts were wrong or have changed",
    "sooner_needed": "It cannot wait as long as suggested",
    "nothing_suggested": "No urgency was suggested",
}
LEADS = {"child": "Child protection leads", "adult": "Adult support and protection leads"}
TELLING = {
    "yes": "They know already",
    "will_be": "Somebody will tell them",
    "not_safe": "Not told, because it is not safe",
    "not_known": "Nobody yet",
}
ONWARD = {
    "named_person": "The child's named person",
    "health_visitor": "Health visitor or school nurse",
    "gp": "GP",
    "family_support": "Family support",
    "adult_support": "An adult social work team, as ordinary work",
    "care_provider_review": "A review by their care provider",
    "housing": "Housing",
    "third_sector": "A voluntary organisation",
    "distress_support": "Distress support",
    "domestic_abuse_support": "Domestic abuse support",
    "open_work": "Whoever holds the open work with them",
    "police": "Police, for their own inquiries",
    "other_council": "Another council",
    "other": "Another service",
}
LIMBS = {
    "cannot_safeguard": "Unable to safeguard their own well-being, property, rights or other interests",
    "at_risk_of_harm": "At risk of harm",
    "more_vulnerable": "More vulnerable because of disability, mental disorder, illness or infirmity",
}
BEHIND_A_NO = ("pressure_signs", "others_at_risk", "crime_suspected")
HOW_KNOWN = {"observed": "They saw it themselves", "claimed": "They were told", "verified": "It was checked"}


def is_a_sentence(words: str | None) -> bool:
    """Whether there is more than a word or two: at least three words of a dozen letters together."""
    told = (words or "").split()
    return len(told) >= 3 and sum(map(len, told)) >= 12
