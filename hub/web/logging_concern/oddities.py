"""What is odd in a draft, said of whom and of which question, in plain words. Nothing of it stops anybody from sending."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from hub import clock
from hub.people import PartialDate, is_postcode_or_district, read_date
from hub.schemas.loading import load_concern
from hub.schemas.moments import read_moment
from hub.schemas.questions import Catalogue
from hub.web.logging_concern.document import people_sent
from hub.web.logging_concern.outline import heading
from hub.web.logging_concern.typing_in import UNSAID
from hub.web.logging_concern.writing import Writing

ALONE = ("none", "not_known")
_MONTHS = "|".join(calendar.month_abbr[1:])
_LIKE_A_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTHS})[a-z]*(?:\s+\d{{4}})?|\b\d{{1,2}}[/.\-]\d{{1,2}}[/.\-]\d{{2,4}}\b",
    re.IGNORECASE,
)


class Oddity(NamedTuple):
    """Something odd, in words, and the field it is in by its name on the form; empty where it is in none."""

    words: str
    field: str = ""


def oddities(now: Writing, told: Mapping[str, Any]) -> list[Oddity]:
    """Everything odd in the document of this draft: first of the whole, then of each person under their name."""
    found = [*_unread({**told, "people": []}, now), *_of_the_whole(told, now.catalogue)]
    for number, person in zip(people_sent(now.sections), told["people"], strict=True):
        who = heading(now, number)
        for words, field in (*_unread({"people": [person]}, now), *_of_a_person(person, now.catalogue)):
            found.append(Oddity(f"{who}: {words[:1].lower()}{words[1:]}", f"people-{number}-{field}" if field else ""))
    return found


def _unread(told: Mapping[str, Any], now: Writing) -> Iterator[Oddity]:
    """What reading this part of the document warns of."""
    return map(Oddity, load_concern({**told, "narrative": UNSAID}, now.catalogue, strict=False).warnings)


def _no_date(label: str, told: str, field: str) -> Oddity:
    return Oddity(f"{label} “{told.strip()}” is not a date. Check it, or leave it as told", field)


def _of_the_whole(told: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Oddity]:
    happened = str((told.get("happened") or {}).get("when") or "")
    yield from _happened(happened)
    again = str((told.get("worker_safety") or {}).get("review_on") or "")
    if _is_no_day(again):
        yield _no_date("The risk to workers is looked at again:", again, "worker_safety-review_on")
    for place in ("facts", "household"):
        yield from _contradictions(told.get(place) or {}, catalogue)


def _happened(told: str) -> Iterator[Oddity]:
    """Whether what looks like a date in these words is none, or one that is still to come."""
    now, found = clock.now(), _LIKE_A_DATE.search(told)
    moment, day = read_moment(told, now=now), read_date(found[0], on=clock.today()) if found else None
    if found and day and not day.is_known:
        yield _no_date("When it happened:", found[0], "happened-when")
    elif (moment and moment > now) or (day and _is_to_come(day)):
        yield Oddity("“When did it happen?” is still to come", "happened-when")


def _of_a_person(person: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Oddity]:
    yield from _born(str(person.get("date_of_birth") or ""))
    if _is_no_day(due := str(person.get("due_on") or "")):
        yield _no_date("Baby due", due, "due_on")
    low, high = (str(person.get(name) or "").strip() for name in ("age_from", "age_to"))
    if all(each.isdecimal() and len(each) < 4 for each in (low, high)) and int(low) > int(high):
        yield Oddity(f"the estimated age runs backwards, from {low} to {high}", "age_from")
    if (code := str(person.get("postcode") or "")) and not is_postcode_or_district(code):
        yield Oddity("“Postcode” does not have the form of a postcode. It is kept as you gave it", "postcode")
    yield from _contradictions(person.get("facts") or {}, catalogue)


def _born(told: str) -> Iterator[Oddity]:
    read = read_date(told, on=clock.today())
    if read and not read.is_known:
        yield _no_date("Date of birth", told, "date_of_birth")
    elif read and _is_to_come(read):
        yield Oddity("“Date of birth” is still to come", "date_of_birth")


def _is_to_come(day: PartialDate) -> bool:
    return bool(day.year) and date(day.year or 1, day.month or 1, day.day or 1) > clock.today()


def _is_no_day(told: str) -> bool:
    read = read_date(told, on=clock.today())
    return read is not None and not read.is_known


def _contradictions(facts: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Oddity]:
    """Answers ticked together of which one says that there is nothing to tick."""
    for name, stated in facts.items():
        ticked = stated.get("value") if isinstance(stated, Mapping) else stated
        if not isinstance(ticked, list) or name not in catalogue or len(ticked) < 2:
            continue
        words = {**(catalogue[name].choices or {}), "not_known": "Not known"}
        yield from (
            Oddity(f"“{catalogue[name].question}” has “{words.get(each, each)}” together with another answer")
            for each in ALONE
            if each in ticked
        )
