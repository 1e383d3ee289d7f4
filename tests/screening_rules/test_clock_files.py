"""What a clock file may say, and what the shipped ones do say."""

from datetime import UTC, date, datetime

import pytest

from screening_rules.calendars import parse_calendars
from screening_rules.clocks import Clock, ClockNotInForceError, Gestation, due, parse_clocks
from screening_rules.loader import shipped_files
from screening_rules.strict_yaml import RuleFileError, load

FILES = shipped_files()
CALENDARS = parse_calendars(FILES)
SOURCES = load("sources.yaml", FILES["sources.yaml"])
SHIPPED = parse_clocks(FILES, CALENDARS, SOURCES)
ON = date(2026, 11, 24)

OWN = """
minutes_sent:
  label: Send the minutes
  area: adults
  event: adult_conference
  versions:
    2026-01-01:
      limit: {working_days: 10}
      calendar: dundee
      due_time: close_of_business
      sources: [asp_toolkit_papers]
      confidence: verified
      confirmed: false
      change: First version.
"""
NEWER = """    2027-01-01:
      limit: {working_days: 5}
      calendar: dundee
      due_time: close_of_business
      sources: [asp_toolkit_papers]
      confidence: verified
      confirmed: false
      change: Five days.
"""
OWN_DAYS = "      calendar: dundee\n      due_time: close_of_business\n"


def own(text: str) -> Clock:
    return parse_clocks({"clocks/own.clock.yaml": text}, CALENDARS, SOURCES)["minutes_sent"]


def limit_on(clock: Clock, day: date) -> int:
    return clock.version_on(day).limits[0].count


def test_a_new_version_holds_from_its_first_day_and_not_the_day_before():
    clock = own(OWN + NEWER)
    assert limit_on(clock, date(2026, 12, 31)) == 10
    assert limit_on(clock, date(2027, 1, 1)) == 5


def test_before_its_first_version_a_clock_is_not_in_force():
    assert own(OWN).find_version(date(2025, 12, 31)) is None
    with pytest.raises(ClockNotInForceError):
        own(OWN).version_on(date(2025, 12, 31))


def test_a_withdrawn_clock_ends_on_its_day():
    clock = own(OWN + "  withdrawn: 2027-04-01\n")
    assert clock.find_version(date(2027, 3, 31))
    assert clock.find_version(date(2027, 4, 1)) is None


@pytest.mark.parametrize(
    ("wrong", "right", "named"),
    [
        ("{working_days: 10}", "{working_days: 10, months: 1}", "exactly one number of one unit"),
        ("{working_days: 10}", "{fortnights: 1}", "exactly one number of one unit"),
        ("{working_days: 10}", "{working_days: -1}", "working_days is missing or out of reach"),
        ("{working_days: 10}", "{working_days: true}", "working_days is missing or out of reach"),
        ("{working_days: 10}", "{earlier_of: [{calendar_days: 28}]}", "earlier_of is not a list of limits"),
        ("{working_days: 10}", "{earlier_of: [{months: 1}, {elapsed_hours: 24}]}", "hours cannot stand in earlier_of"),
        ("{working_days: 10}", "{elapsed_hours: 24}", "hours run on without a calendar"),
        ("{working_days: 10}", "{working_days: 0}", "may fall"),
        (OWN_DAYS, "      calendar: dundee\n", "days need a calendar and a due_time"),
        (OWN_DAYS, "      due_time: end_of_day\n", "days need a calendar and a due_time"),
        ("calendar: dundee", "calendar: english", "calendar english is not known"),
        (
            "{working_days: 10}",
            "{calendar_days: 10}\n      day_zero: office_day",
            "office_day is for working days only",
        ),
        ("[asp_toolkit_papers]", "[asp_toolkit_paper]", "asp_toolkit_paper is not known"),
        ("sources: [asp_toolkit_papers]", "sources: []", "sources is missing or empty"),
        ("event: adult_conference", "event: full_moon", "event full_moon is not known"),
        ("area: adults", "area: adult", "area adult is not known"),
        ("2026-01-01:", "soon:", "soon is not a date"),
        ("confidence: verified", "confidence: certain", "confidence certain is not known"),
        (
            "confidence: verified\n      confirmed: false",
            "confidence: judgement\n      confirmed: true",
            "not confirmed",
        ),
        (
            "change: First version.",
            "change: First.\n      varies: {approver_role: clerk, needs: [reason]}",
            "clerk is not",
        ),
        ("change: First version.", "change: First.\n      varies: {approver_role: team_manager}", "needs is missing"),
        ("change: First version.", "change: First.\n      notice: minutes_sent", "no clock of a least time"),
        ("      change: First version.\n", "", "change is missing"),
        ("label:", "lable:", "lable is not known here"),
    ],
)
def test_a_clock_that_would_count_wrongly_is_refused_by_file_and_remedy(wrong, right, named):
    assert wrong in OWN
    with pytest.raises(RuleFileError, match=named) as refused:
        own(OWN.replace(wrong, right))
    assert refused.value.path == "clocks/own.clock.yaml"


def test_a_refusal_names_the_line():
    with pytest.raises(RuleFileError) as refused:
        own(OWN.replace("calendar: dundee", "calendar: english"))
    assert refused.value.line == OWN.splitlines().index("      calendar: dundee") + 1


def test_one_id_in_two_files_is_refused():
    with pytest.raises(RuleFileError, match="two files"):
        parse_clocks({"a.clock.yaml": OWN, "b.clock.yaml": OWN}, CALENDARS, SOURCES)


def test_a_calendar_that_names_an_unknown_source_is_refused_with_the_clocks():
    known = {source for source in SOURCES if source != "dundee_public_holidays"}
    with pytest.raises(RuleFileError, match="dundee_public_holidays is not known") as refused:
        parse_clocks({}, CALENDARS, known)
    assert refused.value.path == "calendars/dundee.calendar.yaml"


@pytest.mark.parametrize("clock", SHIPPED.values(), ids=SHIPPED)
def test_a_shipped_clock_confirms_only_what_was_seen_and_names_its_facts(clock):
    for version in clock.versions:
        assert version.domain
        assert not version.confirmed or version.confidence == "verified"
        assert not version.confirmed or all(SOURCES[source]["confidence"] == "verified" for source in version.sources)


@pytest.mark.parametrize("urgency", ["act_now", "same_day", "two_working_days", "five_working_days"])
def test_every_urgency_has_its_screening_clock_and_none_claims_to_be_dundees(urgency):
    clock = SHIPPED[f"screening_{urgency}"]
    assert clock.event == "receipt"
    assert not clock.version_on(ON).confirmed


def test_no_order_or_warrant_can_be_varied_by_the_council():
    for clock in SHIPPED.values():
        if clock.path.endswith("_orders.clock.yaml"):
            assert clock.version_on(ON).varies is None, clock.id


def test_a_meeting_later_than_28_days_needs_a_senior_manager_a_reason_and_a_safety_plan():
    varies = SHIPPED["cppm_initial"].version_on(ON).varies
    assert (varies.approver_role, varies.needs) == ("senior_manager", ("reason", "interim_safety_plan"))


def test_an_adults_clock_takes_no_number_of_another_area_as_dundees():
    for clock in SHIPPED.values():
        if clock.path == "clocks/adults.clock.yaml":
            assert not clock.version_on(ON).confirmed, clock.id


def test_a_file_that_is_not_yaml_and_a_clock_without_versions_are_refused():
    with pytest.raises(RuleFileError, match="not YAML"):
        own("minutes_sent: [")
    with pytest.raises(RuleFileError, match="has no version"):
        own("minutes_sent: {label: Send the minutes, area: adults, event: adult_conference, versions: {}}")


def test_weeks_of_pregnancy_alone_need_the_day_the_baby_is_due():
    weeks = OWN.replace("{working_days: 10}", "{weeks_of_gestation: 28}").replace("close_of_business", "end_of_day")
    clock, start = own(weeks), datetime(2026, 11, 24, 10, tzinfo=UTC)
    with pytest.raises(ValueError, match="Give the day the baby is due"):
        due(clock, start, CALENDARS, on=ON)
    gone_by = due(clock, start, CALENDARS, gestation=Gestation(date(2027, 1, 1)), on=ON)
    assert (gone_by.day, gone_by.past_at_start) == (date(2026, 11, 24), True)
