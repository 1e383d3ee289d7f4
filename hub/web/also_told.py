"""What was told besides, in words: each answer of the form under a plain label, the same on every page and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from hub.schemas import choices
from hub.triage import Answer, Told
from hub.web.asking import YES_NO
from hub.web.record_words import SAFE
from hub.web.words import capital_first, told_day

NOT_READ = "could not be read"
HELD = "Held, not shown here"
LABELS = {
    "danger": "Is anyone in immediate danger?",
    "danger_why": "Why they are in danger",
    "one_of_us": "It involves staff, a councillor or a foster carer",
    "happened.when": "When it happened, as told",
    "incident_number": "Police incident number",
    "back_dating_reason": "Why it was keyed late",
    "service.name": "The service it is about",
    "service.kind": "Kind of service",
    "service.address": "Address of the service",
    "responsible_council": "Whose area it is",
    "responsible_council_name": "Which other council",
    "sharing.consent_sought": "Were they asked before this was shared?",
    "sharing.basis": "Legal footing it is shared on",
    "sharing.override_reason": "Why it is shared against their wish",
    "worker_safety.risk": "Could a visit put a worker at risk?",
    "worker_safety.details": "Risk to workers",
    "worker_safety.review_on": "Risk to workers looked at again",
    "jotted": "Said out of turn",
    "warnings": "Warned of when it was sent",
    "received_at": "When we received it",
    "happened.at": "When it happened",
    "immediate_danger.before": "Before what time there is danger",
    "known_as": "Known as",
    "description": "Described as",
    "date_of_birth": "Date of birth",
    "due_on": "Baby due",
    "sex": "Sex",
    "address": "Address",
    "protected_address": "Address, to be kept secret",
    "phone": "Phone",
    "email": "Email",
    "age": "Age as told",
    "age_from": "Age, from",
    "age_to": "Age, to",
    "age_basis": "How the age is known",
    "unborn": "Not born yet",
    "identity_number": "CHI or another number",
    "knows": "Do they know of the concern?",
    "wants": "What they want",
    "safe_to_ask": "Is it safe to ask them?",
    "communication": "How they communicate",
    "who_will_tell": "Who will tell them",
    "why_not": "Why nobody will tell them",
    "referrer.name": "Name",
    "referrer.anonymous": "Name",
    "referrer.job": "Job",
    "referrer.agency": "Organisation",
    "referrer.phone": "Phone",
    "referrer.email": "Email",
    "referrer.confidentiality_told": "Told about confidentiality",
    "referrer.wants_feedback": "Wants to hear what happens",
}
LISTS: Mapping[str, Mapping[str, str]] = {
    "danger": choices.DANGER,
    "one_of_us": YES_NO,
    "service.kind": choices.SERVICE_KINDS,
    "responsible_council": choices.COUNCILS,
    "sharing.consent_sought": YES_NO,
    "sharing.basis": choices.SHARING_BASES,
    "worker_safety.risk": YES_NO,
    "sex": choices.SEXES,
    "age_basis": choices.BASES,
    "unborn": YES_NO,
    "identity_number": {"held": HELD},
    "knows": YES_NO,
    "safe_to_ask": YES_NO,
    "referrer.anonymous": {"true": "Not given"},
    "referrer.confidentiality_told": choices.CONFIDENTIALITY,
    "referrer.wants_feedback": YES_NO,
}
HOW = {
    "observed": "Seen",
    "verified": "Checked",
    "claimed": "Said",
    "told": "Told",
    "held": "From what we hold",
    "not_known": "Not known",
    "not_read": "Told, not used",
}
DAYS = {"worker_safety.review_on", "date_of_birth", "due_on"}


def also_rows(answers: Iterable[Answer]) -> list[tuple[str, str]]:
    """Each answer with its label, in their order."""
    return [(capital_first(each.label or LABELS.get(each.name, each.name)), _words(each)) for each in answers]


def _words(each: Answer) -> str:
    if not each.is_read:
        return f"“{each.value}”: {NOT_READ}"
    words = LISTS.get(each.name, {}).get(each.value, each.value)
    return told_day(words) if each.name in DAYS else words


def ways_words(contact: Iterable[tuple[str, str]], between: str) -> str:
    """Ways of reaching somebody, those of one answer together: "Phone, text: safe"."""
    groups: dict[str, list[str]] = {}
    for way, answer in contact:
        groups.setdefault(SAFE.get(answer, SAFE["not_known"]), []).append(choices.CONTACT_WAYS[way].lower())
    return between.join(capital_first(f"{', '.join(ways)}: {answer}") for answer, ways in groups.items())


def how_known(told: Told) -> str:
    """How a fact is known, and from whom: "Seen by the district nurse"."""
    return f"{HOW[told.how]} by {told.said_by}" if told.said_by and told.how != "not_known" else HOW[told.how]


def fact_rows(facts: Iterable[Told]) -> list[tuple[str, str]]:
    """Each fact with what was told and how it is known: "Injury: Yes (seen)"."""
    return [(capital_first(each.label), capital_first(_value_and_how(each))) for each in facts]


def _value_and_how(told: Told) -> str:
    how = how_known(told)
    return told.value if told.how == "not_known" else f"{told.value} ({how[:1].lower()}{how[1:]})"


def happened_words(at: datetime | None, told: Iterable[Answer], moment: Callable[[datetime], str]) -> str:
    """When it happened: the moment, else what was said of it; empty where nothing was."""
    said = next((each.value for each in told if each.name == "happened.when"), "")
    return moment(at) if at else f"As told: {said}" if said else ""
