"""Who sees a change of each field of everything in a pack: the backtest, the list of what becomes weaker, or nobody, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from typing import Any

from screening_rules import shipped_pack
from screening_rules.calendars import Calendar
from screening_rules.clock_model import Clock, ClockVersion, Limit, Varies
from screening_rules.facts import Catalogue, Fact, Stated
from screening_rules.holiday_rules import Change, Fixed, FromEaster, Holiday, NthWeekday, Standing
from screening_rules.model import All, Compare, Not, Pack, Route, Rule, RuleCase, Source, Version
from screening_rules.model import Any as AnyOf

LATER = date(2027, 6, 1)
BACKTEST, WEAKER = "backtest", "weaker"
IN_PARTS = "each part of it stands here by itself"
MARK = "what names it: under another it is gone, which is seen, or the pack does not load"
SHOWN = "words that decide nothing and may be put right; every file is shown line by line"
OF_A_VERSION = "refused once the version has started; a new version is shown before and after, this with it"
PLACE = "where it stands, not what it says"
AS_IT_SHIPS = object()
EXAMPLE = "an example decides nothing; a draft without both sides of what it turns on is not proposed"
FALLS, CONDITIONS = (Fixed, NthWeekday, FromEaster), (All, AnyOf, Not, Compare)
NO = Compare("injury", "yes_no", "is", False)


@dataclass(frozen=True)
class Seen:
    """A change that is seen by the backtest or by the list of what becomes weaker: what is put there, over what it was."""

    by: str
    now: Any
    was: Any = AS_IT_SHIPS
    beside: Mapping[str, Any] = field(default_factory=dict)  # what else it is on both sides


def weak(now: Any, was: Any = AS_IT_SHIPS, **beside: Any) -> Seen:
    """Seen by the list of what becomes weaker."""
    return Seen(WEAKER, now, was, beside)


def of_all(kinds: tuple[type, ...], why: str) -> dict[type, dict[str, Seen | str]]:
    """For each field of these the same reason why nobody has to see a change of it."""
    return {kind: {each.name: why for each in fields(kind)} for kind in kinds}


WATCHED: dict[type, dict[str, Seen | str]] = {
    Pack: {
        **dict.fromkeys(("facts", "sources", "routes", "rules", "calendars", "clocks", "cases"), IN_PARTS),
        "actions": weak(dict.fromkeys(shipped_pack().actions, "Write to the family next week")),
        **dict.fromkeys(("files", "fingerprint"), PLACE),
    },
    Catalogue: {"by_id": IN_PARTS},
    Fact: {
        "id": weak("another"),
        "scope": weak("household"),
        "type": weak("choice"),
        "question": weak("Is all well?"),
        "short": weak("well-being"),
        "unit": weak("months"),
        "choices": weak({"physical": "A compliment"}, {"physical": "Physical harm"}),
        "hint": weak("Ask the family alone"),
        "who": weak(("family",)),
        "asked": weak(("screening",), ("full",)),
        "section": weak("screening"),
        "applies": weak(NO),
        "background": weak(True, False),
        "told": weak("{ordinal} time"),
        "least": weak(60.0),
        "most": weak(1.0),
    },
    Source: {
        "id": MARK,
        **dict.fromkeys(("title", "where", "link", "domain", "seen"), SHOWN),
        "kind": weak("statute"),
        "confidence": weak("verified"),
    },
    Route: {
        "id": weak("another"),
        "label": weak("A chat"),
        "area": weak("adults"),
        "conference": weak(None),
        "needs_decider": weak("any"),
        "asks": Seen(BACKTEST, True),
    },
    Rule: {
        "id": Seen(BACKTEST, "children.another"),
        "area": MARK,
        "title": SHOWN,
        "versions": IN_PARTS,
        "withdrawn": Seen(BACKTEST, LATER),
        "path": PLACE,
    },
    Version: {
        "start": Seen(BACKTEST, LATER),
        "when": Seen(BACKTEST, NO),
        "routes": Seen(BACKTEST, ("info_only",)),
        "urgency": Seen(BACKTEST, "five_working_days"),
        "actions": weak((), ("consider_medical",)),
        "mandatory": weak(False, True),
        "rules_out": Seen(BACKTEST, ("police",)),
        **dict.fromkeys(("sources", "because", "change"), OF_A_VERSION),
        "confirmed": weak(True, False),
    },
    **of_all((RuleCase,), EXAMPLE),
    Clock: {
        "id": weak("another"),
        **dict.fromkeys(("label", "area"), "decides nothing; shown before and after, as of every version"),
        "event": weak("decision"),
        "versions": IN_PARTS,
        "withdrawn": weak(LATER),
        "path": PLACE,
    },
    ClockVersion: {
        "start": weak(LATER),
        "limits": weak((Limit("calendar_days", 900),)),
        "calendar": weak("scottish", "dundee"),
        "rolls": weak("next_working_day", "none", limits=(Limit("calendar_days", 9),)),
        "day_zero": weak("office_day", "day_of_event"),
        "due_time": weak("end_of_day", "close_of_business"),
        **dict.fromkeys(("sources", "domain", "change", "note"), OF_A_VERSION),
        "confidence": weak("verified", "judgement"),
        "confirmed": weak(True, False),
        "varies": weak(Varies("team_manager", ("reason",)), None),
        "notice": weak(None, "cppm_notice"),
        "minimum": weak(True, False),
    },
    Limit: {"unit": weak("months", "working_days"), "count": weak(90, 1)},
    Varies: {"approver_role": weak("team_manager", "senior_manager"), "needs": weak(("reason",), ("reason", "interim_safety_plan"))},
    Calendar: {
        "id": weak("another"),
        "label": SHOWN,
        "path": PLACE,
        "days_off": weak(frozenset({2, 5, 6})),
        "opens": weak(time(16, 59)),
        "closes": weak(time(9, 1)),
        **dict.fromkeys(("office", "holidays", "changes"), IN_PARTS),
    },
    Holiday: {
        **dict.fromkeys(("id", "name"), SHOWN),
        "falls": weak(Fixed(7, 7)),
        "has_substitute": weak(True, False),
        "effective_from": weak(date(2024, 1, 1), date(2040, 1, 1)),
        "withdrawn": weak(None, date(2024, 1, 2)),
        "standing": IN_PARTS,
    },
    **of_all(FALLS, "one way a holiday falls: seen there"),
    Change: {
        "day": weak(date(2027, 6, 2)),
        "name": SHOWN,
        "added": weak(True, False),
        "standing": IN_PARTS,
    },
    Standing: {
        "sources": weak(("dundee_public_holidays",)),
        "confidence": weak("verified"),
        "confirmed": weak(True),
    },
    **of_all(CONDITIONS, "part of a rule’s condition: seen there"),
    **of_all((Stated,), EXAMPLE),
}  # fmt: skip
