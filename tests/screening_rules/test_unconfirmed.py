"""What is still to be confirmed: every version that says so is listed with its source, and none that is confirmed."""

from __future__ import annotations

from datetime import date

from screening_rules import shipped_files, shipped_pack
from screening_rules.loader import load_pack
from screening_rules.unconfirmed import Unconfirmed, unconfirmed
from tests.screening_rules.small_pack import small_files


def found(kind: str) -> list[Unconfirmed]:
    return [one for one in unconfirmed(shipped_pack()) if one.kind == kind]


def test_a_version_that_is_not_confirmed_is_listed_with_what_it_says_and_its_source() -> None:
    (danger,) = [one for one in unconfirmed(load_pack(small_files())) if one.id == "screening.danger"]
    assert (danger.kind, danger.says, danger.start) == ("rule", "Police; act now", date(2026, 1, 1))
    assert [source.title for source in danger.sources] == ["Some guidance"]


def test_confirming_a_version_takes_it_off_the_list() -> None:
    files = {path: text.replace("confirmed: false", "confirmed: true") for path, text in small_files().items()}
    assert [one for one in unconfirmed(load_pack(files)) if one.kind == "rule"] == []


def test_every_unconfirmed_line_of_the_shipped_files_is_on_the_list() -> None:
    lines = sum(text.count("confirmed: false") for text in shipped_files().values())
    assert len(unconfirmed(shipped_pack())) == lines > 0


def test_rules_clocks_and_calendars_each_have_something_to_confirm() -> None:
    assert {one.kind for one in unconfirmed(shipped_pack())} == {"rule", "clock", "calendar"}
    assert all(one.says and one.sources for one in unconfirmed(shipped_pack()))


def test_a_limit_is_told_in_words() -> None:
    says = {one.id: one.says for one in found("clock")}
    assert says["ird_held"] == "24 hours"
    assert says["screening_two_working_days"] == "2 working days"


def test_the_list_is_in_the_order_of_kinds_areas_and_ids() -> None:
    kinds = [one.kind for one in unconfirmed(shipped_pack())]
    assert kinds == sorted(kinds, key=["rule", "clock", "calendar"].index)
    rules = [(one.area, one.id) for one in found("rule")]
    assert rules == sorted(rules)
