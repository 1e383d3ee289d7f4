"""What another team has to know today: new information about work it holds, or that the other framework leads. Steps.

Whoever is told acknowledges it by name before the day's work ends; else it comes back to screening (`told_teams`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, outbox, pathways, queues, rulebook
from hub.accounts import Permission, end_sight, give_sight, officers_who_may, team_of_kind
from hub.concerns import Concern, Part, parts_of
from hub.people import Judgement, Person, described, likeness
from hub.queues import Place, WorkItem
from hub.rulebook import ScreeningRun
from hub.strands import Strand, strands_of_concern
from hub.triage.history import History
from hub.triage.models import Decision, TeamNotice

ACKNOWLEDGED = "team_acknowledges"
OTHER_TEAM = {"child": "adults", "adult": "children"}
SAME_DAY_RANK = 2
TOLD = "team_told"


def tell_holders(
    session: Session,
    concern: Concern,
    run: ScreeningRun,
    parts: Sequence[Part],
    history: History,
    item: WorkItem,
) -> None:
    """Each team that holds open work with one of these people is told of the concern once, and what is new in it.

    The team may read the concern once an officer said that it is the same person, or decided. A person found not to be
    theirs after all is withdrawn from them.
    """
    if concern.level != "open" or (run.number == 1 and not history.has_open_work):
        return
    screened = [each for each in parts if each.person.id in history.rows]
    held = {(each.person_id, each.team_id): each for each in _told_of(session, concern.id, "new_information")}
    wanted: set[tuple[UUID, UUID]] = set()
    for each in screened:
        strands = [one for one in history.open_strands(each.person.id) if one.concern_id != concern.id]
        for team in dict.fromkeys(one.team_id for one in strands):
            work = [one for one in strands if one.team_id == team]
            wanted.add((each.person.id, team))
            notice = held.get((each.person.id, team))
            if notice is None:
                fresh = _fresh(session, run, each, parts, work, history.rows[each.person.id])
                notice = _tell(session, concern, each, team, "new_information", strand=work[0], fresh=fresh, item=item)
            elif notice.state == "withdrawn":
                _begin(session, notice, concern, item.rank)
            if any(_is_linked(session, each.person, one) for one in work):
                give_sight(session, object_type="concern", object_id=concern.id, team_id=team)
    there = {each.person.id for each in screened}
    for key, notice in held.items():
        if key not in wanted and (notice.person_id not in there or _is_unlinked(session, notice)):
            _withdraw(session, concern, notice)


def _told_of(session: Session, concern_id: UUID, kind: str) -> Sequence[TeamNotice]:
    found = select(TeamNotice).where(TeamNotice.concern_id == concern_id, TeamNotice.kind == kind)
    return session.scalars(found).all()


def _is_linked(session: Session, person: Person, strand: Strand) -> bool:
    return session.get_one(Person, strand.person_id).cluster_id == person.cluster_id


def _is_unlinked(session: Session, notice: TeamNotice) -> bool:
    """Whether the work it was told of is another person's after all; work that has closed meanwhile still hears of it."""
    strand = session.get_one(Strand, notice.strand_id)
    return strand.state != "closed" and not _is_linked(session, session.get_one(Person, notice.person_id), strand)


def tell_other_service(session: Session, concern: Concern, part: Part, decision: Decision) -> None:
    """At 16 and 17 the service that does not lead is told that the other one does, and why; it says that it knows.

    Of what is sealed only those are told who keep it: whom else it concerns is theirs to decide.
    """
    told = [each for each in _told_of(session, concern.id, "led_elsewhere") if each.person_id == part.person.id]
    team = _not_leading(session, concern, decision)
    for held in told:
        if held.team_id != team:
            _withdraw(session, concern, held)
    if team is None:
        return
    if concern.level == "open":
        give_sight(session, object_type="concern", object_id=concern.id, team_id=team)
    mine = next((each for each in told if each.team_id == team), None)
    if mine is None:
        _tell(session, concern, part, team, "led_elsewhere", words=decision.words_lead)
    elif mine.state == "withdrawn" or any(each.told_at > mine.told_at for each in told):
        _tell_again(session, concern, mine, decision.words_lead)


def _not_leading(session: Session, concern: Concern, decision: Decision) -> UUID | None:
    """The team of the service that does not lead; None where neither has to."""
    if decision.lead_framework not in OTHER_TEAM:
        return None
    if concern.level != "open":
        return concern.team_id
    return team_of_kind(session, OTHER_TEAM[decision.lead_framework])


def _tell_again(session: Session, concern: Concern, notice: TeamNotice, words: str | None) -> None:
    """What was withdrawn, or was otherwise meanwhile, holds once more: who answered before stays in the trail."""
    notice.words = "\n".join(each for each in (notice.words, words) if each) or None
    notice.answered_by = notice.answered_at = notice.came_back_at = None
    _begin(session, notice, concern, SAME_DAY_RANK)


def withdraw_told(session: Session, concern: Concern, person_id: UUID) -> None:
    """Nothing told of this person waits with any team: the concern was never about them. A step of an action."""
    held = select(TeamNotice).where(TeamNotice.concern_id == concern.id, TeamNotice.person_id == person_id)
    for notice in session.scalars(held).all():
        _withdraw(session, concern, notice)


def confirm_holders(session: Session, concern: Concern, part: Part) -> None:
    """A person of the concern is decided, so whoever was told of it may read it."""
    for notice in _told_of(session, concern.id, "new_information"):
        if notice.person_id == part.person.id and notice.state != "withdrawn":
            give_sight(session, object_type="concern", object_id=concern.id, team_id=notice.team_id)


def _tell(
    session: Session,
    concern: Concern,
    part: Part,
    team: UUID,
    kind: str,
    *,
    strand: Strand | None = None,
    fresh: Sequence[str] = (),
    words: str | None = None,
    item: WorkItem | None = None,
) -> TeamNotice:
    now = clock.now()
    notice = TeamNotice(
        key=part.person.key,
        kind=kind,
        concern_id=concern.id,
        person_id=part.person.id,
        strand_id=strand.id if strand else None,
        team_id=team,
        level=concern.level,
        told_at=now,
        act_by=now,
        fresh=list(fresh) or None,
        words=words,
    )
    session.add(notice)
    _begin(session, notice, concern, item.rank if item else SAME_DAY_RANK)
    return notice


def _begin(session: Session, notice: TeamNotice, concern: Concern, rank: int) -> None:
    """From now on the team is asked to acknowledge it, its clock runs, and a mail waits for whoever may."""
    now = clock.now()
    notice.state, notice.told_at, notice.act_by = "waiting", now, due_at(session, now)
    session.flush()
    if pathways.find_due(session, ACKNOWLEDGED, started_at=now) is not None:
        pathways.start(session, ACKNOWLEDGED, object_type="team_notice", object_id=notice.id, started_at=now)
    _stand(session, notice, concern, rank)
    for officer_id in mailed(session, notice):
        outbox.enqueue(session, TOLD, officer=str(officer_id), notice=str(notice.id))


def mailed(session: Session, notice: TeamNotice) -> tuple[UUID, ...]:
    """Who of the team has a mail that it was told: whoever may acknowledge it and is not kept from it. Of what is sealed nobody."""
    if notice.level != "open":
        return ()
    about = [each for each in (notice.concern_id, notice.person_id, notice.strand_id) if each is not None]
    return officers_who_may(session, Permission.TEAM_ACKNOWLEDGE, team_id=notice.team_id, about=about)


def _withdraw(session: Session, concern: Concern, notice: TeamNotice) -> None:
    """It was not theirs after all: nothing is asked of them, and unless they work on the concern they see it no more."""
    if notice.state not in {"waiting", "came_back"}:
        return
    take_off(session, notice, "withdrawn")
    if not any(each.team_id == notice.team_id for each in strands_of_concern(session, concern.id)):
        end_sight(session, object_type="concern", object_id=concern.id, team_id=notice.team_id)


def due_at(session: Session, told_at: datetime) -> datetime:
    """Until when it is acknowledged: by the pack's clock, else by the end of the London day."""
    end_of_day = clock.london(clock.london_day(told_at), datetime.max.time())
    return pathways.find_due(session, ACKNOWLEDGED, started_at=told_at) or end_of_day


def _stand(session: Session, notice: TeamNotice, concern: Concern, rank: int) -> None:
    """In the queue of the team's work, not below what is due the same day; of what is sealed with whoever may see it."""
    queues.place(session, place_of(notice, concern, queue="strand", rank=min(rank, SAME_DAY_RANK)))


def place_of(notice: TeamNotice, concern: Concern, *, queue: str, rank: int) -> Place:
    """Where a notice stands and what its row shows."""
    return Place(
        queue=queue,
        team_id=notice.team_id if queue == "strand" else concern.team_id,
        level=notice.level,
        object_type="team_notice",
        object_id=notice.id,
        concern_id=concern.id,
        person_id=notice.person_id,
        ref=concern.ref,
        source_kind=concern.source_kind,
        rank=rank,
        act_by=notice.act_by,
        reason=notice.kind,
    )


def take_off(session: Session, notice: TeamNotice, state: str) -> None:
    """Nothing waits for the team, or for screening, any more; its clock ends as met, or stops where it was withdrawn."""
    notice.state = state
    for queue in ("strand", "screening"):
        queues.finish(session, queue=queue, object_type="team_notice", object_id=notice.id)
    ended = "stopped" if state == "withdrawn" else "met"
    pathways.end(session, ACKNOWLEDGED, object_type="team_notice", object_id=notice.id, at=clock.now(), state=ended)


def _fresh(
    session: Session,
    run: ScreeningRun,
    each: Part,
    parts: Sequence[Part],
    work: Sequence[Strand],
    rows: Collection[UUID],
) -> tuple[str, ...]:
    """What the open work did not know of: another person, a kind of harm, another alleged source."""
    concerns = _concerns_of(session, work)
    known = [one for concern in concerns for one in parts_of(session, concern)]
    before = {harm for concern in concerns for harm in _harms(session, rulebook.latest_run(session, concern), rows)}
    harms = [f"harm:{harm}" for harm in _harms(session, run, {each.person.id}) if harm not in before]
    people = [one for one in parts if one.part.role != "alleged" and one is not each]
    sources = [one for one in parts if one.part.role == "alleged"]
    found = ["person"] if any(_is_new(one, known) for one in people) else []
    found += (
        ["source"] if any(_is_new(one, [old for old in known if old.part.role == "alleged"]) for one in sources) else []
    )
    return (*found, *harms)


def _concerns_of(session: Session, work: Sequence[Strand]) -> list[UUID]:
    """The concerns the work came from, and those that were attached to it since."""
    told = select(TeamNotice.concern_id).where(
        TeamNotice.strand_id.in_([each.id for each in work]), TeamNotice.state != "withdrawn"
    )
    return list(dict.fromkeys([*(each.concern_id for each in work), *session.scalars(told)]))


def _harms(session: Session, run: ScreeningRun, people: Collection[UUID]) -> tuple[str, ...]:
    found: list[str] = []
    for person in people:
        stated = rulebook.facts_about(session, run, person).get("harms")
        found.extend(stated.value if stated is not None and isinstance(stated.value, tuple) else ())
    return tuple(each for each in dict.fromkeys(found) if each != "not_known")


def _is_new(each: Part, known: Iterable[Part]) -> bool:
    """Fully named, and like nobody who was named before."""
    told = described(each.person)
    if not (told.normal.callings and told.normal.family):
        return False
    return not any(
        one.person.cluster_id == each.person.cluster_id or likeness(told, described(one.person)) is not Judgement.NONE
        for one in known
    )
