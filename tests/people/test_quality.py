"""How well keys and judging find people told again with mistakes, in a made-up town whose truth is known."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest

from hub.people.keys import compound_keys
from hub.people.scoring import judge, score
from tests.people.made_up_people import told_again, town


@pytest.fixture(scope="module")
def found():
    """For each of 1,000 people told again: who it was, and the candidates with their judgement, likeliest first."""
    people = town(8000, seed=11)
    index = defaultdict(set)
    for place, person in enumerate(people):
        for key in compound_keys(person):
            index[key].add(place)
    chance = random.Random(12)
    results = []
    for place in chance.sample(range(len(people)), 1000):
        told = told_again(people[place], chance)
        candidates = set().union(*(index.get(key, set()) for key in compound_keys(told)))
        ranked = sorted(candidates, key=lambda other: (-score(told, people[other]), other))
        results.append((place, [(other, judge(told, people[other])) for other in ranked]))
    return results


def share(results, holds):
    return sum(holds(place, judged) for place, judged in results) / len(results)


def test_the_keys_find_nearly_everybody(found):
    assert share(found, lambda place, judged: place in dict(judged)) >= 0.985


def test_nearly_everybody_found_is_offered_and_stands_first(found):
    assert share(found, lambda place, judged: dict(judged).get(place, "none") != "none") >= 0.98
    assert share(found, lambda place, judged: bool(judged) and judged[0][0] == place) >= 0.98


def test_most_that_is_offered_is_right(found):
    offered = [(place, other) for place, judged in found for other, verdict in judged if verdict != "none"]
    assert sum(place == other for place, other in offered) / len(offered) >= 0.9


def test_certain_is_never_somebody_else(found):
    assert [place for place, judged in found if any(v == "certain" and other != place for other, v in judged)] == []


def test_candidates_are_few(found):
    numbers = sorted(len(judged) for _, judged in found)
    assert numbers[len(numbers) // 2] <= 6
    assert numbers[int(len(numbers) * 0.99)] <= 30
