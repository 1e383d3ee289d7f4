"""Who is called when danger is said: set by a manager, rung by rung. There is always somebody on the first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit
from hub.accounts import ROLES, Officer, OfficerRole, Permission, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.danger.models import RotaPlace
from hub.errors import Conflict, Unprocessable

RUNGS = 4
CHANGED = "Somebody else set the rota since you opened this page. Nothing was saved; what you chose stands below."


@dataclass(frozen=True, slots=True)
class RotaLine:
    """An officer who may take danger on, and their rung from 0; None when they are not called."""

    officer_id: UUID
    name: str
    roles: tuple[str, ...]
    rung: int | None


@dataclass(frozen=True, slots=True)
class RotaView:
    """Everybody who could be called, A to Z. `mark` changes with every change of the rota."""

    lines: tuple[RotaLine, ...]
    mark: str


def show_rota(session: Session, *, by: Actor) -> Shown[RotaView]:
    """Who could be called and who is, with the leaf of this look.

    Raises:
        NotAllowed: the actor does not set the rota.
    """
    require(by, Permission.ROTA_SET)
    places = _places(session)
    lines = tuple(RotaLine(officer, name, roles, places.get(officer)) for officer, name, roles in _able(session))
    objects = tuple(("officer", str(each)) for each in places)
    return Shown(RotaView(lines, _mark(places)), Look(Action.DANGER_SHOWN, objects, ("rota",), purpose="rota"))


def set_rota(session: Session, rungs: Mapping[UUID, int], *, seen: str, by: Actor) -> None:
    """Exactly these officers are called, each on their rung; `seen` is the mark of the rota this was set from.

    Raises:
        NotAllowed: the actor does not set the rota.
        Unprocessable: nobody stands on the first rung, or somebody cannot be called.
        Conflict: the rota was set by somebody else since.
    """
    require(by, Permission.ROTA_SET)
    able = {officer for officer, _, _ in _able(session)}
    if not rungs.keys() <= able or any(not 0 <= rung < RUNGS for rung in rungs.values()):
        raise Unprocessable({"rota": ["Choose from the people and places listed"]})
    if 0 not in rungs.values():
        raise Unprocessable({"rota": ["Choose who is called first: nobody would be"]})
    rows = session.scalars(select(RotaPlace).order_by(RotaPlace.id).with_for_update())
    held = {(place.officer_id, place.rung): place for place in rows}
    if seen != _mark(_places(session)):
        raise Conflict(CHANGED)
    for key in held.keys() - set(rungs.items()):
        session.delete(held[key])
    session.flush()
    session.add_all(RotaPlace(officer_id=officer, rung=rung) for officer, rung in set(rungs.items()) - held.keys())
    audit.record(
        session,
        by=by,
        action=Action.ROTA_SET,
        objects=[("officer", officer) for officer in sorted(rungs)],
        purpose="danger",
        basis="role",
    )


def _places(session: Session) -> dict[UUID, int]:
    """The lowest rung of everybody on the rota."""
    rows = session.execute(select(RotaPlace.officer_id, RotaPlace.rung).order_by(RotaPlace.rung.desc()))
    return {row.officer_id: row.rung for row in rows}


def _able(session: Session) -> list[tuple[UUID, str, tuple[str, ...]]]:
    takes_on = [name for name, role in ROLES.items() if Permission.DANGER_ACKNOWLEDGE in role.permissions]
    rows = session.execute(
        select(Officer.id, Officer.name, OfficerRole.role)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .where(OfficerRole.role.in_(takes_on), Officer.disabled_at.is_(None))
        .order_by(Officer.name, Officer.id, OfficerRole.role)
    )
    found: dict[tuple[UUID, str], list[str]] = {}
    for officer, name, role in rows:
        found.setdefault((officer, name), []).append(role)
    return [(officer, name, tuple(roles)) for (officer, name), roles in found.items()]


def _mark(places: Mapping[UUID, int]) -> str:
    told = ",".join(f"{officer}:{rung}" for officer, rung in sorted(places.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
