"""The outbox leaves: held in one short transaction, sent outside any, told in another. Sent at least once; seen once."""

from __future__ import annotations

import smtplib
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from http.client import HTTPException
from uuid import UUID

import structlog

from hub import audit, outbox
from hub.actor import SYSTEM
from hub.audit import Action
from hub.config import Settings
from hub.db import reading, transaction
from hub.jobs.mails import WORDS, Outgoing, note_on_invitee, outgoing
from hub.jobs.posting import NotTaken
from hub.jobs.sending import Refused, message_of, send
from hub.jobs.witnessing import PLACES, note_to_hand_on
from hub.outbox import Delivery

AT_ONCE, FEW = 20, 3
log = structlog.get_logger("hub")


@dataclass(frozen=True, slots=True)
class Drained:
    """What became of the deliveries that were due."""

    sent: int = 0
    retried: int = 0
    given_up: int = 0


def drain(settings: Settings) -> Drained:
    """Every mail due now was tried once. Without a mail server they all wait, and pages say so."""
    if not settings.smtp_host:
        return Drained()
    return _each(_held(WORDS, AT_ONCE), lambda each: _deliver(each, settings))


def drain_checkpoints(settings: Settings) -> Drained:
    """A few checkpoints due now were tried once at each place outside, so that a slow one holds nobody up for long."""
    return _each(_held(PLACES, FEW), lambda each: _hand_on(each, settings))


def _each(held: list[UUID], deliver: Callable[[UUID], str]) -> Drained:
    counts = Counter(deliver(each) for each in held)
    return Drained(counts["sent"], counts["retried"], counts["given_up"])


def _hand_on(delivery_id: UUID, settings: Settings) -> str:
    with reading() as session:
        delivery = session.get_one(Delivery, delivery_id)
        note, hand_on = note_to_hand_on(session, delivery), PLACES[delivery.kind]
    try:
        if note:
            hand_on(note, settings)
    except (OSError, NotTaken, HTTPException) as error:
        problem = error.code if isinstance(error, NotTaken) else type(error).__name__
        log.warning("checkpoint_not_handed_on", kind=problem)
        return _settle(delivery_id, None, problem)
    return _settle(delivery_id, None, "")


def _held(kinds: Collection[str], most: int) -> list[UUID]:
    with reading() as session:
        if not outbox.is_anything_due(session, kinds):
            return []
    with transaction() as session:
        due = outbox.due_deliveries(session, kinds=kinds, limit=most)
        for delivery in due:
            outbox.hold(delivery)
        return [delivery.id for delivery in due]


def _deliver(delivery_id: UUID, settings: Settings) -> str:
    with reading() as session:
        delivery = session.get_one(Delivery, delivery_id)
        going = outgoing(session, delivery, settings)
        written_at = delivery.queued_at
    if going is None:
        return _settle(delivery_id, None, "")
    message = message_of(going.mail, message_id=str(delivery_id), written_at=written_at, sender=settings.mail_from)
    try:
        send(message, settings)
    except Refused as refused:
        return _settle(delivery_id, going, f"refused_{refused.code}", is_final=True)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail_not_sent", kind=type(error).__name__)
        return _settle(delivery_id, going, type(error).__name__)
    return _settle(delivery_id, going, "")


def _settle(delivery_id: UUID, going: Outgoing | None, problem: str, *, is_final: bool = False) -> str:
    """What came of it is kept; a mail that left and one given up each have their leaf."""
    with transaction() as session:
        delivery = session.get_one(Delivery, delivery_id)
        if not problem:
            outbox.sent(delivery)
        elif is_final:
            outbox.give_up(delivery, problem)
        else:
            outbox.retried(delivery, problem)
        if going is None or (problem and delivery.state != "given_up"):
            return "retried" if problem else "sent"
        note_on_invitee(session, going.invitee_id, problem)
        action = Action.MAIL_GIVEN_UP if problem else Action.MAIL_SENT
        audit.record(session, by=SYSTEM, action=action, objects=going.objects, purpose=going.purpose, basis="system")
    return "given_up" if problem else "sent"
