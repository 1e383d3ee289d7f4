from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.people.keys import INDEXES, compound_keys
from hub.people.normalising import Described, read_date

TODAY = date(2026, 11, 22)
RORY = Described(
    forename="Ruairidh",
    surname="Samplewood",
    date_of_birth=read_date("12/03/2017", on=TODAY),
    address="14 Nowhere Wynd",
    postcode="DD4 9CI",
    phone="01632 960014",
)


def born(told):
    return replace(RORY, date_of_birth=read_date(told, on=TODAY))


def meet(one, other):
    return not set(compound_keys(one)).isdisjoint(compound_keys(other))


def only(**told):
    return Described(**told)


@pytest.mark.parametrize(
    "other",
    [
        replace(RORY, forename="Rory"),
        replace(RORY, surname="Samplewood-Fauxley"),
        born("03/12/2017"),
        born("12/03/1917"),
        born("12/03/2014"),
        born("17/08/2017"),
        born("2017"),
        replace(RORY, date_of_birth=None),
        replace(RORY, address="", postcode="", phone=""),
        replace(RORY, forename="Samplewood", surname="Ruairidh"),
        replace(RORY, postcode="DD9 4CI", phone=""),
        only(forename="Rory", surname="Samplewood"),
        only(surname="Samplewood", date_of_birth=RORY.date_of_birth),
        only(forename="Rory", phone="01632 960014"),
        only(forename="Rory", address="14 Nowhere Wynd"),
        only(date_of_birth=RORY.date_of_birth, postcode="DD4 9CI"),
    ],
)
def test_a_person_told_otherwise_is_still_found(other):
    assert meet(RORY, other)


def test_known_as_finds_the_person():
    assert meet(replace(RORY, forename="Iain", known_as="Rory"), only(forename="Ruairidh", surname="Samplewood"))


@pytest.mark.parametrize(
    "alone",
    [
        only(forename="Rory"),
        only(surname="Samplewood"),
        only(date_of_birth=RORY.date_of_birth),
        only(address="14 Nowhere Wynd", postcode="DD4 9CI"),
        only(phone="01632 960014"),
        only(email="rory@example.org"),
    ],
)
def test_one_part_alone_finds_nobody(alone):
    assert compound_keys(alone) == ()


def test_two_very_common_names_alone_find_nobody_but_with_a_year_they_do():
    assert compound_keys(only(forename="John", surname="Smith")) == ()
    assert compound_keys(only(forename="John", surname="Smith", date_of_birth=read_date("1960", on=TODAY)))


def test_the_identity_number_finds_its_person():
    assert meet(replace(RORY, identity_number="410317 0123"), only(identity_number="4103170123"))


def test_nothing_of_a_protected_address_is_in_any_key():
    hidden = replace(RORY, address_protected=True)
    assert set(compound_keys(hidden)) == set(compound_keys(replace(RORY, address="", postcode="")))
    assert not meet(only(forename="Ruairidh", address="14 Nowhere Wynd"), hidden)


def test_every_index_has_a_name_and_there_are_few():
    everything = replace(RORY, email="rory@example.org", identity_number="4103170123")
    keys = compound_keys(everything)
    assert {index for index, _ in keys} == set(INDEXES)
    assert len(keys) <= 30
    assert list(keys) == sorted(set(keys))


words = st.sampled_from(["", "Rory", "Mary Ann", "O'Neill", "McFauxley-Sampleton", "van Mock", "Smith"])


@given(
    st.builds(
        Described, forename=words, surname=words, known_as=words, address=st.sampled_from(["", "1 Mock St", "Farm"])
    )
)
def test_every_key_joins_two_parts_or_is_the_identity_number(described):
    for index, text in compound_keys(described):
        assert index == "identity_number" or all(text.split("|")[:2]), (index, text)
