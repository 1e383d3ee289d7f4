"""The stream of concerns: published figures, order, determinism, and nothing that could be a real person's."""

import re
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

import pytest

from hub.demo.concerns import concerns
from hub.demo.kinds import ADULT_PROTECTION, CHILDREN_NOT_POLICE
from hub.demo.places import NEVER_LAST
from hub.demo.population import City
from hub.demo.timing import LONDON
from hub.demo.truth import ToldConcern
from tests.demo.conftest import TODAY, UNTIL

DRAMA = re.compile(r"07700 900\d{3}|01632 960\d{3}|0131 496 0\d{3}")


def test_two_years_hold_the_published_numbers(window: list[ToldConcern]) -> None:
    kinds = Counter(told.truth.kind for told in window)
    police = sum(number for kind, number in kinds.items() if kind.startswith("police"))
    assert 14_800 <= len(window) <= 15_700
    assert 11_850 <= police <= 12_150
    assert 4_450 <= kinds["police_domestic"] <= 4_600
    assert 1_815 <= sum(kinds[kind] for kind in ADULT_PROTECTION) <= 1_895
    assert 2_420 <= sum(kinds[kind] for kind in CHILDREN_NOT_POLICE) <= 2_580


def test_about_eight_in_a_hundred_domestic_incidents_go_to_marac(window: list[ToldConcern]) -> None:
    domestic = [told.truth for told in window if told.truth.kind == "police_domestic"]
    assert sum(truth.marac for truth in domestic) / len(domestic) == pytest.approx(0.08, abs=0.006)
    assert any(truth.marac_repeat for truth in domestic)


def test_seven_in_a_hundred_adult_protection_concerns_go_on_under_the_act(window: list[ToldConcern]) -> None:
    adults = [told.truth for told in window if told.truth.kind in ADULT_PROTECTION]
    assert sum(truth.act for truth in adults) / len(adults) == pytest.approx(0.07, abs=0.006)


def test_nine_children_a_month_come_to_a_planning_meeting_and_three_in_four_are_registered(
    window: list[ToldConcern],
) -> None:
    children = [
        one for told in window for one in told.truth.expected if told.truth.conference == "child_protection"
        and one.conference
    ]  # fmt: skip
    assert 190 <= len(children) <= 240
    assert sum(one.registered for one in children) / len(children) == pytest.approx(0.76, abs=0.04)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_figures_do_not_depend_on_the_seed(seed: int) -> None:
    told = [one for one in concerns(City(seed, TODAY), months=6, until=UNTIL) if not one.truth.carried_over]
    domestic = [one for one in told if one.truth.kind == "police_domestic"]
    assert 3_600 <= len(told) <= 4_050
    assert sum(one.truth.marac for one in domestic) / len(domestic) == pytest.approx(0.08, abs=0.01)


def test_concerns_come_in_the_order_they_are_received_and_none_after_the_moment(two_years: list[ToldConcern]) -> None:
    received = [told.received_at for told in two_years]
    assert received == sorted(received)
    assert received[-1] <= UNTIL
    assert [told.number for told in two_years] == list(range(1, len(two_years) + 1))
    assert all(told.keyed_at >= told.received_at for told in two_years)


def test_the_same_seed_and_day_give_the_same_concerns() -> None:
    first, again = (list(islice(concerns(City(3, TODAY), months=1), 200)) for _ in range(2))
    assert first == again
    assert first != list(islice(concerns(City(4, TODAY), months=1), 200))


def test_an_earlier_moment_only_cuts_the_stream_short() -> None:
    whole = list(concerns(City(3, TODAY), months=1))
    cut = list(concerns(City(3, TODAY), months=1, until=UNTIL - timedelta(days=3)))
    assert cut == whole[: len(cut)]
    assert 0 < len(cut) < len(whole)


def test_more_volume_gives_more_concerns_and_no_more_planning_meetings() -> None:
    once, tenfold = (list(concerns(City(3, TODAY), months=2, volume=volume)) for volume in (1, 10))
    assert len(tenfold) == pytest.approx(10 * len(once), rel=0.05)
    met = [sum(one.truth.conference == "child_protection" for one in told) for told in (once, tenfold)]
    assert met[1] <= met[0] * 1.6


def test_monday_and_friday_are_the_busiest_days(window: list[ToldConcern]) -> None:
    days = Counter(told.received_at.astimezone(LONDON).weekday() for told in window)
    assert {day for day, _number in days.most_common(2)} == {0, 4}


def test_domestic_incidents_happen_most_on_friday_evening_and_the_weekend(window: list[ToldConcern]) -> None:
    happened = [
        datetime.fromisoformat(told.told["happened"]["at"]) for told in window if told.truth.kind == "police_domestic"
    ]
    late = sum(at.weekday() >= 5 or (at.weekday() == 4 and at.hour >= 17) for at in happened)
    assert 0.40 <= late / len(happened) <= 0.60


def test_no_identity_number_could_be_a_persons(two_years: list[ToldConcern]) -> None:
    numbers = [
        person["identity_number"] for told in two_years for person in told.told["people"] if "identity_number" in person
    ]
    assert len(numbers) > 1_000
    assert all(len(number) == 10 and number.isdigit() and 41 <= int(number[:2]) <= 71 for number in numbers)


def test_every_telephone_number_is_of_a_range_kept_for_drama(two_years: list[ToldConcern]) -> None:
    phones = {person["phone"] for told in two_years for person in told.told["people"] if person.get("phone")}
    phones |= {told.told["referrer"]["phone"] for told in two_years if told.told["referrer"].get("phone")}
    assert phones
    assert [phone for phone in phones if not DRAMA.fullmatch(phone)] == []


def test_every_postcode_ends_in_a_letter_no_postcode_ends_in_and_every_mail_domain_is_kept_for_examples(
    two_years: list[ToldConcern],
) -> None:
    people = [person for told in two_years for person in told.told["people"]]
    assert all(
        re.fullmatch(rf"DD[2-5] \d[A-Z][{NEVER_LAST}]", one["postcode"]) for one in people if one.get("postcode")
    )
    assert all(one["email"].endswith("@example.org") for one in people if one.get("email"))


def test_truth_names_everybody_told_of(two_years: list[ToldConcern]) -> None:
    for told in two_years:
        assert len(told.truth.people) == len(told.told["people"])
        subjects = {
            person
            for person, one in zip(told.truth.people, told.told["people"], strict=True)
            if one["role"] == "subject"
        }
        assert {one.person for one in told.truth.expected} == subjects


def test_about_one_in_five_concerns_has_a_slip_and_truth_says_which(window: list[ToldConcern]) -> None:
    assert 0.17 <= sum(bool(told.truth.mistakes) for told in window) / len(window) <= 0.27


def test_a_slip_changes_what_is_told_and_not_who_it_is(city: City, window: list[ToldConcern]) -> None:
    told = next(one for one in window if one.truth.mistakes == ("surname_misspelt",))
    household = {person.id: person for person in city.household(told.truth.household).people}
    true_surnames = [household[person].surname for person in told.truth.people]
    assert true_surnames != [person["surname"] for person in told.told["people"]]


def test_people_come_back(window: list[ToldConcern]) -> None:
    concerns_of = Counter(told.truth.expected[0].person for told in window if told.truth.expected)
    assert sum(number > 1 for number in concerns_of.values()) > 1_000
    assert max(concerns_of.values()) < 40


def test_several_reports_share_one_police_incident(window: list[ToldConcern]) -> None:
    shared = defaultdict(list)
    for told in window:
        if told.truth.incident:
            shared[told.truth.incident].append(told)
    pairs = [reports for reports in shared.values() if len(reports) > 1]
    assert len(pairs) > 200
    assert all(len({told.truth.household for told in reports}) == 1 for reports in pairs)
    assert all(told.told["incident_number"] == told.truth.incident for reports in pairs for told in reports)


def test_brothers_and_sisters_are_subjects_of_the_same_concern_and_share_a_household(
    city: City, window: list[ToldConcern]
) -> None:
    families = [told for told in window if told.truth.kind == "child" and len(told.truth.expected) > 1]
    assert len(families) > 500
    for told in families[:100]:
        home = city.household(told.truth.household)
        assert {one.person for one in told.truth.expected} <= {person.id for person in home.people}


def test_some_subjects_are_not_named_and_carry_a_description(window: list[ToldConcern]) -> None:
    unnamed = [told for told in window if "unnamed" in told.truth.mistakes]
    assert len(unnamed) > 100
    assert all(told.told["people"][0]["description"] and "forename" not in told.told["people"][0] for told in unnamed)


def test_nobody_is_a_subject_before_birth_but_the_unborn(two_years: list[ToldConcern]) -> None:
    for told in two_years:
        for person in told.told["people"]:
            if person.get("unborn"):
                assert date.fromisoformat(person["due_on"]) > told.received_at.date()
            elif not told.truth.mistakes and "date_of_birth" in person:
                assert date.fromisoformat(person["date_of_birth"]) <= told.received_at.date()


def test_narratives_have_no_unfilled_words(two_years: list[ToldConcern]) -> None:
    texts = [told.told["narrative"] for told in two_years]
    assert all(text and "{" not in text and "  " not in text for text in texts)
    assert len(set(texts)) > 0.9 * len(texts)


def test_carried_over_concerns_are_older_than_the_window(two_years: list[ToldConcern]) -> None:
    carried = [told for told in two_years if told.truth.carried_over]
    assert 20 <= len(carried) <= 80
    assert max(told.received_at for told in carried) <= datetime(2024, 11, 24, tzinfo=UTC)


def test_a_short_window_still_begins_with_a_full_register() -> None:
    told = list(concerns(City(5, TODAY), months=1))
    carried = [replace(one) for one in told if one.truth.carried_over]
    assert 40 <= sum(expected.registered for one in carried for expected in one.truth.expected) <= 110


def test_who_a_young_person_is_fits_what_is_told(city: City, window: list[ToldConcern]) -> None:
    for told in window:
        if told.truth.kind in {"police_youth", "police_missing"}:
            first = next(one for one in city.household(told.truth.household).people if one.id == told.truth.people[0])
            assert 11 <= first.age_on(told.received_at.date()) <= 17


def test_nobody_appears_twice_in_one_concern(two_years: list[ToldConcern]) -> None:
    assert all(len(set(told.truth.people)) == len(told.truth.people) for told in two_years)


def test_a_care_home_that_has_trouble_comes_again_within_weeks(window: list[ToldConcern]) -> None:
    homes = [told.truth.service for told in window if told.truth.service.startswith("care_home")]
    assert sum(first == second for first, second in pairwise(homes)) / len(homes) > 0.35
    assert any(not told.told["people"] for told in window if told.truth.service.startswith("care_home"))
