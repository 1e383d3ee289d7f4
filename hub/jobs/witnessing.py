"""Checkpoints of the trail go where the database's owner cannot reach: to a file, by mail, to a web address. They hold no personal data."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from hub import clock, outbox
from hub.audit import AuditCheckpoint
from hub.config import Settings
from hub.jobs.posting import post
from hub.outbox import Delivery

FILE, MAIL, WEBHOOK = "checkpoint_file", "checkpoint_mail", "checkpoint_webhook"
_TAIL = 65536  # bytes of the file in which a note is looked for before it is appended again


def hand_out(session: Session, checkpoint: AuditCheckpoint, settings: Settings) -> None:
    """The checkpoint waits to be handed to every place the settings name; by mail only the first of each London day."""
    about = {"epoch": str(checkpoint.epoch), "size": str(checkpoint.size)}
    for kind, place in ((FILE, settings.checkpoint_file), (WEBHOOK, settings.checkpoint_webhook)):
        if place:
            outbox.enqueue(session, kind, **about)
    if settings.checkpoint_mail:
        last = outbox.last_queued_at(session, MAIL)
        if last is None or clock.london_day(last) < clock.london_day(clock.now()):
            outbox.enqueue(session, MAIL, **about)


def note_to_hand_on(session: Session, delivery: Delivery) -> str:
    """The signed note that a delivery is about."""
    key = int(delivery.about["epoch"]), int(delivery.about["size"])
    return session.get_one(AuditCheckpoint, key).note


def _append(note: str, settings: Settings) -> None:
    """The note stands in the file, once."""
    if not settings.checkpoint_file:
        return
    path, written = Path(settings.checkpoint_file), f"{note}\n".encode()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        held = os.fstat(handle).st_size
        if written not in os.pread(handle, _TAIL, max(0, held - _TAIL)):
            os.write(handle, written)
            os.fsync(handle)
    finally:
        os.close(handle)


def _post(note: str, settings: Settings) -> None:
    if settings.checkpoint_webhook:
        post(settings.checkpoint_webhook, note.encode())


PLACES: dict[str, Callable[[str, Settings], None]] = {FILE: _append, WEBHOOK: _post}
