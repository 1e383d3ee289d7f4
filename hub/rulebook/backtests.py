"""What a draft would have changed about every stored screening: asked for here, worked through by `hub worker`.

Counts and references only: no name and no words of a record stand in a backtest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, clock
from hub.accounts import Permission, require, require_any
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.errors import OutOfOrder, Unprocessable
from hub.rulebook.drafts import get_draft, problems_of
from hub.rulebook.models import BacktestMove, RuleBacktest, RuleDraft

MOVES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class BacktestView:
    """A backtest and a page of those it would move down; `next_after` is where the next page begins, None on the last.

    `is_current` says whether it was of exactly the draft's files as they are now, upon the pack they stand on, over all there is.
    `result` is laid out as `screening_rules.backtest.Tally.plain` says; None until it is done.
    """

    id: UUID
    state: str
    problem: str
    since: date | None
    asked_at: datetime
    finished_at: datetime | None
    total: int
    done: int
    is_current: bool
    result: Mapping[str, Any] | None
    moves: tuple[BacktestMove, ...]
    next_after: int | None


def ask(session: Session, number: int, *, since: date | None = None, by: Actor) -> RuleBacktest:
    """A backtest of the draft's files as they are now waits to be worked through; one that waits already is it.

    Raises:
        NotAllowed, NotFound: not theirs to change, or there is none.
        OutOfOrder: the draft is neither open nor proposed.
        Unprocessable: its files are no pack.
    """
    require(by, Permission.RULES_CHANGE)
    draft = get_draft(session, number)
    if draft.state not in ("open", "proposed"):
        raise OutOfOrder("This draft is closed. Begin another.")
    if problems := problems_of(draft):
        raise Unprocessable({"files": [str(each) for each in problems]})
    found = latest(session, draft)
    if found is not None and found.state in ("waiting", "running") and _is_of(found, draft) and found.since == since:
        return found
    found = RuleBacktest(
        draft_number=draft.number,
        fingerprint=draft.fingerprint,
        base_fingerprint=draft.base_fingerprint,
        since=since,
        asked_by=by.acting_officer_id,
        asked_at=clock.now(),
    )
    session.add(found)
    about = [("rule_draft", str(number)), ("rule_pack", draft.fingerprint)]
    audit.record(session, by=by, action=Action.BACKTEST_ASKED, objects=about, basis="rules")
    return found


def latest(session: Session, draft: RuleDraft) -> RuleBacktest | None:
    """The backtest of the draft that was asked for last; a step of what shows it."""
    rows = select(RuleBacktest).where(RuleBacktest.draft_number == draft.number)
    return session.scalars(rows.order_by(RuleBacktest.asked_at.desc(), RuleBacktest.id).limit(1)).first()


def finished(session: Session, draft: RuleDraft) -> RuleBacktest | None:
    """The newest finished backtest of exactly the draft's files, upon the pack it stands on, over all there is."""
    rows = select(RuleBacktest).where(
        RuleBacktest.draft_number == draft.number,
        RuleBacktest.fingerprint == draft.fingerprint,
        RuleBacktest.base_fingerprint == draft.base_fingerprint,
        RuleBacktest.since.is_(None),
        RuleBacktest.state == "done",
    )
    return session.scalars(rows.order_by(RuleBacktest.asked_at.desc(), RuleBacktest.id).limit(1)).first()


def show_backtest(session: Session, number: int, *, after: int = 0, by: Actor) -> Shown[BacktestView | None]:
    """The draft's last backtest with those it would move down from number `after` on, and the leaf of this look.

    Raises:
        NotAllowed, NotFound: not theirs to see, or there is no such draft.
    """
    require_any(by, Permission.RULES_CHANGE, Permission.RULES_SIGN, Permission.AUDIT_READ)
    draft = get_draft(session, number)
    found = latest(session, draft)
    view = _view(session, found, draft, after) if found else None
    counts = {"moves_shown": len(view.moves) if view else 0}
    about = (("rule_draft", str(number)),)
    look = Look(Action.BACKTEST_SHOWN, about, ("moves_down",), purpose="rules", basis="rules", counts=counts)
    return Shown(view, look)


def _is_of(found: RuleBacktest, draft: RuleDraft) -> bool:
    return (found.fingerprint, found.base_fingerprint) == (draft.fingerprint, draft.base_fingerprint)


def _view(session: Session, found: RuleBacktest, draft: RuleDraft, after: int) -> BacktestView:
    rows = select(BacktestMove).where(BacktestMove.backtest_id == found.id, BacktestMove.number > after)
    moves = session.scalars(rows.order_by(BacktestMove.number).limit(MOVES_A_PAGE + 1)).all()
    return BacktestView(
        found.id,
        found.state,
        found.problem or "",
        found.since,
        found.asked_at,
        found.finished_at,
        found.total,
        found.done,
        _is_of(found, draft) and found.since is None,
        found.result,
        tuple(moves[:MOVES_A_PAGE]),
        moves[MOVES_A_PAGE - 1].number if len(moves) > MOVES_A_PAGE else None,
    )
