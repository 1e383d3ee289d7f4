"""A form's flat names and the nested document, there and back; nothing typed is judged or lost on the way."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from hub.web import forms


def test_names_become_places_and_only_those_asked_for() -> None:
    typed = MultiDict(
        [("people-0-forename", "Rory"), ("referrer-name", "Hana"), ("level", "open"), ("csrf_token", "x")]
    )
    assert forms.nested(typed, names=["people-0-forename", "referrer-name"]) == {
        "people": {"0": {"forename": "Rory"}},
        "referrer": {"name": "Hana"},
    }


def test_choices_give_every_value_and_an_unticked_one_gives_none() -> None:
    typed = MultiDict([("facts-harms", "physical"), ("facts-harms", "neglect"), ("facts-harms", "")])
    names = ["facts-harms", "facts-signs"]
    assert forms.nested(typed, names=names, several=names) == {"facts": {"harms": ["physical", "neglect"], "signs": []}}


def test_day_month_and_year_stay_as_typed() -> None:
    typed = MultiDict([("due_on-day", "31"), ("due_on-month", "2"), ("due_on-year", "soon")])
    assert forms.nested(typed, names=["due_on"]) == {"due_on": {"day": "31", "month": "2", "year": "soon"}}


@pytest.mark.parametrize(
    ("typed", "joined"),
    [
        ({"day": "14", "month": "2", "year": "2027"}, "2027-02-14"),
        ({"day": "31", "month": "2", "year": "2027"}, "31 2 2027"),
        ({"day": "", "month": "March", "year": "2027"}, "March 2027"),
        ({}, ""),
        ("as told", "as told"),
    ],
)
def test_a_date_is_joined_as_told(typed: Any, joined: str) -> None:
    assert forms.joined_date(typed) == joined


@pytest.mark.parametrize(
    ("kind", "typed", "stated"),
    [
        ("yes_no", "yes", True),
        ("yes_no", "no", False),
        ("yes_no", "not_known", "not_known"),
        ("number", "15", 15),
        ("number", "15 to 17", {"from": 15, "to": 17}),
        ("number", "about a dozen", "about a dozen"),
        ("choices", "physical", ["physical"]),
        ("choices", [], None),
        ("choice", "parent", "parent"),
        ("choice", "", None),
    ],
)
def test_what_is_typed_is_stated_as_the_facts_are(kind: str, typed: Any, stated: Any) -> None:
    assert forms.stated(kind, typed) == stated


def test_an_error_leads_back_to_the_field_of_that_person() -> None:
    assert forms.field_name(("people", 1, "postcode"), ["0", "4"]) == "people-4-postcode"
    assert forms.field_name(("referrer", "name")) == "referrer-name"


NAMES = st.lists(st.text("abc_", min_size=1, max_size=4), min_size=1, max_size=3).map("-".join)


@given(st.dictionaries(NAMES, st.text(), max_size=8))
def test_every_value_is_found_again_at_its_place_unless_another_stands_above_it(typed: dict[str, str]) -> None:
    document = forms.nested(MultiDict(typed), names=sorted(typed))
    for name, value in typed.items():
        if not any(other != name and (name.startswith(f"{other}-") or other.startswith(f"{name}-")) for other in typed):
            assert forms.get(document, name) == value
