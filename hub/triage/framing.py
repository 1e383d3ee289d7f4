"""What stands around every page of a concern: who, when, whose it is now, and danger, which is never held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, danger, pathways, queues, rulebook
from hub.accounts import Officer, officer_names, require_sight_of
from hub.actor import Actor
from hub.concerns import Concern, ConcernVersion, Part, latest_version, parts_of
from hub.errors import NotFound
from hub.people import called, household_called
from hub.queues import WorkItem
from hub.rulebook import Unconfirmed
from hub.triage.facts import screened_parts
from hub.triage.limits import unconfirmed_of
from hub.triage.screening import DANGER_TOLD, danger_is_now

NOT_NAMED = "Name not known"
LEARNT = "Answered in screening."
REMOTE = {"phone": "ring", "text": "text", "letter": "write to", "email": "email"}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works on it, until when, and since when."""

    name: str
    until: datetime
    since: datetime | None
    is_me: bool


@dataclass(frozen=True, slots=True)
class Danger:
    """What was answered about danger, and who has it."""

    answer: str
    before: datetime | None
    why: str
    taken_by: str
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class UnsafeContact:
    """Ways of reaching somebody that are not known to be safe."""

    who: str
    ways: tuple[str, ...]
    is_known: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The bar and the danger flags of one concern."""

    concern_id: UUID
    item_id: UUID | None
    ref: str
    heading: str
    people_count: int
    channel: str
    source_kind: str
    received_at: datetime
    due_at: datetime | None
    left: str
    is_late: bool
    unconfirmed: tuple[Unconfirmed, ...]  # the limit it is screened by
    state: str
    keeps_place: bool  # danger was told; answered otherwise since, it keeps its place until somebody has decided
    waits_since: datetime | None  # when everybody was decided and only a second person's word was missing
    holder: Holder | None
    danger: Danger
    unsafe: tuple[UnsafeContact, ...]
    worker_risk: str
    alleged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A concern opened for its pages: a step inside what shows it."""

    concern: Concern
    version: ConcernVersion
    parts: tuple[Part, ...]
    screened: tuple[Part, ...]
    basis: str
    frame: Frame

    def screened_at(self, place: int) -> Part:
        """The screened person at a place on the form.

        Raises:
            NotFound: nobody is screened there.
        """
        for each in self.screened:
            if each.part.place == place:
                return each
        raise NotFound


def open_concern(session: Session, ref: str, *, by: Actor) -> Opened:
    """The concern with its frame, for whoever has sight of it; permission is asked by the action this is a step of.

    Raises:
        NotAllowed, NotFound: not with them, or not to be known of.
    """
    concern = session.scalars(select(Concern).where(Concern.ref == ref)).first()
    basis = require_sight_of(session, by, "concern", concern)
    assert concern is not None
    version, parts = latest_version(session, concern.id), parts_of(session, concern.id)
    screened = tuple(screened_parts(parts, clock.today()))
    return Opened(concern, version, parts, screened, basis, _frame(session, concern, version, parts, screened, by=by))


def _frame(
    session: Session,
    concern: Concern,
    version: ConcernVersion,
    parts: Sequence[Part],
    screened: Sequence[Part],
    *,
    by: Actor,
) -> Frame:
    item = session.scalars(queues.open_items("screening", "concern", concern.id)).first()
    told = version.told or {}
    risk = told.get("worker_safety") or {}
    return Frame(
        concern_id=concern.id,
        item_id=item.id if item else None,
        ref=concern.ref,
        heading=household_called([each.person for each in screened], clock.today()),
        people_count=len(screened),
        channel=concern.channel,
        source_kind=concern.source_kind,
        received_at=concern.received_at,
        due_at=item.act_by if item else None,
        left=pathways.in_words(rulebook.active_pack(session), item.act_by) if item else "",
        is_late=bool(item and clock.now() > item.act_by),
        unconfirmed=unconfirmed_of(rulebook.active_pack(session), item) if item else (),
        state=concern.state,
        keeps_place=item is not None and item.reason == DANGER_TOLD,
        waits_since=item.done_at if item else None,
        holder=_holder(session, item, by),
        danger=_danger(session, concern, told.get("danger_why") or ""),
        unsafe=tuple(each for part in parts if (each := _unsafe(part)) is not None),
        worker_risk=(risk.get("details") or "Not described") if risk.get("risk") == "yes" else "",
        alleged=alleged_names(parts),
    )


def alleged_names(parts: Sequence[Part]) -> tuple[str, ...]:
    """The names by which anybody alleged may be written of, for labelling them wherever they are."""
    return tuple(
        name
        for each in parts
        if each.part.role == "alleged"
        for name in dict.fromkeys((called(each.person), each.person.forename or ""))
        if name and name != NOT_NAMED
    )


def _holder(session: Session, item: WorkItem | None, by: Actor) -> Holder | None:
    held = queues.live_claim(item) if item else None
    if item is None or held is None:
        return None
    name = officer_names(session, [held.officer_id]).get(held.officer_id, "")
    return Holder(name, held.until, item.claimed_at, held.officer_id == by.officer_id)


def _danger(session: Session, concern: Concern, why: str) -> Danger:
    alert = danger.alert_on(session, concern.id)
    is_learnt = danger_is_now(alert) and concern.danger != "yes"
    taken = session.get(Officer, alert.acknowledged_by) if alert and alert.acknowledged_by else None
    return Danger(
        "yes" if is_learnt else concern.danger,
        concern.danger_before,
        f"{LEARNT} {why}".strip() if is_learnt else why,
        taken.name if taken else "",
        alert.acknowledged_at if alert else None,
    )


def _unsafe(each: Part) -> UnsafeContact | None:
    """Three values, and not knowing means no. An alleged source of harm is not rung by the hub at all."""
    if each.part.role == "alleged":
        return None
    told = (each.part.contact or {}).get("safe_contact") or {}
    ways = tuple(words for way, words in REMOTE.items() if told.get(way) != "yes")
    is_known = any(told.get(way) == "no" for way in REMOTE)
    return UnsafeContact(called(each.person), ways, is_known) if ways else None
