"""Slowing down guesses, by account and by address, never for everybody; and who searches or takes out too much, too fast.

Names and addresses stand here only as keyed marks.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hub import clock
from hub.accounts.models import Throttle
from hub.crypto import body_mark
from hub.errors import TooManyAttempts

WINDOW = timedelta(minutes=15)
ACCOUNT_FAILURES = 5
ADDRESS_FAILURES = 50  # a whole council may stand behind one address
FIRST_WAIT_SECONDS = 30
LONGEST_WAIT_SECONDS = 300  # an officer kept out by somebody else's guesses is back within this
MOST_USES = {"search": 60, "export": 20}  # within the window, by one officer: far more than work needs
TOO_MANY = {
    "search": "You have searched very often in a few minutes. Wait a little, then go on. Nothing else of the hub waits.",
    "export": "You have taken out very many records in a few minutes. Wait a little, then go on. Nothing else of the hub waits.",
}


def account_mark(session: Session, username: str) -> bytes:
    """The mark of a username as typed: the same whether or not anybody has it."""
    return body_mark(session, b"account\x00" + username.strip().casefold().encode(errors="replace"))


def address_mark(session: Session, address: str) -> bytes:
    """The mark of a network address."""
    return body_mark(session, b"address\x00" + address.encode(errors="replace"))


def insert_for(session: Session, table: type[Any]) -> Any:
    """An INSERT of this database that can say what happens on conflict."""
    return {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[session.get_bind().dialect.name](table)


def wait_seconds(session: Session, account: bytes, address: bytes) -> int:
    """How long from now this account or this address must wait; 0 when it need not.

    The account's row is held until the transaction ends, so that guesses at one account come one after another.
    """
    now = clock.now()
    empty = {"failures": 0, "window_ends_at": now + WINDOW}
    session.execute(insert_for(session, Throttle).values(mark=account, **empty).on_conflict_do_nothing())
    held = session.execute(select(Throttle.blocked_until).where(Throttle.mark == account).with_for_update()).scalar()
    there = session.execute(select(Throttle.blocked_until).where(Throttle.mark == address)).scalar()
    return max(0, *(round((until - now).total_seconds() + 0.5) for until in (held, there) if until), 0)


def count_failure(session: Session, account: bytes, address: bytes) -> None:
    """One more failure stands against the account and the address; past their limit each wait doubles."""
    _count(session, account, ACCOUNT_FAILURES)
    _count(session, address, ADDRESS_FAILURES)


def _count(session: Session, mark: bytes, limit: int) -> None:
    now = clock.now()
    started = insert_for(session, Throttle).values(mark=mark, failures=1, window_ends_at=now + WINDOW)
    going_on = case((Throttle.window_ends_at > now, Throttle.failures + 1), else_=1)
    counted = started.on_conflict_do_update(
        index_elements=[Throttle.mark], set_={"failures": going_on, "window_ends_at": now + WINDOW}
    )
    failures: int = session.execute(counted.returning(Throttle.failures)).scalar_one()
    if failures >= limit:
        until = now + timedelta(seconds=_wait(failures - limit))
        session.execute(update(Throttle).where(Throttle.mark == mark).values(blocked_until=until))


def _wait(beyond: int) -> int:
    return min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS << min(beyond, 10))


def count_use(session: Session, what: str, officer_id: UUID) -> None:
    """One more search, or record taken out, stands against the officer; the window begins with the first.

    Raises:
        TooManyAttempts: they have had as many as are allowed within it; this one does not count.
    """
    mark, now = body_mark(session, f"{what}\x00{officer_id}".encode()), clock.now()
    goes_on = Throttle.window_ends_at > now
    first = insert_for(session, Throttle).values(mark=mark, failures=1, window_ends_at=now + WINDOW)
    counted = first.on_conflict_do_update(
        index_elements=[Throttle.mark],
        set_={
            "failures": case((goes_on, Throttle.failures + 1), else_=1),
            "window_ends_at": case((goes_on, Throttle.window_ends_at), else_=now + WINDOW),
        },
    )
    uses, ends_at = session.execute(counted.returning(Throttle.failures, Throttle.window_ends_at)).one()
    if uses > MOST_USES[what]:
        raise TooManyAttempts(TOO_MANY[what], wait_seconds=max(1, round((ends_at - now).total_seconds())))


def forgive(session: Session, account: bytes) -> None:
    """Nothing stands against the account any more; its address keeps what stands against it."""
    session.execute(delete(Throttle).where(Throttle.mark == account))


def is_any_old(session: Session) -> bool:
    """Whether a mark stands there that `sweep_throttles` would take away."""
    return session.execute(select(Throttle.failures).where(_is_old()).limit(1)).first() is not None


def sweep_throttles(session: Session) -> int:
    """Marks whose window ended a whole window ago are gone: no wait reaches so far. How many."""
    return len(session.execute(delete(Throttle).where(_is_old()).returning(Throttle.failures)).all())


def _is_old() -> ColumnElement[bool]:
    return Throttle.window_ends_at < clock.now() - WINDOW
