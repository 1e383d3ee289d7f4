"""Reading a concern out of a document whose shape is right: what cannot be read is kept as told, unknown, and warned of."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from marshmallow import ValidationError

from hub import clock
from hub.concerns import NewConcern, NewReferrer
from hub.people import OLDEST, NewPerson
from hub.schemas.moments import read_moment, read_moment_to_come
from screening_rules import Catalogue, Fact, FactError, parse_stated, read_number, wanted

LONGEST_TEXT = 2_000
OLDEST_RECEIPT = timedelta(days=5 * 365)
_AS_TOLD = (
    "jotted",
    "happened",
    "sharing",
    "worker_safety",
    "responsible_council",
    "responsible_council_name",
    "back_dating_reason",
)
_WHICH_TIME = {
    "received_at": "When it was received",
    "happened.at": "When it happened",
    "immediate_danger.before": "The time before which there is danger",
}
UNREAD = {
    "yes_no": "this is neither yes nor no",
    "choice": "this is none of the answers",
    "choices": "this is none of the answers",
    "date": "this could not be read as a date",
}
NO_SUCH_FACT = "There is no such fact here. The facts are listed in the documentation"
NOT_ASKED = "this is worked out or asked in screening. It is kept as you gave it and decides nothing"


class Reading:
    """One document on its way to a concern: what cannot be read is kept as told, counted as unknown, and warned of."""

    def __init__(self, catalogue: Catalogue, *, strict: bool, at: datetime | None = None) -> None:
        self.catalogue, self.strict, self.now = catalogue, strict, at or clock.now()
        self.warnings: list[str] = []
        self.unreadable: dict[str, Any] = {}
        self.errors: dict[Any, Any] = {}

    def concern(self, data: dict[str, Any]) -> NewConcern:
        """The concern; a fact that does not exist is an error where the document is strict.

        Raises:
            ValidationError: the errors, nested as the document is.
        """
        danger, referrer = data["immediate_danger"], data["referrer"]
        told = {name: data[name] for name in _AS_TOLD}
        told["danger_why"] = danger.get("why", "")
        told["facts"] = self.facts(("facts",), "concern", data["facts"])
        told["household"] = self.facts(("household",), "household", data["household"])
        people = tuple(self.person(place, each) for place, each in enumerate(data["people"]))
        received = self.received(data["received_at"], data["back_dating_reason"])
        concern = NewConcern(
            narrative=data["narrative"],
            channel=data["channel"],
            received_at=received,
            happened_at=self.happened(data["happened"]),
            danger=self.danger(danger.get("answer", "not_known"), data["facts"].get("immediate_danger")),
            danger_before=self.to_come("immediate_danger.before", danger.get("before", ""), since=received),
            incident_number=data["incident_number"],
            service={name: value for name, value in data["service"].items() if value},
            one_of_us=data["one_of_us"],
            referrer=NewReferrer(**referrer) if referrer else NewReferrer(),
            people=people,
            told={**told, **({"unreadable": self.unreadable} if self.unreadable else {})},
            warnings=tuple(self.warnings),
        )
        if self.errors:
            raise ValidationError(self.errors)
        return concern

    def danger(self, answer: str, told_as_fact: Any) -> str:
        """The answer about danger; where it was left open, a system that says yes in the wrong place is believed."""
        if answer != "not_known" or told_as_fact is None or "immediate_danger" not in self.catalogue:
            return answer
        with suppress(FactError):
            return "yes" if parse_stated(self.catalogue["immediate_danger"], told_as_fact).value is True else answer
        return answer

    def moment(self, name: str, told: str) -> datetime | None:
        """An aware UTC moment; London time where no zone was given; None, with a warning, where it cannot be read."""
        read = read_moment(told, now=self.now)
        if read is None and told.strip():
            self.keep(name, told, f"{_WHICH_TIME[name]} could not be read. It is kept as you gave it")
        return read

    def to_come(self, name: str, told: str, *, since: datetime | None) -> datetime | None:
        """The aware UTC moment named as still to come when this was received (None: now); None, with a warning, as for `moment`."""
        read = read_moment_to_come(told, now=since or self.now)
        return read or self.moment(name, told)

    def happened(self, told: Mapping[str, str]) -> datetime | None:
        """The moment it happened, if one was given or can be read out of the words."""
        return self.moment("happened.at", told.get("at", "")) or read_moment(told.get("when", ""), now=self.now)

    def received(self, told: str, reason: str) -> datetime | None:
        """When the council received it; None, meaning now, where that cannot be."""
        at, now = self.moment("received_at", told), self.now
        if at is None:
            return None
        if at > now + timedelta(minutes=5) or at < now - OLDEST_RECEIPT:
            when = "in the future" if at > now else "more than five years ago"
            self.keep("received_at", told, f"The time it was received is {when}. The time now is used")
            return None
        if now - at > timedelta(hours=24) and not reason.strip():
            self.warnings.append("It was received more than a day ago and no reason is given for keying it late")
        return at

    def keep(self, name: str, told: Any, warning: str) -> None:
        """What was told is kept word for word, and somebody is warned of it."""
        self.unreadable[name] = told
        self.warnings.append(warning)

    def refuse(self, path: tuple[str | int, ...], words: str) -> None:
        """An error at this place of the document."""
        place: dict[Any, Any] = self.errors
        for part in path[:-1]:
            place = place.setdefault(part, {})
        place[path[-1]] = [words]

    def facts(self, path: tuple[str | int, ...], scope: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """The facts of one scope that are asked at receipt and can be read; the others are kept as told."""
        found: dict[str, Any] = {}
        for name, value in told.items():
            if name not in self.catalogue or self.catalogue[name].scope != scope:
                if self.strict:
                    self.refuse((*path, name), NO_SUCH_FACT)
                continue
            fact, place = self.catalogue[name], ".".join(map(str, (*path, name)))
            if not fact.is_asked_at_receipt:
                self.keep(place, value, f"“{fact.question}” ({name}): {NOT_ASKED}")
                continue
            try:
                parse_stated(fact, value)
            except (FactError, OverflowError) as error:
                why = error.problem if isinstance(error, FactError) else "the number is too large"
                why = why if self.strict else _unread(fact)
                self.keep(place, value, f"“{fact.question}”: {why}. It counts as not known")
            else:
                found[name] = value
        return found

    def person(self, place: int, data: dict[str, Any]) -> NewPerson:
        """One person, their ages and facts read."""
        for name in ("age_from", "age_to"):
            data[name] = self.years(place, name, data[name])
        data["facts"] = self.facts(("people", place, "facts"), "subject", data["facts"])
        return NewPerson(**{**data, "not_same": tuple(data["not_same"])})

    def years(self, place: int, name: str, told: Any) -> int | None:
        """Whole years from 0 to the oldest; None where nothing was told or it cannot be read."""
        if told is None or (isinstance(told, str) and not told.strip()):
            return None
        if isinstance(told, bool | dict | list):
            self.refuse(("people", place, name), "Enter a number of years")
            return None
        years = read_number(str(told))
        if years is None or years != int(years) or not 0 <= years <= OLDEST:
            words = "The age could not be read. It is kept as you gave it"
            self.keep(f"people.{place}.{name}", str(told)[:LONGEST_TEXT], words)
            return None
        return int(years)


def _unread(fact: Fact) -> str:
    """Why an answer typed into a form was not read, in words for whoever typed it."""
    return UNREAD.get(fact.type) or f"this could not be read as {wanted(fact)}"
