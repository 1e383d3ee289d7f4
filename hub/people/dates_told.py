"""Dates of birth as people tell them, read as far as they can be and kept word for word. Pure."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
SHORT_MONTHS = {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
_ISO = re.compile(r"^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:T.*)?$")
_NUMBERS = re.compile(r"^(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})$")
_RUN = re.compile(r"^(\d{2})(\d{2})(\d{4}|\d{2})$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})[/.\-](\d{4})$")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_ABOUT = re.compile(
    r"\b(?:about|around|approximately|approx|circa|est|estimated|born|maybe|probably|possibly|of|in|on|c)\b"
)


@dataclass(frozen=True)
class PartialDate:
    """A date as far as it is known; `told` is what was said. `century_told` is false where the year had two digits."""

    told: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    century_told: bool = True

    @property
    def is_whole(self) -> bool:
        """Day, month and year are all known."""
        return None not in (self.year, self.month, self.day)

    @property
    def is_known(self) -> bool:
        """At least one part could be read."""
        return any(part is not None for part in (self.year, self.month, self.day))

    def in_words(self) -> str:
        """The date to show, such as `12 March 2017` or `March 2017`; as told where it could not be read."""
        month = calendar.month_name[self.month] if self.month else None
        parts = [str(part) for part in (self.day, month, self.year) if part is not None]
        return " ".join(parts) if parts and (self.month or not self.day) else self.told


def read_date(told: str, *, on: date) -> PartialDate | None:
    """The date as far as the words allow, day before month; None where nothing was said.

    A two-digit year is the latest one not after `on`. What cannot be a date (31 February) keeps only its words.
    """
    words = told.strip()
    if not words:
        return None
    return _from_numbers(words, on) or _from_words(words, on) or PartialDate(told=words)


def _from_numbers(told: str, on: date) -> PartialDate | None:
    if found := _ISO.match(told):
        return _checked(told, found[1], found[2], found[3], on)
    if found := _NUMBERS.match(told) or _RUN.match(told):
        return _checked(told, found[3], found[2], found[1], on) or _checked(told, found[3], found[1], found[2], on)
    if found := _MONTH_YEAR.match(told):
        return _checked(told, found[2], found[1], None, on)
    return None


def _from_words(told: str, on: date) -> PartialDate | None:
    plain = _ABOUT.sub(" ", _ORDINAL.sub("", told.lower()))
    words = re.findall(r"[a-z]+|\d+", plain)
    months = [MONTHS.get(word) or SHORT_MONTHS.get(word) for word in words if word.isalpha()]
    numbers = [word for word in words if word.isdigit()]
    is_month_and_short_number = len(numbers) == 1 and len(numbers[0]) < 3 and not plain.strip()[:1].isdigit()
    if is_month_and_short_number and len(months) == 1 and months[0]:
        return PartialDate(told, month=months[0])
    if None in months or len(months) > 1 or not numbers or len(numbers) > 2:
        return None
    if not months:
        return _checked(told, numbers[0], None, None, on) if len(numbers) == 1 and len(numbers[0]) == 4 else None
    years = [word for word in numbers if len(word) == 4] or (numbers[1:] if len(numbers) == 2 else [])
    days = [word for word in numbers if word not in years[:1]] or (numbers[:1] if len(numbers) == 2 else [])
    return _checked(told, years[0] if years else None, str(months[0]), days[0] if days else None, on)


def _checked(told: str, year: str | None, month: str | None, day: str | None, on: date) -> PartialDate | None:
    whole_year = _whole_year(year, on) if year else None
    number_month, number_day = (int(part) if part else None for part in (month, day))
    try:
        date(whole_year or 2000, number_month or 1, number_day or 1)
    except ValueError:
        return None
    if whole_year is not None and not 1880 <= whole_year <= on.year + 1:
        return None
    return PartialDate(told, whole_year, number_month, number_day, century_told=year is None or len(year) == 4)


def _whole_year(year: str, on: date) -> int:
    if len(year) == 4:
        return int(year)
    return 2000 + int(year) - (100 if 2000 + int(year) > on.year else 0)
