"""What one pack would say where another says something else, person by person, and counted over many. Pure.

Two packs are held side by side on today and on each later day on which a rule of either starts or ends: a change that starts
next spring shows what it would have done, had it been in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from screening_rules.compiled import CompiledPack, InForce, compile_pack, compile_rules, in_force
from screening_rules.conditions import facts_in
from screening_rules.facts import Catalogue, FactError, Facts, Stated, parse_stated
from screening_rules.model import Pack, Rule, Version, band
from screening_rules.results import Recommendation
from screening_rules.screening import recommend

Raw: TypeAlias = Mapping[str, Any]  # facts of all scopes together, as `to_json` lays each out
Places: TypeAlias = tuple[list[int], list[int]]


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One pack on a day, and what of it is asked first: the rules in which the other differs, or all where most differ.

    `differing` are the places of those rules in what is asked first.
    """

    whole: CompiledPack
    first: CompiledPack
    differing: frozenset[int]

    def asked(self, facts: Facts) -> Places:
        """The places of the rules asked first that are yes, and of those that are unknown."""
        _, sure, open_ = self.first.evaluate(facts)
        return sure, open_

    def is_silent(self, asked: Places) -> bool:
        """Whether every differing rule is certainly no, so that it cannot have a part in what is recommended."""
        return all(map(self.differing.isdisjoint, asked))

    def told(self, facts: Facts, asked: Places) -> Recommendation:
        """What the whole pack recommends."""
        sure, open_ = asked if self.first is self.whole else self.whole.evaluate(facts)[1:]
        return recommend(self.whole, facts, tuple(sure), open_)

    def speaking(self, places: list[int]) -> list[Rule]:
        """The differing rules among those at these places, in the pack's order."""
        return [self.first.rules[place][0] for place in sorted(self.differing.intersection(places))]


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """Two packs side by side on the day `on`; `looked_at` are the facts of the rules that are asked first."""

    on: date
    before: Side
    after: Side
    looked_at: frozenset[str]
    has_one_catalogue: bool

    def facts(self, raw: Raw, names: Iterable[str]) -> tuple[Facts, Facts]:
        """What is stated of those facts, as either pack reads it."""
        before, after = self.before.whole.pack.facts, self.after.whole.pack.facts
        found = read_facts(before, raw, names)
        return found, found if self.has_one_catalogue else read_facts(after, raw, names)


@dataclass(frozen=True, slots=True)
class Move:
    """How one person's recommendation differs on the day `on`; `rules` differ and are yes, or unknown where none is."""

    on: date
    before: Recommendation
    after: Recommendation
    rules: tuple[str, ...]
    areas: tuple[str, ...]

    @property
    def is_down(self) -> bool:
        """Whether anything is less than it was: a route lost, less urgent, later in the queue, or no longer mandatory.

        Whoever loses one thing and gains another counts as down, so that somebody reads it.
        """
        before, after = self.before, self.after
        return (
            after.rank > before.rank
            or band(after.urgency) > band(before.urgency)
            or band(after.mandatory_urgency) > band(before.mandatory_urgency)
            or not set(before.routes) <= set(after.routes)
            or not set(before.mandatory_routes) <= set(after.mandatory_routes)
        )


def trials(before: Pack, after: Pack, *, today: date) -> tuple[Trial, ...]:
    """The days on which the two packs differ, each once; none where no rule in force differs."""
    found: dict[tuple[Any, ...], Trial] = {}
    for day in _days(before, after, today):
        sides = in_force(before, day), in_force(after, day)
        differing = _differing(before, after, *sides), _differing(after, before, *reversed(sides))
        if any(differing):
            names = tuple(tuple((rule.id, version.start) for rule, version in side) for side in sides)
            found.setdefault(names, _trial(day, _side(before, day, differing[0]), _side(after, day, differing[1])))
    return tuple(found.values())


def _trial(day: date, before: Side, after: Side) -> Trial:
    looked_at = frozenset(before.first.looked_at_by) | frozenset(after.first.looked_at_by)
    return Trial(day, before, after, looked_at, before.whole.pack.facts == after.whole.pack.facts)


def _days(before: Pack, after: Pack, today: date) -> list[date]:
    rules = [*before.rules.values(), *after.rules.values()]
    starts = {version.start for rule in rules for version in rule.versions}
    ends = {rule.withdrawn for rule in rules if rule.withdrawn is not None}
    return [today, *sorted(day for day in starts | ends if day > today)]


def _side(pack: Pack, day: date, differing: InForce) -> Side:
    whole = compile_pack(pack, day)
    if len(differing) * 2 < len(whole.rules):
        return Side(whole, compile_rules(pack, differing), frozenset(range(len(differing))))
    return Side(whole, whole, frozenset(place for place, each in enumerate(whole.rules) if each in differing))


def _differing(pack: Pack, other: Pack, rules: InForce, others: InForce) -> InForce:
    """The rules of one pack that the other does not have in force just so."""
    there = {rule.id: version for rule, version in others}
    return tuple((rule, version) for rule, version in rules if not _is_same(pack, other, version, there.get(rule.id)))


def _is_same(pack: Pack, other: Pack, version: Version, there: Version | None) -> bool:
    """Whether both come to the same about anybody: what they ask, what they recommend, and what those words mean."""
    if there is None or _worth(version) != _worth(there):
        return False
    facts = facts_in(version.when)
    return all(pack.facts.by_id.get(each) == other.facts.by_id.get(each) for each in facts) and all(
        pack.routes[route].asks == other.routes[route].asks for route in version.routes
    )


def _worth(version: Version) -> tuple[Any, ...]:
    return version.when, version.routes, version.urgency, version.mandatory, version.rules_out


def read_facts(catalogue: Catalogue, raw: Raw, names: Iterable[str]) -> dict[str, Stated]:
    """What is stated of those facts; what this catalogue does not have or cannot read stays unknown."""
    known, found = catalogue.by_id, {}
    for name in names:
        if name in raw and name in known:
            try:
                found[name] = parse_stated(known[name], raw[name])
            except FactError:
                continue
    return found


def compare(tried: Sequence[Trial], raw: Raw) -> Move | None:
    """How the person of whom `raw` is stated would move: down on any of the days, else up on any; None where nothing differs."""
    found = None
    for trial in tried:
        few = trial.facts(raw, trial.looked_at)
        asked = trial.before.asked(few[0]), trial.after.asked(few[1])
        if trial.before.is_silent(asked[0]) and trial.after.is_silent(asked[1]):
            continue
        rest = trial.facts(raw, raw.keys() - trial.looked_at)
        before = trial.before.told({**rest[0], **few[0]}, asked[0])
        after = trial.after.told({**rest[1], **few[1]}, asked[1])
        if _compared(before) != _compared(after):
            move = Move(trial.on, before, after, *_behind(trial, *asked))
            if move.is_down:
                return move
            found = found or move
    return found


def _behind(trial: Trial, before: Places, after: Places) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rules behind a move, and their areas."""
    for ours, theirs in zip(before, after, strict=True):
        rules = {rule.id: rule.area for rule in (*trial.before.speaking(ours), *trial.after.speaking(theirs))}
        if rules:
            break
    return tuple(rules), tuple(sorted(set(rules.values())))


def _compared(found: Recommendation) -> tuple[Any, ...]:
    return found.routes, found.urgency, found.rank, found.mandatory_routes, found.mandatory_urgency
