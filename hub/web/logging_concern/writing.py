"""The draft that somebody is writing, as its pages read it, and the one place where a section of it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hub import drafts, front_door, rulebook
from hub.actor import Actor
from hub.db import reading, transaction
from hub.drafts import Kept, Mark
from hub.front_door import Alarm
from hub.schemas import choices
from hub.schemas.moments import read_moment_to_come
from hub.schemas.questions import Catalogue
from hub.web.logging_concern.document import facts_told, people_order, typed_document
from hub.web.signed_in import settings_now

ALARMING = {"yes", "later"}


@dataclass(frozen=True, slots=True)
class Writing:
    """One draft with what was typed so far."""

    id: UUID
    form: str
    danger: str
    is_sealed: bool
    started_at: datetime
    touched_at: datetime
    kept: Mapping[str, Kept]
    catalogue: Catalogue
    alarm: Alarm | None
    send_once_key: str = ""

    @property
    def sections(self) -> dict[str, dict[str, Any]]:
        """What was typed, by section."""
        return {name: each.answers for name, each in self.kept.items()}

    @property
    def typed(self) -> dict[str, Any]:
        """Everything typed as one document."""
        return typed_document(self.sections)

    @property
    def people(self) -> tuple[str, ...]:
        """The people, as the form numbers them."""
        return people_order(self.sections)

    def person(self, number: str) -> dict[str, Any]:
        """What was typed about one person."""
        found: dict[str, Any] = self.typed["people"].get(number, {})
        return found

    def facts_of(self, number: str) -> dict[str, Any]:
        """What is stated so far about one person and their home."""
        return facts_told(number, self.sections, self.catalogue)

    def answers(self, section: str) -> dict[str, Any]:
        """What was typed in one section."""
        return dict(self.kept[section].answers) if section in self.kept else {}

    def version(self, section: str) -> int:
        """The version a page of this section saves against."""
        return self.kept[section].version if section in self.kept else 0


class AlreadySent(Exception):
    """The draft was sent already: under this reference."""

    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__("the draft was sent already")


def writing(draft_id: UUID, by: Actor) -> Writing:
    """The officer's own open draft.

    Raises:
        NotAllowed, NotFound: no open draft of theirs.
        AlreadySent: it is a concern by now.
    """
    with reading() as session:
        if sent := drafts.find_sent(session, draft_id, by=by):
            raise AlreadySent(sent)
        draft = drafts.get_draft(session, draft_id, by=by)
        return Writing(
            id=draft.id,
            form=draft.form,
            danger=draft.danger,
            is_sealed=draft.sealed_from_start,
            started_at=draft.started_at,
            touched_at=draft.touched_at,
            kept=drafts.load_sections(session, draft),
            catalogue=rulebook.active_pack(session).facts,
            alarm=front_door.alarm_of_draft(session, draft.id),
            send_once_key=str(draft.send_once_key),
        )


def save(
    draft_id: UUID, section: str, answers: Mapping[str, Any], *, version: int, by: Actor, is_autosave: bool = False
) -> int:
    """The section is saved, and what it says of the whole draft with it: its label, danger, "one of us". Its new version.

    Danger alerts at once, but not from an autosave: a slip of the finger is put right before anybody is called.

    Raises:
        NotAllowed, NotFound, Conflicting: see `drafts.save_section`.
    """
    mark = _mark(section, answers)
    with transaction() as session:
        draft = drafts.get_draft(session, draft_id, by=by)
        said_before = draft.danger
        saved = drafts.save_section(session, draft, section, answers, version=version, mark=mark, by=by)
        if mark.danger is not None and {mark.danger, said_before} & ALARMING and not is_autosave:
            front_door.say_danger(
                session,
                draft,
                answer=mark.danger or "not_known",
                before=read_moment_to_come(str(answers["immediate_danger"].get("before") or ""), now=draft.started_at),
                by=by,
                rung_minutes=settings_now().danger_minutes,
            )
        return saved


def _mark(section: str, answers: Mapping[str, Any]) -> Mark:
    told = typed_document({section: answers})["people"].get("0", {}) if section in {"person-0", "quick"} else {}
    return Mark(
        label=name_of(told) if told else None,
        danger=_danger(answers.get("immediate_danger")),
        sealed=answers["one_of_us"] == "yes" if "one_of_us" in answers else None,
    )


def _danger(said: Any) -> str | None:
    """The answer if it is one of those offered, else empty; None where the section does not ask."""
    if not isinstance(said, Mapping):
        return None
    answer = said.get("answer")
    return answer if answer in choices.DANGER else ""


def name_of(person: Mapping[str, Any]) -> str:
    """What a person is called in lists and headings; empty where nothing was said."""
    whole = " ".join(str(person.get(part) or "").strip() for part in ("forename", "surname")).strip()
    other = str(person.get("known_as") or person.get("description") or "").strip()
    return whole or other or ("Unborn baby" if person.get("unborn") else "")
