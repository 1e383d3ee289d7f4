"""What each waiting delivery says now: read afresh, so that a moved or cancelled meeting never sends an old invitation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from hub import clock
from hub.accounts import Officer
from hub.concerns import Concern
from hub.conferences import Conference, Invitee, meeting_of
from hub.conferences.convening import is_mailed
from hub.conferences.models import State
from hub.config import Settings
from hub.danger import Alert
from hub.jobs.witnessing import MAIL, note_to_hand_on
from hub.notices import (
    Mail,
    checkpoint_mail,
    danger_mail,
    invitation_mail,
    late_named_mail,
    rules_alarm_mail,
    rules_to_sign_mail,
    second_asked_mail,
    team_told_mail,
)
from hub.outbox import Delivery
from hub.rulebook import PackActivation, RuleDraft, alarming, proposing
from hub.triage import Decision, TeamNotice, signers
from hub.triage.telling_teams import TOLD, mailed
from hub.triage.told_teams import WAITING


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail to send and the records its leaf names; `invitee_id` is whose row says whether it left."""

    mail: Mail
    objects: tuple[tuple[str, UUID | str], ...]
    purpose: str
    invitee_id: UUID | None = None


def outgoing(session: Session, delivery: Delivery, settings: Settings) -> Outgoing | None:
    """What to send for this delivery; None when nothing has to leave any more."""
    return WORDS[delivery.kind](session, delivery, settings)


def _invitation(session: Session, delivery: Delivery, settings: Settings) -> Outgoing | None:
    about = delivery.about
    invitee = session.get(Invitee, UUID(about["invitee"]))
    conference = session.get(Conference, UUID(about["conference"]))
    if invitee is None or conference is None or not is_mailed(invitee):
        return None
    is_now = about["uid"] == conference.calendar_uid and int(about["sequence"]) == conference.calendar_sequence
    if about["method"] == "request" and not (is_now and conference.state == State.CONVENED.value):
        return None
    to = _address(session, invitee)
    if not to:
        return None
    meeting = meeting_of(
        conference,
        settings=settings,
        uid=about["uid"],
        sequence=int(about["sequence"]),
        stamped_at=delivery.queued_at,
        is_cancelled=about["method"] == "cancel",
    )
    return Outgoing(
        invitation_mail(meeting, to=to, method=about["method"]),
        (("conference", conference.id), ("invitee", invitee.id)),
        f"invitation_{about['method']}",
        invitee.id if about["method"] == "request" else None,
    )


def _address(session: Session, invitee: Invitee) -> str:
    if invitee.officer_id is None:
        return invitee.email or ""
    officer = session.get(Officer, invitee.officer_id)
    return officer.email if officer and officer.disabled_at is None else ""


def _danger_call(session: Session, delivery: Delivery, settings: Settings) -> Outgoing | None:
    alert, officer = _alert_and_officer(session, delivery)
    if alert is None or officer is None or alert.acknowledged_at is not None or officer.disabled_at is not None:
        return None
    concern = session.get(Concern, alert.concern_id) if alert.concern_id else None
    mail = danger_mail(to=officer.email, ref=concern.ref if concern else "", href=f"{settings.public_url}/")
    objects = [("alert", alert.id), ("officer", officer.id), *([("concern", concern.id)] if concern else [])]
    return Outgoing(mail, tuple(objects), "danger_call")


def _alert_and_officer(session: Session, delivery: Delivery) -> tuple[Alert | None, Officer | None]:
    return session.get(Alert, UUID(delivery.about["alert"])), session.get(Officer, UUID(delivery.about["officer"]))


def _late_named(session: Session, delivery: Delivery, settings: Settings) -> Outgoing | None:
    conference = session.get(Conference, UUID(delivery.about["conference"]))
    officer = session.get(Officer, UUID(delivery.about["officer"]))
    if conference is None or officer is None:
        return None
    mail = late_named_mail(
        to=officer.email, ref=conference.ref, href=f"{settings.public_url}/conferences/{conference.ref}"
    )
    return Outgoing(mail, (("conference", conference.id), ("officer", officer.id)), "late_named")


def _checkpoint(session: Session, delivery: Delivery, settings: Settings) -> Outgoing | None:
    note = note_to_hand_on(session, delivery)
    if not settings.checkpoint_mail or not note:
        return None
    about = f"{delivery.about['epoch']}/{delivery.about['size']}"
    return Outgoing(checkpoint_mail(to=settings.checkpoint_mail, note=note), (("checkpoint", about),), MAIL)


def _rules_alarm(session: Session, delivery: Delivery, settings: Settings) -> Outgoing | None:
    officer = session.get(Officer, UUID(delivery.about["officer"]))
    refused = session.get(PackActivation, int(delivery.about["activation"]))
    if officer is None or officer.disabled_at is not None or refused is None:
        return None
    mail = rules_alarm_mail(to=officer.email, fingerprint=refused.fingerprint, href=f"{settings.public_url}/")
    return Outgoing(mail, (("rule_pack", refused.fingerprint), ("officer", officer.id)), "rules_alarm")


def _rules_to_sign(session: Session, delivery: Delivery, settings: Settings) -> Outgoing | None:
    officer = session.get(Officer, UUID(delivery.about["officer"]))
    draft = session.get(RuleDraft, int(delivery.about["draft"]))
    if (
        officer is None
        or draft is None
        or draft.state != "proposed"
        or officer.id not in proposing.signers(session, draft)
    ):
        return None
    href = f"{settings.public_url}/rules/drafts/{draft.number}"
    mail = rules_to_sign_mail(to=officer.email, number=draft.number, href=href)
    return Outgoing(mail, (("rule_draft", str(draft.number)), ("officer", officer.id)), proposing.TO_SIGN)


def _team_told(session: Session, delivery: Delivery, settings: Settings) -> Outgoing | None:
    officer = session.get(Officer, UUID(delivery.about["officer"]))
    notice = session.get(TeamNotice, UUID(delivery.about["notice"]))
    if officer is None or notice is None or notice.state not in WAITING or officer.id not in mailed(session, notice):
        return None
    ref = session.get_one(Concern, notice.concern_id).ref
    mail = team_told_mail(to=officer.email, ref=ref, href=f"{settings.public_url}/told/{notice.id}")
    return Outgoing(mail, (("team_notice", notice.id), ("officer", officer.id)), TOLD)


def _second_asked(session: Session, delivery: Delivery, settings: Settings) -> Outgoing | None:
    officer = session.get(Officer, UUID(delivery.about["officer"]))
    decision = session.get(Decision, UUID(delivery.about["decision"]))
    if officer is None or decision is None:
        return None
    concern = session.get_one(Concern, decision.concern_id)
    if signers.mailed(session, concern, decision) != officer.id:
        return None
    mail = second_asked_mail(
        to=officer.email, ref=concern.ref, href=f"{settings.public_url}/second-person/{decision.id}"
    )
    return Outgoing(mail, (("decision", decision.id), ("officer", officer.id)), signers.ASKED)


WORDS: dict[str, Callable[[Session, Delivery, Settings], Outgoing | None]] = {
    "invitation": _invitation,
    "danger_call": _danger_call,
    "late_named": _late_named,
    MAIL: _checkpoint,
    alarming.KIND: _rules_alarm,
    proposing.TO_SIGN: _rules_to_sign,
    TOLD: _team_told,
    signers.ASKED: _second_asked,
}


def note_on_invitee(session: Session, invitee_id: UUID | None, problem: str = "") -> None:
    """The invitee's row says that the invitation left, or why it never will; a step with the caller's leaf."""
    invitee = session.get(Invitee, invitee_id) if invitee_id else None
    if invitee is None:
        return
    now: datetime = clock.now()
    invitee.mailed_at, invitee.mail_problem = (None, problem) if problem else (now, None)
