"""This home on the screening page: what came before a concern counts, what came after it stands apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from hub import triage
from hub.db import reading
from hub.triage import ScreeningView
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.history import ago
from tests.factories.hub_world import World

CHILD = PersonMaker(child=True, hurt=True, at_home=True)


def came_in(world: World, days_ago: float) -> str:
    with ago(days=days_ago):
        return steps.received(world, people=(CHILD,)).ref


def page(world: World, ref: str) -> ScreeningView:
    with reading() as session:
        return triage.show_screening(session, ref, by=world.actor("screening_officer")).view


@pytest.mark.both_engines
def test_each_concern_counts_those_before_it_and_shows_those_after_it_apart(world: World) -> None:
    refs = [came_in(world, days) for days in (57, 56, 3, 2, 1)]
    homes = [page(world, ref).home for ref in refs]
    assert [home.in_eight_weeks for home in homes] == [1, 2, 3, 4, 4], "the oldest is out of the last one's 56 days"
    for nth, home in enumerate(homes):
        assert [each.ref for each in home.earlier] == refs[:nth][::-1]
        assert [each.ref for each in home.later] == refs[nth + 1 :][::-1]


def test_how_often_somebody_was_told_of_counts_what_came_before(world: World) -> None:
    refs = [came_in(world, days) for days in (3, 2, 1)]
    assert [page(world, ref).people[0].earlier for ref in refs] == [0, 1, 2]


def test_two_of_one_moment_count_each_other_and_not_themselves(world: World) -> None:
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False):
        refs = [steps.received(world, people=(CHILD,)).ref for _ in range(2)]
    homes = [page(world, ref).home for ref in refs]
    assert [(home.in_eight_weeks, len(home.earlier), home.later) for home in homes] == [(2, 1, ()), (2, 1, ())]
