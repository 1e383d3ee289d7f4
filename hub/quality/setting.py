"""How large a share of decisions is looked at twice: set by the rules owner within two to five per cent, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub import audit, clock
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.errors import Conflict, Unprocessable
from hub.quality.chances import AFTER_CLOSING, FIRST_SHARE, LEAST_SHARE, MOST_SHARE, Chance
from hub.quality.models import SecondLookDraw, SecondLookShare
from hub.triage.choices import is_a_sentence

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Share:
    """A share and why; `number` is 0 and there is no moment while nobody has set one."""

    number: int
    per_mille: int
    reason: str
    set_at: datetime | None


@dataclass(frozen=True, slots=True)
class DrawLine:
    """One draw as the page tells it: of how many, how many, and of those that closed how many more."""

    at: datetime
    per_mille: int
    considered: int
    sampled: int
    closed: int
    netted: int


@dataclass(frozen=True, slots=True)
class ShareView:
    """The share that stands, earlier ones, the last draws, and the chances under what was closed."""

    now: Share
    earlier: tuple[Share, ...]
    draws: tuple[DrawLine, ...]
    after_closing: tuple[Chance, ...]


def share_now(session: Session) -> Share:
    """The share that stands; the placeholder where nobody has set one."""
    held = _shares(session, most=1)
    return held[0] if held else Share(0, FIRST_SHARE, "", None)


def show_share(session: Session, *, by: Actor) -> Shown[ShareView]:
    """The share with what came of it, and the leaf of this look.

    Raises:
        NotAllowed: the actor sets no share.
    """
    require(by, Permission.SAMPLE_SET)
    held = _shares(session, most=SHOWN)
    view = ShareView(share_now(session), held[1:], _draws(session), AFTER_CLOSING)
    return Shown(view, Look(Action.AGREEMENT_SHOWN, (), ("share", "draws"), purpose="share", basis="role"))


def set_share(session: Session, *, per_mille: int, reason: str, seen: int, by: Actor) -> SecondLookShare:
    """From now on this share is drawn; what was drawn already is looked at all the same.

    Raises:
        NotAllowed: the actor sets no share.
        Unprocessable: outside two to five per cent, no change, or no sentence of reason.
        Conflict: somebody set it since they looked.
    """
    require(by, Permission.SAMPLE_SET)
    now = share_now(session)
    _refuse(per_mille, reason, now)
    if seen != now.number:
        raise Conflict("Somebody else set the share since you looked. Theirs stands; look at it first.")
    made = SecondLookShare(
        number=now.number + 1,
        per_mille=per_mille,
        reason=reason.strip(),
        set_by=by.acting_officer_id,
        set_at=clock.now(),
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("Somebody else set the share at the same moment. Theirs stands.") from error
    audit.record(
        session,
        by=by,
        action=Action.SHARE_SET,
        objects=[("second_look_share", str(made.number))],
        purpose="second_look",
        basis="role",
        counts={"per_mille": per_mille},
    )
    return made


def _refuse(per_mille: int, reason: str, now: Share) -> None:
    problems: dict[str, list[str]] = {}
    if not LEAST_SHARE <= per_mille <= MOST_SHARE:
        problems["per_cent"] = ["Enter from 2 to 5 per cent"]
    elif now.number and per_mille == now.per_mille:
        problems["per_cent"] = ["This is the share that stands. Enter another"]
    if not is_a_sentence(reason):
        problems["reason"] = ["Enter at least a sentence on why"]
    if problems:
        raise Unprocessable(problems, "The share is as it was.")


def _shares(session: Session, *, most: int) -> tuple[Share, ...]:
    rows = session.scalars(select(SecondLookShare).order_by(SecondLookShare.number.desc()).limit(most))
    return tuple(Share(row.number, row.per_mille, row.reason, row.set_at) for row in rows)


def _draws(session: Session) -> tuple[DrawLine, ...]:
    rows = session.scalars(select(SecondLookDraw).order_by(SecondLookDraw.number.desc()).limit(SHOWN))
    return tuple(
        DrawLine(
            row.at,
            row.per_mille,
            sum(row.considered.values()),
            sum(row.sampled.values()),
            row.closed,
            row.netted,
        )
        for row in rows
    )
