from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.people.dates_told import PartialDate, read_date

TODAY = date(2026, 11, 22)


def parts(told):
    found = read_date(told, on=TODAY)
    return found and (found.year, found.month, found.day)


@pytest.mark.parametrize(
    "told",
    ["2017-03-12", "12/03/2017", "12.3.2017", "12-3-17", "12 March 2017", "12th of March, 2017", "March 12 2017",
     "12 mar 17", "12032017", "120317", "2017-03-12T00:00", "born 12 March 2017"],
)  # fmt: skip
def test_one_day_told_in_many_ways_is_one_day(told):
    assert parts(told) == (2017, 3, 12)


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("March 2014", (2014, 3, None)),
        ("about Sept 2001", (2001, 9, None)),
        ("03/2014", (2014, 3, None)),
        ("2014-03", (2014, 3, None)),
        ("around 1960", (1960, None, None)),
        ("5 May", (None, 5, 5)),
        ("May 17", (None, 5, None)),
    ],
)
def test_a_part_of_a_date_is_kept_as_a_part(told, known):
    assert parts(told) == known


@pytest.mark.parametrize(
    "told", ["unknown", "31/02/2010", "13/14/2010", "summer 2010", "1/1", "12 March 3017", "just after Easter"]
)
def test_what_cannot_be_read_keeps_its_words_only(told):
    assert read_date(told, on=TODAY) == PartialDate(told)
    assert read_date(told, on=TODAY).in_words() == told


def test_day_comes_before_month_unless_only_the_other_way_is_a_date():
    assert parts("03/12/2017") == (2017, 12, 3)
    assert parts("12/13/1999") == (1999, 12, 13)


def test_a_year_of_two_figures_is_the_latest_not_to_come():
    assert parts("01/01/26") == (2026, 1, 1)
    assert parts("01/01/27") == (1927, 1, 1)
    assert not read_date("01/01/27", on=TODAY).century_told
    assert read_date("01/01/1927", on=TODAY).century_told


def test_a_due_year_ahead_is_read_and_two_years_ahead_is_not():
    assert parts("2027-02-01") == (2027, 2, 1)
    assert parts("2028-02-01") == (None, None, None)


def test_nothing_told_is_none():
    assert read_date("  ", on=TODAY) is None


@given(st.dates(date(1900, 1, 1), TODAY))
def test_every_whole_date_comes_back_from_its_words(day):
    for told in (day.isoformat(), f"{day.day}/{day.month}/{day.year}"):
        found = read_date(told, on=TODAY)
        assert (found.year, found.month, found.day) == (day.year, day.month, day.day)
        assert parts(found.in_words()) == (day.year, day.month, day.day)


@given(st.text(max_size=40))
def test_no_words_at_all_make_it_fail(told):
    found = read_date(told, on=TODAY)
    assert (found is None) == (not told.strip())
