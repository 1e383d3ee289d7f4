"""A person's page as data: frozen lines, gathered by `person.show_person`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RowLine:
    """What was told of the person once: the fields as (name, value), and the concern it was told in."""

    person_id: UUID
    heading: str
    told: tuple[tuple[str, str], ...]
    concern_ref: str
    source_kind: str
    at: datetime
    is_alleged: bool


@dataclass(frozen=True, slots=True)
class EventLine:
    """A concern the person had a part in: their age on the day it was received, and what was decided for them."""

    ref: str
    received_at: datetime
    source_kind: str
    role: str
    age: str
    state: str
    routes: tuple[str, ...]
    decided_at: datetime | None
    onward: str
    onward_state: str


@dataclass(frozen=True, slots=True)
class StrandLine:
    """Work for the person; `team` is whom to ask about it, where it is with another team than the reader's."""

    ref: str
    route: str
    state: str
    opened_at: datetime
    closed_at: datetime | None
    age: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class LinkLine:
    """What an officer said of two of the rows."""

    link_id: UUID
    verdict: str
    one: str
    other: str
    said_by: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class HomeLine:
    """Somebody told to live at the same address in the last year."""

    person_id: UUID
    name: str
    age: str
    is_alleged: bool


@dataclass(frozen=True, slots=True)
class PersonView:
    """The record as far as the reader may see it. `held_since` is when the hub's own history begins; `asked_of` are teams
    that have other work open, of which the reader may know only that."""

    person_id: UUID
    name: str
    age: str
    is_alleged: bool
    on_register_since: date | None
    rows: tuple[RowLine, ...]
    events: tuple[EventLine, ...]
    strands: tuple[StrandLine, ...]
    asked_of: tuple[str, ...]
    links: tuple[LinkLine, ...]
    home: tuple[HomeLine, ...]
    contact: tuple[tuple[str, str], ...]
    more: bool
    held_since: datetime | None
    may_take_back: bool
