"""The sections of the full form: their addresses, titles and questions, and how far each is in words for a call."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from hub import clock
from hub.errors import NotFound
from hub.people import read_date
from hub.schemas import choices
from hub.web import forms
from hub.web.asking import Asking, Group
from hub.web.logging_concern import fields, person_fields
from hub.web.logging_concern.writing import Writing, name_of

NOBODY = "Person not named yet"
Make = Callable[[Asking, Writing], tuple[Group, ...]]


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the form. `core` are the names whose answers make it "Answered"; `number` is whose page it is."""

    id: str
    title: str
    caption: str
    make: Make
    number: str = ""

    def groups(self, ask: Asking, writing: Writing) -> tuple[Group, ...]:
        """The page's questions, filled."""
        return self.make(ask, writing)

    def core(self, writing: Writing) -> tuple[str, ...]:
        """The names of the questions that are not folded."""
        groups = self.groups(Asking({}), writing)
        return tuple(each["name"] for group in groups if not group.folded for each in group.fields)


_SHARED = (
    Section("danger", "Immediate danger", "Log a concern", lambda ask, _: fields.danger(ask)),
    Section("told", "What the caller saw, heard or was told", "What happened", lambda ask, _: fields.told(ask)),
    Section("when", "When it happened and when we received it", "What happened", lambda ask, _: fields.when(ask)),
    Section("about", "About the incident and the home", "What happened", fields.about),
    Section("place", "A service, or another council’s area", "What happened", lambda ask, _: fields.place(ask)),
    Section("wishes", "What each person wants and knows", "What happened", person_fields.wishes),
    Section("caller", "Name, role and how to reach them", "The caller", lambda ask, _: fields.caller(ask)),
    Section("sharing", "Confidentiality and sharing", "The caller", lambda ask, _: fields.sharing(ask)),
    Section("visits", "Risks to staff", "Before anyone visits", lambda ask, _: fields.visits(ask)),
)
SHARED = {section.id: section for section in _SHARED}


def find_section(section_id: str, writing: Writing) -> Section:
    """The section of this name in this draft.

    Raises:
        NotFound: there is none, or nobody of that number.
    """
    if section_id in SHARED:
        return SHARED[section_id]
    kind, _, number = section_id.partition("-")
    if number not in writing.people or kind not in {"person", "what"}:
        raise NotFound
    return person_section(number, writing) if kind == "person" else what_section(number, writing)


def person_section(number: str, writing: Writing) -> Section:
    """Who one person is."""
    return Section(
        f"person-{number}", heading(writing, number), "People", lambda ask, _: person_fields.who(ask, number), number
    )


def what_section(number: str, writing: Writing) -> Section:
    """What happened to one person."""
    title = f"What happened to {name_of(writing.person(number)) or 'the person not named yet'}"
    return Section(
        f"what-{number}", title, "What happened", lambda ask, its: person_fields.what(ask, its, number), number
    )


def heading(writing: Writing, number: str) -> str:
    """The person's name, or that there is none yet."""
    return name_of(writing.person(number)) or NOBODY


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a section is: words, the tag's colour (empty for plain words), and how many questions have no answer."""

    words: str
    kind: str
    left: int


def progress(section: Section, writing: Writing) -> Progress:
    """Answered, so many left, not asked yet; "Asked: not known" is a real answer and counts as done."""
    typed = writing.typed
    answers = [forms.get(typed, name) for name in section.core(writing)]
    left = sum(answer in (None, "", [], {}) for answer in answers)
    if left == len(answers):
        return Progress("Not asked yet", "blue", left)
    if section.id.startswith(("person-", "caller", "when", "place")):
        return Progress("Answered", "", 0)  # texts that need not all be there: a name alone is an answer
    if left:
        return Progress(f"{left} question{'s' if left > 1 else ''} left", "light-blue", left)
    if all(answer in ("not_known", ["not_known"]) for answer in answers):
        return Progress("Asked: not known", "grey", 0)
    return Progress("Answered", "", 0)


def hint_of(person: dict[str, Any]) -> str:
    """A person in a line: relationship, age or date of birth, and that it is estimated."""
    relation = choices.RELATIONSHIPS.get(str(person.get("relationship") or ""), "")
    low, high = (_without_about(str(person.get(name) or "")) for name in ("age_from", "age_to"))
    born = date_in_words(str(person.get("date_of_birth") or "").strip())
    age = (
        f"born {born}"
        if born
        else f"about {low or high}"
        if low == high or not (low and high)
        else f"about {low} to {high}"
    )
    parts = [relation if person.get("relationship") != "not_known" else "", age if (born or low or high) else ""]
    return capital(", ".join(each for each in parts if each)) or "Age not known"


def date_in_words(told: str) -> str:
    """A whole date as dates are written here, "7 June 1982"; anything else as it was told."""
    read = read_date(told, on=clock.today())
    return read.in_words() if read and read.is_whole else told


def _without_about(told: str) -> str:
    """The age without the "about" that is said of it anyway."""
    return re.sub(r"^(?:about|around|approx\.?|approximately)\s+", "", told.strip(), flags=re.IGNORECASE)


def capital(words: str) -> str:
    """With a capital first letter."""
    return words[:1].upper() + words[1:]


def subjects(writing: Writing) -> Iterable[str]:
    """The numbers of everybody the questions are asked about: all but an alleged source of harm."""
    return (number for number in writing.people if writing.person(number).get("role") != "alleged")
