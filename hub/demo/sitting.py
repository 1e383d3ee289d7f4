"""Who decides a concern of the city for whom, and when: the story's decisions fitted to whom the rules are put to. Pure.

Everybody screened gets a decision, an adult's route goes to a council officer, and most are decided inside their limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from hub.demo import deciding, timing
from hub.demo.fresh import Fresh, FreshPerson
from hub.demo.known import NAMED_SENIOR, Known
from hub.demo.outcomes import ToldDecision
from hub.demo.staff import with_role
from hub.demo.writing_runs import about
from hub.pathways.limits import counted
from hub.rulebook.importing import MadeRun
from hub.triage.screening import band_of

Told = list[tuple[FreshPerson, ToldDecision]]
LATE_SHARE = 0.08


def everybody(known: Known, rng: Random, fresh: Fresh) -> Told:
    """A told decision for everybody screened; those the story says nothing of follow the rules at the end of the sitting."""
    told = [(fresh.find(one.person), one) for one in fresh.story.decisions]
    found = [(each, one) for each, one in told if each is not None]
    return found + _others(known, rng, fresh, found)


def held(known: Known, rng: Random, fresh: Fresh, runs: Sequence[MadeRun], told: Told) -> Told:
    """The sitting at the time and by the officer that the rules, from the first run to the last, call for."""
    return _by_officer(known, rng, fresh, runs, _in_time(known, rng, fresh, runs, told))


def _others(known: Known, rng: Random, fresh: Fresh, found: Told) -> Told:
    last = found[-1][1] if found else _of_nobody(known, rng, fresh)
    at = last.decided_at or known.until
    views_at = min((one.own_view_at for _, one in found), default=last.own_view_at)
    others: Told = []
    for nth, each in enumerate(one for one in fresh.screened if one not in [person for person, _ in found]):
        when = min(at + timedelta(minutes=2 * nth + 2), known.until - timedelta(seconds=30))
        onward = "named_person" if each.is_child_on(fresh.day) else "adult_support"
        mine = replace(
            last, person="", own_view_at=views_at, decided_at=when, agrees=True, differs_because="", points=(),
            onward=onward, second_by=None, second_at=None, waits=False, routes=(),
            words="Named with the others; what was told says nothing more of them.",
        )  # fmt: skip
        others.append((each, mine))
    return others


def _of_nobody(known: Known, rng: Random, fresh: Fresh) -> ToldDecision:
    """A decision of a concern that names nobody."""
    told = fresh.story.told
    at = min(deciding.decided_at(rng, told), known.until - timedelta(minutes=5))
    at = max(at, told.keyed_at + timedelta(seconds=40))
    return ToldDecision(
        person="", by=deciding.desk(rng, told, at).username, own_view_at=told.keyed_at + (at - told.keyed_at) * 0.8,
        own_routes=("info_only",), own_urgency="five_working_days",
        own_words="Nobody is named, so this is about the service.", decided_at=at, routes=("info_only",),
        urgency="five_working_days", agrees=True, differs_because="", words="", told_person="not_known",
    )  # fmt: skip


def _in_time(known: Known, rng: Random, fresh: Fresh, runs: Sequence[MadeRun], found: Told) -> Told:
    """Most sittings end inside the limit that the rules' own band sets; the rest stay as late as the story has them."""
    band = band_of(min(run.screening.rank for run in runs))
    due_at = counted(known.pack, f"screening_{band}", started_at=fresh.received_at).due_at
    last = max(one.decided_at for _, one in found if one.decided_at)
    if last <= due_at or rng.random() < LATE_SHARE or fresh.story.conferences:
        return found
    length = max(due_at - fresh.keyed_at, timedelta(minutes=20)) * rng.uniform(0.2, 0.9)
    share = length / (last - fresh.keyed_at)

    def sooner(at: datetime) -> datetime:
        return fresh.keyed_at + (at - fresh.keyed_at) * share

    return [
        (each, replace(one, own_view_at=sooner(one.own_view_at), decided_at=sooner(one.decided_at or last)))
        for each, one in found
    ]


def _by_officer(known: Known, rng: Random, fresh: Fresh, runs: Sequence[MadeRun], found: Told) -> Told:
    """One officer holds the sitting; the named senior where it involves one of us, a council officer where an adult's route may come."""
    by = found[0][1].by
    if fresh.level == "sealed":
        by = NAMED_SENIOR
    elif not known.is_council_officer(by) and any(
        _is_for_council_officer(known, run, each) for each, _ in found for run in runs
    ):
        night = not timing.in_office_hours(found[0][1].own_view_at)
        team = "out_of_hours" if night else "screening"
        by = rng.choice(with_role("screening_officer", team=team, qualification="council_officer")).username
    return [(each, replace(one, by=by)) for each, one in found]


def _is_for_council_officer(known: Known, run: MadeRun, each: FreshPerson) -> bool:
    routes = about(run.screening, each.id).recommendation.routes
    return any(known.pack.routes[route].needs_decider == "council_officer" for route in routes)
