"""Numbers as people type them: one, or a range such as 15 to 17. What cannot be read for certain is not read. Pure."""

from __future__ import annotations

import re
from typing import TypeAlias

_PLAIN = r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?"
_NUMBER = re.compile(_PLAIN)
_BETWEEN = re.compile(rf"({_PLAIN})\s*(?:to|or|-|–)\s*({_PLAIN})", re.IGNORECASE)
_OPEN = re.compile(rf"({_PLAIN})\s+or\s+(more|less)", re.IGNORECASE)

Ends: TypeAlias = dict[str, int | float]


def read_number(typed: str) -> int | float | None:
    """The number typed in the figures 0 to 9, None where it is none."""
    words = typed.strip()
    if not _NUMBER.fullmatch(words):
        return None
    return float(words) if "." in words else int(words)


def read_numbers(typed: str) -> int | float | Ends | None:
    """The number typed, or the range as a fact states it ("15 to 17", "15-17", "15 or 16", "15 or more"); None where it is neither."""
    words = typed.strip()
    if found := _BETWEEN.fullmatch(words):
        return {"from": _sure(found[1]), "to": _sure(found[2])}
    if found := _OPEN.fullmatch(words):
        return {"from" if found[2].lower() == "more" else "to": _sure(found[1])}
    return read_number(words)


def _sure(figures: str) -> int | float:
    number = read_number(figures)
    assert number is not None
    return number
