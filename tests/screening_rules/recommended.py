"""What the shipped rules recommend for one person of whom something is stated, nobody being in danger."""

from __future__ import annotations

from datetime import date

from screening_rules import parse_case, screen, shipped_pack
from screening_rules.results import Recommendation

PACK = shipped_pack()
LIMBS = ("cannot_safeguard", "at_risk_of_harm", "more_vulnerable")
ON = date(2026, 11, 24)
CALM = {"immediate_danger": False, "crime_suspected": False}


def recommended(
    subject: dict[str, object], household: dict[str, object] | None = None, concern: dict[str, object] | None = None
) -> Recommendation:
    """The recommendation for one person of whom this is stated."""
    case = parse_case(
        PACK.facts,
        {
            "concern": CALM | (concern or {}),
            "household": household or {},
            "subjects": [{"id": "one", "facts": {"unborn": False, **subject}}],
        },
    )
    return screen(PACK, case, on=ON).subjects[0].recommendation
