"""May this actor do this, to this record? Deny by default; an exclusion outranks every grant; who may not know gets "not found"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    exists,
    false,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from hub import clock
from hub.accounts.models import Agency, Exclusion, Grant
from hub.accounts.permissions import Permission
from hub.actor import Actor
from hub.db import constant
from hub.errors import NotAllowed, NotFound


class Seen(Protocol):
    """A record that carries the `Sight` mixin."""

    id: Any
    team_id: Any
    level: Any


@dataclass(slots=True)
class _Stub:
    id: Any
    team_id: Any
    level: Any


# stands in for a record that does not exist, so that looking for it asks the same of the database as for a sealed one
_NO_RECORD = _Stub(UUID(int=0), UUID(int=0), "sealed")


def may(by: Actor, permission: Permission) -> bool:
    """Whether the actor holds the permission."""
    return permission.value in by.permissions or "*" in by.permissions


def require(by: Actor, permission: Permission) -> None:
    """Return only if the actor holds the permission.

    Raises:
        NotAllowed: they do not; the face writes the refusal's leaf.
    """
    if not may(by, permission):
        raise NotAllowed(
            "Your role does not include this. Ask your team manager who can do it.", permission=permission.value
        )


def require_any(by: Actor, *permissions: Permission) -> None:
    """Return only if the actor holds at least one of the permissions.

    Raises:
        NotAllowed: they hold none; it names the first.
    """
    if not any(may(by, permission) for permission in permissions):
        require(by, permissions[0])


def live_grants(by: Actor, object_type: str) -> Any:
    """The ids of records of `object_type` granted to the actor or one of their teams now, as a subquery."""
    return select(Grant.object_id).where(Grant.object_type == object_type, _is_live_and_held(by))


def _is_live_and_held(by: Actor) -> ColumnElement[bool]:
    """Grants the actor or one of their teams holds now; an actor who is no officer holds none, least of all a team's."""
    if by.officer_id is None:
        return false()
    holder = or_(Grant.officer_id == by.officer_id, Grant.team_id.in_(by.teams) if by.teams else false())
    return and_(holder, *_live_at(clock.now()))


def _live_at(now: Any, grant: Any = Grant) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return grant.ended_at.is_(None), or_(grant.until.is_(None), grant.until > now)


def not_excluded(by: Actor, object_type: str, record_id: Any) -> ColumnElement[bool]:
    """True for records the actor is not kept from."""
    return ~exists().where(
        Exclusion.object_type == object_type, Exclusion.object_id == record_id, Exclusion.officer_id == by.officer_id
    )


# whoever asks, in statements that are made once and then asked with `asking(by)`: making one costs more than asking it
ASKER = bindparam("asker", type_=Grant.officer_id.type)
NOW = bindparam("now", type_=Grant.given_at.type)


def askers_team(number: int) -> BindParameter[UUID]:
    """The team of that number of whoever asks."""
    return bindparam(f"t{number}", type_=Grant.team_id.type)


def teams_asking(by: Actor) -> list[UUID]:
    """The teams whose sight the actor has, in an order that stays; an actor who is no officer has none."""
    return sorted(by.teams) if by.officer_id is not None else []


def asking(by: Actor) -> dict[str, Any]:
    """The actor, their teams and the moment, for statements with `ASKER`, `NOW`, `askers_team` and what is made of them."""
    teams = {f"t{number}": team for number, team in enumerate(teams_asking(by))}
    return {ASKER.key: by.officer_id, NOW.key: clock.now(), **teams}


def grants_to_asker(grant: Any, object_type: str, teams: int) -> list[ColumnElement[bool]]:
    """Which of `grant`, the grants or an alias of them, `live_grants` gives, of whoever asks: those of each holder by themselves.

    SQLite finds those of either by no index, and goes through all there are.
    """
    live = _of_kind_and_live(grant, object_type)
    return [and_(holder, *live) for holder in _askers_own(grant, teams)]


def is_granted_to_asker(object_type: str, record_id: Any, teams: int) -> ColumnElement[bool]:
    """Whether whoever asks has a live grant of this record, asked of each record in turn: for few records."""
    live = _of_kind_and_live(Grant, object_type)
    return exists().where(Grant.object_id == record_id, or_(*_askers_own(Grant, teams)), *live)


def _askers_own(grant: Any, teams: int) -> list[ColumnElement[bool]]:
    return [grant.officer_id == ASKER, *(grant.team_id == askers_team(number) for number in range(teams))]


def _of_kind_and_live(grant: Any, object_type: str) -> tuple[ColumnElement[bool], ...]:
    return grant.object_type == constant(object_type), *_live_at(NOW, grant)


def not_kept_from_asker(object_type: str, record_id: Any) -> ColumnElement[bool]:
    """What `not_excluded` gives, of whoever asks; what they are kept from is read once for the whole statement."""
    kept = aliased(Exclusion, name="x")
    kept_from = select(kept.object_id).where(kept.object_type == constant(object_type), kept.officer_id == ASKER)
    not_among: ColumnElement[bool] = record_id.not_in(select(kept_from.cte("k").c.object_id))
    return not_among


def visible_to(by: Actor, object_type: str, model: type[Any]) -> ColumnElement[bool]:
    """The criterion of records of `model` this actor may open: with their team and open, or granted; never excluded."""
    if by.officer_id is None:
        return and_(model.id.is_not(None)) if "*" in by.permissions else false()
    # asked of each record in turn: a team's grants of years are many, and what a page shows is little
    granted = exists().where(Grant.object_type == object_type, Grant.object_id == model.id, _is_live_and_held(by))
    team = and_(model.team_id.in_(by.teams), model.level == "open") if by.teams else false()
    return and_(or_(team, granted), not_excluded(by, object_type, model.id))


def has_sight_of(session: Session, by: Actor, object_type: str, record: Seen) -> bool:
    """Whether the actor may open this record now."""
    return _basis(session, by, object_type, record) is not None


def require_sight_of(session: Session, by: Actor, object_type: str, record: Seen | None) -> str:
    """The basis on which the actor may open the record: team, assigned, grant or break_glass; agency for a system.

    Raises:
        NotFound: there is none, or it is sealed from them: the two answers are the same.
        NotAllowed: it is restricted or with another team.
    """
    basis = _basis(session, by, object_type, record or _NO_RECORD)
    if basis is not None and record is not None:
        return basis
    if record is None or record.level == "sealed":
        raise NotFound(object_type=object_type, object_id=str(record.id) if record else "")
    raise NotAllowed(
        "This record is not with you or your team. Ask the team that has it.",
        permission="sight",
        object_type=object_type,
        object_id=str(record.id),
    )


def _basis(session: Session, by: Actor, object_type: str, record: Seen) -> str | None:
    if by.officer_id is None:
        return _basis_of_a_system(session, by, object_type, record)
    if _is_excluded(session, by.officer_id, object_type, record.id):
        return None
    if record.level == "open" and record.team_id in by.teams:
        return "team"
    return session.scalars(
        select(Grant.basis)
        .where(Grant.object_type == object_type, Grant.object_id == record.id, _is_live_and_held(by))
        .order_by(Grant.basis)
    ).first()


def _basis_of_a_system(session: Session, by: Actor, object_type: str, record: Seen) -> str | None:
    """The council's own systems may open concerns neither restricted nor sealed; those of other agencies nothing."""
    if "*" in by.permissions:
        return "system"
    may_be_open = object_type == "concern" and record.level == "open"
    agency = session.get(Agency, by.agency_id) if by.agency_id and may_be_open else None
    return "agency" if agency is not None and agency.kind == "council" else None


def _is_excluded(session: Session, officer_id: UUID, object_type: str, object_id: UUID) -> bool:
    return bool(
        session.scalar(
            select(
                exists().where(
                    Exclusion.object_type == object_type,
                    Exclusion.object_id == object_id,
                    Exclusion.officer_id == officer_id,
                )
            )
        )
    )


def give_sight(
    session: Session,
    *,
    object_type: str,
    object_id: UUID,
    officer_id: UUID | None = None,
    team_id: UUID | None = None,
    basis: str = "assigned",
) -> None:
    """The officer or team may open the record from now on; giving it twice changes nothing. The caller's leaf tells of it."""
    held = session.scalars(
        select(Grant).where(
            Grant.object_type == object_type,
            Grant.object_id == object_id,
            Grant.officer_id == officer_id if officer_id else Grant.officer_id.is_(None),
            Grant.team_id == team_id if team_id else Grant.team_id.is_(None),
            Grant.basis == basis,
        )
    ).first()
    if held is None:
        session.add(
            Grant(
                object_type=object_type,
                object_id=object_id,
                officer_id=officer_id,
                team_id=team_id,
                basis=basis,
                given_at=clock.now(),
            )
        )
    else:
        held.ended_at, held.until = None, None


def end_sight(
    session: Session,
    *,
    object_type: str,
    object_id: UUID,
    officer_id: UUID | None = None,
    team_id: UUID | None = None,
    basis: str = "assigned",
    at: datetime | None = None,
) -> None:
    """What was given to the officer or the team on that basis has ended, or ends at that moment; the caller's leaf tells of it."""
    for held in session.scalars(
        select(Grant).where(
            Grant.object_type == object_type,
            Grant.object_id == object_id,
            Grant.officer_id == officer_id if officer_id else Grant.officer_id.is_(None),
            Grant.team_id == team_id if team_id else Grant.team_id.is_(None),
            Grant.basis == basis,
            Grant.ended_at.is_(None),
        )
    ):
        if at is None:
            held.ended_at = clock.now()
        else:
            held.until = at
