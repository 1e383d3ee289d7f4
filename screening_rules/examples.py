"""One value for every kind of answer that rules tell apart, and how a group of such answers is told in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations, pairwise
from math import inf

from screening_rules.facts import NOT_KNOWN, Fact, Stated, bound
from screening_rules.model import Compare
from screening_rules.words import in_sentence, listed, value_in_words, with_unit

NONE = "none"  # the choice that says there is none of it
FURTHEST = 1e300  # a range so wide says that something is known of the number, and tells nothing


@dataclass(frozen=True, slots=True)
class Example:
    """One value that stands for all that the comparisons cannot tell from it.

    For numbers and dates it stands for what lies between `low` and `high` without them, or for the one point both name.
    `lead` says how a choice changes a list: "also" or "not".
    """

    words: str
    stated: Stated
    low: float = -inf
    high: float = inf
    lead: str = ""


def examples(fact: Fact, compared: Iterable[Compare], held: Stated) -> list[Example]:
    """An example for every kind of answer that can still be given, inside the range or list already held.

    In an open list one choice more at a time is tried.
    """
    if fact.type == "choices":
        wanted, kept = _wanted(compared), _listed(held)
        choices = (fact.choices or {}).items()
        ones = [
            Example(in_sentence(label), Stated((*kept, one)))
            for one, label in choices
            if one in wanted and one not in kept
        ]
        return [*ones, Example("no other" if kept else "none of these", Stated(kept))]
    return _singles(fact, compared, held)


def others(fact: Fact, compared: Iterable[Compare], held: Stated) -> list[Example]:
    """An example for every value that a known fact might have instead; a list has one choice more, or one less."""
    if fact.type != "choices":
        return _singles(fact, compared, Stated())
    wanted, kept = _wanted(compared), held.value if isinstance(held.value, tuple) else ()
    choices = [(one, label) for one, label in (fact.choices or {}).items() if one in wanted]
    more = [
        Example(in_sentence(label), Stated((*kept, one)), lead="also ")
        for one, label in choices
        if one not in kept and not (one == NONE and kept)  # that there is none stands beside nothing else
    ]
    less = [(label, tuple(each for each in kept if each != one)) for one, label in choices if one in kept]
    return more + [
        Example(in_sentence(label), Stated(left), lead="not ") for label, left in less if left != (NOT_KNOWN,)
    ]


def refinements(fact: Fact, compared: Sequence[Compare], held: Stated) -> Iterator[Stated]:
    """Everything more that could come to be known, exact or in part, of what the comparisons tell apart."""
    if fact.type == "choices":
        return _longer_lists(fact, compared, held)
    if fact.type == "number":
        return _narrower(fact, compared, held)
    if fact.type == "choice":
        return _told_apart(fact, compared)
    return (each.stated for each in _singles(fact, compared, held))


def unknowns(fact: Fact, compared: Iterable[Compare], held: Stated) -> int:
    """How many unknowns a fact counts for: a list one for each choice that is told apart and not yet on it."""
    return max(1, len(_wanted(compared) - set(_listed(held)))) if fact.type == "choices" else 1


def _singles(fact: Fact, compared: Iterable[Compare], within: Stated) -> list[Example]:
    if fact.type == "yes_no":
        return [Example("yes", Stated(True)), Example("no", Stated(False))]
    if fact.type == "choice":
        return [Example(in_sentence(label), Stated(value)) for value, label in (fact.choices or {}).items()]
    return _stretches(fact, _limits(compared), within)


def _limits(compared: Iterable[Compare]) -> list[float]:
    return sorted({bound(each.value) for each in compared if not isinstance(each.value, bool | str | tuple)})


def _wanted(compared: Iterable[Compare]) -> set[str]:
    values = (each.value if isinstance(each.value, tuple) else (each.value,) for each in compared)
    return {value for value in chain.from_iterable(values) if isinstance(value, str)}


def _listed(held: Stated) -> tuple[str, ...]:
    return tuple(each for each in held.value if each != NOT_KNOWN) if isinstance(held.value, tuple) else ()


def _stretches(fact: Fact, limits: Sequence[float], within: Stated) -> list[Example]:
    """Each limit, and each open stretch beside and between limits, that the held range reaches."""
    found = []
    for before, after in pairwise((-inf, *limits, inf)):
        inside = _inside(before, after, within)
        if inside is not None and (fact.type != "date" or before < int(inside) < after):
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
        day = max(1, int(point))
        return Stated(date.fromordinal(day), day, day)
    return Stated(point, point, point)


def _told_apart(fact: Fact, compared: Sequence[Compare]) -> Iterator[Stated]:
    kinds: dict[tuple[bool, ...], str] = {}
    wanted = [each.value if isinstance(each.value, tuple) else (each.value,) for each in compared]
    for value in fact.choices or {}:
        kinds.setdefault(tuple(value in each for each in wanted), value)
    return map(Stated, kinds.values())


def _narrower(fact: Fact, compared: Sequence[Compare], held: Stated) -> Iterator[Stated]:
    """Every exact number and every range that is told apart; a range is one of neighbouring stretches and limits."""
    cells = _stretches(fact, _limits(compared), held)
    for first, last in combinations(range(len(cells) + 1), 2):
        if last - first == 1:
            yield cells[first].stated
        else:
            yield Stated(low=_least(cells[first]), high=_most(cells[last - 1]))


def _least(cell: Example) -> float:
    return cell.stated.low if cell.low != -inf else -FURTHEST


def _most(cell: Example) -> float:
    return cell.stated.high if cell.high != inf else FURTHEST


def _longer_lists(fact: Fact, compared: Sequence[Compare], held: Stated) -> Iterator[Stated]:
    kept, wanted = _listed(held), _wanted(compared)
    more = [one for one in fact.choices or {} if one in wanted and one not in kept]
    telling_nothing = next((one for one in fact.choices or {} if one not in wanted and one not in kept), None)
    for count in range(len(more) + 1):
        for chosen in combinations(more, count):
            yield Stated((*kept, *chosen))
            if kept or chosen or telling_nothing:
                filling = () if kept or chosen or not telling_nothing else (telling_nothing,)
                yield Stated((*kept, *chosen, *filling, NOT_KNOWN))


def answers_in_words(fact: Fact, group: Sequence[Example]) -> str:
    """The answers that a group of examples stands for; neighbouring stretches are told as one."""
    if fact.type not in {"number", "date"}:
        led: dict[str, list[str]] = {}
        for example in group:
            led.setdefault(example.lead, []).append(example.words)
        return ", or ".join([lead + listed(words, "or") for lead, words in led.items()])
    runs: list[list[Example]] = []
    for example in group:
        if runs and _adjoin(runs[-1][-1], example):
            runs[-1].append(example)
        else:
            runs.append([example])
    return listed([_run_in_words(fact, run[0], run[-1]) for run in runs], "or")


def supposed(fact: Fact, group: Sequence[Example]) -> tuple[str, ...]:
    """The same answers as suppositions to stand after "if": one for what a list would hold besides, one for what it would not."""
    if fact.type == "choices":
        words = {"also ": "also included", "not ": "did not include", "": "included"}
        leads = dict.fromkeys(example.lead for example in group)
        return tuple([f"{fact.short} {words[lead]} {_quoted(group, lead)}" for lead in leads])
    answers = _quoted(group, "") if fact.type == "choice" else answers_in_words(fact, group)
    return (f"the answer to “{fact.question}” were {answers}",)


def _quoted(group: Sequence[Example], lead: str) -> str:
    return listed([f"“{example.words}”" for example in group if example.lead == lead], "or")


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
