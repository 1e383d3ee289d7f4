"""Whom to think of inviting: the people themselves, who lives with them, and who is said to have harmed them, undecided."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hub.actor import Actor
from hub.concerns import Part, parts_of
from hub.conferences.arranging import NewInvitee
from hub.conferences.models import Conference, State
from hub.conferences.naming import called
from hub.conferences.reading import invitees_of, people_at, require_runs


def suggested_invitees(session: Session, conference: Conference, *, by: Actor) -> tuple[NewInvitee, ...]:
    """The list to begin with: those invited already where the meeting moves, else the people of the concern.

    Nobody is written to unless their e-mail was said to be safe; an alleged source of harm is always left to decide.

    Raises:
        NotAllowed, NotFound: the actor does not run this conference.
    """
    require_runs(session, by, conference)
    if conference.state in {State.CONVENED.value, State.INQUORATE.value}:
        return tuple(
            NewInvitee(
                agency=row.agency, role=row.role, name=row.name or "", email=row.email or "", officer_id=row.officer_id,
                attends=row.attends, is_alleged=row.is_alleged, told_how=row.told_how, sees_papers=row.sees_papers,
                why_not=row.why_not or "",
            )
            for row in invitees_of(session, conference.id)
            if row.attends != "no" or row.why_not
        )  # fmt: skip
    at = people_at(session, conference.id)
    themselves = {each.person.id for each in at}
    found: list[NewInvitee] = []
    for concern_id in dict.fromkeys(each.concern.id for each in at):
        for part in parts_of(session, concern_id):
            found.append(_invitee(part, is_subject=part.person.id in themselves))
    return tuple(found)


def _invitee(part: Part, *, is_subject: bool) -> NewInvitee:
    safe = (part.part.contact or {}).get("safe_contact") or {}
    email = part.person.email or "" if safe.get("email") == "yes" else ""
    is_alleged = part.part.role == "alleged"
    relationship = (part.part.relationship_kind or "not_known").replace("_", " ")
    role = "The person the meeting is about" if is_subject else relationship.capitalize()
    return NewInvitee(
        agency="family",
        role="Family member" if role == "Not known" else role,
        name=called(part.person),
        email=email,
        attends="undecided" if is_alleged else "own_choice" if is_subject else "expected",
        is_alleged=is_alleged,
        told_how="secure_mail" if email and not is_alleged else "not_safe",
        sees_papers="none",
    )
