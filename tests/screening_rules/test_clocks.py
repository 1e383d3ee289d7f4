"""When each shipped clock is due: the edges of days, weeks, months, holidays and of both changes of the clocks."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from screening_rules.clocks import (
    ClockNotInForceError,
    due,
    earliest_meeting_day,
    last_day_to_invite,
    last_usable_day,
    notice_days,
)
from tests.screening_rules.clock_runs import CALENDARS, CLOCKS, LONDON, ON, london, run


def due_at(clock: str, start: str) -> str:
    """The end in London, such as "2026-12-22 23:59:59"."""
    return run(clock, start).at.astimezone(LONDON).replace(tzinfo=None).isoformat(" ")


def baby_due(weeks: int, days: int, on: date) -> date:
    """The due day of a pregnancy that stands at so many weeks and days on that day."""
    return on + timedelta(days=280 - 7 * weeks - days)


@pytest.mark.parametrize(
    ("clock", "start", "end"),
    [
        ("cppm_initial", "2026-12-04 09:00", "2027-01-01 23:59:59"),
        ("cppm_reconvene", "2026-12-03 15:00", "2026-12-17 17:00:00"),
        ("cppm_record", "2026-12-18 11:00", "2027-01-06 17:00:00"),
        ("core_group_first", "2026-12-18 11:00", "2027-01-13 17:00:00"),
        ("core_group_change", "2026-12-24 09:00", "2026-12-27 23:59:59"),
        ("cppm_review", "2026-06-18 14:00", "2026-12-18 23:59:59"),
        ("cppm_transfer", "2026-03-25 10:00", "2026-04-24 17:00:00"),
        ("adult_conference_initial", "2026-11-23 10:00", "2026-12-21 23:59:59"),
        ("adult_review", "2026-09-08 10:00", "2026-12-08 23:59:59"),
        ("adult_minutes", "2026-07-20 10:00", "2026-08-04 17:00:00"),
        ("referrer_told", "2026-11-24 10:31", "2026-12-01 17:00:00"),
        ("screening_act_now", "2026-11-24 10:31", "2026-11-24 11:01:00"),
        ("danger_acknowledgement", "2026-11-24 10:49", "2026-11-24 10:54:00"),
        ("screening_same_day", "2026-11-28 10:00", "2026-11-28 23:59:59"),
        ("nfod_response", "2026-12-24 23:00", "2026-12-27 23:00:00"),
        ("asp_warrant_sheriff", "2026-12-24 16:00", "2026-12-27 16:00:00"),
        ("asp_warrant_jp", "2026-12-24 16:00", "2026-12-25 04:00:00"),
        ("constable_place_of_safety", "2026-12-31 21:15", "2027-01-01 21:15:00"),
        ("public_body_reports", "2026-12-24 17:00", "2026-12-29 17:00:00"),
        ("public_body_reports", "2026-12-24 17:00:01", "2026-12-30 17:00:00"),
        ("cp_assessment_report", "2026-11-23 23:59", "2026-12-14 23:59:59"),
        ("cp_assessment_report", "2026-11-24 00:01", "2026-12-15 23:59:59"),
        ("post_registration_meeting", "2026-11-23 14:00", "2027-01-18 23:59:59"),
        ("icso_all_end", "2026-11-23 14:00", "2027-01-28 23:59:59"),
        ("nrm_decision", "2026-12-23 10:00", "2027-01-05 17:00:00"),
    ],
)
def test_a_clock_is_due_when_its_rule_says(clock, start, end):
    assert due_at(clock, start) == end


@pytest.mark.parametrize(
    "name", ["public_body_reports", "cp_assessment_report", "post_registration_meeting", "icso_all_end", "nrm_decision"]
)
def test_a_limit_that_is_not_dundees_stands_from_its_first_day_unconfirmed(name):
    clock = CLOCKS[name]
    assert not clock.version_on(date(2024, 1, 1)).confirmed
    assert clock.find_version(date(2023, 12, 31)) is None


def test_the_interim_orders_of_one_hearing_end_after_three_of_22_days():
    assert run("icso_all_end", "2026-11-23 14:00").day - run("icso_end", "2026-11-23 14:00").day == timedelta(days=44)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-24 16:59:59", "2026-11-26 17:00:00"),
        ("2026-11-24 17:00:00", "2026-11-26 17:00:00"),
        ("2026-11-24 17:00:01", "2026-11-27 17:00:00"),
        ("2026-11-27 17:00:00", "2026-12-01 17:00:00"),
        ("2026-11-27 17:00:01", "2026-12-02 17:00:00"),
        ("2026-11-28 10:00:00", "2026-12-02 17:00:00"),
        ("2026-11-30 03:00:00", "2026-12-02 17:00:00"),
        ("2026-12-24 17:00:01", "2026-12-31 17:00:00"),
        ("2026-12-31 18:00:00", "2027-01-06 17:00:00"),
    ],
)
def test_a_receipt_after_five_or_on_a_day_off_starts_the_next_working_day(start, end):
    assert due_at("screening_two_working_days", start) == end


def test_the_office_hour_is_londons_in_summer_too():
    assert due_at("screening_two_working_days", "2026-06-02 17:00:00") == "2026-06-04 17:00:00"
    assert due_at("screening_two_working_days", "2026-06-02 17:00:01") == "2026-06-05 17:00:00"


def test_an_evening_receipt_moves_no_limit_in_calendar_days_or_hours():
    assert run("adult_conference_initial", "2026-11-27 23:30").day == date(2026, 12, 25)
    assert due_at("adult_seen", "2026-11-27 23:30") == "2026-11-28 23:30:00"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-27 20:00", "2026-11-30 17:00:00"),
        ("2026-11-25 20:00", "2026-11-26 17:00:00"),
        ("2026-11-30 03:00", "2026-11-30 17:00:00"),
        ("2026-12-24 20:00", "2026-12-29 17:00:00"),
    ],
)
def test_a_discussion_out_of_hours_is_completed_the_next_working_day(start, end):
    assert due_at("ird_after_hours", start) == end


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("2026-12-30 10:00", date(2027, 1, 4)),
        ("2026-04-02 10:00", date(2026, 4, 6)),
        ("2026-11-27 10:00", date(2026, 12, 1)),
        ("2026-12-24 10:00", date(2026, 12, 29)),
    ],
)
def test_a_hearing_counts_by_the_acts_calendar_and_not_by_local_holidays(start, day):
    assert run("cpo_review_hearing", start).day == day


def test_the_eighth_working_day_of_an_order_skips_2_january_but_not_28_december():
    assert run("cpo_end_after_removal", "2026-12-18 10:00").day == date(2026, 12, 31)
    assert run("cpo_end_after_removal", "2025-12-19 10:00").day == date(2026, 1, 6)


def test_twenty_four_hours_are_elapsed_over_the_spring_change():
    assert due_at("adult_seen", "2026-03-28 12:00") == "2026-03-29 13:00:00"
    assert run("adult_seen", "2026-03-28 12:00").at - london("2026-03-28 12:00") == timedelta(hours=24)


def test_twenty_four_hours_are_elapsed_over_the_autumn_change():
    assert due_at("adult_seen", "2026-10-24 12:00") == "2026-10-25 11:00:00"


def test_days_over_both_changes_end_at_the_end_of_the_london_day():
    assert run("cppm_initial", "2026-03-10 10:00").at == datetime(2026, 4, 7, 22, 59, 59, tzinfo=UTC)
    assert run("cppm_initial", "2026-10-10 10:00").at == datetime(2026, 11, 7, 23, 59, 59, tzinfo=UTC)


def test_a_start_just_after_midnight_in_summer_belongs_to_the_london_day():
    start = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    assert due(CLOCKS["cppm_initial"], start, CALENDARS, on=ON).day == date(2026, 6, 30)


def test_the_zone_a_start_is_given_in_makes_no_difference():
    elsewhere = london("2026-11-24 10:31").astimezone(timezone(timedelta(hours=9)))
    assert due(CLOCKS["cppm_initial"], elsewhere, CALENDARS, on=ON) == run("cppm_initial", "2026-11-24 10:31")


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("2026-08-31 10:00", date(2027, 2, 28)),
        ("2027-08-31 10:00", date(2028, 2, 29)),
        ("2028-02-29 10:00", date(2028, 8, 29)),
        ("2026-08-28 10:00", date(2027, 2, 28)),
        ("2026-03-31 10:00", date(2026, 9, 30)),
    ],
)
def test_months_clamp_to_the_months_end(start, day):
    assert run("cppm_review", start).day == day


def test_twenty_eight_days_count_the_leap_day():
    assert run("cppm_initial", "2028-02-10 10:00").day == date(2028, 3, 9)
    assert run("cppm_initial", "2027-02-10 10:00").day == date(2027, 3, 10)


def test_at_14_weeks_the_28_days_come_first():
    end = run("cppm_pre_birth", "2026-11-24 10:00", baby_due=baby_due(14, 0, ON))
    assert (end.day, end.past_at_start) == (date(2026, 12, 22), False)


def test_at_26_weeks_and_4_days_28_weeks_come_first():
    end = run("cppm_pre_birth", "2026-11-24 10:00", baby_due=baby_due(26, 4, ON))
    assert (end.day, end.past_at_start) == (date(2026, 12, 4), False)


@pytest.mark.parametrize(
    ("weeks", "days", "day", "past"),
    [
        (24, 0, date(2026, 12, 22), False),
        (24, 1, date(2026, 12, 21), False),
        (27, 6, date(2026, 11, 25), False),
        (28, 0, date(2026, 11, 24), False),
        (28, 1, date(2026, 12, 22), True),
        (36, 0, date(2026, 12, 22), True),
    ],
)
def test_the_turn_from_28_weeks_to_28_days(weeks, days, day, past):
    end = run("cppm_pre_birth", "2026-11-24 10:00", baby_due=baby_due(weeks, days, ON))
    assert (end.day, end.past_at_start) == (day, past)
    assert ("as soon as possible" in end.how) == past


def test_a_baby_due_on_14_march_leaves_the_friday_before_the_last_lawful_sunday():
    end = run("cppm_pre_birth", "2026-12-01 10:00", baby_due=date(2027, 3, 14))
    assert end.day == date(2026, 12, 20)
    assert end.last_working_day == date(2026, 12, 18)


def test_an_unknown_due_day_leaves_28_days_and_is_said():
    end = run("cppm_pre_birth", "2026-11-24 10:00")
    assert (end.day, end.past_at_start) == (date(2026, 12, 22), False)
    assert "not known" in end.how


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("2026-11-24 10:00", date(2026, 12, 24)),
        ("2026-11-25 10:00", date(2026, 12, 29)),
        ("2026-11-27 10:00", date(2026, 12, 29)),
        ("2026-12-03 18:00", date(2027, 1, 5)),
        ("2026-11-20 09:00", date(2026, 12, 21)),
    ],
)
def test_a_complaints_last_day_rolls_over_holidays_and_weekends(start, day):
    assert run("complaint_acknowledged", start).day == day


def test_the_duty_on_complaints_does_not_exist_the_day_before_it_begins():
    clock, start = CLOCKS["complaint_acknowledged"], london("2026-06-19 09:00")
    assert due(clock, start, CALENDARS, on=date(2026, 6, 19)).day == date(2026, 7, 20)
    with pytest.raises(ClockNotInForceError):
        due(clock, start, CALENDARS, on=date(2026, 6, 18))


def test_the_last_usable_day_comes_before_a_holiday_and_a_weekend():
    end = run("cppm_initial", "2026-12-04 10:00")
    assert (end.day, end.last_working_day) == (date(2027, 1, 1), date(2026, 12, 31))
    assert last_usable_day(end, CALENDARS["dundee"]) == date(2026, 12, 31)


def test_a_limit_that_ends_before_any_working_day_has_no_usable_day():
    end = run("screening_same_day", "2026-11-28 10:00")
    assert end.last_working_day is None
    assert last_usable_day(end, CALENDARS["dundee"]) is None


def test_hours_have_no_day_but_still_a_last_usable_one():
    end = run("nfod_response", "2026-12-24 10:00")
    assert (end.day, end.last_working_day) == (None, None)
    assert last_usable_day(end, CALENDARS["dundee"]) == date(2026, 12, 24)


def test_five_days_notice_run_from_the_day_after_inviting():
    days = notice_days(CLOCKS["cppm_initial"], CLOCKS, on=ON)
    assert days == 5
    assert earliest_meeting_day(date(2026, 12, 8), days) == date(2026, 12, 13)
    assert last_day_to_invite(date(2026, 12, 14), days) == date(2026, 12, 9)
    assert notice_days(CLOCKS["cppm_record"], CLOCKS, on=ON) is None


def test_how_it_was_counted_names_day_0_the_end_and_what_was_left_out():
    assert run("cppm_record", "2026-12-18 11:00").how == (
        "10 working days from Friday 18 December 2026, which is day 0: due by 5pm on Wednesday 6 January 2027. "
        "Not counted, Dundee City Council working days: days off and Christmas Day (25 December), "
        "Boxing Day (substitute day) (28 December), New Year's Day (1 January)."
    )


def test_how_it_was_counted_says_why_day_0_or_the_last_day_moved():
    evening = run("screening_two_working_days", "2026-11-27 20:00").how
    assert "came on Friday 27 November 2026 outside office hours" in evening
    rolled = run("complaint_acknowledged", "2026-11-20 09:00").how
    assert "Sunday 20 December 2026 is not a working day" in rolled
    assert run("adult_seen", "2026-11-27 20:00").how == (
        "24 hours from 8pm on Friday 27 November 2026, nights and days off included: "
        "due by 8pm on Saturday 28 November 2026."
    )


def test_a_start_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        due(CLOCKS["cppm_initial"], datetime(2026, 11, 24, 10), CALENDARS, on=ON)  # noqa: DTZ001
