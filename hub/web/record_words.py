"""What a concern's record says in standing words, the same on its pages and on paper."""

from __future__ import annotations

from collections.abc import Sequence

from hub.rulebook import URGENCY_WORDS
from hub.triage import ONWARD as ONWARD_TO
from hub.triage import WITHOUT_STRAND, Standing

DECISIONS = {
    "made": "Decided",
    "waiting_for_second": "Waiting for a second person",
    "signed": "Decided and signed by a second person",
    "sent_back": "Not signed by the second person",
    "replaced": "No longer stands",
}
ONWARD = {"waiting": "Not accepted yet", "accepted": "Accepted", "came_back": "Came back", "withdrawn": "Withdrawn"}
ONWARD_IN_A_LINE = {state: words[:1].lower() + words[1:] for state, words in ONWARD.items()}
STRAND_STATES = {
    "open": "Open",
    "with_coordination": "With co-ordination",
    "with_chair": "With a chair",
    "convened": "Conference convened",
    "under_plan": "Under a plan",
    "closed": "Closed",
}
TOLD_KINDS = {"new_information": "New information", "led_elsewhere": "The other framework leads"}
TOLD_STATES = {
    "waiting": "Not acknowledged yet",
    "acknowledged": "Acknowledged",
    "came_back": "Not acknowledged in time",
    "settled": "Settled",
    "withdrawn": "Withdrawn: somebody else",
}
SAFE = {"yes": "safe", "no": "not safe", "not_known": "not known, so not used"}
UNDECIDED = (
    "Nothing has been decided yet. A named officer decides for each person; until then the concern stays in the queue."
)
NOT_SHOWN_YET = "This shows once somebody has decided for them, or you have given your own view."
NO_RULE = "No rule applied on what was known."
OTHERWISE = "What would have changed it, one thing otherwise"
STILL_OPEN = "What was still open"
NEARLY = "Rules that nearly applied"
LOCAL_POLICY = "Local policy not yet confirmed"
REFERRER_HELD_BACK = ("Who told us", "Held back: shown to screening officers only")
LEFT_OUT = ("Who told us", "Held back from this paper")
LEFT_OUT_MORE = "What was said stands as it was told, and may itself show who told us."


def what_follows(routes: Sequence[str], onward_route: str | None) -> str:
    """What a decision that stands set going: its work, whom it is passed on to, or that no new work is opened."""
    opened = "Its work is open." if set(routes) - WITHOUT_STRAND else "It opens no new work."
    if onward_route is None:
        return opened
    to = ONWARD_TO.get(onward_route, onward_route)
    return f"{opened} It is passed on, and waits under “Passed on” until it is accepted: {to}."


def not_final(standing: Standing) -> str:
    """What stands while a decision waits to be signed: "Not final. Until a second person signs it, these stand: …"."""
    stands = "; ".join((URGENCY_WORDS.get(standing.urgency, standing.urgency), *standing.routes))
    return f"Not final. Until a second person signs it, this stands: {stands}."
