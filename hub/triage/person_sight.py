"""Which part of what is held about a person an officer may see: the rows that stand in a record they may open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from hub.accounts import Exclusion, not_excluded, visible_to
from hub.actor import Actor
from hub.concerns import Concern, ConcernPart
from hub.errors import NotAllowed, NotFound
from hub.people import Person, cluster_of
from hub.strands import State, Strand


@dataclass(frozen=True, slots=True)
class OnConcern:
    """One row's part in a concern the actor may open."""

    part: ConcernPart
    concern: Concern


@dataclass(frozen=True, slots=True)
class PersonSight:
    """What of one person the actor may see, oldest row first; `more` says that something restricted is held, never how much.

    `elsewhere` is work with other teams that a concern the actor may open brought about: its record names it too. Of other
    open work with them `asked_of` names the teams, by their ids.
    """

    rows: tuple[Person, ...]
    parts: tuple[OnConcern, ...]
    strands: tuple[Strand, ...]
    elsewhere: tuple[Strand, ...]
    asked_of: frozenset[UUID]
    more: bool
    basis: str


def sight_of_person(session: Session, by: Actor, person_id: UUID) -> PersonSight:
    """What the actor may see of the person this row stands for. The same is asked of the database whoever asks for what.

    Raises:
        NotFound: there is no such row, or it is sealed from them: the two answers are the same.
        NotAllowed: it is restricted, with another team, or they are kept from it.
    """
    asked = session.get(Person, person_id)
    cluster = cluster_of(session, person_id)
    parts, hidden = _parts(session, by, cluster)
    strands = _strands(session, by, cluster)
    seen = {each.part.person_id for each in parts} | {each.person_id for each in strands}
    kept_from = is_kept_from(session, by, cluster)
    if asked is None or asked.erased_at is not None or (asked.level == "sealed" and person_id not in seen):
        raise NotFound(object_type="person", object_id=str(person_id) if asked else "")
    if kept_from or person_id not in seen:
        raise NotAllowed(
            "This record is not with you or your team. Ask the team that has it.",
            permission="sight",
            object_type="person",
            object_id=str(person_id),
        )
    known, unknown = _with_others(session, by, cluster, strands, {each.concern.id for each in parts})
    rows = session.scalars(select(Person).where(Person.id.in_(seen)).order_by(Person.entered_at, Person.id))
    return PersonSight(
        rows=tuple(rows),
        parts=parts,
        strands=strands,
        elsewhere=known,
        asked_of=frozenset(each.team_id for each in unknown if each.level == "open"),
        more=any(level != "sealed" for level in (*hidden, *(each.level for each in unknown))),
        basis="team" if any(each.concern.team_id in by.teams for each in parts) else "assigned",
    )


def is_kept_from(session: Session, by: Actor, people: Collection[UUID]) -> bool:
    """Whether the actor is kept from any of these rows: themselves, their family, their household."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    Exclusion.object_type == "person",
                    Exclusion.object_id.in_(people),
                    Exclusion.officer_id == by.officer_id,
                )
            )
        )
    )


def people_seen(session: Session, by: Actor, people: Collection[UUID]) -> set[UUID]:
    """Those of these rows that have a part in a concern the actor may open; one query."""
    if not people:
        return set()
    return set(
        session.scalars(
            select(ConcernPart.person_id)
            .join(Concern, Concern.id == ConcernPart.concern_id)
            .where(ConcernPart.person_id.in_(people), ConcernPart.state == "on", visible_to(by, "concern", Concern))
        )
    )


def _parts(session: Session, by: Actor, people: Collection[UUID]) -> tuple[tuple[OnConcern, ...], set[str]]:
    """The parts in concerns the actor may open, newest first; and the levels of those they may not."""
    all_parts = (
        select(ConcernPart, Concern)
        .join(Concern, Concern.id == ConcernPart.concern_id)
        .where(ConcernPart.person_id.in_(people), ConcernPart.state == "on")
    )
    held = session.execute(all_parts.order_by(Concern.received_at.desc(), Concern.id)).all()
    mine = set(
        session.scalars(
            select(Concern.id).where(
                Concern.id.in_([concern.id for _, concern in held]), visible_to(by, "concern", Concern)
            )
        )
    )
    seen = tuple(OnConcern(part, concern) for part, concern in held if concern.id in mine)
    return seen, {concern.level for _, concern in held if concern.id not in mine}


def _strands(session: Session, by: Actor, people: Collection[UUID]) -> tuple[Strand, ...]:
    return tuple(
        session.scalars(
            select(Strand)
            .where(Strand.person_id.in_(people), visible_to(by, "strand", Strand))
            .order_by(Strand.opened_at.desc(), Strand.id)
        )
    )


def _with_others(
    session: Session, by: Actor, people: Collection[UUID], mine: Collection[Strand], opened: Collection[UUID]
) -> tuple[tuple[Strand, ...], tuple[Strand, ...]]:
    """Work with other teams: what concerns the actor may open brought about, and what else of it is open."""
    found = session.scalars(
        select(Strand)
        .where(
            Strand.person_id.in_(people),
            Strand.id.not_in([each.id for each in mine]),
            not_excluded(by, "strand", Strand.id),
        )
        .order_by(Strand.opened_at.desc(), Strand.id)
    ).all()
    known = tuple(each for each in found if each.concern_id in opened)
    unknown = (each for each in found if each.concern_id not in opened and each.state != State.CLOSED.value)
    return known, tuple(unknown)
