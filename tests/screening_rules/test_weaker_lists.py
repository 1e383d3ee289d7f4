"""What is asked, told, led to, opened and said to be sure: each that is otherwise is named once, old and new."""

from __future__ import annotations

import re

from screening_rules import shipped_files
from tests.screening_rules.test_weaker import CHILDREN, DUNDEE, INFANTS, newer, told

FACTS, ROUTES, SOURCES = "facts.yaml", "routes.yaml", "sources.yaml"


def of_fact(fact: str, old: str, new: str) -> tuple[str, str, str]:
    """A change of one fact: what stood in it, and what stands there now."""
    text = shipped_files()[FACTS]
    found = re.search(rf"^{fact}:\n(?:  .*\n)+", text, re.MULTILINE)
    assert found is not None
    assert old in found[0]
    return FACTS, found[0], found[0].replace(old, new, 1)


def test_a_fact_that_senders_are_asked_no_more_or_count_for_is_named() -> None:
    assert told(
        of_fact("immediate_danger", "asked: [screening]", "asked: [quick, screening]"),
        of_fact("missing_now", "asked: [full]", "asked: [screening]"),
    ) == [
        "Whether anyone is in danger now: asked in screening → the short form and screening, "
        "so what a sender states of it counts now",
        "Whether they are missing: asked in the full form → screening, so what a sender states of it counts no more",
    ]


def test_a_fact_asked_otherwise_is_named_once_with_before_and_after() -> None:
    question = "Is this child on their own now, with nobody able to look after them?"
    whole = of_fact("child_alone", question, "Is this child content?")[2]
    for old, new in (
        ("{under: 18}", "{under: 8}"),
        ("who: [referrer, police, housing]", "who: [family]"),
        ("section: immediate_safety", "section: screening"),
    ):
        assert old in whole
        whole = whole.replace(old, new)
    (found,) = told((FACTS, of_fact("child_alone", question, "")[1], whole))
    assert found.split("; ") == [
        "Whether the child is alone: asked where age is under 18 years → where age is under 8 years",
        f"asked as “{question}” → “Is this child content?”",
        "on the form under “immediate safety” → “screening”",
        "known by “referrer, police, housing” → “family”",
    ]


def test_numbers_and_choices_that_cannot_be_told_any_more_are_named() -> None:
    age, conditions, harm = told(
        of_fact("age_years", "most: 130", "most: 120"),
        of_fact("harms", "Discrimination or hate", "A compliment"),
        of_fact("conditions", "    palliative_care: Receiving palliative care\n", ""),
    )
    assert age == "Age: answered by a number of years from 0 to 130 → a number of years from 0 to 120"
    assert harm.endswith("the choice “Discrimination or hate” → “A compliment”")
    assert conditions.endswith("“Receiving palliative care” can no longer be chosen")


def test_a_choice_more_and_a_fact_more_weaken_nothing() -> None:
    text = shipped_files()[FACTS]
    spare = 'spare: {scope: subject, type: yes_no, question: "Spare?", short: spare, who: [referrer], asked: [full]}\n'
    more = of_fact("harms", "    discriminatory:", "    bitten: Bites\n    discriminatory:")
    assert told(more, (FACTS, text[:60], spare + text[:60])) == []


def test_an_action_in_other_words_is_named() -> None:
    words = "Call 999 if police or an ambulance are not already there"
    assert told((ROUTES, words, "Write to the family next week")) == [
        f"“{words}”: is told as “Write to the family next week” now"
    ]


def test_a_route_that_leads_elsewhere_is_named() -> None:
    route = "label: Child protection discussion (IRD)\n  area: children\n  conference: child_protection\n"
    assert told((ROUTES, route, "label: A chat\n  area: adults\n  conference: adult\n")) == [
        "Child protection discussion (IRD): called “A chat” now; "
        "belongs to children → adults, so another team may be given it; "
        "the conference it leads to: a child protection conference → an adult case conference"
    ]


def test_shorter_office_hours_are_named_and_longer_ones_are_not() -> None:
    ends = ", so more is out of hours, when one officer may decide alone"
    for old, new, hours in (
        ('opens: "09:00"', 'opens: "16:59"', "16:59 to 17:00"),
        ('closes: "17:00"', 'closes: "09:01"', "09:00 to 09:01"),
    ):
        (found,) = told((DUNDEE, old, new))
        assert found == f"Dundee City Council working days: the office is open 09:00 to 17:00 → {hours}{ends}"
    assert told((DUNDEE, 'opens: "09:00"', 'opens: "07:00"')) == []
    (found,) = told((DUNDEE, "days_off: [saturday, sunday]", "days_off: [wednesday, saturday, sunday]"))
    assert found.endswith("count no longer, so limits end later and more is out of hours")


def test_what_is_said_to_be_confirmed_now_is_named_with_its_source() -> None:
    office = "  confidence: judgement\n  confirmed: false"
    (found,) = told((DUNDEE, office, office.replace("false", "true")))
    assert found.startswith(
        "Dundee City Council working days, office hours: is said to be confirmed now (the source is "
    )
    (found,) = told((DUNDEE, office, "  confidence: verified\n  confirmed: false"))
    assert ": how sure: our own judgement → seen in the source itself (the source is " in found
    (found,) = told((DUNDEE, "sources: [office_hours_judgement]", "sources: [dundee_public_holidays]"))
    assert found.startswith("Dundee City Council working days, office hours: now the source is ")
    (found,) = told((INFANTS, "confirmed: false", "confirmed: true"))
    assert found.startswith("An injury to a child under two: is said to be confirmed now (the source is ")


def test_a_limit_that_says_it_is_surer_from_a_later_day_says_from_when() -> None:
    sure = newer("danger_acknowledgement", ("confidence: judgement", "confidence: verified"), start="2027-01-01")
    (found,) = told(sure)
    assert "how sure: our own judgement → seen in the source itself" in found
    assert found.endswith(", from Friday 1 January 2027")
    assert told((CHILDREN, "confirmed: true", "confirmed: false")) == []


def test_each_source_that_is_said_to_be_better_seen_or_of_another_kind_is_named() -> None:
    text = shipped_files()[SOURCES]
    better = text.replace("confidence: judgement", "confidence: verified")
    found = told((SOURCES, text, better))
    assert len(found) == text.count("confidence: judgement") > 0
    assert all(each.endswith(": how sure: our own judgement → seen in the source itself") for each in found)
    (found_once,) = told((SOURCES, "kind: judgement", "kind: statute"))
    assert found_once.endswith(": what it is: judgement → statute")
