"""Which of the newest concerns of the city still wait to be screened, by the limits of the rules rather than of the story. Pure.

Few that are past their limit still wait; of those that may wait some days, most do.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

from hub import clock
from hub.demo import deciding
from hub.demo.dice import dice
from hub.demo.fresh import Fresh
from hub.demo.known import Known
from hub.demo.outcomes import Story
from hub.demo.staff import with_role
from hub.demo.stories import HELD_BACK
from hub.demo.writing_runs import about
from hub.pathways.limits import counted
from hub.rulebook.importing import MadeRun
from hub.triage.screening import band_of

NEWEST, A_DAY = timedelta(days=9), timedelta(days=1)
AT_LEAST, FEWEST_LATE_SHARE = 22, 0.12
UNHURRIED_SHARE = 0.8
UNSIGNED, UNSIGNED_SHARE = timedelta(hours=48), 0.9
UNHURRIED = frozenset({"two_working_days", "five_working_days"})


def with_late_share(told: Iterable[Story], until: datetime) -> Iterator[tuple[Story, float]]:
    """Each story, and the share of those past their limit that still wait: as many as keep the queue from running dry.

    Holds back the newest few stories, among whom are all that wait.
    """
    back: deque[Story] = deque()
    for story in told:
        back.append(story)
        if len(back) > HELD_BACK:
            yield back.popleft(), 0.0
    today = clock.london(clock.london_day(until), time())
    waiting = [one.told.received_at for one in back if one.state == "waiting"]
    late = [at for at in waiting if today - A_DAY <= at < today]
    due_later = sum(at >= today for at in waiting)
    share = (AT_LEAST - due_later) / len(late) if late else 0.0
    for story in back:
        yield story, min(1.0, max(FEWEST_LATE_SHARE, share))


def as_it_stands(known: Known, fresh: Fresh, made: MadeRun, *, late_share: float) -> Story:
    """The story with the concern decided, or waiting, as its own limit makes likely."""
    story = fresh.story
    if known.until - fresh.received_at > NEWEST or (story.alert and story.alert.acknowledged_at is None):
        return story
    rng = dice("waiting", story.told.number, fresh.received_at.isoformat())
    band = band_of(made.screening.rank)
    due_at = counted(known.pack, f"screening_{band}", started_at=fresh.received_at).due_at
    if story.state == "waiting":
        may_be_late = band != "act_now" and known.until - due_at < A_DAY and rng.random() < late_share
        is_kept = due_at > known.until or story.claim is not None or may_be_late
        if is_kept:
            return story
        story = _decided(rng, fresh, (due_at - fresh.keyed_at) * rng.uniform(0.2, 0.95))
        return _signed_or_not(known, rng, fresh, story, made)
    may_wait = not story.conferences and not any(one.waits for one in story.decisions)
    if may_wait and band in UNHURRIED and due_at > known.until and rng.random() < UNHURRIED_SHARE:
        return Story(story.told, "waiting", story.alert)
    return _signed_or_not(known, rng, fresh, story, made)


def _signed_or_not(known: Known, rng: Random, fresh: Fresh, story: Story, made: MadeRun) -> Story:
    """Of the newest decisions some lower what a rule sets and wait for a second person; older ones have been signed."""
    if known.until - fresh.received_at > UNSIGNED:
        return replace(story, decisions=tuple(replace(one, waits=False) for one in story.decisions))
    first = next((one for one in story.decisions if fresh.find(one.person)), None)
    each = fresh.find(first.person) if first else None
    if first is None or each is None or story.conferences or rng.random() > UNSIGNED_SHARE:
        return story
    said = about(made.screening, each.id).recommendation
    if not said.mandatory_routes or said.urgency == "act_now":
        return story
    rest = tuple(route for route in said.routes if route not in said.mandatory_routes) or ("info_only",)
    second = rng.choice([one.username for one in with_role("team_manager") if one.username != first.by])
    lowered = replace(
        first, routes=rest, agrees=False, differs_because="new_information", second_by=second, second_at=None,
        waits=True, onward=first.onward, words="Rang round: it was reported last week and police have it in hand.",
    )  # fmt: skip
    return replace(story, decisions=tuple(lowered if one is first else one for one in story.decisions))


def _decided(rng: Random, fresh: Fresh, after: timedelta) -> Story:
    story = fresh.story
    at = fresh.keyed_at + max(after, timedelta(minutes=9))
    return replace(story, state="decided", decisions=deciding.decisions(rng, story.told, at))
