"""What was told besides, for the screening page: what bears on safety and contact is open, the rest folds, a line a fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from hub import clock
from hub.schemas.choices import RELATIONSHIPS, ROLES
from hub.triage import AlsoLine, Answer
from hub.web.also_told import also_rows, fact_rows, ways_words
from hub.web.concern_bar import labelled
from hub.web.words import capital_first, counted, when

SAFETY = {"danger", "danger_why", "immediate_danger", "worker_safety"}  # first parts of names
ASKING = "safe_to_ask"
HAPPENED = "happened.when"
Rows = list[tuple[str, str]]


def told_besides(
    happened_at: datetime | None,
    also: Sequence[Answer],
    also_of: Sequence[AlsoLine],
    alleged: Sequence[str],
    referrer: Sequence[Answer] = (),
) -> dict[str, Any]:
    """Everything of the form that stands nowhere else on the page: `safe` is open, `groups` fold under `words`.

    `referrer`: who told us, left out where that is not shown.
    """
    folded = [("About the concern", _of_concern(happened_at, also)), ("Who told us", _answered(referrer))]
    folded += [(_titled(each), _of_person(each)) for each in also_of]
    groups = [{"title": title, "rows": _shown(rows, alleged)} for title, rows in folded if rows]
    return {
        "safe": _shown(_safe(also, also_of), alleged),
        "groups": groups,
        "words": f"Also told, {counted(sum(len(each['rows']) for each in groups), 'answer')}",
    }


def _safe(also: Iterable[Answer], also_of: Iterable[AlsoLine]) -> Rows:
    """Danger, visits and contact; those of whom the same was told have one line together."""
    of_each: dict[tuple[str, str], list[str]] = {}
    for each in also_of:
        ways = [] if each.role == "alleged" else [("Reaching them", ways_words(each.ways, "; "))]
        for row in (*ways, *also_rows(one for one in each.answers if _is_asking(one))):
            of_each.setdefault(row, []).append(each.name)
    people = [
        (label, f"{', '.join(names)}. {words}") for (label, words), names in sorted(of_each.items(), reverse=True)
    ]
    return [*also_rows(each for each in also if _is_safety(each)), *people]


def _of_concern(happened_at: datetime | None, also: Sequence[Answer]) -> Rows:
    said = next((each.value for each in also if each.name == HAPPENED and happened_at), "")
    moment = capital_first(when(happened_at, clock.now())) if happened_at else ""
    happened = [("It happened", f"{moment}. As told: {said}" if said else moment)] if moment else []
    rest = (each for each in also if not _is_safety(each) and not (said and each.name == HAPPENED))
    return [*happened, *also_rows(rest)]


def _of_person(each: AlsoLine) -> Rows:
    relationship = RELATIONSHIPS.get(each.relationship, "") if each.relationship != "not_known" else ""
    who = [("Part", ROLES[each.role]), *([("Relationship", relationship)] if relationship else [])]
    said = fact_rows(each.said) if each.role != "subject" else []  # a subject's stand in the table of people
    return [*who, *_answered(one for one in each.answers if not _is_asking(one)), *said]


def _answered(answers: Iterable[Answer]) -> Rows:
    return also_rows(each for each in answers if each.value != "not_known")


def _is_safety(each: Answer) -> bool:
    return each.name.partition(".")[0] in SAFETY


def _is_asking(each: Answer) -> bool:
    return each.name == ASKING and each.value != "not_known"


def _titled(each: AlsoLine) -> str:
    return f"{each.name} (alleged source of harm)" if each.role == "alleged" else each.name


def _shown(rows: Rows, alleged: Sequence[str]) -> list[Mapping[str, str]]:
    return [{"key": labelled(key, alleged), "value": labelled(value, alleged)} for key, value in rows]
