import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.people.normalising import Described, read_date
from hub.people.scoring import judge, may_be_a_relative, score
from tests.people.made_up_people import told_again, town

TODAY = date(2026, 11, 22)
RORY = Described(
    forename="Rory",
    surname="Samplewood",
    date_of_birth=read_date("12/03/2017", on=TODAY),
    sex="male",
    address="14 Nowhere Wynd",
    postcode="DD4 9CI",
    phone="01632 960014",
)


def but(**changes):
    if isinstance(changes.get("date_of_birth"), str):
        changes["date_of_birth"] = read_date(changes["date_of_birth"], on=TODAY)
    return replace(RORY, **changes)


def test_the_same_boy_at_the_same_door_is_certain():
    assert judge(RORY, RORY) == "certain"
    assert judge(RORY, but(forename="Ruairidh", surname="Samplewood-Fauxley", phone="")) == "certain"


def test_names_and_birth_with_nothing_more_are_possible_only():
    assert judge(RORY, but(address="", postcode="", phone="")) == "possible"


def test_a_swapped_date_is_possible_not_certain():
    assert judge(RORY, but(date_of_birth="03/12/2017")) == "possible"


def test_twins_at_one_door_are_never_certain():
    assert judge(RORY, but(forename="Juno", sex="female")) == "possible"
    assert judge(RORY, but(forename="Robbie")) == "possible"


def test_a_brother_or_a_father_at_one_door_is_somebody_else():
    assert judge(RORY, but(forename="Kit", date_of_birth="01/06/2014")) == "none"
    assert judge(RORY, but(forename="Angus", date_of_birth=None)) == "none"


def test_father_and_son_of_one_name_are_not_certain():
    assert judge(RORY, but(date_of_birth="22/09/1985")) == "possible"


def test_the_same_identity_number_with_the_same_names_is_certain():
    numbered = Described(forename="Rory", surname="Samplewood", identity_number="4103170121")
    assert judge(numbered, but(identity_number="4103170121")) == "certain"


def test_the_same_identity_number_under_other_names_is_possible_only():
    one = but(identity_number="4103170121")
    assert judge(one, Described(forename="Juno", surname="Mockley", identity_number="4103170121")) == "possible"


@pytest.mark.parametrize(
    "changes", [{"identity_number": "4209850132"}, {"sex": "female"}, {"date_of_birth": "13/03/2017"}]
)
def test_one_contradiction_is_enough_against_certain(changes):
    sure = but(identity_number="4103170121")
    plain = but(**({"identity_number": "4103170121"} | changes)) if "date_of_birth" not in changes else but(**changes)
    assert judge(sure if "identity_number" in changes else RORY, plain) == "possible"


def test_an_unnamed_girl_at_a_known_door_may_be_her():
    juno = Described(forename="Juno", surname="Samplewood", sex="female", address="14 Nowhere Wynd", postcode="DD4 9CI")
    assert judge(Described(surname="Samplewood", sex="female", address="14 Nowhere Wynd"), juno) == "possible"


def test_a_common_name_says_less_than_a_rare_one():
    rare = Described(forename="Rory", surname="Samplewood")
    common = Described(forename="John", surname="Smith")
    assert score(common, common) < score(rare, rare)


def test_two_people_nobody_named_are_not_one():
    one = Described(forename="Unknown", surname="Unknown", address="No fixed abode", sex="female")
    assert judge(one, replace(one)) == "none"


def test_the_first_of_january_says_less_than_another_day():
    first, second = (Described(forename="Rory", date_of_birth=read_date(f"{d}/01/1990", on=TODAY)) for d in (1, 2))
    assert score(first, first) < score(second, second)


def test_two_strangers_are_none():
    stranger = Described(forename="Morag", surname="Mockley", address="3 Pretend Place", postcode="DD1 1CV")
    assert judge(RORY, stranger) == "none"
    assert judge(Described(), Described()) == "none"


@given(st.sampled_from(town(300, seed=5)), st.sampled_from(town(300, seed=5)))
def test_the_judgement_is_the_same_whichever_comes_first(one, other):
    assert score(one, other) == score(other, one)
    assert judge(one, other) == judge(other, one)


@given(st.sampled_from(town(300, seed=6)))
def test_everybody_is_certainly_themselves(person):
    assert judge(person, replace(person)) == "certain"


@given(st.sampled_from(town(300, seed=7)), st.sampled_from(["", "Rory", "Iain"]))
def test_names_alone_are_never_certain(person, known_as):
    bare = Described(forename=person.forename, surname=person.surname, known_as=known_as, sex=person.sex)
    assert judge(bare, replace(bare)) != "certain"
    assert judge(bare, person) != "certain"


def in_brief(person):
    """What is theirs alone."""
    return Described(
        forename=person.forename,
        surname=person.surname,
        known_as=person.known_as,
        date_of_birth=person.date_of_birth,
        identity_number=person.identity_number,
    )


def test_whom_a_brief_look_rules_out_nobody_would_have_offered():
    everybody = town(60, seed=8)
    pairs = [(one, told_again(other, random.Random(n))) for n, one in enumerate(everybody) for other in everybody]
    ruled_out = [pair for pair in pairs if may_be_a_relative(pair[0].normal, in_brief(pair[1]).normal)]
    assert len(ruled_out) > len(pairs) / 2
    assert {judge(*pair) for pair in ruled_out} == {"none"}
    assert any(judge(*pair) != "none" for pair in pairs)
