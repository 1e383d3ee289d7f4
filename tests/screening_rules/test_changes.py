"""What a second person reads before signing: rule by rule, before and after, in words."""

from __future__ import annotations

from datetime import date

from screening_rules.changes import Change, Line, changes
from screening_rules.loader import load_pack, read_files
from tests.screening_rules.small_pack import small_files

BRUISE = "packs/children/10_bruise.rule.yaml"
NEGLECT = "packs/adults/10_neglect.rule.yaml"
CASES = "packs/children/10_bruise.cases.yaml"
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
    assert (change.kind, change.lines) == ("changed_version", (Line("How soon", "two working days", "act now"),))
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
    assert found.files == (CASES, BRUISE)
    files["facts.yaml"] = "age_years: ["
    assert changes(base, read_files(files), files).rules[0].rule == "adults.neglect"
    assert len(changes(base, read_files(files), files).rules) == 1
