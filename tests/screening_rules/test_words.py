from datetime import date
from math import inf

import pytest

from screening_rules import shipped_pack
from screening_rules.conditions import parse_condition
from screening_rules.facts import Catalogue, Fact, Stated
from screening_rules.model import Compare
from screening_rules.sheet import Sheet
from screening_rules.strict_yaml import load
from screening_rules.words import fact_in_words, in_sentence, in_words, stated_in_words
from tests.screening_rules.small_pack import small_pack

FACTS = small_pack().facts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("age_years: {under: 18}", "their age is under 18 years"),
        ("age_years: {at_least: 16}", "their age is at least 16 years"),
        ("age_years: {known: false}", "their age is not known"),
        ("explained: {is: false}", "whether it is explained: no"),
        ("explained: {is_not: false}", "whether it is explained: yes"),
        ("home: {is_not: street}", "where they live is not no home"),
        ("home: {one_of: [street, house]}", "where they live is no home or a house"),
        ("harms: {includes: neglect}", "kinds of harm includes neglect"),
        ("last_seen_on: {under: 2026-06-01}", "when last seen is before 1 June 2026"),
        ("not: {danger: {is: true}}", "it is not so that danger now: yes"),
        ("all: [{danger: {is: true}}]", "danger now: yes"),
        (
            "all: [{danger: {is: true}}, {any: [{age_years: {under: 2}}, {home: {is: street}}]}]",
            "danger now: yes and (their age is under 2 years or where they live is no home)",
        ),
    ],
)
def test_a_condition_is_told_as_a_sentence(text: str, words: str) -> None:
    sheet = Sheet("f", text, [])
    condition = parse_condition(sheet, FACTS, load("f", text), ())
    assert sheet.problems == []
    assert in_words(condition, FACTS) == words


def test_a_list_of_nearly_every_choice_is_told_by_what_it_leaves_out() -> None:
    choices = {letter: letter.upper() for letter in "abcdefgh"}
    facts = Catalogue({"harms": Fact("harms", "subject", "choices", "Which?", "harms", choices=choices)})
    wide, half = (Compare("harms", "choices", "includes_any", tuple(letters)) for letters in ("abcdefg", "abcd"))
    assert in_words(wide, facts) == "harms includes anything but H"
    assert in_words(half, facts) == "harms includes A, B, C or D"


@pytest.mark.parametrize(
    ("fact", "stated", "words"),
    [
        ("age_years", Stated(4, 4, 4), "4 years"),
        ("age_years", Stated(1, 1, 1), "1 year"),
        ("age_years", Stated(None, 15, 17), "15 to 17 years"),
        ("age_years", Stated(None, 15, inf), "15 years or more"),
        ("age_years", Stated(None, -inf, 17), "17 years or less"),
        ("age_years", Stated(), "not known"),
        ("age_years", Stated(asked=True), "asked, not known"),
        ("explained", Stated(False), "no"),
        ("home", Stated("care_home"), "a care home"),
        ("harms", Stated(("physical", "neglect")), "physical harm and neglect"),
        ("harms", Stated(("physical", "not_known")), "physical harm and others not known"),
        ("harms", Stated(()), "none of them"),
        ("last_seen_on", Stated(date(2026, 6, 1)), "1 June 2026"),
    ],
)
def test_what_is_stated_is_told_with_its_labels(fact: str, stated: Stated, words: str) -> None:
    assert stated_in_words(FACTS[fact], stated) == words


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Held by the throat or stopped from breathing", "held by the throat or stopped from breathing"),
        ("A partner", "a partner"),
        ("NHS hospital or other NHS building", "NHS hospital or other NHS building"),
        ("MARAC already knows", "MARAC already knows"),
        ("Dundee House", "Dundee House"),
        ("Police Scotland cell", "Police Scotland cell"),
        ("Police officer", "police officer"),
        ("H", "H"),
    ],
)
def test_a_label_inside_a_sentence_keeps_only_the_capital_of_a_name(label: str, words: str) -> None:
    assert in_sentence(label) == words


def test_no_choice_of_the_shipped_facts_keeps_a_capital_that_is_not_a_name() -> None:
    labels = {label for fact in shipped_pack().facts for label in (fact.choices or {}).values()}
    assert {label for label in labels if in_sentence(label) == label} == {"NHS hospital or other NHS building"}


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        (Stated(1, 1, 1), "first concern in 56 days"),
        (Stated(3, 3, 3), "third concern in 56 days"),
        (Stated(10, 10, 10), "tenth concern in 56 days"),
        (Stated(11, 11, 11), "11th concern in 56 days"),
        (Stated(12, 12, 12), "12th concern in 56 days"),
        (Stated(22, 22, 22), "22nd concern in 56 days"),
        (Stated(113, 113, 113), "113th concern in 56 days"),
        (Stated(0, 0, 0), "concerns: 0 concerns"),
        (Stated(None, 2, 4), "concerns: 2 to 4 concerns"),
        (Stated(), "concerns: not known"),
    ],
)
def test_a_count_is_told_as_its_place_where_it_is_known(stated: Stated, words: str) -> None:
    told = "{ordinal} concern in 56 days"
    fact = Fact("concerns", "household", "number", "How many?", "concerns", unit="concerns", told=told)
    assert fact_in_words(fact, stated) == words
