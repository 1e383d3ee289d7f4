"""Numbers as typed: read for certain, or not at all."""

from __future__ import annotations

import pytest

from screening_rules.typed import read_number, read_numbers


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("15", 15),
        (" 2.5 ", 2.5),
        ("-3", -3),
        ("15 to 17", {"from": 15, "to": 17}),
        ("15-17", {"from": 15, "to": 17}),
        ("15 – 17", {"from": 15, "to": 17}),
        ("15 or 16", {"from": 15, "to": 16}),
        ("15 or more", {"from": 15}),
        ("3 OR LESS", {"to": 3}),
    ],
)
def test_a_number_or_a_range_is_read(typed: str, read: object) -> None:
    assert read_numbers(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1_0",
        "١٢",
        "１５",
        "about 15",
        "fifteen",
        "15 to",
        "15 to 16 to 17",
        "15+",
        "1e3",
        "inf",
        "nan",
        "0x1f",
        "9" * 13,
    ],
)
def test_what_only_resembles_a_number_is_not_read(typed: str) -> None:
    assert read_numbers(typed) is None
    assert read_number(typed) is None
