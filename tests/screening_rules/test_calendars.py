"""Working days of the three shipped calendars, and what a council's own calendar file may say."""

from datetime import date, timedelta

import holidays
import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from screening_rules.calendars import Calendar, parse_calendars
from screening_rules.loader import shipped_files
from screening_rules.strict_yaml import RuleFileError

CALENDARS = parse_calendars(shipped_files())
DUNDEE, SCOTTISH, HEARINGS = CALENDARS["dundee"], CALENDARS["scottish"], CALENDARS["hearings"]
days = st.dates(date(2024, 1, 1), date(2059, 12, 31))
every_calendar = st.sampled_from(list(CALENDARS.values()))

PUBLISHED_2025 = ["01-01", "04-07", "05-05", "05-26", "07-28", "10-06", "12-25", "12-26"]
COMPUTED = {
    2026: ["01-01", "04-06", "05-04", "05-25", "07-27", "10-05", "12-25", "12-28"],
    2027: ["01-01", "04-05", "05-03", "05-31", "07-26", "10-04", "12-27", "12-28"],
    2028: ["01-03", "04-03", "05-01", "05-29", "07-24", "10-02", "12-25", "12-26"],
}


def weekday_holidays(calendar: Calendar, year: int) -> list[date]:
    """The days other than Saturday and Sunday that the calendar keeps free in that year."""
    whole = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return [day for day in whole if day.year == year and day.weekday() < 5 and not calendar.is_working(day)]


@pytest.mark.parametrize(("year", "listed"), [(2025, PUBLISHED_2025), *COMPUTED.items()])
def test_dundee_keeps_the_days_its_list_names(year, listed):
    assert weekday_holidays(DUNDEE, year) == [date.fromisoformat(f"{year}-{day}") for day in listed]


@pytest.mark.parametrize("year", range(2024, 2060))
def test_scottish_bank_holidays_agree_with_the_holidays_library(year):
    theirs = holidays.country_holidays("GB", subdiv="SCT", years=year)
    assert weekday_holidays(SCOTTISH, year) == sorted(day for day in theirs if day.weekday() < 5)


@pytest.mark.parametrize("day", [date(2026, 1, 2), date(2026, 4, 3), date(2026, 11, 30), date(2026, 8, 3)])
def test_a_bank_holiday_dundee_does_not_keep_is_a_working_day_there(day):
    assert not SCOTTISH.is_working(day)
    assert DUNDEE.is_working(day)


@pytest.mark.parametrize("year", range(2024, 2040))
def test_easter_monday_is_no_scottish_bank_holiday_but_good_friday_is(year):
    assert SCOTTISH.holiday_name(easter(year) - timedelta(days=2)) == "Good Friday"
    assert SCOTTISH.is_working(easter(year) + timedelta(days=1))


def test_the_hearings_calendar_moves_no_holiday_to_a_substitute_day():
    assert DUNDEE.holiday_name(date(2026, 12, 28)) == "Boxing Day (substitute day)"
    assert HEARINGS.is_working(date(2026, 12, 28))
    assert HEARINGS.is_working(date(2027, 1, 4))
    assert not SCOTTISH.is_working(date(2027, 1, 4))


def test_the_hearings_calendar_works_through_every_local_holiday():
    assert weekday_holidays(HEARINGS, 2026) == [date(2026, 1, 1), date(2026, 1, 2), date(2026, 12, 25)]


def test_the_extra_bank_holiday_of_2026_is_kept_but_not_confirmed():
    (change,) = SCOTTISH.changes
    assert (change.day, change.added, change.standing.confirmed) == (date(2026, 6, 15), True, False)
    assert not SCOTTISH.is_working(date(2026, 6, 15))
    assert SCOTTISH.is_working(date(2027, 6, 15))
    assert DUNDEE.is_working(date(2026, 6, 15))


def test_two_holidays_on_one_weekend_take_two_substitute_days():
    assert [DUNDEE.holiday_name(date(2027, 12, day)) for day in (27, 28)] == [
        "Christmas Day (substitute day)",
        "Boxing Day (substitute day)",
    ]
    assert [SCOTTISH.holiday_name(date(2028, 1, day)) for day in (3, 4)] == [
        "New Year's Day (substitute day)",
        "2 January (substitute day)",
    ]


@pytest.mark.parametrize(
    ("calendar", "expected"),
    [(DUNDEE, date(2026, 12, 29)), (SCOTTISH, date(2026, 12, 29)), (HEARINGS, date(2026, 12, 28))],
)
def test_one_working_day_after_christmas_eve_depends_on_the_calendar(calendar, expected):
    assert calendar.working_days_after(date(2026, 12, 24), 1) == expected


@pytest.mark.parametrize(
    ("calendar", "expected"),
    [(DUNDEE, date(2026, 1, 2)), (SCOTTISH, date(2026, 1, 5)), (HEARINGS, date(2026, 1, 5))],
)
def test_one_working_day_after_hogmanay_depends_on_who_keeps_2_january(calendar, expected):
    assert calendar.working_days_after(date(2025, 12, 31), 1) == expected


def test_the_trades_holiday_lengthens_a_july_count_by_a_day():
    assert DUNDEE.working_days_after(date(2026, 7, 24), 1) == date(2026, 7, 28)
    assert SCOTTISH.working_days_after(date(2026, 7, 24), 1) == date(2026, 7, 27)


def test_counting_no_days_leaves_the_day_and_counting_back_is_refused():
    assert DUNDEE.working_days_after(date(2026, 12, 26), 0) == date(2026, 12, 26)
    with pytest.raises(ValueError, match="counted forwards"):
        DUNDEE.working_days_after(date(2026, 12, 26), -1)


def test_the_last_working_day_looks_back_over_a_holiday():
    assert DUNDEE.last_working(date(2027, 1, 1)) == date(2026, 12, 31)
    assert DUNDEE.last_working(date(2026, 12, 20)) == date(2026, 12, 18)


@given(every_calendar, days, st.integers(0, 40), st.integers(0, 40))
def test_counting_n_then_m_working_days_is_counting_both_at_once(calendar, day, n, m):
    there = calendar.working_days_after(calendar.working_days_after(day, n), m)
    assert there == calendar.working_days_after(day, n + m)


@given(every_calendar, days, st.integers(1, 60))
def test_a_count_ends_on_a_working_day_and_counts_itself_back(calendar, day, n):
    last = calendar.working_days_after(day, n)
    assert calendar.is_working(last)
    assert calendar.working_days_between(day, last) == n


@given(every_calendar, days)
def test_the_next_and_the_last_working_day_meet_only_on_a_working_day(calendar, day):
    assert calendar.last_working(day) <= day <= calendar.next_working(day)
    assert (calendar.last_working(day) == calendar.next_working(day)) == calendar.is_working(day)


OWN = """
id: own
label: A council's own days
days_off: [saturday, sunday]
office: {opens: "09:00", closes: "17:00", sources: [a], confidence: judgement, confirmed: false}
holidays:
  gala_day:
    name: Gala day
    falls: {month: 12, day: 31}
    substitute: next_free_weekday
    effective_from: 2026-01-01
    sources: [a]
    confidence: verified
    confirmed: true
"""


def own(text: str) -> Calendar:
    return parse_calendars({"calendars/own.calendar.yaml": text})["own"]


def with_change(kind: str, day: str) -> str:
    change = f"{kind}: Gala day, sources: [a], confidence: judgement, confirmed: false"
    return f"{OWN}changes:\n  {day}: {{{change}}}\n"


def test_a_substitute_day_crosses_into_the_next_year():
    assert own(OWN).holiday_name(date(2029, 1, 1)) == "Gala day (substitute day)"  # 31 December 2028 is a Sunday


def test_a_holiday_starts_on_its_first_day_and_not_before():
    assert own(OWN).is_working(date(2025, 12, 31))
    assert not own(OWN).is_working(date(2026, 12, 31))


def test_a_withdrawn_holiday_ends_and_its_past_days_stay():
    ended = own(OWN.replace("effective_from: 2026-01-01", "effective_from: 2026-01-01\n    withdrawn: 2027-06-01"))
    assert not ended.is_working(date(2026, 12, 31))
    assert ended.is_working(date(2027, 12, 31))


def test_a_dated_change_removes_one_year_alone():
    removed = own(with_change("remove", "2026-12-31"))
    assert removed.is_working(date(2026, 12, 31))
    assert not removed.is_working(date(2027, 12, 31))


def test_a_dated_change_adds_an_office_closure():
    closed = own(with_change("add", "2026-12-30"))
    assert not closed.is_working(date(2026, 12, 30))
    assert closed.is_working(date(2027, 12, 30))


def test_a_leap_day_holiday_falls_in_leap_years_only():
    leap = own(OWN.replace("{month: 12, day: 31}", "{month: 2, day: 29}"))
    assert leap.holiday_name(date(2028, 2, 29)) == "Gala day"
    assert weekday_holidays(leap, 2027) == []


@pytest.mark.parametrize(
    ("wrong", "right", "named"),
    [
        ("substitute: next_free_weekday", "substitute: sometimes", "substitute sometimes is not known"),
        ("{month: 12, day: 31}", "{month: 11, day: 31}", "day is missing or out of reach"),
        ("{month: 12, day: 31}", "{month: 12, nth: 5, weekday: monday}", "nth is missing or out of reach"),
        ("{month: 12, day: 31}", "{month: 12, easter: 1}", "no way a holiday falls"),
        ("saturday, sunday", "saturday, sonntag", "days_off: sonntag is not known"),
        ("[saturday, sunday]", "[monday, tuesday, wednesday, thursday, friday, saturday, sunday]", "every day of the"),
        ('closes: "17:00"', 'closes: "08:00"', "closes before it opens"),
        ('closes: "17:00"', 'closes: "5 pm"', "closes is not a time of day"),
        ("effective_from: 2026-01-01", "effective_from: soon", "effective_from is not a date"),
        ("confirmed: true", "confirmed: 1", "confirmed is missing"),
        ("    name: Gala day\n", "", "name is missing"),
        ("label:", "lable:", "lable is not known here"),
    ],
)
def test_a_calendar_that_would_count_wrongly_is_refused_by_file_and_remedy(wrong, right, named):
    assert wrong in OWN
    with pytest.raises(RuleFileError, match=named) as refused:
        own(OWN.replace(wrong, right))
    assert refused.value.path == "calendars/own.calendar.yaml"


def test_a_change_without_a_date_or_with_two_meanings_is_refused():
    with pytest.raises(RuleFileError, match="not a date"):
        own(with_change("add", "next_monday"))
    with pytest.raises(RuleFileError, match="adds a holiday or removes one"):
        own(with_change("add", "2026-12-30").replace("add:", "remove: Gala day, add:"))


def test_two_files_may_not_carry_one_id():
    with pytest.raises(RuleFileError, match="two files"):
        parse_calendars({"a.calendar.yaml": OWN, "b.calendar.yaml": OWN})


def test_every_shipped_part_names_its_source_and_only_verified_ones_are_confirmed():
    for calendar in CALENDARS.values():
        for standing in calendar.standings():
            assert standing.sources
            assert not standing.confirmed or standing.confidence == "verified"
