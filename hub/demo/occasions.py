"""Settles what a concern is about before it is put into words: household, cast, situation, times. Pure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from hub.demo import telling, timing
from hub.demo.casting import CASTS, Cast
from hub.demo.kinds import ADULT_PROTECTION, BY_NAME, MAY_CONFER, Kind
from hub.demo.making import Occasion
from hub.demo.memory import Memory
from hub.demo.population import City
from hub.demo.providers import Provider
from hub.demo.situations import Situation, situation, situations

CHILDREN_TOO = 0.28
REPORTED_AGAIN = 0.04
CONFER_CHANCE = {"child": 0.12, "police_child": 0.1, "unborn": 0.35}
UNNAMED_RESIDENTS = 0.06
SAME_HOME = 0.45


def occasions(rng: Random, city: City, memory: Memory, kind: Kind, day: date) -> list[Occasion]:
    """One occasion of the kind on the day, and a second where two reports share one police incident."""
    cast, repeat = _cast(rng, city, memory, kind, day)
    settled = _settled(rng, memory, kind, cast, day)
    if not settled.marac:
        memory.meet(kind.about, cast.household.number)
    first = replace(settled, repeat=repeat)
    if kind.name == "police_domestic" and len(cast.subjects) > 1 and rng.random() < CHILDREN_TOO:
        return [first, _children_too(rng, memory, first)]
    if kind.name in {"police_adult", "police_distress"} and not first.act and rng.random() < REPORTED_AGAIN:
        memory.comes_early(kind.name)
        if kind.name in ADULT_PROTECTION:
            memory.act.falls()
        return [first, replace(first, received_at=_later(rng, first.received_at), repeat=True)]
    return [first]


def _cast(rng: Random, city: City, memory: Memory, kind: Kind, day: date) -> tuple[Cast, bool]:
    """A household with people who fit the kind, met before about as often as the kind repeats."""
    while True:
        number = memory.met_before(kind.about, rng) if rng.random() < kind.repeats else None
        household = city.some_household(rng, kind.shapes) if number is None else city.household(number)
        cast = CASTS[kind.about](rng, household, day)
        if cast and cast.first.age_on(day) >= kind.min_age:
            return cast, number is not None


def _settled(rng: Random, memory: Memory, kind: Kind, cast: Cast, day: date) -> Occasion:
    source = _fitting(kind.sources.throw(rng), cast.first.age_on(day), kind)
    marks = _marks(rng, memory, kind, cast, day)
    chosen = situation(
        rng, kind.situations, level=_level(kind, marks), age=cast.first.age_on(day),
        condition=_condition(cast), source=source,
    )  # fmt: skip
    happened, received = _times(rng, kind, chosen, day)
    incident = memory.next_incident(day) if source == "police" else ""
    provider = _provider(rng, memory, source, cast.first.age_on(day))
    return replace(
        marks, source=source, situation=chosen, happened_at=happened, received_at=received, incident=incident,
        provider=provider, unnamed=source == "care_home" and not marks.act and rng.random() < UNNAMED_RESIDENTS,
    )  # fmt: skip


def _fitting(source: str, age: int, kind: Kind) -> str:
    """The source, but health visitors tell of children under five and schools of those from three."""
    if kind.about != "child":
        return source
    return {("health_visitor", True): "school", ("school", False): "health_visitor"}.get((source, age >= 4), source)


def _condition(cast: Cast) -> str:
    """What decides which situations fit: whether two people live apart or together, or what somebody lives with."""
    if cast.alleged:
        return "apart" if cast.alleged.elsewhere else "together"
    return cast.first.condition


def _provider(rng: Random, memory: Memory, source: str, age: int) -> Provider | None:
    """The place that tells us; troubled care homes come again and again."""
    if source == "care_home" and memory.troubled and rng.random() < SAME_HOME:
        return memory.troubled
    provider = telling.provider_for(rng, source, age)
    if source == "care_home":
        memory.troubled = provider
    return provider


def _level(kind: Kind, marks: Occasion) -> str:
    """Which situations fit: grave ones where work follows, any where it does not; other domestic incidents, never."""
    if marks.marac or marks.act or marks.conference:
        return "high"
    return "ordinary" if kind.name == "police_domestic" else ""


def _marks(rng: Random, memory: Memory, kind: Kind, cast: Cast, day: date) -> Occasion:
    """What the figures of the city make of it: MARAC, the 2007 Act, a planning meeting, or none."""
    bare = Occasion(kind, "", NOT_CHOSEN, cast, NOT_SET, NOT_SET)
    if kind.name == "police_domestic":
        return _domestic(rng, memory, bare, day)
    if kind.name in ADULT_PROTECTION and memory.act.falls():
        return replace(bare, act=True, conference="adult" if memory.adult_conference.falls() else "")
    if kind.name in MAY_CONFER and rng.random() < CONFER_CHANCE[kind.name]:
        children = 1 if cast.due_on else len(cast.subjects)
        if memory.meeting_falls(cast.household.number, children, day):
            return replace(bare, conference="child_protection", registered=memory.registration_falls(children))
    return bare


def _domestic(rng: Random, memory: Memory, bare: Occasion, day: date) -> Occasion:
    number = bare.cast.household.number
    last = memory.last_marac.get(number)
    months = (day - last).days * 12 // 365 if last else None
    again = months is not None and months < 12
    incidents = memory.incident(number, day)
    marac = memory.marac.falls(forced=again or incidents >= 4)
    if marac:
        memory.last_marac[number] = day
    return replace(bare, marac=marac, marac_repeat=marac and again, months_since_marac=months, incidents=incidents)


def _times(rng: Random, kind: Kind, chosen: Situation, day: date) -> tuple[datetime, datetime]:
    """When it happened and when the council received it; the kind's rhythm is that of what is known first."""
    moment = timing.moment(rng, day, kind.rhythm)
    if "police" in kind.name:
        return moment, timing.received(rng, moment, urgent=chosen.urgency == "act_now")
    lag = rng.choice((1, 2, 3, 6, 20, 26, 50)) if chosen.urgency in {"act_now", "same_day"} else rng.randint(4, 120)
    return moment - timedelta(hours=lag), moment


def _children_too(rng: Random, memory: Memory, first: Occasion) -> Occasion:
    """The children's own report of a domestic incident, under the same number; it is one of the children's reports."""
    kind = BY_NAME["police_child"]
    memory.comes_early(kind.name)
    children = first.cast.subjects[1:]
    grown = tuple(one for one in first.cast.household.adults_on(first.day) if one not in children)
    cast = Cast(first.cast.household, children, grown)
    chosen = situations()["police_child"][0]
    later = _later(rng, first.received_at)
    return Occasion(kind, "police", chosen, cast, first.happened_at, later, incident=first.incident)


def _later(rng: Random, at: datetime) -> datetime:
    return at + timedelta(minutes=rng.randint(4, 240))


NOT_CHOSEN = situations()["hate"][0]
NOT_SET = datetime.min.replace(tzinfo=UTC)
