"""The judge of all the other tests sees whatever is missing, double or not whole."""

from __future__ import annotations

import pytest
import sqlalchemy
from sqlalchemy import text

from hub import db
from tests.factories import triage as steps
from tests.factories.hub_world import World
from tests.faults.judging import ALL_WELL, Verdict, judge
from tests.faults.senders import Told

WORDS = "Rory came to school with a bruise."


def told_of(*keys: str, ref: str = "") -> Told:
    told = Told()
    for key in keys:
        told.sent(key)
        told.answered(key, 201, ref)
    return told


def done(engine: sqlalchemy.Engine, statement: str) -> None:
    with engine.execution_options(hub_migration=True, hub_write=True).begin() as connection:
        for trigger in list(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("PRAGMA defer_foreign_keys = 1"))
        connection.execute(text(statement))


def test_a_concern_received_whole_is_well(world: World) -> None:
    receipt = steps.received(world, narrative=WORDS)
    assert judge(told_of(WORDS, ref=receipt.ref)) == ALL_WELL


def test_an_acknowledged_concern_that_is_not_there_is_lost(world: World) -> None:
    assert judge(told_of("other words", ref="DH-2222-2222")) == Verdict(lost=("other words",))


def test_a_concern_there_twice_is_doubled(world: World) -> None:
    steps.received(world, narrative=WORDS)
    receipt = steps.received(world, narrative=WORDS)
    assert judge(told_of(WORDS, ref=receipt.ref)) == Verdict(doubled=(WORDS,))


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM work_items", "no place in the queue"),
        ("DELETE FROM running_clocks", "no clock"),
        ("DELETE FROM screening_subjects", "no screening"),
        ('DELETE FROM "references"', "no reference"),
        ("UPDATE concerns SET state = 'decided'", "concerns "),
    ],
)
def test_a_concern_that_is_not_whole_is_half_written(
    world: World, engine: sqlalchemy.Engine, statement: str, words: str
) -> None:
    receipt = steps.received(world, narrative=WORDS)
    done(engine, statement)
    assert any(words in each for each in judge(told_of(WORDS, ref=receipt.ref), db.bound_engine()).half)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_leaves WHERE seq = 2",
        "DELETE FROM audit_leaves WHERE seq > 2",
        "UPDATE audit_slots SET seq = 99",
    ],
)
def test_a_hole_in_the_trail_is_a_gap(world: World, engine: sqlalchemy.Engine, statement: str) -> None:
    done(engine, statement)
    assert judge(Told()).gaps == ("slot 1",)
