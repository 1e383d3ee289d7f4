"""Whether somebody like this is held already: counted when a person is saved, looked at only on its own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub import front_door
from hub.actor import Actor
from hub.db import reading
from hub.people import NewPerson
from hub.schemas.loading import Mistakes, load_concern
from hub.web.logging_concern.document import document
from hub.web.logging_concern.typing_in import UNSAID
from hub.web.logging_concern.writing import Writing, save, writing


def person_told(now: Writing, number: str) -> NewPerson | None:
    """The person as far as they were told; None where nothing about them can be read."""
    alone = {**now.sections, "people": {"order": [number]}}
    told = {"narrative": UNSAID, "people": document(alone, now.catalogue)["people"]}
    try:
        people = load_concern(told, now.catalogue, strict=False).people
    except Mistakes:
        return None
    return people[0] if people else None


def said_of(now: Writing, number: str) -> dict[str, Any]:
    """What was said so far of this person's possible matches."""
    return now.answers(f"match-{number}")


def denied(now: Writing, number: str) -> tuple[UUID, ...]:
    """The records said not to be this person."""
    told = said_of(now, number).get("people", {}).get(number, {})
    return tuple(UUID(each) for each in told.get("not_same", ()))


def note_matches(draft_id: UUID, number: str, by: Actor) -> int:
    """How many records may be this person and are not settled yet; the draft remembers it for its list."""
    now = writing(draft_id, by)
    told, said = person_told(now, number), said_of(now, number)
    if told is None or told.role == "alleged" or said.get("_said"):
        return 0
    with reading() as session:
        found = front_door.find_candidates(session, told, but_not=denied(now, number))
    shown = sum(not each.is_restricted for each in found)
    if found or said:
        save(draft_id, f"match-{number}", {**said, "_count": shown}, version=now.version(f"match-{number}"), by=by)
    return len(found)
