"""Whom to ring by name where nobody set the duty manager's number."""

from __future__ import annotations

from hub import danger
from hub.accounts import Permission, may
from hub.actor import Actor
from hub.db import reading
from hub.web.signed_in import settings_now


def first_to_ring(by: Actor) -> tuple[str, ...]:
    """Those on the first rung of the rota while no number is set; to a partner organisation nobody is named."""
    if settings_now().duty_phone or not may(by, Permission.CONCERN_SEE):
        return ()
    with reading() as session:
        return danger.first_called(session)
