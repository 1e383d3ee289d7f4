"""What a search for a person found, as far as the searcher may know of it. A surname alone finds nobody, by design."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.accounts import Permission, require, visible_to
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern, ConcernPart
from hub.people import Candidate, NewPerson, asked_for, cluster_of, find_like
from hub.triage.person_sight import is_kept_from, people_seen


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody held who may be the one asked for, compared field by field, and what the searcher may open about them."""

    person_id: UUID
    candidate: Candidate
    concerns: int
    latest_at: datetime | None


@dataclass(frozen=True, slots=True)
class SearchView:
    """The answer, best first. `is_restricted` says that a record the searcher may not open might match, never how many."""

    asked: NewPerson
    found: tuple[FoundPerson, ...]
    is_restricted: bool


def show_found(session: Session, search_id: UUID, *, by: Actor) -> Shown[SearchView]:
    """Who was found, with the leaf of this look: it names the records, never what was asked.

    Raises:
        NotAllowed: the actor may not see people's records.
        NotFound: no search of theirs, or its half hour is up.
    """
    require(by, Permission.PERSON_SEE)
    asked = asked_for(session, search_id, by=by)
    held = [each for each in find_like(session, asked) if not _kept_from(session, by, each)]
    found = [line for each in held if not each.is_restricted and (line := _line(session, by, each)) is not None]
    view = SearchView(asked=asked, found=tuple(found), is_restricted=len(found) < len(held))
    fields = sorted({row.field for each in found for row in each.candidate.comparisons})
    objects = tuple(("person", str(each.person_id)) for each in held)
    look = Look(
        Action.PEOPLE_SEARCHED, objects, tuple(fields), purpose="search", basis="team", counts={"found": len(found)}
    )
    return Shown(view, look)


def _kept_from(session: Session, by: Actor, each: Candidate) -> bool:
    return is_kept_from(session, by, cluster_of(session, each.person_id))


def _line(session: Session, by: Actor, each: Candidate) -> FoundPerson | None:
    """None where no row of the person stands in a record the searcher may open."""
    rows = cluster_of(session, each.person_id)
    seen = people_seen(session, by, rows)
    if not seen:
        return None
    concerns, latest = session.execute(
        select(func.count(Concern.id.distinct()), func.max(Concern.received_at))
        .join(ConcernPart, ConcernPart.concern_id == Concern.id)
        .where(ConcernPart.person_id.in_(rows), ConcernPart.state == "on", visible_to(by, "concern", Concern))
    ).one()
    opens = each.person_id if each.person_id in seen else min(seen)
    return FoundPerson(opens, each, concerns, latest)
