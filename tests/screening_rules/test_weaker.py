"""What becomes weaker where a backtest counts nobody: named once, with before and after, and from when."""

from __future__ import annotations

from datetime import date

import pytest

from screening_rules import shipped_files, shipped_pack
from screening_rules.backtest import trials
from screening_rules.loader import load_pack, read_files
from screening_rules.weaker import weaker

TODAY = date(2026, 11, 24)
CLOCKS, CHILDREN = "clocks/screening.clock.yaml", "clocks/children.clock.yaml"
INFANTS = "packs/children/02_injury_under_two.rule.yaml"
DUNDEE = "calendars/dundee.calendar.yaml"
LEAVES = "clocks/adults.clock.yaml"


def told(*changes: tuple[str, str, str]) -> list[str]:
    """What the shipped rules lose by these changes: a path, what stood there, and what stands there now."""
    files = dict(shipped_files())
    for path, old, new in changes:
        assert old in files[path]
        files[path] = files[path].replace(old, new, 1)
    read = read_files(files)
    assert read.problems == ()
    return [each.sentence for each in weaker(shipped_pack(), read, TODAY)]


def newer(clock: str, *changes: tuple[str, str], start: str) -> tuple[str, str, str]:
    """The version of a clock once more from another day on, changed."""
    text = shipped_files()[CLOCKS]
    begins = text.index("    2024-01-01:", text.index(f"\n{clock}:"))
    version = text[begins : text.index("\n\n", begins) + 1]
    changed = version.replace("2024-01-01", start)
    for old, new in changes:
        assert old in changed
        changed = changed.replace(old, new)
    return CLOCKS, text, text[:begins] + version + changed + text[begins + len(version) :]


def test_rules_as_they_are_weaken_nothing() -> None:
    assert told() == []


def test_a_longer_limit_is_named_with_both_lengths() -> None:
    assert told((CLOCKS, "{elapsed_minutes: 5}", "{elapsed_minutes: 1000}")) == [
        "A named officer takes on an immediate danger: 5 minutes → 1,000 minutes, longer"
    ]
    assert told((CHILDREN, "{calendar_days: 28}", "{calendar_days: 280}")) == [
        "Initial child protection planning meeting: 28 calendar days → 280 calendar days, longer"
    ]


def test_a_shorter_limit_is_no_weakening_but_a_shorter_notice_or_look_back_is() -> None:
    assert told((CLOCKS, "{elapsed_minutes: 30}", "{elapsed_minutes: 20}")) == []
    (notice,) = told((CHILDREN, "{calendar_days: 5}", "{calendar_days: 1}"))
    assert notice.endswith("at least 5 calendar days → at least 1 calendar day, shorter")
    (back,) = told((CLOCKS, "{calendar_days: 90}", "{calendar_days: 9}"))
    assert back.endswith("90 calendar days → 9 calendar days, shorter")


def test_other_units_that_end_later_on_some_days_are_longer() -> None:
    assert told((LEAVES, "{working_days: 7}", "{calendar_days: 11}"))
    assert not told((LEAVES, "{working_days: 7}", "{calendar_days: 7}"))


def test_the_same_number_counted_so_that_it_ends_later_is_named() -> None:
    (found,) = told((LEAVES, "due_time: close_of_business", "due_time: end_of_day"))
    assert found.endswith(" working day, counted so that it is longer")


def test_a_limit_that_becomes_longer_next_year_says_from_when() -> None:
    change = newer("danger_acknowledgement", ("elapsed_minutes: 5", "elapsed_minutes: 60"), start="2027-01-01")
    assert told(change) == [
        "A named officer takes on an immediate danger: 5 minutes → 60 minutes, longer, from Friday 1 January 2027"
    ]


def test_a_limit_that_is_gone_or_starts_later_is_named() -> None:
    text = shipped_files()[CLOCKS]
    begins = text.index("screening_act_now:")
    later = text[begins:].replace("2024-01-01", "2027-01-01", 1)
    gone = "Screen a concern that needs action now: 30 minutes → no limit"
    assert told((CLOCKS, text, text[:begins] + later)) == [gone]
    ends = text[begins : text.index("\n\n", begins)]
    assert told((CLOCKS, ends, ends + "\n  withdrawn: 2027-01-01")) == [f"{gone}, from Friday 1 January 2027"]


def test_a_limit_that_runs_from_another_event_or_may_be_put_off_is_named() -> None:
    (found,) = told((CLOCKS, "event: danger_flagged", "event: decision"))
    assert "ran from when immediate danger was flagged, and now from when the screening decision was made" in found
    senior = "{approver_role: senior_manager, needs: [reason, interim_safety_plan]}"
    (found,) = told((CHILDREN, senior, "{approver_role: team_manager, needs: [reason]}"))
    assert "with a reason and an interim safety plan → by a team manager, with a reason" in found


def test_an_action_taken_out_and_what_is_no_longer_mandatory_are_named() -> None:
    assert told((INFANTS, "      actions: [consider_medical]\n", "")) == [
        "An injury to a child under two: “Consider a medical examination” is taken out"
    ]
    rule = next(each for each in shipped_pack().rules.values() if each.versions[0].mandatory)
    assert f"{rule.title}: going below it no longer needs a second person" in told(
        (rule.path, "mandatory: true", "mandatory: false")
    )


def test_a_rule_that_ends_loses_its_actions_from_that_day_on() -> None:
    assert told((INFANTS, "title:", "withdrawn: 2027-04-01\ntitle:")) == [
        "An injury to a child under two: “Consider a medical examination” is taken out, from Thursday 1 April 2027"
    ]


def test_a_wider_decider_and_a_lost_conference_are_named() -> None:
    route = "label: Child protection discussion (IRD)\n  area: children\n  conference: child_protection\n  needs_decider: social_worker"
    assert told(("routes.yaml", route, route.replace("social_worker", "any"))) == [
        "Child protection discussion (IRD): who may decide: a social worker → anybody who screens"
    ]
    assert told(("routes.yaml", route, route.replace("conference: child_protection", "conference: null")))
    assert told(("routes.yaml", "needs_decider: any", "needs_decider: social_worker")) == []


def test_days_that_count_no_longer_are_named_and_days_that_count_besides_are_not() -> None:
    (found,) = told((DUNDEE, "days_off: [saturday, sunday]", "days_off: [friday, saturday, sunday]"))
    assert found.startswith("Dundee City Council working days: Friday 27 November 2026 and 2")
    assert told((DUNDEE, "days_off: [saturday, sunday]", "days_off: [sunday]")) == []
    assert told((DUNDEE, 'closes: "17:00"', 'closes: "23:00"'))


def test_what_weakens_these_moves_nobody_in_a_backtest() -> None:
    files = dict(shipped_files())
    for path, old, new in (
        (CLOCKS, "{elapsed_minutes: 5}", "{elapsed_minutes: 1000}"),
        (INFANTS, "      actions: [consider_medical]\n", ""),
        ("routes.yaml", "needs_decider: social_worker", "needs_decider: any"),
    ):
        files[path] = files[path].replace(old, new, 1)
    assert trials(shipped_pack(), load_pack(files), today=TODAY) == ()
    assert len(weaker(shipped_pack(), read_files(files), TODAY)) == 3


def test_files_that_are_no_pack_weaken_nothing_yet() -> None:
    files = shipped_files() | {"routes.yaml": "["}
    assert weaker(shipped_pack(), read_files(files), TODAY) == ()


@pytest.mark.parametrize("path", [CLOCKS, CHILDREN, LEAVES])
def test_a_pack_without_a_file_of_limits_loses_each_of_them(path: str) -> None:
    files = {each: text for each, text in shipped_files().items() if each != path}
    lost = [each for each in shipped_pack().clocks.values() if each.path == path]
    assert [each.about for each in weaker(shipped_pack(), read_files(files), TODAY)] == [each.label for each in lost]
