"""The same key from the same client does its work once; whoever comes second, even at the same moment, gets the same answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from hub import clock
from hub.crypto import body_mark
from hub.db import insert_on, table_of
from hub.errors import Conflict
from hub.idempotency.models import SentOnce

KEPT_FOR = timedelta(days=7)
_NOT_YET = 0
# of the table and made once: putting a statement together costs as much as asking it
_TABLE = table_of(SentOnce)
_MINE = (_TABLE.c.client == bindparam("of_client"), _TABLE.c.key == bindparam("of_key"))
_HELD = select(_TABLE.c.body_mark, _TABLE.c.ref, _TABLE.c.status).where(*_MINE)
_ANSWERED = _TABLE.update().where(*_MINE).values(ref=bindparam("given"), status=bindparam("as_status"))


@cache
def _claim(dialect: str) -> Any:
    """The key's row, new, or made anew where it had been kept long enough; nothing where somebody has it."""
    new = insert_on(dialect, _TABLE)
    anew = {name: new.excluded[name] for name in ("body_mark", "ref", "status", "at")}
    is_over = _TABLE.c.at <= bindparam("too_old", type_=_TABLE.c.at.type)
    return new.on_conflict_do_update(index_elements=["client", "key"], set_=anew, where=is_over).returning(_TABLE.c.key)


class Answer(NamedTuple):
    """The reference and status that were given, and whether they were given before."""

    ref: str
    status: int
    is_replay: bool


def once(session: Session, *, client: str, key: str, body: bytes, do: Callable[[], tuple[str, int]]) -> Answer:
    """`do()` has happened exactly once for this client and key within seven days; its reference and status.

    A second sender waits for the first to commit or fail: the key's row is claimed before anything is done.

    Raises:
        Conflict: the key was used for a different body; nothing was done.
    """
    mark, now = body_mark(session, body), clock.now()
    mine = {"of_client": client, "of_key": key}
    claim = {"client": client, "key": key, "body_mark": mark, "ref": "", "status": _NOT_YET, "at": now}
    if session.execute(_claim(session.get_bind().dialect.name), claim | {"too_old": now - KEPT_FOR}).first() is None:
        held = session.execute(_HELD, mine).one()
        if held.body_mark != mark:
            raise Conflict(
                "This key was used before for something else. Nothing was received; send it under a new key."
            )
        return Answer(held.ref, held.status, is_replay=True)
    ref, status = do()
    session.execute(_ANSWERED, mine | {"given": ref, "as_status": status})
    return Answer(ref, status, is_replay=False)


def sweep(session: Session, *, before: datetime) -> int:
    """Keys used before the instant are forgotten; how many."""
    gone = session.execute(delete(SentOnce).where(SentOnce.at < before).returning(SentOnce.key))
    return len(gone.all())
