"""The council's list of which ward a postcode lies in: put in whole, by whoever may, and asked by the home that was told."""

from __future__ import annotations

import pytest

from hub import people
from hub.actor import Actor
from hub.audit import Action
from hub.db import reading, transaction
from hub.demo.places import WARDS, ward_lines
from hub.errors import NotAllowed, Unprocessable
from tests.factories.hub_world import World, leaves

LIST = ["Postcode area,postcode,ward", "DD4,DD4 9CI,East End", "DD2,dd29ck,Lochee", "DD2,DD2 9CK,Lochee"]


def load(lines: list[str], *, by: Actor) -> int:
    with transaction() as session:
        return people.load_wards(session, lines, by=by)


def held() -> dict[str, str]:
    with reading() as session:
        return people.wards_of_postcodes(session)


@pytest.mark.both_engines
def test_a_list_takes_the_place_of_the_one_before_and_leaves_its_mark(world: World) -> None:
    owner = world.actor("rules_owner")
    assert load(LIST, by=owner) == 2
    assert held() == {"DD49CI": "East End", "DD29CK": "Lochee"}
    assert load(["ward,postcode", "The Ferry,DD5 9CI"], by=owner) == 1
    assert held() == {"DD59CI": "The Ferry"}
    assert [leaf["counts"] for leaf in leaves(Action.WARDS_LOADED)] == [
        {"postcodes": 2, "wards": 2},
        {"postcodes": 1, "wards": 1},
    ]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "first line"),
        (["postcode;ward", "DD4 9CI;East End"], "first line"),
        (["postcode,ward"], "empty"),
        (["postcode,ward", "DD4 9CI,East End", "Dundee,East End"], "Line 3"),
        (["postcode,ward", "DD4 9CI"], "Line 2"),
        (["postcode,ward", "DD4 9CI,"], "Line 2"),
        (["postcode,ward", "DD4 9CI,East End", "dd49ci,Lochee"], "Line 3 puts"),
        (["postcode,ward", *["nowhere,East End"] * 300], "290 more"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_whole_by_its_line(world: World, lines: list[str], words: str) -> None:
    load(LIST, by=world.actor("rules_owner"))
    with pytest.raises(Unprocessable) as refused:
        load(lines, by=world.actor("rules_owner"))
    assert words in " ".join(refused.value.fields["wards"])
    assert held() == {"DD49CI": "East End", "DD29CK": "Lochee"}
    assert len(leaves(Action.WARDS_LOADED)) == 1


def test_whoever_keeps_no_rules_loads_no_list(world: World) -> None:
    with pytest.raises(NotAllowed):
        load(LIST, by=world.actor("screening_officer"))
    assert held() == {}
    assert leaves(Action.WARDS_LOADED) == []


@pytest.mark.parametrize(
    ("postcode", "address", "ward"),
    [
        ("dd4 9ci", "", "East End"),
        ("DD4 9CI", "1 Otherplace, DD2 9CK", "East End"),
        ("", "Flat 2/1, 4 Thimblewick Road, Dundee DD2 9CK", "Lochee"),
        (None, "4 Thimblewick Road, Dundee", None),
        ("DD1 9CV", None, None),
        (None, None, None),
    ],
)
def test_a_ward_is_that_of_the_postcode_told_or_none(
    postcode: str | None, address: str | None, ward: str | None
) -> None:
    wards = {"DD49CI": "East End", "DD29CK": "Lochee"}
    assert people.ward_of(wards, postcode=postcode, address=address) == ward


def test_every_postcode_of_the_synthetic_city_lies_in_one_ward(world: World) -> None:
    lines = ward_lines()
    assert load(lines, by=world.actor("rules_owner")) == len(lines) - 1
    assert set(held().values()) == set(WARDS)
