"""Kinds of concern in the synthetic city, how many come in two years, and when. Pure.

How the figures add up to some 15,255 in two years: 12,000 police concern reports, of which 4,532 are domestic incidents
and 1,100 adult protection concerns; 755 adult protection concerns from everybody else (1,855 in all); 2,500 children's
concerns from schools, health, the third sector and the public. Source: domain 9.1, 9.3; the split within is invented.
"""

from dataclasses import dataclass

from hub.demo.dice import Weighted
from hub.demo.shapes import WITH_CHILDREN

DAYS = 730.5
MARAC_SHARE = 0.08
ACT_SHARE = 0.07
MEETINGS_A_MONTH = 9.0
REGISTERED_SHARE = 0.76

ANYBODY = ("single_adult", "couple", "lone_parent", "sharers", "single_older", "couple_children", "couple_older")
NEEDING_CARE = ("single_older", "single_older", "couple_older", "adult_child", "single_adult")
POLICE: Weighted[str] = Weighted({"police": 1})


@dataclass(frozen=True)
class Kind:
    """A kind of concern: whom it is about, who tells us, how many in two years, when, and how often it repeats."""

    name: str
    about: str
    two_years: float
    shapes: tuple[str, ...]
    sources: Weighted[str]
    rhythm: str
    repeats: float
    situations: str
    min_age: int = 0


CHILD_SOURCES = Weighted(
    {"school": 1050, "health_visitor": 420, "hospital": 190, "gp": 110, "third_sector": 290, "friend_neighbour": 90,
     "family": 80, "anonymous": 60, "public": 40, "housing": 40}
)  # fmt: skip
ADULT_SOURCES = Weighted(
    {"care_home": 190, "care_at_home": 150, "hospital": 100, "gp": 70, "ambulance": 60, "housing": 50, "family": 50,
     "third_sector": 35, "mental_health": 20, "friend_neighbour": 12, "self": 8, "fire": 7, "anonymous": 3}
)  # fmt: skip

KINDS = (
    Kind("police_domestic", "domestic", 4532,
         ("couple_children", "couple_children", "lone_parent", "lone_parent", "couple", "single_adult", "blended"),
         POLICE, "evening", 0.26, "domestic"),
    Kind("police_child", "child", 2700, WITH_CHILDREN, POLICE, "evening", 0.25, "police_child"),
    Kind("police_adult", "adult", 1100, NEEDING_CARE, POLICE, "police_day", 0.25, "adult"),
    Kind("police_wellbeing", "adult", 900, NEEDING_CARE, POLICE, "police_day", 0.3, "adult_wellbeing"),
    Kind("police_distress", "adult", 1700, ANYBODY, POLICE, "evening", 0.3, "distress"),
    Kind("police_missing", "child", 500, WITH_CHILDREN, POLICE, "evening", 0.5, "missing", 11),
    Kind("police_youth", "child", 380, WITH_CHILDREN, POLICE, "evening", 0.25, "youth", 12),
    Kind("police_hate", "adult", 188, ANYBODY, POLICE, "police_day", 0.2, "hate"),
    Kind("adult", "adult", 755, NEEDING_CARE, ADULT_SOURCES, "service", 0.2, "adult"),
    Kind("child", "child", 2370, WITH_CHILDREN, CHILD_SOURCES, "school", 0.25, "child"),
    Kind("unborn", "unborn", 130, ("lone_parent", "couple", "couple_children"),
         Weighted({"midwife": 8, "gp": 1, "hospital": 1}), "service", 0.0, "unborn"),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}
ADULT_PROTECTION = frozenset({"police_adult", "adult"})
CHILDREN_NOT_POLICE = frozenset({"child", "unborn"})
MAY_CONFER = frozenset({"police_child", "child", "unborn"})
