"""The questions about one person: who they are, what happened to them, what they know and want, how to reach them safely."""

from __future__ import annotations

from collections.abc import Iterable

from hub.schemas import choices
from hub.schemas.questions import Fact, questions_asked
from hub.web.asking import YES_NO, Asking, Field, Group
from hub.web.logging_concern.writing import Writing, name_of


def who(ask: Asking, number: str) -> tuple[Group, ...]:
    """Who one person is, as far as anybody knows."""
    at = f"people-{number}"
    return (
        Group(
            (
                ask.text(f"{at}-forename", "First name", autocomplete="off", spellcheck=False),
                ask.text(f"{at}-surname", "Surname", autocomplete="off", spellcheck=False),
            ),
            pair=True,
        ),
        Group(
            (
                ask.text(
                    f"{at}-date_of_birth",
                    "Date of birth",
                    hint="As far as it is known: 27 3 2015, or March 2015",
                    width="20",
                ),
            )
        ),
        Group(
            (
                ask.text(f"{at}-age_from", "Or an estimated age: from", hint="Years", width="3", inputmode="numeric"),
                ask.text(
                    f"{at}-age_to",
                    "Estimated age: to",
                    hint="The same, if it is one number",
                    width="3",
                    inputmode="numeric",
                ),
            ),
            pair=True,
        ),
        Group(
            (
                ask.text(f"{at}-address", "Address", autocomplete="off"),
                ask.text(f"{at}-postcode", "Postcode", autocomplete="off"),
            ),
            pair=True,
        ),
        Group(_more_of(ask, at), title="No name, other names, sex, phone, unborn baby, and more", folded=True),
    )


def _more_of(ask: Asking, at: str) -> tuple[Field, ...]:
    return (
        ask.text(f"{at}-known_as", "Known as"),
        ask.text(
            f"{at}-description", "If there is no name, describe them", hint="For example, girl in a green school coat"
        ),
        ask.radios(f"{at}-age_basis", "How is the age known?", choices.BASES, inline=False),
        ask.radios(f"{at}-sex", "Sex", choices.SEXES, inline=False),
        ask.select(f"{at}-relationship", "What are they to the first person?", choices.RELATIONSHIPS),
        ask.select(f"{at}-role", "What part do they have?", choices.ROLES),
        ask.checkboxes(f"{at}-unborn", "Unborn baby", {"true": "This is a baby not yet born"}),
        ask.date(f"{at}-due_on", "When is the baby due?", hint="For example, 14 2 2027"),
        ask.checkboxes(f"{at}-address_protected", "Address", {"true": "The address must be kept secret"}),
        ask.text(f"{at}-phone", "Phone", width="20", autocomplete="off"),
        ask.text(f"{at}-email", "Email", autocomplete="off"),
        ask.text(f"{at}-identity_number", "CHI or another number", width="20", autocomplete="off", spellcheck=False),
    )


def what(ask: Asking, writing: Writing, number: str) -> tuple[Group, ...]:
    """What happened to one person: the questions the rules ask first, then what may have been said besides."""
    at = f"people-{number}"
    asked = questions_asked(writing.catalogue, scope="subject", asked="full", told=[writing.facts_of(number)])
    first = tuple(ask.fact(fact, f"{at}-facts") for fact in asked if "quick" in fact.asked)
    basis = ask.radios(f"{at}-facts_basis", "How are these things known?", choices.BASES, inline=False)
    return (
        Group(first),
        *_by_section(ask, asked, at),
        Group((basis,), title="How these things are known", folded=True),
    )


_TITLES = {
    "immediate_safety": "More on safety today, if it was said",
    "people": "More about them, if it was said",
    "what_happened": "More on what happened, if it was said",
}


def _by_section(ask: Asking, asked: Iterable[Fact], at: str) -> list[Group]:
    later = [fact for fact in asked if "quick" not in fact.asked]
    return [
        Group(
            tuple(ask.fact(fact, f"{at}-facts") for fact in later if fact.section == section), title=title, folded=True
        )
        for section, title in _TITLES.items()
        if any(fact.section == section for fact in later)
    ]


def wishes(ask: Asking, writing: Writing) -> tuple[Group, ...]:
    """For each person: do they know, what do they want, and which ways of contact are safe."""
    groups: list[Group] = []
    for number in writing.people:
        person = writing.person(number)
        if person.get("role") == "alleged":
            continue
        name = name_of(person) or "the person not named yet"
        groups.append(_knows(ask, f"people-{number}", name))
        groups.append(Group(_safe(ask, f"people-{number}"), title=f"Which ways of contact are safe for {name}?", folded=True,
                            words="Not known means that nobody writes, texts or rings."))  # fmt: skip
    return tuple(groups)


def _knows(ask: Asking, at: str, name: str) -> Group:
    return Group(
        (
            ask.radios(f"{at}-knows", f"Does {name} know that we were told?", YES_NO),
            ask.text(
                f"{at}-wants", "What do they want to happen?", type="textarea", rows=2, hint="In their own words."
            ),
        ),
        title=name,
    )


def _safe(ask: Asking, at: str) -> tuple[Field, ...]:
    ways = (ask.radios(f"{at}-safe_contact-{way}", words, YES_NO) for way, words in choices.CONTACT_WAYS.items())
    return (
        *ways,
        ask.radios(f"{at}-safe_to_ask", "Is it safe to ask them about this?", YES_NO),
        ask.text(f"{at}-communication", "How do they communicate?", hint="Language, interpreter, signs, aids."),
        ask.text(f"{at}-who_will_tell", "Who will tell them?"),
        ask.text(f"{at}-why_not", "If nobody will, why not?"),
    )
