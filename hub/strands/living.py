"""A strand's life: opened by a decision, moved step by step, closed; who acted on it is remembered."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from hub import clock
from hub.accounts import give_sight
from hub.db import reserve_reference
from hub.errors import NotFound, OutOfOrder
from hub.strands.models import STEPS, State, Strand, StrandPart

# made once: putting a statement together costs as much as asking it
_OF_PEOPLE = (
    select(Strand)
    .where(Strand.person_id.in_(bindparam("people", expanding=True)))
    .order_by(Strand.opened_at, Strand.id)
)


def open_strand(
    session: Session,
    *,
    person_id: UUID,
    concern_id: UUID,
    decision_id: UUID,
    kind: str,
    route: str,
    urgency: str,
    conference: str | None,
    team_id: UUID,
    level: str,
    opened_by: UUID,
    prefix: str,
) -> Strand:
    """A new strand with its area's team, which is granted sight of the concern it came from.

    What is restricted or sealed is granted to nobody but the officer who opened it; allocating it grants others.
    """
    strand = Strand(
        person_id=person_id,
        concern_id=concern_id,
        decision_id=decision_id,
        kind=kind,
        route=route,
        urgency=urgency,
        conference=conference,
        team_id=team_id,
        level=level,
        opened_at=clock.now(),
        opened_by=opened_by,
        ref="",
    )
    session.add(strand)
    session.flush()
    strand.ref = reserve_reference(session, prefix=prefix, kind="strand", object_id=strand.id)
    if level == "open":
        give_sight(session, object_type="concern", object_id=concern_id, team_id=team_id)
    else:
        give_sight(session, object_type="strand", object_id=strand.id, officer_id=opened_by)
    take_part(session, strand, opened_by, "decided")
    session.flush()
    return strand


def take_part(session: Session, strand: Strand, officer_id: UUID, part: str) -> None:
    """The officer acted on the strand as `part`; saying it twice changes nothing."""
    if session.get(StrandPart, (strand.id, officer_id, part)) is None:
        session.add(StrandPart(strand_id=strand.id, officer_id=officer_id, part=part, at=clock.now()))


def parts_in(session: Session, strand_ids: Collection[UUID]) -> dict[UUID, dict[UUID, set[str]]]:
    """Who had a part in each of these strands, and as what; one query."""
    found: dict[UUID, dict[UUID, set[str]]] = {}
    for row in session.scalars(select(StrandPart).where(StrandPart.strand_id.in_(strand_ids))):
        found.setdefault(row.strand_id, {}).setdefault(row.officer_id, set()).add(row.part)
    return found


def step(strand: Strand, to: State) -> None:
    """The strand moves on.

    Raises:
        OutOfOrder: that step does not follow from where it stands.
    """
    here = State(strand.state)
    if to is not here and to not in STEPS[here]:
        raise OutOfOrder(
            f"This strand is {here.value.replace('_', ' ')}; it cannot become {to.value.replace('_', ' ')}."
        )
    strand.state = to.value
    if to is State.CLOSED:
        strand.closed_at = clock.now()


def get_strand(session: Session, ref: str) -> Strand:
    """The strand a reference names.

    Raises:
        NotFound: there is none.
    """
    found = session.scalars(select(Strand).where(Strand.ref == ref)).first()
    if found is None:
        raise NotFound(object_type="strand")
    return found


def strands_of_concern(session: Session, concern_id: UUID) -> tuple[Strand, ...]:
    """Every strand a concern opened, oldest first."""
    return tuple(
        session.scalars(select(Strand).where(Strand.concern_id == concern_id).order_by(Strand.opened_at, Strand.id))
    )


def strands_of_people(session: Session, people: Collection[UUID]) -> tuple[Strand, ...]:
    """All work there ever was for any of these rows, oldest first."""
    if not people:
        return ()
    return tuple(session.scalars(_OF_PEOPLE, {"people": list(people)}))


def open_strands(session: Session, people: Collection[UUID], *, levels: Collection[str]) -> tuple[Strand, ...]:
    """Work of one of these levels that is open for any of these rows now, oldest first."""
    found = strands_of_people(session, people)
    return tuple(each for each in found if each.state != State.CLOSED.value and each.level in levels)


def concerns_with_open_work(session: Session, concerns: Collection[UUID]) -> set[UUID]:
    """Those of these concerns on which work opened that is not closed."""
    if not concerns:
        return set()
    found = select(Strand.concern_id).where(Strand.concern_id.in_(concerns), Strand.state != State.CLOSED.value)
    return set(session.scalars(found))
