"""The questions of each section of the full form, one tight group a page; what is folded is there for when it comes up."""

from __future__ import annotations

from hub import clock
from hub.schemas import choices
from hub.schemas.moments import read_moment
from hub.schemas.questions import questions_asked
from hub.web import forms
from hub.web.asking import YES_NO, Asking, Field, Group
from hub.web.logging_concern.writing import Writing

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
    """When it happened, when we received it, and how; open where the time we received it could not be read."""
    received = str(forms.get(ask.typed, "received_at") or "").strip()
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
            is_open=bool(received) and read_moment(received, now=clock.now()) is None,
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
