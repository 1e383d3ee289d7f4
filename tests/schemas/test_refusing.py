"""What the shapes refuse whatever face it came from: values that are not offered, and what merely resembles true or false."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from hub.errors import Unprocessable
from hub.schemas.accounts import TokenSchema
from hub.schemas.conferences import TimeSchema, read_attendance, read_form
from hub.schemas.days import read_day
from hub.schemas.loading import Mistakes, load_concern
from hub.web.logging_concern.document import spread_quick
from hub.web.typed import numbered, small_number
from screening_rules import Catalogue

ONE = "1f0e0f9a-6a0f-4b6e-9d7f-111111111111"


@pytest.mark.parametrize("told", [0, 1, "true", "yes", None, []])
def test_only_true_and_false_are_true_or_false(told: object) -> None:
    with pytest.raises(Mistakes):
        load_concern({"narrative": "Words", "people": [{"unborn": told}]}, Catalogue({}), strict=True)


def test_attendance_is_one_of_the_answers_offered() -> None:
    told = read_attendance(
        {f"attended-{ONE}": "absent", f"why-{ONE}": " on leave ", "attended-²": "yes", "attended-": "yes"}
    )
    assert {one: (each.attended, each.absence_reason) for one, each in told.items()} == {
        UUID(ONE): ("absent", "on leave")
    }
    with pytest.raises(Unprocessable) as refused:
        read_attendance({f"attended-{ONE}": "yes\x00"})
    assert refused.value.fields == {f"attended-{ONE}": ("Select whether they came",)}


@pytest.mark.parametrize("slot", ["0001-01-01T00:00", "2026-12-16T10:00", "0001-01-01T00:00:00+14:00", "later", "\x00"])
def test_a_slot_without_a_zone_or_out_of_all_time_is_no_time(slot: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        read_form(TimeSchema(), {"slot": slot, "place": "Room 2"})
    assert refused.value.fields == {"slot": ("Select a time",)}


@pytest.mark.parametrize("year", ["9" * 25, "9" * 5000, "-1", "²", "1e309"])
def test_a_year_that_no_calendar_has_is_no_day(year: str) -> None:
    with pytest.raises(Unprocessable):
        read_day({"day": "1", "month": "1", "year": year}, "day", "the day")
    assert read_day({"day": "16", "month": "12", "year": "2026"}, "day", "the day") == date(2026, 12, 16)


@pytest.mark.parametrize("name", ["a\x00b", "a\nb", "\u202eevil"])
def test_a_name_that_is_kept_in_the_open_has_no_unseen_signs(name: str) -> None:
    assert "name" in TokenSchema().validate({"name": name, "agency": ONE})


@pytest.mark.parametrize(
    ("told", "number"), [("7", 7), ("²", None), ("٣", None), ("9" * 9, None), ("-1", None), ("", None)]
)
def test_a_small_number_is_written_in_plain_digits(told: str, number: int | None) -> None:
    assert small_number(told) == number
    assert numbered({f"dissent-{told}-who": "Ada"}, "dissent", ["who"]) == ([{"who": "Ada"}] if number == 7 else [])


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"where": "4 Mock Street,  DD4  9ZZ "}, {"address": "4 Mock Street", "postcode": "DD4  9ZZ"}),
        ({"where": "Mock House"}, {"address": "Mock House"}),
        ({"born": " about   7 to  9  years old "}, {"age_from": "7", "age_to": "9"}),
        ({"born": "15"}, {"age_from": "15", "age_to": "15"}),
        ({"born": "3 May 2019"}, {"date_of_birth": "3 May 2019"}),
    ],
)
def test_the_quick_log_still_takes_apart_where_and_when_somebody_was_born(
    told: dict[str, str], place: dict[str, str]
) -> None:
    assert spread_quick(told)["people"]["0"] == place
