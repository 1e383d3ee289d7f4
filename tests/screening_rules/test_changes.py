"""What a second person reads before signing: rule by rule, before and after, in words."""

from __future__ import annotations

from datetime import date

from screening_rules import shipped_files, shipped_pack
from screening_rules.changes import Change, Changes, Line, changes
from screening_rules.line_by_line import line_by_line
from screening_rules.loader import load_pack, read_files
from tests.screening_rules.small_pack import small_files

BRUISE = "packs/children/10_bruise.rule.yaml"
NEGLECT = "packs/adults/10_neglect.rule.yaml"
CASES = "packs/children/10_bruise.cases.yaml"
INFANTS = "packs/children/02_injury_under_two.rule.yaml"
TODAY = date(2026, 11, 24)


def changed(path: str, old: str, new: str) -> tuple[Change, ...]:
    files = small_files()
    assert old in files[path]
    files[path] = files[path].replace(old, new, 1)
    return changes(load_pack(small_files()), read_files(files), files).rules


def test_a_new_version_is_told_beside_the_one_before_it() -> None:
    text = small_files()[BRUISE]
    newer = text[text.index("  2026-07-01") :].replace("2026-07-01", "2027-01-01").replace("under: 16", "under: 15")
    (change,) = changed(BRUISE, text, text + newer)
    assert (change.kind, change.start, change.why) == (
        *("new_version", date(2027, 1, 1)),
        "No explanation is enough any more.",
    )
    assert change.lines == (
        Line(
            "When",
            "their age is under 16 years and kinds of harm includes physical harm",
            "their age is under 15 years and kinds of harm includes physical harm",
        ),
    )
    assert not change.rewrites_the_past(TODAY)


def test_changing_a_version_that_has_started_is_pointed_out() -> None:
    (change,) = changed(BRUISE, "urgency: two_working_days", "urgency: act_now")
    assert (change.kind, change.lines) == ("changed_version", (Line("How soon", "within 2 working days", "act now"),))
    assert change.rewrites_the_past(TODAY)
    assert not change.rewrites_the_past(date(2026, 6, 30))


def test_a_rule_that_goes_on_after_all_and_one_that_is_renamed_are_told() -> None:
    (goes_on,) = changed(NEGLECT, "withdrawn: 2027-01-01\n", "")
    assert (goes_on.kind, goes_on.start) == ("ends", None)
    (renamed,) = changed(NEGLECT, "A neglected adult", "An adult nobody looks after")
    assert renamed.lines == (Line("Title", "A neglected adult", "An adult nobody looks after"),)


def test_new_and_missing_rules_and_other_files_are_told_and_broken_ones_are_not_taken_for_gone() -> None:
    base, files = load_pack(small_files()), small_files()
    files["packs/children/11_more.rule.yaml"] = files[BRUISE].replace("children.bruise", "children.more")
    del files[NEGLECT]
    files[BRUISE] = "id: ["
    files[CASES] += "# a word more\n"
    found = changes(base, read_files(files), files)
    assert [(each.rule, each.kind) for each in found.rules] == [
        ("adults.neglect", "version_gone"),
        ("children.more", "new_rule"),
        ("children.more", "new_rule"),
    ]
    assert [(each.path, each.is_told) for each in found.files] == [
        (NEGLECT, True),
        (CASES, False),
        (BRUISE, False),
        ("packs/children/11_more.rule.yaml", True),
    ]
    files["facts.yaml"] = "age_years: ["
    assert changes(base, read_files(files), files).rules[0].rule == "adults.neglect"
    assert len(changes(base, read_files(files), files).rules) == 1


def of_shipped(path: str, old: str, new: str) -> Changes:
    files = shipped_files()
    assert old in files[path]
    files[path] = files[path].replace(old, new, 1)
    return changes(shipped_pack(), read_files(files), files)


def test_a_changed_limit_is_told_in_words_and_line_by_line() -> None:
    found = of_shipped("clocks/screening.clock.yaml", "{elapsed_minutes: 5}", "{elapsed_minutes: 1000}")
    (change,) = found.clocks
    assert (change.title, change.kind) == ("A named officer takes on an immediate danger", "changed_version")
    assert change.lines == (Line("How long", "5 minutes", "1,000 minutes"),)
    assert found.rewriting_the_past(TODAY) == (change,)
    (file,) = found.files
    assert file.is_told
    assert ("-", "      limit: {elapsed_minutes: 5}") in file.lines
    assert ("+", "      limit: {elapsed_minutes: 1000}") in file.lines


def test_a_limit_renamed_or_run_from_another_event_is_told_for_every_version() -> None:
    found = of_shipped("clocks/screening.clock.yaml", "event: danger_flagged", "event: decision")
    (change,) = found.clocks
    assert change.lines == (Line("Runs from when", "immediate danger was flagged", "the screening decision was made"),)
    assert found.rewriting_the_past(TODAY) == ()


def test_a_file_that_words_do_not_tell_is_told_line_by_line() -> None:
    found = of_shipped("routes.yaml", "needs_decider: social_worker", "needs_decider: any")
    (file,) = found.files
    assert (file.is_told, found.rules, found.clocks) == (False, (), ())
    signs = [(sign, line.strip()) for sign, line in file.lines if sign in "+-"]
    assert signs == [("-", "needs_decider: social_worker"), ("+", "needs_decider: any")]


def test_a_remark_in_a_rule_that_words_leave_out_is_not_taken_for_told() -> None:
    (file,) = of_shipped(INFANTS, "id: ", "# nobody needs this\nid: ").files
    assert (file.is_told, file.lines[1]) == (False, ("+", "# nobody needs this"))


def test_even_a_last_line_without_its_end_shows() -> None:
    assert line_by_line("a.yaml", "a: 1\n", "a: 1").lines[1:] == (("-", "a: 1"), ("+", "a: 1"))


def test_texts_too_long_to_match_are_shown_whole() -> None:
    was, now = ("".join(f"{word}{number}\n" for number in range(4_000)) for word in "ab")
    found = line_by_line("a.yaml", was, now)
    assert len(found.lines) == 8_000
    assert (found.lines[0], found.lines[-1]) == (("-", "a0"), ("+", "b3999"))


def test_limits_that_cannot_be_read_are_not_taken_for_gone() -> None:
    files = shipped_files() | {"clocks/adults.clock.yaml": "["}
    found = changes(shipped_pack(), read_files(files), files)
    assert found.clocks == ()
    assert [each.path for each in found.files] == ["clocks/adults.clock.yaml"]
