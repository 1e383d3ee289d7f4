"""What a team was told: shown, acknowledged by name, and back with screening where nobody did in time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, not_, or_, select
from sqlalchemy.orm import Session

from hub import audit, clock, pathways, queues, rulebook
from hub.accounts import (
    Permission,
    Team,
    has_sight_of,
    may,
    not_excluded,
    officer_names,
    require,
    require_any,
    require_sight_of,
)
from hub.actor import SYSTEM, Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern, latest_version
from hub.errors import NotFound, OutOfOrder, Unprocessable
from hub.pathways import ClockView
from hub.people import Person, called_with_age
from hub.rulebook import Pack, Unconfirmed, unconfirmed_in
from hub.strands import Strand
from hub.triage.choices import is_a_sentence
from hub.triage.models import TeamNotice
from hub.triage.telling_teams import ACKNOWLEDGED, place_of, take_off

NEW = {"person": "somebody who was not named before", "source": "another alleged source of harm"}
ON_TOP = 0
WAITING = ("waiting", "came_back")


@dataclass(frozen=True, slots=True)
class ToldView:
    """What a team was told. `narrative` and `concern_ref` are empty where the reader may not open the concern yet."""

    notice_id: UUID
    kind: str
    state: str
    ref: str
    concern_ref: str
    who: str
    team: str
    narrative: str
    source_kind: str
    received_at: datetime
    told_at: datetime
    fresh: tuple[str, ...]
    strand_ref: str
    route: str
    words: str
    clock: ClockView | None
    act_by: datetime
    left: str
    is_late: bool
    unconfirmed: tuple[Unconfirmed, ...]
    answered_by: str
    answered_at: datetime | None
    may_acknowledge: bool
    may_settle: bool


def show_told(session: Session, notice_id: UUID, *, by: Actor) -> Shown[ToldView]:
    """What a team was told, with the leaf of this look; for the team, and for screening once it came back.

    Raises:
        NotAllowed, NotFound: not with the reader.
    """
    require_any(by, Permission.STRAND_SEE, Permission.CONCERN_SCREEN)
    notice, concern, basis = _opened(session, notice_id, by)
    reads = has_sight_of(session, by, "concern", concern) and may(by, Permission.CONCERN_SEE)
    strand = session.get(Strand, notice.strand_id) if notice.strand_id else None
    pack = rulebook.active_pack(session)
    names = officer_names(session, [notice.answered_by] if notice.answered_by else [])
    clocks = pathways.clocks_on(session, "team_notice", notice.id)
    view = ToldView(
        notice_id=notice.id,
        kind=notice.kind,
        state=notice.state,
        ref=concern.ref,
        concern_ref=concern.ref if reads else "",
        who=called_with_age(session.get_one(Person, notice.person_id), clock.today()),
        team=session.get_one(Team, notice.team_id).name,
        narrative=(latest_version(session, concern.id).narrative or "") if reads else "",
        source_kind=concern.source_kind,
        received_at=concern.received_at,
        told_at=notice.told_at,
        fresh=fresh_words(pack, notice) if reads else (),
        strand_ref=strand.ref if strand else "",
        route=pack.routes[strand.route].label if strand and strand.route in pack.routes else "",
        words=(notice.words or "") if reads else "",
        clock=clocks[-1] if clocks else None,
        act_by=notice.act_by,
        left=pathways.in_words(pack, notice.act_by),
        is_late=clock.now() > notice.act_by,
        unconfirmed=unconfirmed_in(pack, [ACKNOWLEDGED]),
        answered_by=names.get(notice.answered_by, "") if notice.answered_by else "",
        answered_at=notice.answered_at,
        may_acknowledge=reads and _is_theirs(session, by, notice) and may(by, Permission.TEAM_ACKNOWLEDGE),
        may_settle=reads and notice.state == "came_back" and may(by, Permission.CONCERN_SCREEN),
    )
    objects = (("concern", str(concern.id)), ("person", str(notice.person_id)), ("team_notice", str(notice.id)))
    fields = ("name", "age", "reference", *(("narrative", "new_information") if reads else ()))
    return Shown(view, Look(Action.TEAM_NOTICE_SHOWN, objects, fields, purpose=notice.kind, basis=basis))


def fresh_words(pack: Pack, notice: TeamNotice) -> tuple[str, ...]:
    """What was new to the open work, in words."""
    kinds = pack.facts["harms"].choices or {} if "harms" in pack.facts else {}
    return tuple(
        f"a kind of harm not told before: {kinds.get(code.removeprefix('harm:'), 'another')}"
        if code.startswith("harm:")
        else NEW.get(code, code)
        for code in notice.fresh or ()
    )


def acknowledge(session: Session, *, notice_id: UUID, words: str = "", by: Actor) -> TeamNotice:
    """The team knows: this officer said so, and nothing waits for them or for screening any more.

    Raises:
        NotAllowed, NotFound: not their team's, or they may not read the concern yet.
        OutOfOrder: it was answered or withdrawn already.
    """
    require(by, Permission.TEAM_ACKNOWLEDGE)
    notice, concern, basis = _waiting(session, notice_id, by)
    basis = require_sight_of(session, by, "team_notice", notice)
    require_sight_of(session, by, "concern", concern)
    _answer(session, notice, "acknowledged", words, by)
    _record(session, Action.TEAM_ACKNOWLEDGED, notice, basis, by)
    return notice


def settle_told(session: Session, *, notice_id: UUID, words: str, by: Actor) -> TeamNotice:
    """Screening reached somebody after the day was over: who it was and what they do is kept, and nothing waits any more.

    Raises:
        NotAllowed, NotFound: not theirs to screen.
        OutOfOrder: it did not come back, or was answered meanwhile.
        Unprocessable: not said who has it now.
    """
    require(by, Permission.CONCERN_SCREEN)
    notice, concern, basis = _waiting(session, notice_id, by)
    basis = require_sight_of(session, by, "concern", concern)
    if notice.state != "came_back":
        raise OutOfOrder("This is still with the team it was told to.")
    if not is_a_sentence(words):
        raise Unprocessable({"words": ["Enter who you reached, and what they do about it"]})
    _answer(session, notice, "settled", words, by)
    _record(session, Action.TEAM_NOTICE_SETTLED, notice, basis, by)
    return notice


def bring_back_unacknowledged(session: Session) -> int:
    """Whatever a team did not acknowledge in time stands on top of the screening queue. How many came back now.

    Of what is sealed the screening team learns nothing: it goes on top where it is.
    """
    late = session.scalars(_unacknowledged().with_for_update(skip_locked=True, of=TeamNotice)).all()
    for notice in late:
        notice.state, notice.came_back_at = "came_back", clock.now()
        concern = session.get_one(Concern, notice.concern_id)
        queue = "screening" if notice.level == "open" else "strand"
        queues.place(session, place_of(notice, concern, queue=queue, rank=ON_TOP))
    if late:
        audit.record(
            session,
            by=SYSTEM,
            action=Action.TEAM_NOTICE_CAME_BACK,
            objects=[("team_notice", each.id) for each in late],
            purpose="not_acknowledged",
            basis="system",
        )
    return len(late)


def is_any_unacknowledged(session: Session) -> bool:
    """Whether the time of anything told to a team is up."""
    return session.scalars(_unacknowledged().limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class ToldLine:
    """Something told to a team, as the record of a concern lists it; `strand_ref` names the work it belongs to."""

    notice_id: UUID
    kind: str
    state: str
    ref: str
    strand_ref: str
    told_at: datetime
    answered_by: str
    answered_at: datetime | None
    may_open: bool


def told_on(session: Session, concern_id: UUID, strands: Sequence[Strand], *, by: Actor) -> tuple[ToldLine, ...]:
    """What teams were told of this concern, or because of work it opened, as far as the reader may know. A step of a look."""
    refs = {each.id: each.ref for each in strands}
    rows = session.execute(
        select(TeamNotice, Concern)
        .join(Concern, Concern.id == TeamNotice.concern_id)
        .where(or_(TeamNotice.concern_id == concern_id, TeamNotice.strand_id.in_(refs)))
        .order_by(TeamNotice.told_at, TeamNotice.id)
    ).all()
    seen = [(notice, concern) for notice, concern in rows if _may_know(session, by, notice, concern)]
    names = officer_names(session, {notice.answered_by for notice, _ in seen if notice.answered_by})
    return tuple(
        ToldLine(
            notice_id=notice.id,
            kind=notice.kind,
            state=notice.state,
            ref=concern.ref,
            strand_ref=refs.get(notice.strand_id, "") if notice.strand_id else "",
            told_at=notice.told_at,
            answered_by=names.get(notice.answered_by, "") if notice.answered_by else "",
            answered_at=notice.answered_at,
            may_open=_may_open(session, by, notice, concern),
        )
        for notice, concern in seen
    )


def _may_know(session: Session, by: Actor, notice: TeamNotice, concern: Concern) -> bool:
    return has_sight_of(session, by, "team_notice", notice) or has_sight_of(session, by, "concern", concern)


def _unacknowledged() -> Select[TeamNotice]:
    due = select(TeamNotice).where(TeamNotice.state == "waiting", TeamNotice.act_by < clock.now())
    return due.order_by(TeamNotice.act_by, TeamNotice.id)


def _opened(session: Session, notice_id: UUID, by: Actor) -> tuple[TeamNotice, Concern, str]:
    """For the team it was told to; for whoever may open the concern, once it came back or was answered."""
    notice = session.get(TeamNotice, notice_id)
    concern = session.get(Concern, notice.concern_id) if notice else None
    if notice is None or concern is None or kept_from(session, by, [notice.id]):
        raise NotFound(object_type="team_notice")
    if _is_with_screening(session, by, notice, concern):
        return notice, concern, "team"
    return notice, concern, require_sight_of(session, by, "team_notice", notice)


def kept_from(session: Session, by: Actor, notices: Collection[UUID]) -> set[UUID]:
    """Those of these whose work, or whose concern, the actor is kept from: their own, their family's."""
    if not notices:
        return set()
    told = select(TeamNotice.id).where(TeamNotice.id.in_(notices))
    is_free = and_(not_excluded(by, "strand", TeamNotice.strand_id), not_excluded(by, "concern", TeamNotice.concern_id))
    return set(session.scalars(told.where(not_(is_free))))


def _is_with_screening(session: Session, by: Actor, notice: TeamNotice, concern: Concern) -> bool:
    screens = notice.state != "waiting" and may(by, Permission.CONCERN_SCREEN)
    return screens and has_sight_of(session, by, "concern", concern)


def _may_open(session: Session, by: Actor, notice: TeamNotice, concern: Concern) -> bool:
    return _is_with_screening(session, by, notice, concern) or has_sight_of(session, by, "team_notice", notice)


def _is_theirs(session: Session, by: Actor, notice: TeamNotice) -> bool:
    return notice.state in WAITING and has_sight_of(session, by, "team_notice", notice)


def _waiting(session: Session, notice_id: UUID, by: Actor) -> tuple[TeamNotice, Concern, str]:
    notice, concern, basis = _opened(session, notice_id, by)
    if notice.state not in WAITING:
        raise OutOfOrder("This was answered already. Who answered it is shown with it.")
    return notice, concern, basis


def _answer(session: Session, notice: TeamNotice, state: str, words: str, by: Actor) -> None:
    notice.answered_by, notice.answered_at = by.acting_officer_id, clock.now()
    notice.words = "\n".join(part for part in (notice.words, words.strip()) if part) or None
    take_off(session, notice, state)


def _record(session: Session, action: Action, notice: TeamNotice, basis: str, by: Actor) -> None:
    about = [("team_notice", notice.id), ("concern", notice.concern_id), ("person", notice.person_id)]
    audit.record(session, by=by, action=action, objects=about, purpose=notice.kind, basis=basis)
