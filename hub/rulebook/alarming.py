"""When the newest activated pack does not load, an older one goes on ruling, and those who keep the rules are told once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hub import audit, clock, outbox
from hub.accounts import officers_with_role
from hub.actor import SYSTEM
from hub.audit import Action
from hub.rulebook.models import PackActivation
from hub.rulebook.packs import newest_started, usable_pack

KIND = "rules_alarm"
ROLES_TOLD = ("rules_owner", "senior_manager")


def pack_to_refuse(session: Session) -> PackActivation | None:
    """The newest activation that has started, where its pack does not load and nobody was told yet."""
    newest = newest_started(session)
    is_news = newest is not None and newest.refused_at is None and is_older_ruling(session)
    return newest if is_news else None


def is_older_ruling(session: Session) -> bool:
    """Whether an older pack rules because the newest that has started does not load."""
    newest = newest_started(session)
    return newest is not None and usable_pack(session, newest.fingerprint) is None


def refuse_pack(session: Session) -> int:
    """The activation is marked, and everybody who keeps or signs the rules has a mail waiting; how many packs were refused."""
    refused = pack_to_refuse(session)
    if refused is None:
        return 0
    refused.refused_at = clock.now()
    told = {officer_id for role in ROLES_TOLD for officer_id in officers_with_role(session, role)}
    for officer_id in sorted(told):
        outbox.enqueue(session, KIND, officer=str(officer_id), activation=str(refused.number))
    about = [("rule_pack", refused.fingerprint)]
    audit.record(session, by=SYSTEM, action=Action.PACK_REFUSED, objects=about, basis="system")
    return 1
