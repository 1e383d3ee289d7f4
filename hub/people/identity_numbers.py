"""Community Health Index numbers checked by shape; a doubtful one warns and never blocks. Pure. Source: domain 10.2."""

from __future__ import annotations

import re
from dataclasses import dataclass

DAYS_WITHOUT_PEOPLE = range(41, 72)


@dataclass(frozen=True)
class IdentityNumber:
    """The number in one form (text: leading zeros count), whether its shape holds, and a warning in words if not."""

    text: str
    is_sound: bool
    warning: str | None


def check_digit(nine: str) -> int | None:
    """The tenth digit that nine digits of a CHI number call for, or None where no digit serves."""
    remainder = 11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    return {11: 0, 10: None}.get(remainder, remainder)


def read_identity_number(told: str) -> IdentityNumber | None:
    """The number told, checked; None where nothing was told. An invented day (41 to 71) passes."""
    text = re.sub(r"[^0-9A-Za-z]", "", told).upper()
    if not text:
        return None
    warning = _warning(text)
    return IdentityNumber(text, warning is None, warning)


def _warning(text: str) -> str | None:
    if not (text.isascii() and text.isdigit() and len(text) == 10):
        return "A CHI number has 10 digits. Kept as told."
    day, month = int(text[:2]), int(text[2:4])
    if not (1 <= day <= 31 or day in DAYS_WITHOUT_PEOPLE) or not 1 <= month <= 12:
        return "A CHI number begins with a date of birth. Kept as told."
    if check_digit(text[:9]) != int(text[9]):
        return "The last digit of this CHI number does not fit the others. Kept as told."
    return None
