"""Recording a meeting step by step: who came, whether it is quorate, people's own words, and a decision for each of them.

Quorum is the roles present and the chair's declaration, never a count. Nothing here decides; closing does (`closing.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from hub import audit, clock, pathways, strands
from hub.accounts import Permission, require, require_any
from hub.actor import Actor
from hub.audit import Action
from hub.conferences.allocating import objects_of
from hub.conferences.arranging import INVITED
from hub.conferences.models import Conference, State
from hub.conferences.reading import (
    AtConference,
    earlier_conferences,
    get_conference,
    invitees_of,
    people_at,
    refuse_stale,
    require_chairs,
    require_records,
)
from hub.conferences.requesting import RECONVENE, place_in, plan_kind
from hub.errors import NotFound, OutOfOrder, Unprocessable

ATTENDED = ("yes", "by_video", "apologies", "absent")
HERE = frozenset({"yes", "by_video"})
QUORATE = ("yes", "no", "proceeded")
TWO_IN_A_ROW = (
    "The last meeting was inquorate, and two in a row are not allowed. "
    "Declare this one quorate if enough of the right people are here to decide safely, or choose another time."
)


@dataclass(frozen=True, slots=True)
class Attendance:
    """Whether an invitee came, and why not."""

    attended: str
    absence_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What a person said, or drew, in their own words: who gathered it, when and where; or that they chose not to."""

    words: str = ""
    gathered_by: str = ""
    gathered_on: str = ""
    where: str = ""
    chose_not: bool = False


def seen_attendance(session: Session, conference_id: UUID) -> int:
    """A number that rises with every change to the list of invitees, so that two recorders do not overwrite each other."""
    return sum(row.version for row in invitees_of(session, conference_id))


def record_attendance(
    session: Session, *, ref: str, attendance: Mapping[UUID, Attendance], seen: int | None = None, by: Actor
) -> Conference:
    """Each invitee named in `attendance` came or did not; `seen` is what `seen_attendance` gave.

    Raises:
        NotAllowed, NotFound: the actor neither chairs it nor takes its minutes.
        OutOfOrder: it is not convened, or has not begun.
        Conflict: somebody else saved this step meanwhile.
        Unprocessable: an absence without a reason or something else than came or not, by invitee.
    """
    conference, basis = to_record(session, ref, by)
    refuse_stale(seen_attendance(session, conference.id), seen)
    rows = {row.id: row for row in invitees_of(session, conference.id)}
    wrong = {
        f"attended.{one}": ["Enter why they are not here, or that nobody knows"]
        for one, told in attendance.items()
        if told.attended == "absent" and not told.absence_reason
    }
    wrong |= {
        f"attended.{one}": ["Select whether they are here"]
        for one, told in attendance.items()
        if told.attended not in ATTENDED
    }
    if wrong:
        raise Unprocessable(wrong)
    for one, told in attendance.items():
        row = rows.get(one)
        if row is None:
            raise NotFound
        row.attended, row.absence_reason = told.attended, told.absence_reason or None
    return recorded(session, conference, by, "attendance", basis)


def expected_here(session: Session, conference_id: UUID) -> tuple[tuple[str, bool], ...]:
    """The agencies asked to come, in the list's order, and whether any of theirs is here."""
    found: dict[str, bool] = {}
    for row in invitees_of(session, conference_id):
        if row.attends in INVITED:
            found[row.agency] = found.get(row.agency, False) or row.attended in HERE
    return tuple(found.items())


def was_inquorate(session: Session, conference: Conference) -> bool:
    """Whether the meeting before this one, about any of the same people, could not be quorate."""
    if conference.inquorate_at is not None:
        return True
    people = [each.person.id for each in people_at(session, conference.id)]
    before = [each for each in earlier_conferences(session, people) if each.id != conference.id]
    return bool(before) and before[0].quorate == "proceeded"


def declare_quorum(
    session: Session, *, ref: str, quorate: str, words: str, seen: int | None = None, by: Actor
) -> Conference:
    """The chair has said whether the right people are here. An inquorate meeting ends and is reconvened within its limit.

    `words`: for anything but a plain yes, what makes it safe: the interim plan, and why it goes ahead or not.

    Raises:
        NotAllowed, NotFound: the actor does not chair it.
        OutOfOrder: it is not convened or has not begun, or the last meeting was inquorate too.
        Unprocessable: no declaration, or no words where they are needed.
    """
    require(by, Permission.CONFERENCE_CHAIR)
    conference = get_conference(session, ref)
    basis = require_chairs(session, by, conference)
    _refuse_not_begun(conference)
    refuse_stale(conference.version, seen)
    if quorate not in QUORATE:
        raise Unprocessable({"quorate": ["Select whether the meeting is quorate"]})
    if quorate != "yes" and was_inquorate(session, conference):
        raise OutOfOrder(TWO_IN_A_ROW)
    if quorate != "yes" and not words.strip():
        raise Unprocessable({"words": ["Enter what keeps everybody safe, and why"]})
    conference.quorate, conference.quorum_words = quorate, words.strip() or None
    if quorate == "no":
        return _end_inquorate(session, conference, by, basis)
    return recorded(session, conference, by, "quorum", basis)


def _end_inquorate(session: Session, conference: Conference, by: Actor, basis: str) -> Conference:
    at = people_at(session, conference.id)
    conference.state, conference.inquorate_at = State.INQUORATE.value, conference.starts_at
    for each in at:
        strands.step(each.strand, strands.State.WITH_CHAIR)
        if plan_kind(each.strand) == "child_protection" and conference.starts_at is not None:
            pathways.start(
                session, RECONVENE, object_type="strand", object_id=each.strand.id, started_at=conference.starts_at
            )
    place_in(session, conference, "chairing")
    audit.record(
        session,
        by=by,
        action=Action.CONFERENCE_INQUORATE,
        objects=objects_of(conference, at),
        purpose="reconvene",
        basis=basis,
    )
    return conference


def record_own_words(
    session: Session, *, ref: str, strand_id: UUID, own: OwnWords, seen: int | None = None, by: Actor
) -> Conference:
    """The person's own words stand in their record, with who gathered them; choosing not to is recorded as a choice.

    Raises:
        NotAllowed, NotFound, OutOfOrder, Conflict: as for attendance.
        Unprocessable: words without who gathered them, or nothing at all.
    """
    conference, basis = to_record(session, ref, by)
    each = person_at(session, conference, strand_id)
    refuse_stale(each.record.version, seen)
    if not own.words and not own.chose_not:
        raise Unprocessable({"words": ["Enter their own words, or select that they chose not to give any"]})
    if not own.gathered_by:
        raise Unprocessable({"gathered_by": ["Enter who gathered them, or who asked"]})
    each.record.own_words = {name: getattr(own, name) for name in OwnWords.__slots__}
    return recorded(session, conference, by, "own_words", basis, each)


def person_at(session: Session, conference: Conference, strand_id: UUID) -> AtConference:
    """One of the people the conference is about.

    Raises:
        NotFound: they are not.
    """
    found = next((each for each in people_at(session, conference.id) if each.strand.id == strand_id), None)
    if found is None:
        raise NotFound
    return found


def to_record(session: Session, ref: str, by: Actor) -> tuple[Conference, str]:
    """The conference and the basis on which the actor writes its record.

    Raises:
        NotAllowed, NotFound: they neither chair it nor take its minutes.
        OutOfOrder: it is not convened, or has not begun.
    """
    require_any(by, Permission.CONFERENCE_CHAIR, Permission.CONFERENCE_MINUTE)
    conference = get_conference(session, ref)
    basis = require_records(session, by, conference)
    _refuse_not_begun(conference)
    return conference, basis


def _refuse_not_begun(conference: Conference) -> None:
    if conference.state != State.CONVENED.value or conference.starts_at is None:
        raise OutOfOrder("There is no convened meeting to record here.")
    if clock.now() < conference.starts_at:
        raise OutOfOrder("The meeting has not begun. It can be recorded from the time it starts.")


def recorded(
    session: Session, conference: Conference, by: Actor, step: str, basis: str, *about: AtConference
) -> Conference:
    """The leaf of a step of the record, naming whom it is about."""
    objects: list[tuple[str, UUID]] = [("conference", conference.id)]
    for each in about:
        objects += [("strand", each.strand.id), ("person", each.person.id)]
    audit.record(session, by=by, action=Action.CONFERENCE_RECORDED, objects=objects, purpose=step, basis=basis)
    return conference
