"""Why a decision no longer stands, in plain words, for whoever decides again and for whoever was asked to sign."""

from __future__ import annotations

from hub import clock
from hub.rulebook import URGENCY_WORDS
from hub.triage import Overtaken
from hub.web.words import ended, when

NO_LONGER = "This decision no longer stands. Decide again."
DECLINES_IRD = "A discussion (IRD) was asked for, and this decision does not agree to it."


def why_not(overtaken: Overtaken | None) -> str:
    """What the rules said since and the decision does not hold; where it is not for that, only that it stands no more."""
    if overtaken is None:
        return NO_LONGER
    lead = f"The rules were run again, {when(overtaken.run_at, clock.now())}, and this decision no longer stands."
    return " ".join([lead, *_reasons(overtaken), "Work that is open stays open."])


def _reasons(overtaken: Overtaken) -> list[str]:
    urgency = [URGENCY_WORDS[overtaken.urgency].lower()] if overtaken.urgency else []
    found = [*overtaken.routes, *urgency]
    reasons = [f"A rule now sets: {'; '.join(found)}."] if found else []
    reasons += [DECLINES_IRD] if overtaken.declines_ird else []
    return reasons + [ended(each) for each in overtaken.bars]
