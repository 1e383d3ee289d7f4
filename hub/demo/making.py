"""Makes one concern of the synthetic city from a situation and a cast. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from hub.demo import facts, mistakes, narratives, telling
from hub.demo.casting import Cast, alleged, carer_word, parent_word, relationship
from hub.demo.kinds import Kind
from hub.demo.population import Person
from hub.demo.providers import Provider
from hub.demo.situations import PROFESSIONALS, Situation, phrases
from hub.demo.timing import LONDON, as_told, local
from hub.demo.truth import Expected, ToldConcern, Truth

MISTAKEN_SHARE = 0.22
UNKNOWN_SHARE = 0.03
WHO_WORDS = {
    "paid": "a worker",
    "stranger": "somebody not known",
    "unknown": "nobody named",
    "neighbour": "a neighbour",
}


@dataclass(frozen=True, slots=True)
class Occasion:
    """All that is settled before a concern is put into words."""

    kind: Kind
    source: str
    situation: Situation
    cast: Cast
    happened_at: datetime
    received_at: datetime
    incident: str = ""
    repeat: bool = False
    act: bool = False
    marac: bool = False
    marac_repeat: bool = False
    incidents: int = 1
    months_since_marac: int | None = None
    conference: str = ""
    registered: bool = False
    carried_over: bool = False
    provider: Provider | None = None
    unnamed: bool = False

    @property
    def day(self) -> date:
        """The London day it was received."""
        return self.received_at.astimezone(LONDON).date()


def concern(rng: Random, occasion: Occasion, number: int) -> ToldConcern:
    """The concern put into words, with its truth."""
    cast, situation, day = occasion.cast, occasion.situation, occasion.day
    harmer, harmer_as = alleged(rng, cast, situation.alleged, day)
    sheet = _sheet(rng, occasion, harmer_as)
    people, ids, slips = _people(rng, occasion, sheet, harmer)
    told = _document(rng, occasion, sheet)
    named = bool(people and people[0].get("forename"))
    full_name = f"{cast.first.forename} {people[0].get('surname', cast.first.surname)}" if named or cast.due_on else ""
    told["narrative"] = _narrative(rng, occasion, harmer, harmer_as, full_name)
    told["people"] = people
    found_out = tuple(_found_out(people, ids))
    truth = Truth(
        kind=occasion.kind.name, situation=situation.name, household=cast.household.number, people=tuple(ids),
        expected=_expected(occasion), service=_service(occasion), incident=occasion.incident, repeat=occasion.repeat, mistakes=tuple(slips),
        act=occasion.act, marac=occasion.marac, marac_repeat=occasion.marac_repeat, conference=occasion.conference,
        carried_over=occasion.carried_over, found_out=found_out,
    )  # fmt: skip
    keyed_at = occasion.received_at + timedelta(minutes=0 if told["channel"] in {"web", "police_report"} else 9)
    return ToldConcern(number, told, occasion.received_at, keyed_at, truth)


def _found_out(people: list[dict[str, Any]], ids: list[str]) -> Iterator[tuple[str, str, Any]]:
    """What is true of them and not asked at receipt is taken out of what is told, for an officer to find out."""
    for told, someone in zip(people, ids, strict=True):
        stated = told.get("facts", {})
        for fact in sorted(facts.FOUND_OUT & stated.keys()):
            yield someone, fact, stated.pop(fact)


def _sheet(rng: Random, occasion: Occasion, harmer_as: str) -> facts.Sheet:
    """The facts stated; the source leaves some of them unsaid."""
    cast, situation, sheet = occasion.cast, occasion.situation, facts.Sheet()
    sheet.add({sign: value for sign, value in situation.facts.items() if value is False or rng.random() < 0.9})
    sheet.harmed(situation.harms)
    sheet.caused_by(harmer_as)
    if rng.random() < 0.8:
        sheet.children_live_there(bool(cast.household.children_on(occasion.day)))
    if occasion.kind.about == "adult":
        sheet.lives_with(cast.first.condition if rng.random() < 0.85 else "")
    if occasion.kind.about == "domestic":
        answers = rng.randint(14, 21) if occasion.marac and rng.random() < 0.8 else rng.randint(1, 12)
        sheet.domestic(
            yes_answers=answers, incidents=occasion.incidents, months_since_marac=occasion.months_since_marac
        )
    if cast.due_on:
        sheet.pregnancy(_weeks(cast.due_on, occasion.day))
    if rng.random() < 0.6:
        sheet.place({"care_home": "care_home"}.get(occasion.source, "home"))
    return sheet


def _weeks(due_on: date, day: date) -> int:
    return 40 - (due_on - day).days // 7


def _people(
    rng: Random, occasion: Occasion, sheet: facts.Sheet, harmer: Person | None
) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """Everybody named, their ids in the same order, and the slips made; nobody where residents are unnamed."""
    if occasion.unnamed:
        return [], [], []
    cast, people, ids = occasion.cast, list[dict[str, Any]](), list[str]()
    if cast.due_on and cast.mother:
        people.append(telling.unborn(cast.due_on, cast.mother) | {"facts": dict(sheet.subject)})
        ids.append(f"{cast.mother.id}-due-{cast.due_on.isoformat()}")
    at_home = bool(harmer and not harmer.elsewhere)
    for someone, role in _entries(cast, harmer):
        people.append(_entry(rng, occasion, sheet, someone, role, danger_at_home=at_home))
        ids.append(someone.id)
    return people, ids, _slips(rng, occasion, people, ids)


def _entries(cast: Cast, harmer: Person | None) -> Iterator[tuple[Person, str]]:
    """Everybody already born, with the role they are told in."""
    yield from ((one, "subject") for one in cast.subjects)
    if cast.mother:
        yield cast.mother, "household"
    yield from ((one, "household") for one in cast.others if one is not harmer)
    if harmer:
        yield harmer, "alleged"


def _entry(
    rng: Random, occasion: Occasion, sheet: facts.Sheet, someone: Person, role: str, *, danger_at_home: bool
) -> dict[str, Any]:
    """One person as told, before any slip."""
    cast, day = occasion.cast, occasion.day
    first = cast.first if cast.due_on else cast.subjects[0]
    told = telling.person(rng, someone, role, occasion.source, first)
    telling.guessed_age(rng, told, someone, day)
    if role == "subject":
        told |= _where_they_live(occasion)
        told["facts"] = _subject_facts(occasion, sheet, someone)
        telling.voice(rng, told, someone, grown=someone.age_on(day) >= 16, danger_at_home=danger_at_home)
    return told


def _where_they_live(occasion: Occasion) -> dict[str, str]:
    """The address of a care home, for those whom it tells us about."""
    if occasion.source != "care_home" or not occasion.provider:
        return {}
    home = occasion.provider.home
    return {"address": f"{occasion.provider.name}, {home.address}", "postcode": home.postcode}


def _service(occasion: Occasion) -> str:
    return occasion.provider.id if occasion.provider and telling.service(occasion.provider) else ""


def _subject_facts(occasion: Occasion, sheet: facts.Sheet, someone: Person) -> dict[str, Any]:
    if someone is occasion.cast.subjects[0] and not occasion.cast.due_on:
        return dict(sheet.subject)
    return facts.child_beside(occasion.situation.facts)


def _slips(rng: Random, occasion: Occasion, people: list[dict[str, Any]], ids: list[str]) -> list[str]:
    """Some people are written down wrongly; a few first subjects are not named at all."""
    if (occasion.source not in PROFESSIONALS and rng.random() < 0.2) or rng.random() < UNKNOWN_SHARE / 2:
        _unname(rng, people[0], occasion)
        return ["unnamed"]
    if rng.random() > MISTAKEN_SHARE:
        return []
    everyone = {one.id: one for one in occasion.cast.household.people}
    able = [nth for nth, someone in enumerate(ids) if someone in everyone]
    chosen = {able[0], rng.choice(able)} if rng.random() < 0.3 else {able[0]}
    slips = [mistakes.slip(rng, people[nth], everyone[ids[nth]], occasion.cast.household) for nth in sorted(chosen)]
    for nth in chosen:
        telling.guessed_age(rng, people[nth], everyone[ids[nth]], occasion.day)
    return slips


def _unname(rng: Random, told: dict[str, Any], occasion: Occasion) -> None:
    for key in ("forename", "surname", "known_as", "date_of_birth", "identity_number", "phone", "email"):
        told.pop(key, None)
    girl, boy, woman, man, *_rest = phrases()["descriptions"]
    someone = occasion.cast.first
    if not occasion.cast.due_on:
        telling.guessed_age(rng, told, someone, occasion.day)
    young = someone.age_on(occasion.day) < 18
    told["description"] = (girl if young else woman) if told.get("sex") == "female" else (boy if young else man)


def _document(rng: Random, occasion: Occasion, sheet: facts.Sheet) -> dict[str, Any]:
    """The document but for its narrative and its people."""
    urgency, provider = occasion.situation.urgency, occasion.provider
    told: dict[str, Any] = {
        "channel": telling.CHANNELS.get(occasion.source, rng.choice(("phone", "phone", "web", "in_person", "letter"))),
        "received_at": local(occasion.received_at),
        "happened": {"when": as_told(rng, occasion.happened_at), "at": local(occasion.happened_at)},
        "immediate_danger": _danger(rng, urgency),
        "one_of_us": "not_known" if rng.random() < 0.2 else "yes" if rng.random() < 0.004 else "no",
        "responsible_council": "other" if rng.random() < 0.015 else "dundee",
        "referrer": telling.referrer(rng, occasion.source, provider),
        "sharing": telling.sharing(rng, occasion.source),
        "facts": dict(sheet.concern),
        "household": dict(sheet.household),
    }
    if occasion.incident:
        told["incident_number"] = occasion.incident
    if told["responsible_council"] == "other":
        told["responsible_council_name"] = "Neighbouring council (synthetic)"
    if found := telling.service(provider):
        told["service"] = found
    if safety := telling.worker_safety(rng, occasion.cast.household, occasion.day):
        told["worker_safety"] = safety
    return told


def _danger(rng: Random, urgency: str) -> dict[str, str]:
    chance = rng.random()
    if urgency == "act_now" and chance < 0.8:
        return {"answer": "yes", "why": "The person alleged can reach them tonight."}
    if urgency == "same_day" and chance < 0.05:
        return {"answer": "later", "why": "Going home at the end of the day."}
    return {"answer": "no" if chance < 0.8 else "not_known"}


def _narrative(rng: Random, occasion: Occasion, harmer: Person | None, harmer_as: str, full_name: str) -> str:
    cast, day, provider = occasion.cast, occasion.day, occasion.provider
    first = cast.first
    children = [f"{one.forename} ({one.age_on(day)})" for one in cast.household.children_on(day)]
    words = {
        "name": first.forename if full_name else "a resident" if occasion.unnamed else "this person",
        "alleged": _alleged_words(harmer, harmer_as, first),
        "alleged_word": parent_word(harmer),
        "carer": carer_word(cast, day),
        "place": cast.household.home.address,
        "service": provider.name if provider else "the service",
        "amount": narratives.amount(rng),
        "weeks": str(_weeks(cast.due_on, day)) if cast.due_on else "",
        "children": narratives.children_seen(children) if occasion.kind.about == "domestic" else "",
    }
    return narratives.narrative(rng, occasion.situation, occasion.source, words, full_name=full_name or words["name"])


def _alleged_words(harmer: Person | None, harmer_as: str, first: Person) -> str:
    if harmer is None:
        return WHO_WORDS.get(harmer_as, "a relative")
    return f"{harmer.forename} ({relationship(harmer, first).replace('_', '-')})"


def _expected(occasion: Occasion) -> tuple[Expected, ...]:
    """What is expected for each subject: the situation's for the first, what follows for others; unnamed residents: none."""
    situation, cast = occasion.situation, occasion.cast
    if occasion.unnamed:
        return ()
    first_id = f"{cast.first.id}-due-{cast.due_on.isoformat()}" if cast.due_on else cast.subjects[0].id
    confers = occasion.conference
    first = Expected(first_id, situation.routes, situation.urgency, confers, occasion.registered)
    rest = cast.subjects if cast.due_on else cast.subjects[1:]
    return (first, *(_beside(occasion, someone) for someone in rest))


def _beside(occasion: Occasion, someone: Person) -> Expected:
    if occasion.conference == "child_protection" and not occasion.cast.due_on:
        return Expected(someone.id, ("cp_ird",), occasion.situation.urgency, occasion.conference, occasion.registered)
    route = "cp_ird" if occasion.situation.routes[0] == "cp_ird" and not occasion.cast.due_on else "cp_wellbeing"
    if occasion.situation.routes[0] in {"info_only", "needs_information"} and occasion.kind.about == "child":
        route = "info_only"
    return Expected(someone.id, (route,), "same_day" if route == "cp_ird" else "five_working_days")
