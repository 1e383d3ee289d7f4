"""What each possible answer about one fact would do, found by running the rules again on examples of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import inf

from screening_rules.compiled import CompiledPack
from screening_rules.conditions import comparisons
from screening_rules.facts import NOT_KNOWN, Fact, Facts, Stated, bound
from screening_rules.model import Condition, Pack
from screening_rules.results import Recommendation
from screening_rules.screening import screen_subject
from screening_rules.words import URGENCY_WORDS, listed, value_in_words, with_unit


@dataclass(frozen=True, slots=True)
class Example:
    """One value that stands for all that rules cannot tell from it.

    For numbers and dates it stands for what lies between `low` and `high` without them, or for the one point both name.
    """

    words: str
    stated: Stated
    low: float = -inf
    high: float = inf


def examples(fact: Fact, conditions: Iterable[Condition], within: Stated) -> list[Example]:
    """An example for every kind of answer that `conditions` tell apart, inside the range or list already held."""
    found = [each for condition in conditions for each in comparisons(condition) if each.fact == fact.id]
    values = [value for each in found for value in (each.value if isinstance(each.value, tuple) else (each.value,))]
    if fact.type == "yes_no":
        return [Example("yes", Stated(True)), Example("no", Stated(False))]
    if fact.type == "choice":
        return [Example(label, Stated(value)) for value, label in (fact.choices or {}).items()]
    if fact.type == "choices":
        return _lists(fact, {value for value in values if isinstance(value, str)}, within)
    limits = {bound(value) for value in values if not isinstance(value, bool | str)}
    return _stretches(fact, sorted(limits), within)


def _lists(fact: Fact, wanted: set[str], within: Stated) -> list[Example]:
    held = [each for each in (within.value if isinstance(within.value, tuple) else ()) if each != NOT_KNOWN]
    choices = (fact.choices or {}).items()
    ones = [Example(label, Stated((*held, one))) for one, label in choices if one in wanted and one not in held]
    return [*ones, Example("no other" if held else "none of these", Stated(tuple(held)))]


def _stretches(fact: Fact, limits: Sequence[float], within: Stated) -> list[Example]:
    """Each limit, and each open stretch beside and between limits, that the held range reaches."""
    found = []
    for before, after in pairwise((-inf, *limits, inf)):
        inside = _inside(before, after, within)
        if inside is not None:
            found.append(Example("", _point(fact, inside), before, after))
        if after != inf and within.low <= after <= within.high:
            found.append(Example("", _point(fact, after), after, after))
    return found


def _inside(before: float, after: float, within: Stated) -> float | None:
    low, high = max(before, within.low), min(after, within.high)
    if low > high or (low == high and low in (before, after)):
        return None
    if before < low:
        return low
    if high < after:
        return high
    if low == -inf:
        return high - 1 if high != inf else 0
    return low + 1 if high == inf else (low + high) / 2


def _point(fact: Fact, point: float) -> Stated:
    if fact.type == "date":
        return Stated(date.fromordinal(max(1, int(point))), point, point)
    return Stated(point, point, point)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the recommendation becomes for a group of answers, in words; `changes` where routes or urgency differ."""

    words: str
    then: Recommendation
    changes: bool

    def sentence(self, pack: Pack, now: Recommendation) -> str:
        """The group of answers and what follows."""
        return f"If {self.words}: {difference(pack, now, self.then)}."


def outcomes(compiled: CompiledPack, facts: Facts, fact: Fact, now: Recommendation) -> list[Outcome]:
    """What each possible answer about `fact` would make of the recommendation, equal outcomes together."""
    held = facts.get(fact.id, Stated())
    tried = examples(fact, (version.when for _, version in compiled.rules), held)
    groups: dict[tuple[tuple[str, ...], str | None], list[tuple[Example, Recommendation]]] = {}
    for example in tried:
        then = screen_subject(compiled, "", {**facts, fact.id: example.stated}).recommendation
        groups.setdefault((then.routes, then.urgency), []).append((example, then))
    return [
        Outcome(
            answers_in_words(fact, [example for example, _ in group]), group[0][1], key != (now.routes, now.urgency)
        )
        for key, group in groups.items()
    ]


def answers_in_words(fact: Fact, group: Sequence[Example]) -> str:
    """The answers that a group of examples stands for; neighbouring stretches are told as one."""
    if fact.type not in {"number", "date"}:
        return listed([example.words for example in group], "or")
    runs: list[list[Example]] = []
    for example in group:
        if runs and _adjoin(runs[-1][-1], example):
            runs[-1].append(example)
        else:
            runs.append([example])
    return listed([_run_in_words(fact, run[0], run[-1]) for run in runs], "or")


def _adjoin(one: Example, following: Example) -> bool:
    return one.high == following.low and (one.low == one.high or following.low == following.high)


def _run_in_words(fact: Fact, first: Example, last: Example) -> str:
    if first.low == last.high:
        return _end(fact, first.low)
    after, before = ("after", "before") if fact.type == "date" else ("over", "under")
    since, until = ("from", "up to") if fact.type == "date" else ("at least", "at most")
    words = []
    if first.low != -inf:
        words.append(f"{since if first.low == first.high else after} {_end(fact, first.low)}")
    if last.high != inf:
        words.append(f"{until if last.low == last.high else before} {_end(fact, last.high)}")
    return " and ".join(words) or "any answer"


def _end(fact: Fact, end: float) -> str:
    if fact.type == "date":
        return value_in_words(fact, date.fromordinal(int(end)))
    return with_unit(fact, f"{end:g}")


def difference(pack: Pack, now: Recommendation, then: Recommendation) -> str:
    """What changes from one recommendation to another, in words."""
    added = [pack.routes[route].label for route in then.routes if route not in now.routes]
    gone = [pack.routes[route].label for route in now.routes if route not in then.routes]
    parts = [f"{listed(added, 'and')} would be added"] if added else []
    if gone:
        parts.append(f"{listed(gone, 'and')} would fall away")
    if then.urgency != now.urgency:
        urgency = URGENCY_WORDS[then.urgency] if then.urgency else "none"
        parts.append(f"the urgency would be {urgency}")
    return "; ".join(parts) or "nothing changes"
