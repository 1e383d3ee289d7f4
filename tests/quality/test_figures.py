"""Agreement by area once there is enough; never by officer: what it is counted from holds none and leads to none."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable

import pytest
from sqlalchemy import Table, select

import migrations.tables  # noqa: F401  makes every room's tables known
from hub import audit, clock, quality
from hub.actor import OPERATOR
from hub.audit import Action
from hub.db import Base, reading, transaction
from hub.errors import NotAllowed
from hub.quality import AnswerPair, figures
from tests.factories import looks
from tests.factories.hub_world import World

WORDS_OF_PEOPLE = (
    "officer",
    "actor",
    "username",
    "decided_by",
    "second_by",
    "claimed_by",
    "decision",
    "concern",
    "person",
)


def pairs(world: World, area: str, number: int, month: str = "2026-11", differing: int = 3) -> None:
    with transaction() as session:
        for nth in range(number):
            same = nth >= differing
            session.add(
                AnswerPair(
                    area=area,
                    given_in=month,
                    first_family=area if nth % 2 else "no_new_work",
                    second_family=(area if nth % 2 else "no_new_work") if same else "police",
                    first_urgency="same_day" if nth % 2 else "five_working_days",
                    second_urgency="same_day" if nth % 2 or not same else "five_working_days",
                )
            )
        audit.record(session, by=OPERATOR, action=Action.SECOND_LOOK_GIVEN)


def lines(world: World, role: str = "committee_reader") -> dict[str, quality.AreaLine]:
    with reading() as session:
        view = quality.show_agreement(session, by=world.actor(role)).view
    return {line.area: line for line in view.lines}


@pytest.mark.both_engines
def test_an_area_shows_once_it_has_ten_pairs(world: World) -> None:
    for number, more in ((9, 9), (10, 1)):
        pairs(world, "adults", more)
        line = lines(world)["adults"]
        told = number == 10
        assert (line.pairs, line.route is not None, line.urgency is not None) == (number, told, told)
    assert lines(world)["children"].pairs == 0


def test_what_is_older_than_a_year_counts_no_more(world: World) -> None:
    pairs(world, "adults", 10, month="2025-11")
    pairs(world, "adults", 10, month="2025-12")
    assert lines(world)["adults"].pairs == 10


def test_who_sees_figures_sees_it_and_nobody_else(world: World) -> None:
    for role in ("team_manager", "senior_manager", "rules_owner", "committee_reader"):
        assert lines(world, role)
    for role in ("screening_officer", "duty_worker", "auditor", "administrator"):
        with pytest.raises(NotAllowed):
            lines(world, role)


def leads_to_somebody(table: Table) -> list[str]:
    """Columns of a table by which an answer could be laid to an officer: those that name one, or lead to a record of theirs."""
    named = [column.name for column in table.columns if any(word in column.name for word in WORDS_OF_PEOPLE)]
    return sorted({*named, *(column.name for column in table.columns if column.foreign_keys)})


def tables_named(source: str) -> set[str]:
    """The tables that a piece of code names, by their classes."""
    known = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)} & known


def fields_of(kinds: Iterable[type]) -> set[str]:
    return {name for kind in kinds for name in kind.__slots__}  # type: ignore[attr-defined]


def test_no_column_no_query_and_no_view_of_it_holds_an_officer() -> None:
    assert leads_to_somebody(Base.metadata.tables["answer_pairs"]) == []
    assert tables_named(inspect.getsource(figures)) == {"AnswerPair"}
    shown = fields_of((quality.AgreementView, quality.AreaLine, quality.Kappa))
    assert not [name for name in shown if any(word in name for word in WORDS_OF_PEOPLE)]
    held = Base.metadata.tables["second_looks"]
    assert not [key.target_fullname for key in held.foreign_keys if key.target_fullname.startswith("officers.")]


def test_a_column_a_query_or_a_view_with_an_officer_is_seen() -> None:
    assert leads_to_somebody(Base.metadata.tables["decisions"])
    assert leads_to_somebody(Base.metadata.tables["own_views"])
    assert tables_named("select(AnswerPair, Decision.decided_by)") == {"AnswerPair", "Decision"}


def test_the_pair_and_the_look_share_no_id(world: World) -> None:
    look_id = looks.drawn(looks.opened(world))
    looks.taken(world)
    looks.given(world, look_id, "reporter")
    with reading() as session:
        (pair,) = session.scalars(select(AnswerPair)).all()
    assert pair.id != look_id
    assert pair.given_in == clock.today().strftime("%Y-%m")
