"""Tells what became of each concern, up to a moment at which some work is still open.

Pure and streaming: memory holds the last couple of hundred concerns, whose end is not settled until the last is seen.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from hub.demo import conferring, deciding, names
from hub.demo.dice import dice
from hub.demo.outcomes import (
    Story,
    ToldAlert,
    ToldClaim,
    ToldConference,
    ToldDecision,
    UnsentDraft,
)
from hub.demo.population import City
from hub.demo.register import adult_stay, stay
from hub.demo.staff import with_role
from hub.demo.timing import local
from hub.demo.truth import ToldConcern
from hub.demo.work import Course, strands

HELD_BACK = 160
WAITING = (36, 50)
CLAIMED = 6
BEGUN = 3
TO_SIGN = 3


@dataclass(frozen=True, slots=True)
class Teller:
    """What the telling of every story needs: the city, the moment it is told at, and names of those who accept work."""

    city: City
    until: datetime
    names: tuple[str, ...]

    def rng(self, told: ToldConcern) -> Random:
        """Chance that belongs to one concern."""
        return dice(self.city.seed, "story", told.received_at.isoformat(), told.truth.household, told.truth.kind)


def stories(city: City, told: Iterable[ToldConcern], *, until: datetime) -> Iterator[Story]:
    """A story for each concern in the order received; the newest few dozen still wait in the queue at `until`."""
    rng = dice(city.seed, "stories")
    teller = Teller(city, until, tuple(_name(rng) for _ in range(60)))
    back: deque[ToldConcern] = deque()
    meetings = 0
    for one in told:
        back.append(one)
        if len(back) > HELD_BACK:
            earlier = back.popleft()
            meetings += bool(earlier.truth.conference)
            yield _decided(teller, earlier, meetings)
    yield from _last(teller, rng, list(back), meetings)


def _name(rng: Random) -> str:
    return f"{names.forename(rng, rng.choice(('female', 'male')), rng.randint(1965, 1998)).name} {names.surname(rng)}"


def _last(teller: Teller, rng: Random, told: list[ToldConcern], meetings: int) -> Iterator[Story]:
    """The newest concerns: some decided, some waiting, one alert that nobody has acknowledged yet."""
    number = rng.randint(*WAITING)
    open_ones = [one for one in told if one.truth.urgency != "act_now" and not one.truth.conference][-number:]
    still_open = {one.number for one in open_ones}
    alarm = next((one for one in reversed(told) if one.truth.urgency == "act_now" and not one.truth.conference), None)
    claimed = {one.number: nth for nth, one in enumerate(rng.sample(open_ones, k=min(CLAIMED, len(open_ones))))}
    to_sign = TO_SIGN
    for one in told:
        meetings += bool(one.truth.conference)
        if alarm and one.number == alarm.number:
            continue
        if one.number in still_open:
            yield _waiting(teller, one, claimed.get(one.number))
            continue
        story = _decided(teller, one, meetings)
        if to_sign and deciding.can_be_lowered(one):
            story, to_sign = _to_sign(rng, story), to_sign - 1
        yield story
    if alarm:
        yield _alarm(teller, alarm)


def _alarm(teller: Teller, told: ToldConcern) -> Story:
    """The concern came in two minutes ago, somebody is in danger, and nobody has said yet that they have it."""
    at = teller.until - timedelta(minutes=2)
    danger = {"answer": "yes", "why": "The person alleged can reach them tonight."}
    document = told.told | {"received_at": local(at), "immediate_danger": danger, "one_of_us": "no"}
    now = replace(told, told=document, received_at=at, keyed_at=at, truth=replace(told.truth, conference=""))
    return Story(now, "waiting", alert=ToldAlert("yes", at, 0, None, None))


def _to_sign(rng: Random, story: Story) -> Story:
    """The story of a decision below what was suggested that nobody has countersigned yet."""
    first, *rest = story.decisions
    return replace(
        story,
        decisions=(deciding.lowered(rng, first), *rest),
        onwards=tuple(one for one in story.onwards if one.person != first.person),
        strands=tuple(one for one in story.strands if one.person != first.person),
    )


def _waiting(teller: Teller, told: ToldConcern, claim: int | None) -> Story:
    """A concern in the queue; perhaps in somebody's hands, who perhaps has begun."""
    rng = teller.rng(told)
    alert = deciding.alert(rng, told, teller.until)
    if claim is None:
        return Story(told, "waiting", alert)
    at = max(told.keyed_at, teller.until - timedelta(minutes=rng.randint(2, 14)))
    officer = deciding.desk(rng, told, told.keyed_at)
    begun: tuple[ToldDecision, ...] = ()
    if claim < BEGUN:
        begun = tuple(
            replace(one, by=officer.username, own_view_at=at, decided_at=None, second_by=None, second_at=None)
            for one in deciding.decisions(rng, told, at)[:1]
        )
    return Story(told, "waiting", alert, ToldClaim(officer.username, at), begun)


def _decided(teller: Teller, told: ToldConcern, meetings: int) -> Story:
    """A concern that was screened, and all that came of it by now."""
    rng, until = teller.rng(told), teller.until
    at = deciding.decided_at(rng, told)
    if at >= until:
        at = told.keyed_at + (until - told.keyed_at) * rng.uniform(0.3, 0.9)
    made = tuple(_signed_by_now(one, until) for one in deciding.decisions(rng, told, at))
    held = tuple(_conferences(teller, rng, told, at, meetings)) if told.truth.conference else ()
    opened = conferring.plans(held)
    onward = (deciding.onward(rng, one, teller.names, until) for one in made)
    return Story(
        told, "decided", deciding.alert(rng, told, until), None, made, tuple(one for one in onward if one),
        tuple(strands(rng, made, Course(told, held, opened, until))), held, opened,
    )  # fmt: skip


def _signed_by_now(made: ToldDecision, until: datetime) -> ToldDecision:
    """The decision as it stands: a second signature that lies ahead is still asked for."""
    if made.second_at and made.second_at > until:
        return replace(made, second_at=None, waits=True)
    return made


def _conferences(
    teller: Teller, rng: Random, told: ToldConcern, at: datetime, meetings: int
) -> Iterator[ToldConference]:
    """The first conference and, where it opened a plan, the reviews so far and the next if it has been asked for."""
    until, seed = teller.until, teller.city.seed
    meeting = conferring.initial(rng, told, at, meetings, until)
    child = told.truth.conference == "child_protection"
    left = stay(dice(seed, "stay", told.truth.household)) if child else adult_stay(rng)
    if any(map(conferring.opens_plan, meeting.decisions.values())):
        meeting = replace(meeting, next_review_on=meeting.planned + min(left, timedelta(days=179 if child else 90)))
    first = conferring.conference(rng, meeting, until)
    yield first
    if first.held_at and meeting.next_review_on:
        for review, _day in conferring.reviews(rng, meeting, first.held_at, left, until):
            yield conferring.conference(rng, review, until)


def unsent_drafts(city: City, told: ToldConcern, *, until: datetime) -> tuple[UnsentDraft, ...]:
    """Three concerns somebody began to write and has not sent, the oldest long enough ago to show to a manager."""
    writers = with_role("duty_worker", team="screening")
    ages = (timedelta(minutes=6), timedelta(minutes=55), timedelta(hours=7))
    keys = (("channel", "people"), ("channel", "narrative", "happened"), ("channel", "narrative", "referrer", "people"))
    return tuple(
        UnsentDraft(writers[nth % len(writers)].username, until - age, {key: told.told[key] for key in kept})
        for nth, (age, kept) in enumerate(zip(ages, keys, strict=True))
    )
