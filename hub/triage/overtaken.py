"""Whether a decision still stands beside what was learnt after it. A machine undoes nothing for good: an officer decides again.

What a second person signed away knowingly stays signed away (docs/decisions/0026).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import rulebook
from hub.people import Person
from hub.rulebook import Facts, ScreeningRun, band
from hub.triage.barred import IRD, bars_to_closing, is_ird_asked_for, opens_no_work
from hub.triage.models import Decision
from hub.triage.suggested import Suggested, suggested_by
from hub.triage.undoing import replace

LIVE = ("made", "signed", "waiting_for_second")


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Why a decision no longer stands: what the rules set since and it does not hold. `routes` by their labels.

    `declines_ird`: a discussion was asked for since; `bars`: what stands against closing now, in words.
    """

    routes: tuple[str, ...]
    urgency: str | None
    declines_ird: bool
    bars: tuple[str, ...]
    run_at: datetime


def routes_gained(routes: Collection[str], then: Suggested, now: Suggested) -> tuple[str, ...]:
    """The routes that bind now, did not bind when it was decided, and are not among those decided."""
    return tuple(each for each in now.binding_routes if each not in {*routes, *then.binding_routes})


def urgency_gained(urgency: str, then: Suggested, now: Suggested) -> str | None:
    """The urgency that binds now, where it is above the one decided and above what bound when it was decided."""
    is_above = band(now.binding_urgency) < min(band(urgency), band(then.binding_urgency))
    return now.binding_urgency if is_above else None


def overtaken_by(session: Session, decision: Decision, newest: ScreeningRun) -> Overtaken | None:
    """Why the decision no longer stands beside the newest run over its concern; None where it stands."""
    if decision.run_id == newest.id:
        return None
    own = session.get_one(ScreeningRun, decision.run_id)
    then, now = (suggested_by(session, each, decision.person_id) for each in (own, newest))
    facts = rulebook.facts_about(session, newest, decision.person_id)
    labels = rulebook.active_pack(session).routes
    gained = routes_gained(decision.routes, then, now)
    found = Overtaken(
        routes=tuple(labels[each].label if each in labels else each for each in gained),
        urgency=urgency_gained(decision.urgency, then, now),
        declines_ird=_declines_ird(session, decision, facts),
        bars=_bars(session, decision, own, then, now, facts),
        run_at=newest.at,
    )
    return found if found.routes or found.urgency or found.declines_ird or found.bars else None


def _declines_ird(session: Session, decision: Decision, facts: Facts) -> bool:
    return IRD not in decision.routes and is_ird_asked_for(session.get_one(Person, decision.person_id), facts)


def _bars(
    session: Session, decision: Decision, own: ScreeningRun, then: Suggested, now: Suggested, facts: Facts
) -> tuple[str, ...]:
    """What stands against closing now and did not when it was decided."""
    bars = bars_to_closing(now.routes, facts) if opens_no_work(decision.routes) else {}
    if not bars:
        return ()
    before = bars_to_closing(then.routes, rulebook.facts_about(session, own, decision.person_id))
    return tuple(words for field, words in bars.items() if field not in before)


def why_undone(session: Session, concern_id: UUID, decisions: Iterable[Decision]) -> dict[UUID, Overtaken]:
    """By decision why each of those that no longer stand does not, as far as the newest run says; nothing is asked where all do."""
    undone = [each for each in decisions if each.state == "replaced"]
    newest = rulebook.latest_run(session, concern_id) if undone else None
    found = ((each.id, overtaken_by(session, each, newest)) for each in undone if newest is not None)
    return {decision: why for decision, why in found if why is not None}


def undo_overtaken(session: Session, concern_id: UUID, newest: ScreeningRun) -> None:
    """Every decision on the concern that no longer stands is undone: its person is undecided, nobody is asked to sign it,
    and what was passed on is withdrawn. Work that is open stays open. A step of an action, for a concern that waits for screening."""
    found = session.scalars(select(Decision).where(Decision.concern_id == concern_id, Decision.state.in_(LIVE)))
    for decision in found.all():
        if overtaken_by(session, decision, newest) is not None:
            replace(session, decision)
