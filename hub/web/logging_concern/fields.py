"""The questions of each section of the full form, one tight group a page; what is folded is there for when it comes up."""

from __future__ import annotations

from collections.abc import Iterable

from hub.schemas import choices
from hub.schemas.questions import Fact, questions_asked
from hub.web.asking import YES_NO, Asking, Field, Group
from hub.web.logging_concern.writing import Writing, name_of

CALLER_CHANNELS = {name: words for name, words in choices.CHANNELS.items() if name != "api"}


def danger(ask: Asking) -> tuple[Group, ...]:
    """Danger first, and whether it involves one of us, which seals from here on."""
    answer = ask.radios(
        "immediate_danger-answer", "Is anyone in immediate danger?", choices.DANGER, size="m", inline=False
    )
    why = ask.text("immediate_danger-why", "Why", hint="Where everybody is now, and who may reach them.")
    before = ask.text("immediate_danger-before", "Before what time?", hint="For example, 3:05pm", width="10")
    for item in answer["items"]:
        item["fields"] = [before, why] if item["value"] == "later" else []
    us = ask.radios(
        "one_of_us",
        "Does it involve one of us?",
        YES_NO,
        hint="Council staff, a councillor or a foster carer. “Yes” closes it to everybody but the named senior manager, from now on.",
    )
    return (Group((answer,)), Group((us,)))


def told(ask: Asking) -> tuple[Group, ...]:
    """What was said, as it was said."""
    words = ask.text(
        "narrative",
        "What did they see, hear or get told?",
        type="textarea",
        rows=12,
        hint="In their words. Say who saw it, who heard it, who was told. A few words are enough to send.",
    )
    return (Group((words,)),)


def when(ask: Asking) -> tuple[Group, ...]:
    """When it happened, when we received it, and how."""
    return (
        Group(
            (
                ask.text(
                    "happened-when", "When did it happen?", hint="As told. For example, last night, or 23 11 9:40pm"
                ),
                ask.text("incident_number", "Police incident number, if there is one", width="20"),
            )
        ),
        Group(
            (
                ask.select("channel", "How did it reach us?", CALLER_CHANNELS),
                ask.text(
                    "received_at",
                    "When did we receive it?",
                    hint="Leave empty for the time this was started. For example, yesterday 4:30pm",
                    width="20",
                ),
                ask.text(
                    "back_dating_reason", "Why is it keyed late?", hint="Needed when it came in more than a day ago."
                ),
            ),
            title="How and when we received it",
            folded=True,
        ),
    )


def about(ask: Asking, writing: Writing) -> tuple[Group, ...]:
    """The facts of the incident and of the home."""
    people = [writing.facts_of(number) for number in writing.people]
    catalogue = writing.catalogue
    first: list[Field] = []
    later: list[Field] = []
    for scope, place in (("concern", "facts"), ("household", "household")):
        for fact in questions_asked(catalogue, scope=scope, asked="full", told=people):
            (first if "quick" in fact.asked else later).append(ask.fact(fact, place))
    return (Group(tuple(first)), Group(tuple(later), title="More, if it was said", folded=True))


def place(ask: Asking) -> tuple[Group, ...]:
    """A service it is about, and whose area it is."""
    return (
        Group(
            (
                ask.text(
                    "service-name",
                    "Name of the service",
                    hint="A care home, ward or provider. Residents need no names.",
                ),
            )
        ),
        Group(
            (
                ask.select("service-kind", "What kind of service is it?", choices.SERVICE_KINDS),
                ask.text("service-address", "Its address"),
                ask.radios("responsible_council", "Whose area is it?", choices.COUNCILS),
                ask.text("responsible_council_name", "Which other council?"),
            ),
            title="More about the service, or another council’s area",
            folded=True,
        ),
    )


def caller(ask: Asking) -> tuple[Group, ...]:
    """Who told us; kept apart from the people it is about."""
    return (
        Group(
            (
                ask.select("referrer-kind", "Who are they?", choices.SOURCES),
                ask.text("referrer-name", "Name", autocomplete="off"),
                ask.text("referrer-job", "Job or role"),
                ask.text("referrer-agency", "Agency, school or firm"),
                ask.text("referrer-phone", "Phone", width="20", type="tel", autocomplete="off"),
            )
        ),
        Group(
            (
                ask.text("referrer-email", "Email", type="email", autocomplete="off"),
                ask.checkboxes(
                    "referrer-anonymous", "Name", {"true": "They gave no name, or do not want it written down"}
                ),
                ask.radios("referrer-wants_feedback", "Do they want to hear what happens?", YES_NO),
            ),
            title="Email, no name, hearing what happens",
            folded=True,
        ),
    )


def sharing(ask: Asking) -> tuple[Group, ...]:
    """What the caller was told of confidentiality, and on what footing this is shared."""
    return (
        Group(
            (
                ask.radios(
                    "referrer-confidentiality_told",
                    "What did you tell them about confidentiality?",
                    choices.CONFIDENTIALITY,
                    hint="It can never be promised: a court may ask.",
                    inline=False,
                ),
            )
        ),
        Group(
            (
                ask.radios("sharing-consent_sought", "Was the person asked before this was shared?", YES_NO),
                ask.select("sharing-basis", "On what legal footing is it shared?", choices.SHARING_BASES),
                ask.text("sharing-override_reason", "If it is shared against their wish, why", type="textarea", rows=3),
            ),
            title="Consent, and the footing it is shared on",
            folded=True,
        ),
    )


def visits(ask: Asking) -> tuple[Group, ...]:
    """What could put a worker at risk, and when that is looked at again."""
    risk = ask.radios("worker_safety-risk", "Could a visit put a worker at risk?", YES_NO)
    details = ask.text(
        "worker_safety-details", "What is the risk?", type="textarea", rows=3, hint="Dogs, weapons, who may be there."
    )
    review = ask.date("worker_safety-review_on", "When is this warning looked at again?", hint="For example, 22 5 2027")
    for item in risk["items"]:
        item["fields"] = [details, review] if item["value"] == "yes" else []
    return (Group((risk,)),)


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


_TITLES = {"immediate_safety": "Safety today", "people": "About them", "what_happened": "What happened"}


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
