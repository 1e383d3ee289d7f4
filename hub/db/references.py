"""References people can read out: a council prefix and XXXX-XXXX, the last sign a check, unique over all kinds."""

from __future__ import annotations

import secrets
from uuid import UUID

from sqlalchemy.orm import Mapped, Session, mapped_column

from hub.db.base import Base, working
from hub.db.sessions import insert_once

CHECK = "Check each letter and number: the last one is a check"
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31: no 0 1 I L O
_BODY = 7


class Reference(Base):
    """Which record a reference names."""

    __tablename__ = "references"
    __kept__ = working("because it only repeats what the named record's own audited row holds")

    ref: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    object_id: Mapped[UUID] = mapped_column(index=True)


def _check_sign(body: str) -> str:
    # 31 is prime: every single wrong sign and every swap of neighbours changes the sum
    return SIGNS[sum((place + 2) * SIGNS.index(sign) for place, sign in enumerate(body)) % 31]


def new_reference(prefix: str) -> str:
    """A random reference with its check sign, not yet reserved."""
    return numbered_reference(prefix, secrets.randbelow(len(SIGNS) ** _BODY))


def numbered_reference(prefix: str, number: int) -> str:
    """The reference that a number gives, its check sign included; equal numbers give equal references."""
    body = "".join(SIGNS[number // len(SIGNS) ** place % len(SIGNS)] for place in range(_BODY))
    whole = body + _check_sign(body)
    return f"{prefix}-{whole[:4]}-{whole[4:]}"


def read_reference(typed: str) -> str | None:
    """`typed` as a well-formed reference, or None when it cannot be one: spaces, case and dashes forgiven."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    prefix, body = signs[: -(_BODY + 1)], signs[-(_BODY + 1) :]
    if (
        not prefix
        or len(prefix) > 4
        or any(sign not in SIGNS for sign in body)
        or _check_sign(body[:_BODY]) != body[_BODY]
    ):
        return None
    return f"{prefix}-{body[:4]}-{body[4:]}"


def wrong_reference(typed: str) -> str:
    """What to say to whoever typed what no record has for its reference."""
    return f"No record has this reference. {CHECK}" if typed.strip() else "Enter a reference"


def not_a_reference(typed: str) -> str:
    """What to say to whoever typed what cannot be a reference."""
    return f"This is not a reference. {CHECK}" if typed.strip() else "Enter a reference"


def reserve_reference(session: Session, *, prefix: str, kind: str, object_id: UUID) -> str:
    """A new reference that names `object_id` and nothing else, ever."""
    ref = new_reference(prefix)
    with session.no_autoflush:  # it points at no row, so nothing has to be saved before it
        while not insert_once(session, Reference, ref=ref, kind=kind, object_id=object_id):
            ref = new_reference(prefix)
    return ref
