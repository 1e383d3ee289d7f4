"""Generated facts, conditions and packs, as the loader would let them through."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from screening_rules import model
from screening_rules.facts import NOT_KNOWN, Catalogue, Fact, Stated
from screening_rules.model import (
    OF_KNOWING,
    OPERATORS,
    URGENCIES,
    All,
    Compare,
    Condition,
    Not,
    Pack,
    Route,
    Rule,
    Version,
)

WORDS = ("red", "green", "blue")
START = date(2026, 1, 1)
DAY = date(2026, 6, 1)
KINDS = {
    "first": "yes_no",
    "second": "yes_no",
    "count": "number",
    "share": "number",
    "colour": "choice",
    "paints": "choices",
    "on_day": "date",
}
CHOICES = {word: word.title() for word in WORDS}


def catalogue(background: tuple[str, ...] = ()) -> Catalogue:
    def fact(name: str, kind: str) -> Fact:
        choices = CHOICES if kind in {"choice", "choices"} else None
        return Fact(name, "subject", kind, f"What of {name}?", name, choices=choices, background=name in background)

    return Catalogue({name: fact(name, kind) for name, kind in KINDS.items()})


numbers = st.one_of(st.integers(-3, 8), st.sampled_from([0.5, 2.5, 7.25]))
days = st.dates(date(2026, 1, 1), date(2026, 1, 9))
VALUES = {
    "yes_no": st.booleans(),
    "number": numbers,
    "choice": st.sampled_from(WORDS),
    "choices": st.sampled_from(WORDS),
    "date": days,
}


@st.composite
def comparisons(draw: st.DrawFn, *, with_known: bool = True) -> Compare:
    name = draw(st.sampled_from(sorted(KINDS)))
    kind = KINDS[name]
    operator = draw(st.sampled_from(sorted(set(OPERATORS[kind]) - (frozenset() if with_known else OF_KNOWING))))
    if operator == "known":
        return Compare(name, kind, operator, draw(st.booleans()))
    if operator in {"one_of", "includes_any"}:
        return Compare(name, kind, operator, tuple(draw(st.lists(VALUES[kind], min_size=1, max_size=3, unique=True))))
    return Compare(name, kind, operator, draw(VALUES[kind]))


def conditions(*, with_known: bool = True) -> st.SearchStrategy[Condition]:
    def larger(smaller: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        parts = st.lists(smaller, min_size=1, max_size=4).map(tuple)
        return st.one_of(parts.map(All), parts.map(model.Any), smaller.map(Not))

    return st.recursive(comparisons(with_known=with_known), larger, max_leaves=8)


def known_stated(kind: str) -> st.SearchStrategy[Stated]:
    if kind == "number":
        exact = numbers.map(lambda value: Stated(value, value, value))
        return st.one_of(exact, ranges())
    if kind == "date":
        return days.map(lambda day: Stated(day, day.toordinal(), day.toordinal()))
    if kind == "choices":
        listed = st.lists(st.sampled_from((*WORDS, NOT_KNOWN)), max_size=4, unique=True)
        return listed.filter(lambda values: values != [NOT_KNOWN]).map(lambda values: Stated(tuple(values)))
    return VALUES[kind].map(Stated)


@st.composite
def ranges(draw: st.DrawFn) -> Stated:
    low, high = sorted((draw(numbers), draw(numbers)))
    value = low if low == high else None
    open_end = draw(st.sampled_from(["none", "low", "high"])) if value is None else "none"
    if open_end == "low":
        return Stated(high=high)
    return Stated(low=low) if open_end == "high" else Stated(value, low, high)


@st.composite
def stated_facts(draw: st.DrawFn) -> dict[str, Stated]:
    names = draw(st.sets(st.sampled_from(sorted(KINDS))))
    unknown = st.sampled_from([Stated(), Stated(asked=True)])
    return {name: draw(st.one_of(known_stated(KINDS[name]), unknown)) for name in sorted(names)}


@st.composite
def versions(draw: st.DrawFn, when: st.SearchStrategy[Condition]) -> Version:
    some_routes = st.lists(st.sampled_from(("north", "south", "west")), max_size=2, unique=True).map(tuple)
    return Version(
        start=START,
        when=draw(when),
        routes=draw(some_routes),
        urgency=draw(st.sampled_from((*URGENCIES, None))),
        actions=(),
        mandatory=draw(st.booleans()),
        rules_out=draw(some_routes),
        sources=("source",),
        because="So it is.",
        change="First version.",
        confirmed=False,
    )


def make_pack(made: list[Version], background: tuple[str, ...] = ()) -> Pack:
    rules = [Rule(f"adults.r{n}", "adults", f"Rule {n}", (version,), None, "") for n, version in enumerate(made)]
    routes = {name: Route(name, name.title(), "adults", None, "any") for name in ("north", "south", "west")}
    by_id = {rule.id: rule for rule in rules}
    return Pack(catalogue(background), {}, routes, {}, by_id, (), {}, {}, {}, "a fingerprint")


@st.composite
def packs(draw: st.DrawFn, *, with_known: bool = True) -> Pack:
    made = draw(st.lists(versions(conditions(with_known=with_known)), min_size=1, max_size=5))
    background = draw(st.sampled_from([(), ("count",), ("first", "colour")]))
    return make_pack(made, background)
