from datetime import date

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.people.normalising import Described, read_phone


@pytest.mark.parametrize(
    "told", ["01632 960014", "(01632) 960 014", "+44 1632 960014", "0044 1632 960014", "+44 (0)1632 960014"]
)
def test_a_telephone_number_has_one_form(told):
    assert read_phone(told) == "+441632960014"


@pytest.mark.parametrize("told", ["", "none", "ask her mum"])
def test_what_is_no_number_is_nothing(told):
    assert read_phone(told) == ""


def test_a_short_number_keeps_its_figures():
    assert read_phone("ext 12") in ("12", "+4412")


@given(st.from_regex(r"0[1-9][0-9]{8,9}", fullmatch=True))
def test_the_short_way_agrees_with_the_library(told):
    parsed = phonenumbers.parse(told, "GB")
    assert read_phone(told) == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def test_a_protected_address_leaves_nothing_to_compare():
    hidden = Described(address="14 Nowhere Wynd", postcode="DD4 9CI", address_protected=True).normal
    assert (hidden.home, hidden.postcode) == (None, "")


def test_a_postcode_told_in_the_address_counts():
    assert Described(address="14 Nowhere Wynd, DD4 9CI").normal.postcode == "DD49CI"


def test_an_age_becomes_years_of_birth():
    young = Described(age_from=15, age_to=17, age_on=date(2026, 11, 22)).normal
    assert (young.born_from, young.born_to) == (2008, 2011)
    assert Described(age_from=15, age_to=17).normal.born_from is None
    one = Described(age_to=8, age_on=date(2026, 11, 22)).normal
    assert (one.born_from, one.born_to) == (2017, 2018)


def test_a_sex_outside_the_two_compared_is_not_compared():
    assert Described(sex="trans_or_non_binary").normal.sex == Described().normal.sex == ""


texts = st.text(max_size=25)


@given(
    st.builds(
        Described,
        forename=texts,
        surname=texts,
        known_as=texts,
        address=texts,
        postcode=texts,
        phone=texts,
        email=texts,
    )
)
def test_anything_told_can_be_normalised(described):
    assert described.normal is described.normal
