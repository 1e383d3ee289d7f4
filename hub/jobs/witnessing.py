"""Checkpoints of the trail go where the database's owner cannot reach: to a file, by mail, to a web address. They hold no personal data."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from hub import clock, outbox
from hub.audit import AuditCheckpoint
from hub.config import Settings
from hub.jobs.posting import post
from hub.outbox import Delivery

FILE, MAIL, WEBHOOK = "checkpoint_file", "checkpoint_mail", "checkpoint_webhook"
KEPT = timedelta(days=30)  # what was handed out is remembered; checkpoints themselves stay for ever
_TAIL = 65536  # bytes of the file in which a note is looked for before it is appended again


def hand_out(session: Session, checkpoint: AuditCheckpoint, settings: Settings) -> None:
    """The checkpoint waits to be handed to every place the settings name; by mail only the first of each London day.

    Once a day, what left long ago is tidied away, place by place.
    """
    about = {"epoch": str(checkpoint.epoch), "size": str(checkpoint.size)}
    for kind, place in ((FILE, settings.checkpoint_file), (WEBHOOK, settings.checkpoint_webhook)):
        if place:
            _is_first_today(session, kind)
            outbox.enqueue(session, kind, **about)
    if settings.checkpoint_mail and _is_first_today(session, MAIL):
        outbox.enqueue(session, MAIL, **about)


def _is_first_today(session: Session, kind: str) -> bool:
    """Whether none of the kind was put in on this London day; then the old ones are tidied away too."""
    last = outbox.last_queued_at(session, kind)
    is_first = last is None or clock.london_day(last) < clock.london_day(clock.now())
    if is_first:
        outbox.forget_sent(session, kind, before=clock.now() - KEPT)
    return is_first


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
