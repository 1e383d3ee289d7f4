"""A concern of the city on its way to rows: the people in it, whom the rules are put to, and the answers learnt since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from hub.concerns import NewConcern, Part
from hub.demo.outcomes import Story
from hub.people import NewPerson, age_on, described
from hub.people.entering import open_columns, words_told
from hub.people.households import household_keys
from hub.people.keys import Key
from hub.people.normalising import Described
from hub.triage.facts import CHILD_UNDER, screened_parts


@dataclass(slots=True, eq=False)
class FreshPerson:
    """Somebody told of, with the ids of their row and key; `truth` is who they are in the city, empty where nobody is meant.

    It stands for a part and its person where the hub's own functions ask who is screened and how old they are.
    """

    id: UUID
    key: UUID
    truth: str
    told: NewPerson
    opened: Any
    described: Described
    homes: tuple[Key, ...]
    cluster: UUID

    @property
    def role(self) -> str:
        """Their role on the concern."""
        return self.told.role

    @property
    def part(self) -> FreshPerson:
        """What has the role."""
        return self

    @property
    def facts(self) -> dict[str, Any]:
        """What was told of them."""
        return self.told.facts

    @property
    def also_screened_at(self) -> None:
        """Nobody was screened in the city because an officer said so later."""

    @property
    def person(self) -> Any:
        """What has the age."""
        return self.opened

    def is_child_on(self, day: date) -> bool:
        """Whether they are known to be under 18, or not yet born."""
        age = age_on(self.opened, day)
        return self.told.unborn or bool(age and age.get("to", 999) < CHILD_UNDER)


def fresh_person(told: NewPerson, *, row: UUID, key: UUID, truth: str, at: datetime, level: str) -> FreshPerson:
    """The person with what their row will hold, opened."""
    opened = SimpleNamespace(**open_columns(told, at=at, level=level), **words_told(told, at=at))
    who = described(opened)
    return FreshPerson(row, key, truth, told, opened, who, household_keys(who), row)


@dataclass(slots=True)
class Fresh:
    """A concern with its ids, when it came, whom it is about, and what officers have answered so far."""

    story: Story
    new: NewConcern
    id: UUID
    ref: str
    team: UUID
    level: str
    received_at: datetime
    keyed_at: datetime
    day: date
    people: list[FreshPerson]
    incident: UUID | None
    service: UUID | None
    sent_by: UUID
    agency: UUID
    answers: dict[UUID | None, dict[str, Any]] = field(default_factory=dict)
    _screened: list[FreshPerson] | None = None

    @property
    def screened(self) -> list[FreshPerson]:
        """Whom the rules are put to, in the order told."""
        if self._screened is None:
            parts = cast("Sequence[Part]", self.people)
            self._screened = cast("list[FreshPerson]", screened_parts(parts, self.day))
        return self._screened

    def find(self, truth: str) -> FreshPerson | None:
        """The screened person who is this one of the city."""
        return next((each for each in self.screened if each.truth == truth), None)
