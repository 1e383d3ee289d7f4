"""A backtest as whoever works on it sees it: taken, told how far it is, settled; begun anew where its worker died."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select
from sqlalchemy.orm import Session

from hub import clock
from hub.errors import Conflict
from hub.rulebook.drafts import files_of, get_draft
from hub.rulebook.models import BacktestMove, RuleBacktest, RulePack
from hub.rulebook.packs import unpacked

HELD = timedelta(seconds=30)  # without a sign of life for so long, whoever worked on it died


@dataclass(frozen=True, slots=True)
class Taken:
    """A backtest somebody works on, with the files of both packs; `after` is None where the draft was changed meanwhile."""

    id: UUID
    held_by: str
    since: date | None
    before: Mapping[str, str]
    after: Mapping[str, str] | None


def is_any_to_take(session: Session) -> bool:
    """Whether a backtest waits, or was left by a worker that died."""
    return session.scalar(select(RuleBacktest.id).where(_is_free()).limit(1)) is not None


def take(session: Session, backtest_id: UUID | None = None) -> Taken | None:
    """The oldest backtest that nobody works on, or that one, is held by the caller and begins from nothing.

    Who moved down by files that the draft no longer has is forgotten; the counts stay.
    """
    oldest = select(RuleBacktest).where(_is_free()).order_by(RuleBacktest.asked_at).limit(1)
    if backtest_id is not None:
        oldest = oldest.where(RuleBacktest.id == backtest_id)
    found = session.scalars(oldest.with_for_update(skip_locked=True)).first()
    if found is None:
        return None
    of_draft, other = RuleBacktest.draft_number == found.draft_number, RuleBacktest.fingerprint != found.fingerprint
    gone = select(RuleBacktest.id).where(or_(RuleBacktest.id == found.id, and_(of_draft, other)))
    session.execute(delete(BacktestMove).where(BacktestMove.backtest_id.in_(gone)))
    found.held_by, found.held_until = secrets.token_hex(8), clock.now() + HELD
    found.state, found.done, found.total = "running", 0, 0
    draft = get_draft(session, found.draft_number)
    before = unpacked(session.get_one(RulePack, found.base_fingerprint).files)
    after = files_of(draft) if draft.fingerprint == found.fingerprint else None
    return Taken(found.id, found.held_by, found.since, before, after)


def _is_free() -> ColumnElement[bool]:
    left = (RuleBacktest.state == "running") & (RuleBacktest.held_until <= clock.now())
    return or_(RuleBacktest.state == "waiting", left)


def note_progress(
    session: Session, taken: Taken, *, done: int, total: int, moves: Sequence[Mapping[str, Any]] = ()
) -> None:
    """So many of all concerns are worked through, these moves down among them; the caller holds it on.

    Raises:
        Conflict: somebody else took it meanwhile.
    """
    found = _held(session, taken)
    found.done, found.total, found.held_until = done, total, clock.now() + HELD
    if moves:
        session.execute(insert(BacktestMove), [{"backtest_id": taken.id, **each} for each in moves])


def settle(session: Session, taken: Taken, *, result: Mapping[str, Any] | None = None, problem: str = "") -> None:
    """It is done and its counts are kept; or it failed, and a code says why.

    Raises:
        Conflict: somebody else took it meanwhile.
    """
    found = _held(session, taken)
    found.state, found.problem = ("failed", problem) if problem else ("done", None)
    found.result = dict(result) if result is not None else None
    found.held_by, found.held_until, found.finished_at = None, None, clock.now()


def put_down(session: Session, taken: Taken) -> None:
    """Somebody else may begin it anew at once. Raises: Conflict where somebody did."""
    _held(session, taken).held_until = clock.now()


def _held(session: Session, taken: Taken) -> RuleBacktest:
    rows = select(RuleBacktest).where(RuleBacktest.id == taken.id).with_for_update()
    found = session.scalars(rows).one()
    if found.held_by != taken.held_by:
        raise Conflict("Somebody else works on this backtest now.")
    return found
