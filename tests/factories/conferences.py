"""Strands that wait for a conference, made as screening makes them, and conferences as far along as a test wants them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, clock, conferences, db, pathways, queues, rulebook, strands
from hub.accounts import Exclusion, give_sight
from hub.actor import OPERATOR, Actor
from hub.audit import Action
from hub.concerns import Concern, parts_of
from hub.conferences import Arrangement, Attendance, Conference, NewInvitee, OwnWords, PersonDecision
from hub.conferences.models import ConferenceStrand
from hub.front_door import receive
from hub.people import NewPerson
from hub.strands import Strand
from hub.triage.models import Decision
from tests.factories.concerns import ConcernMaker, PersonMaker
from tests.factories.hub_world import World

ISLA = PersonMaker(forename="Isla", surname="Thistlemere", date_of_birth="2017-02-01", at_home=True)
RORY = PersonMaker(forename="Rory", surname="Thistlemere", date_of_birth="2020-02-01", at_home=True)
AGNES = PersonMaker(forename="Agnes", surname="Pellowgate", date_of_birth="1943-03-03", at_home=True)
BABY = PersonMaker(forename="", surname="Fennimore", unborn=True, due_on="2027-03-14")
CALLUM = PersonMaker(forename="Callum", surname="Quillbrae", role="alleged")
SOCIAL_WORK = NewInvitee(
    agency="social_work", role="Social worker", name="Ewan Strathallow", email="ewan@council.example", told_how="hub",
    sees_papers="all",
)  # fmt: skip
HEALTH = NewInvitee(
    agency="health", role="School nurse", name="Priya Venn", email="priya@health.example", told_how="secure_mail",
    sees_papers="own_part",
)  # fmt: skip
MOTHER = NewInvitee(
    agency="family", role="Mother", name="Morven Thistlemere", email="morven@home.example", told_how="in_person"
)


def open_strand_for(
    session: Session,
    world: World,
    concern: Concern,
    person_id: UUID,
    *,
    route: str,
    urgency: str,
    conference: str | None,
) -> Strand:
    """A strand as a decision opens it, with its own Decision row."""
    officer = world.actor("screening_officer").acting_officer_id
    run = rulebook.latest_run(session, concern.id)
    person = next(part.person for part in parts_of(session, concern.id) if part.person.id == person_id)
    decision = Decision(
        key=person.key, concern_id=concern.id, person_id=person_id, number=1, run_id=run.id, state="made",
        decided_by=officer, decided_at=clock.now(), routes=[route], urgency=urgency, agrees_routes=True,
        agrees_urgency=True, lowers_mandatory=False, told_person="not_known",
    )  # fmt: skip
    session.add(decision)
    session.flush()
    adult = conference == "adult"
    return strands.open_strand(
        session, person_id=person_id, concern_id=concern.id, decision_id=decision.id,
        kind="adults" if adult else "children", route=route, urgency=urgency, conference=conference,
        team_id=world.teams["adults" if adult else "children"], level=concern.level, opened_by=officer, prefix="DH",
    )  # fmt: skip


def waiting_strands(
    world: World,
    *people: NewPerson,
    route: str = "cp_ird",
    conference: str | None = "child_protection",
    limit: str = "",
) -> list[UUID]:
    """Strands of the subjects of one new concern, waiting in co-ordination's queue; `limit` overrides the clock started."""
    with db.transaction() as session:
        got = receive(session, ConcernMaker(people=people or (ISLA,)), by=world.actor("duty_worker"))
    with db.transaction() as session:
        concern = session.get_one(Concern, got.concern_id)
        found = []
        for part in parts_of(session, concern.id):
            if part.part.role != "subject":
                continue
            strand = open_strand_for(
                session, world, concern, part.person.id, route=route, urgency="same_day", conference=conference
            )
            _place(session, world, concern, strand, part.person.unborn, limit)
            found.append(strand.id)
        audit.record(session, by=OPERATOR, action=Action.DECISION_MADE)
    return found


def _place(session: Session, world: World, concern: Concern, strand: Strand, unborn: bool, limit: str) -> None:
    usual = "adult_conference_initial" if strand.conference == "adult" else "cppm_initial"
    name = limit or ("cppm_pre_birth" if unborn else usual)
    from_receipt = pathways.runs_from(session, name) == "receipt"
    running = pathways.start(
        session, name, object_type="strand", object_id=strand.id,
        started_at=concern.received_at if from_receipt else strand.opened_at,
        baby_due_on=date(2027, 3, 14) if unborn else None,
    )  # fmt: skip
    strands.step(strand, strands.State.WITH_COORDINATION)
    if strand.level == "open":
        give_sight(session, object_type="strand", object_id=strand.id, team_id=world.teams["coordination"])
    queues.place(
        session,
        queues.Place(
            queue="coordination", team_id=world.teams["coordination"], level=strand.level, object_type="strand",
            object_id=strand.id, concern_id=concern.id, person_id=strand.person_id, ref=strand.ref,
            source_kind=concern.source_kind, rank=2, act_by=running.due_at, reason=strand.route, desk="both",
        ),
    )  # fmt: skip


@dataclass
class Room:
    """Conferences of a world, moved along by the people whose work it is."""

    world: World

    @property
    def coordinator(self) -> Actor:
        """Who co-ordinates."""
        return self.world.actor("co_ordinator")

    @property
    def chair(self) -> Actor:
        """Who chairs."""
        return self.world.actor("chair")

    def requested(self, *people: NewPerson, **how: str) -> str:
        """The reference of a conference just asked for."""
        asked = waiting_strands(self.world, *people, **how)  # type: ignore[arg-type]  # route, conference and limit
        with db.transaction() as session:
            return conferences.request(session, strand_ids=asked, by=self.coordinator).ref

    def allocated(self, *people: NewPerson, chair: Actor | None = None, **how: str) -> str:
        """One with a chair."""
        ref = self.requested(*people, **how)
        self.allocate(ref, chair or self.chair)
        return ref

    def allocate(self, ref: str, chair: Actor, by: Actor | None = None) -> None:
        """The conference gets this chair."""
        with db.transaction() as session:
            conferences.allocate(
                session, conference_id=conferences.get_conference(session, ref).id,
                chair_id=chair.acting_officer_id, by=by or self.coordinator,
            )  # fmt: skip

    def convened(self, *people: NewPerson, starts_at: datetime | None = None, **how: str) -> str:
        """One that everybody is invited to, by default in a week at 10am."""
        ref = self.allocated(*people, **how)
        self.convene(ref, starts_at=starts_at)
        return ref

    def convene(self, ref: str, *, by: Actor | None = None, **changed: object) -> None:
        """The chair convenes it, with what the test changes about the usual arrangement."""
        if changed.get("starts_at") is None:
            changed["starts_at"] = clock.london(clock.today() + timedelta(days=7), time(10))
        usual = Arrangement(
            starts_at=clock.now(), place="Room 2, Marlfield House", invitees=(SOCIAL_WORK, HEALTH, MOTHER)
        )
        with db.transaction() as session:
            conferences.convene(session, ref=ref, arrangement=replace(usual, **changed), by=by or self.chair)  # type: ignore[arg-type]  # fields of Arrangement

    def read(self, ref: str) -> Conference:
        """The conference as it stands."""
        with db.reading() as session:
            return conferences.get_conference(session, ref)

    def strand_ids(self, ref: str) -> list[UUID]:
        """Its strands, oldest first."""
        with db.reading() as session:
            return [
                each.strand.id for each in conferences.people_at(session, conferences.get_conference(session, ref).id)
            ]

    def strand(self, strand_id: UUID) -> Strand:
        """A strand as it stands."""
        with db.reading() as session:
            return session.get_one(Strand, strand_id)

    def record_of(self, ref: str, strand_id: UUID) -> ConferenceStrand:
        """One person's record at it."""
        with db.reading() as session:
            found = conferences.people_at(session, conferences.get_conference(session, ref).id)
            return next(each.record for each in found if each.strand.id == strand_id)

    def clocks(self, object_id: UUID, object_type: str = "strand") -> dict[str, pathways.ClockView]:
        """The clocks on a record by name, the last of each name."""
        with db.reading() as session:
            return {each.clock: each for each in pathways.clocks_on(session, object_type, object_id)}

    def attend(self, ref: str, attended: str = "yes", by: Actor | None = None) -> None:
        """Everybody came."""
        with db.transaction() as session:
            rows = conferences.invitees_of(session, conferences.get_conference(session, ref).id)
            conferences.record_attendance(
                session, ref=ref, attendance={row.id: Attendance(attended) for row in rows}, by=by or self.chair
            )

    def declare(self, ref: str, quorate: str = "yes", words: str = "") -> None:
        """The chair declares."""
        with db.transaction() as session:
            conferences.declare_quorum(session, ref=ref, quorate=quorate, words=words, by=self.chair)

    def decide(self, ref: str, *decisions: str, strand_ids: Sequence[UUID] = ()) -> None:
        """Own words and these decisions, one for each strand in order."""
        for strand_id, decision in zip(strand_ids or self.strand_ids(ref), decisions, strict=True):
            with db.transaction() as session:
                conferences.record_own_words(
                    session,
                    ref=ref,
                    strand_id=strand_id,
                    own=OwnWords(words="I want it quiet.", gathered_by="Advocate"),
                    by=self.chair,
                )
            with db.transaction() as session:
                conferences.record_decision(
                    session, ref=ref, strand_id=strand_id, decided=decided(decision), by=self.chair
                )

    def close(self, ref: str, review_on: date | None = None, by: Actor | None = None) -> None:
        """The chair closes."""
        with db.transaction() as session:
            conferences.close(session, ref=ref, next_review_on=review_on, by=by or self.chair)

    def exclude(self, object_type: str, object_id: UUID, officer: Actor) -> None:
        """The officer is kept from the record."""
        with db.transaction() as session:
            session.add(
                Exclusion(
                    object_type=object_type,
                    object_id=object_id,
                    officer_id=officer.acting_officer_id,
                    reason_code="own_family",
                    set_at=clock.now(),
                )
            )
            audit.record(session, by=OPERATOR, action=Action.EXCLUSION_SET)

    def items(self, queue: str) -> list[queues.WorkItem]:
        """What stands open in a queue, soonest first."""
        with db.reading() as session:
            return list(
                session.scalars(
                    select(queues.WorkItem)
                    .where(queues.WorkItem.queue == queue, queues.WorkItem.state == "open")
                    .order_by(queues.WorkItem.act_by)
                )
            )


def decided(decision: str) -> PersonDecision:
    """A whole decision of this kind."""
    return PersonDecision(
        decision=decision,
        reasons="The risk is the same while they sleep there.",
        reporter_referral="" if decision in {"adult_plan", "no_plan"} else "no",
        areas_of_concern=("domestic_abuse",) if decision in {"register", "keep", "adult_plan"} else (),
    )
