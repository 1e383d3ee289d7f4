from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.people.comparing import compare
from hub.people.normalising import Described, read_date

TODAY = date(2026, 11, 22)
TOLD = Described(
    forename="Rory",
    surname="Samplewood",
    date_of_birth=read_date("12/03/2017", on=TODAY),
    sex="male",
    address="14 Nowhere Wynd",
)


def fields(told, held):
    return {found.field: found for found in compare(told, held)}


def said(told, held, field):
    found = fields(told, held)[field]
    return found.verdict, found.note


def test_a_swapped_day_and_month_differs_and_says_why():
    held = replace(TOLD, date_of_birth=read_date("03/12/2017", on=TODAY))
    assert said(TOLD, held, "date_of_birth") == ("differs", "Day and month may be swapped: 12/03, 03/12")
    assert fields(TOLD, held)["date_of_birth"].held == "3 December 2017"


def test_a_short_form_and_part_of_a_double_surname_agree_and_say_why():
    held = replace(TOLD, forename="Ruairidh", surname="Samplewood-Fauxley")
    assert said(TOLD, held, "name") == ("agrees", "Rory is a short form of Ruairidh; part of a double surname")


def test_the_same_in_every_field_agrees_without_a_note():
    assert {(found.verdict, found.note) for found in compare(TOLD, TOLD)} == {("agrees", "")}


@pytest.mark.parametrize(
    ("change", "field", "verdict", "note"),
    [
        ({"forename": "Juno"}, "name", "differs", "Forename differs"),
        ({"surname": "Fauxley"}, "name", "differs", "Surname differs"),
        ({"surname": "Samplewod"}, "name", "agrees", "Surname nearly the same"),
        ({"forename": ""}, "name", "not_known", "No forename to compare"),
        ({"forename": "R"}, "name", "agrees", "Same initial"),
        ({"forename": "Samplewood", "surname": "Rory"}, "name", "agrees", "Forename and surname may be swapped"),
        ({"date_of_birth": None}, "date_of_birth", "not_known", ""),
        ({"sex": "female"}, "sex", "differs", ""),
        ({"sex": "not_known"}, "sex", "not_known", ""),
        ({"address": "Flat 3, 14 Nowhere Wynd"}, "address", "agrees", ""),
        ({"address": "16 Nowhere Wynd"}, "address", "differs", "Same street, another number"),
        ({"address": "2 Pretend Place"}, "address", "differs", ""),
        ({"address": ""}, "address", "not_known", ""),
    ],
)
def test_each_difference_is_said_in_words(change, field, verdict, note):
    assert said(TOLD, replace(TOLD, **change), field) == (verdict, note)


@pytest.mark.parametrize(
    ("held", "verdict", "note"),
    [
        ("12/03/1917", "differs", "The year may be in the wrong century"),
        ("12/03/2018", "differs", "One figure differs or two are swapped"),
        ("March 2017", "differs", "Same month and year"),
        ("2017", "agrees", "Same year; the rest is not known"),
        ("01/09/1985", "differs", ""),
        ("no idea", "not_known", ""),
        ("12/03/17", "agrees", ""),
    ],
)
def test_dates_of_birth_say_how_they_differ(held, verdict, note):
    held = replace(TOLD, date_of_birth=read_date(held, on=TODAY))
    assert said(TOLD, held, "date_of_birth") == (verdict, note)


def test_an_age_is_put_to_the_date_of_birth():
    aged = Described(forename="Rory", surname="Samplewood", age_from=8, age_to=10, age_on=TODAY)
    assert said(aged, TOLD, "date_of_birth") == ("agrees", "The age told fits")
    assert fields(aged, TOLD)["date_of_birth"].told == "Aged 8 to 10 when told"
    older = replace(aged, age_from=15, age_to=17)
    assert said(older, TOLD, "date_of_birth") == ("differs", "The age told does not fit")


def test_identity_numbers_are_compared_and_never_shown():
    one, other = (replace(TOLD, identity_number=number) for number in ("4103170121", "4103179999"))
    for told, held in ((one, one), (one, other), (one, TOLD), (TOLD, other)):
        found = fields(told, held)["identity_number"]
        assert not any(figure.isdigit() for figure in f"{found.told}{found.held}{found.note}")
    assert fields(one, one)["identity_number"].verdict == "agrees"
    assert fields(one, other)["identity_number"].verdict == "differs"
    assert fields(TOLD, other)["identity_number"].told is None


def test_a_protected_address_is_neither_compared_nor_shown():
    found = fields(TOLD, replace(TOLD, address_protected=True))["address"]
    assert (found.verdict, found.held) == ("not_known", "Protected, not shown here")
    assert "Nowhere" not in f"{found.held}{found.note}"


def test_a_field_that_neither_side_has_is_left_out():
    assert "phone" not in fields(TOLD, TOLD)
    assert fields(replace(TOLD, phone="01632 960014"), TOLD)["phone"].verdict == "not_known"


names = st.sampled_from(["", "Rory", "Ruairidh", "Juno", "Mary-Ann", "R"])
homes = st.sampled_from(["", "14 Nowhere Wynd", "2/1, 14 Nowhere Wynd", "3 Pretend Pl", "Fauxley Farm"])
dates = st.sampled_from(["", "12/03/2017", "03/12/2017", "March 2017", "2017", "1960", "?"]).map(
    lambda told: read_date(told, on=TODAY)
)
people = st.builds(Described, forename=names, surname=names, known_as=names, date_of_birth=dates, address=homes)


@given(people, people)
def test_the_verdict_is_the_same_whichever_side_is_told(one, other):
    there = [(found.field, found.verdict) for found in compare(one, other)]
    back = [(found.field, found.verdict) for found in compare(other, one)]
    assert there == back
