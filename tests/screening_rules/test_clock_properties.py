"""What holds of every shipped clock, whatever its start."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from screening_rules.clocks import Gestation, due
from tests.screening_rules.clock_runs import CALENDARS, CLOCKS, LONDON, ON

starts = st.datetimes(datetime(2024, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
gestations = st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2041, 12, 31)).map(Gestation))
every_clock = st.sampled_from(list(CLOCKS.values()))
elapsed_clocks = st.sampled_from([clock for clock in CLOCKS.values() if clock.version_on(ON).is_elapsed])
ending_on_working_days = st.sampled_from(
    [
        clock
        for clock in CLOCKS.values()
        if clock.version_on(ON).limits[0].unit == "working_days" or clock.version_on(ON).rolls == "next_working_day"
    ]
)


@given(every_clock, starts, starts, gestations)
def test_a_later_start_is_never_due_earlier(clock, one, other, gestation):
    ends = [due(clock, start, CALENDARS, gestation=gestation, on=ON).at for start in sorted((one, other))]
    assert ends == sorted(ends)


@given(every_clock, starts, gestations)
def test_nothing_is_due_before_it_starts(clock, start, gestation):
    end = due(clock, start, CALENDARS, gestation=gestation, on=ON)
    assert end.at >= start
    assert end.last_working_day is None or start.astimezone(LONDON).date() <= end.last_working_day <= end.day


@given(ending_on_working_days, starts)
def test_working_day_and_rolling_limits_end_on_a_working_day(clock, start):
    end = due(clock, start, CALENDARS, on=ON)
    assert CALENDARS[clock.version_on(ON).calendar].is_working(end.day)
    assert end.last_working_day == end.day


@given(elapsed_clocks, starts)
def test_hours_and_minutes_are_elapsed_whatever_the_calendar_says(clock, start):
    (limit,) = clock.version_on(ON).limits
    seconds = limit.count * (3600 if limit.unit == "elapsed_hours" else 60)
    assert (due(clock, start, CALENDARS, on=ON).at - start).total_seconds() == seconds
