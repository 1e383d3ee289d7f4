"""One of everything: a small hub with a row in each state, so that every page of it has something to show.

`EARLIER` is when it begins, `NOW` the day on which its pages are looked at; a test stands in `at(NOW)` while it looks.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import time_machine
from flask import Flask
from sqlalchemy import select

from hub import audit, clock, danger, drafts, jobs, pathways, people, spool, triage
from hub.actor import OPERATOR
from hub.app import create_app
from hub.audit import Action
from hub.db import reading, transaction
from hub.front_door import Receipt
from hub.people import NewPerson
from hub.triage.models import OnwardRoute, Return, TeamNotice
from tests.factories import looks, rules
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.conferences import AGNES, BABY, CALLUM, ISLA, RORY, Room, waiting_strands
from tests.factories.front_desk import FrontDesk
from tests.factories.hub_world import World
from tests.factories.sight import keep_from

EARLIER = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 10, 45, tzinfo=UTC)
NOBODY = UUID("12345678-1234-4234-8234-123456789abc")
SAFE = {"phone": "yes", "letter": "no"}
LONG = "Donaudampf" * 12  # a word of 120 letters: the longest name that a page has to stand
MOTHER = {
    "role": "household",
    "forename": "Ailsa",
    "surname": LONG,
    "date_of_birth": "1988-05-06",
    "relationship": "mother",
}
NEW_COMER = ("duty_worker", "screening_officer", "team_manager", "co_ordinator", "chair")
WELL_KNOWN = {"people-0-forename": "Rory", "people-0-surname": "Samplewood", "people-0-date_of_birth": "12 3 2017"}


def at(moment: datetime) -> time_machine.travel:
    """The time is this moment and goes on from it."""
    return time_machine.travel(moment, tick=True)


class City:
    """What there is, by name: `named["started"]` is the reference of a conference whose meeting has begun."""

    def __init__(self, world: World) -> None:
        self.world, self.room = world, Room(world)
        self.named: dict[str, str] = {"nobody": str(NOBODY)}
        with at(EARLIER):
            self._conferences()
            self._rota()
        with at(EARLIER + timedelta(days=6)):
            self.app: Flask = create_app(world.settings, is_bound=True)
            self._stale_draft()
        self._looks()
        with at(EARLIER + timedelta(days=6, hours=5)):
            self._told("late_notice", "Tessa")
        with at(NOW):
            self._heard()
            self._concerns()
            self._screened()
            self._signing()
            self._moved()
            self._told("notice", "Greer")
            self._returned()
            self._drafts()
            self._spool()
            self._keep(**rules.of_each_kind(self.world, NOW.date()))
            self._accounts()

    def path(self, endpoint: str, **args: str) -> str:
        """The address of a page, its arguments by what they are named here."""
        with self.app.test_request_context():
            return self.app.url_for(endpoint, **{name: self.named.get(value, value) for name, value in args.items()})

    def _keep(self, **named: object) -> None:
        self.named |= {name: str(value) for name, value in named.items()}

    def _conferences(self) -> None:
        room, begins, before = self.room, NOW - timedelta(minutes=15), NOW - timedelta(hours=3)
        (waiting,) = waiting_strands(self.world, AGNES, route="asp_inquiry", conference="adult")
        started = room.convened(ISLA, RORY, CALLUM, starts_at=begins)
        self._keep(
            request=room.strand(waiting).ref,
            allocated=room.allocated(BABY),
            convened=room.convened(ISLA, starts_at=NOW + timedelta(days=7)),
            started=started,
            strand=room.strand(room.strand_ids(started)[0]).ref,
            to_cancel=room.convened(RORY, starts_at=NOW + timedelta(days=8)),
            closing=room.convened(AGNES, starts_at=before, route="asp_inquiry", conference="adult"),
        )

    def _heard(self) -> None:
        """One meeting has decided and only has to be closed."""
        self.room.attend(self.named["closing"])
        self.room.declare(self.named["closing"])
        self.room.decide(self.named["closing"], "adult_plan")

    def _spool(self) -> None:
        """A concern that waited while the hub was down, from a system whose token is gone."""
        sent = {"narrative": "Heard shouting again.", "people": [{"role": "subject", "forename": "Rory"}]}
        told = spool.Waiting(
            client="agency:1", key="one", document=sent, strict=True, kept_at=clock.now(), token_id=str(NOBODY)
        )
        folder = self.world.settings.spool_folder
        spool.keep(folder, told, by_pass="gone")
        jobs.replay(self.world.settings)
        self._keep(held=spool.held(folder)[0].id)

    def _rota(self) -> None:
        self.world.on_rota(self.world.actor("duty_worker"), 0)
        self.world.on_rota(self.world.actor("team_manager"), 1)

    def _stale_draft(self) -> None:
        with transaction() as session:
            self._keep(stale=drafts.open_draft(session, form="long", by=self.world.actor("screening_officer")).id)

    def _looks(self) -> None:
        """Three decisions were drawn: one look is given, one saw more danger, one is in the manager's hands."""
        with at(EARLIER + timedelta(days=6, hours=1)):
            differing = looks.drawn(looks.opened(self.world, surname="Otherley"))
            looks.taken(self.world)
            looks.given(self.world, differing, "reporter", urgency="act_now")
        with at(EARLIER + timedelta(days=6, hours=4)):
            agreed = looks.drawn(looks.opened(self.world, surname="Twicely"))
        with at(NOW - timedelta(hours=2)):
            look = looks.drawn(looks.closed(self.world, surname="Onceley"))
        with at(NOW):
            looks.taken(self.world, by="team_manager")
            looks.given(self.world, agreed, "reporter", by="team_manager")
            looks.taken(self.world, by="team_manager")
        self._keep(look=look, looked=agreed, difference=differing)

    def _concerns(self) -> None:
        mother, alleged = PersonMaker(**MOTHER), PersonMaker(alleged=True, surname="Mockford")
        child = PersonMaker(child=True, hurt=True, at_home=True, safe_contact=SAFE)
        first = steps.received(self.world, people=(child, mother, alleged))
        again = steps.received(self.world, in_danger=True)
        steps.received(self.world, about_one_of_us=True)
        self.person = steps.people_on(first.concern_id)[0]
        with reading() as session:
            running = pathways.clocks_on(session, "concern", first.concern_id)[0].id
            alert = danger.show_alerts(session, by=self.world.actor("duty_worker")).view.open[0].alert_id
        item, taken = steps.queued(first.concern_id), steps.queued(again.concern_id)
        assert item is not None
        assert taken is not None
        with transaction() as session:
            triage.take_up(session, item_id=taken.id, minutes=60, by=self.world.actor("screening_officer"))
        self._keep(concern=first.ref, child=self.person, again=again.ref, clock=running, item=item.id, alert=alert)
        self._keep(child_again=steps.people_on(again.concern_id)[0])
        self._joined(first)
        keep_from(self.world, self.person, officer="other_officer")

    def _joined(self, first: Receipt) -> None:
        third = steps.received(self.world, people=(PersonMaker(child=True, forename="Rorie", at_home=True),))
        officer = self.world.actor("screening_officer")
        with transaction() as session:
            triage.say_of_match(
                session,
                third.ref,
                steps.people_on(third.concern_id)[0],
                same_as=self.person,
                verdict="same",
                by=officer,
            )
        with transaction() as session:
            told = NewPerson(forename="Rory", surname="Samplewood", date_of_birth="2017-03-12", postcode="DD4 9ZZ")
            self._keep(search=people.keep_search(session, told, by=officer))
        with transaction() as session:
            told = NewPerson(forename="Zebedee", surname="Nowherian", date_of_birth="1931-01-02", postcode="DD9 9XX")
            self._keep(nothing=people.keep_search(session, told, by=officer))
        with reading() as session:
            found = triage.show_person(session, self.person, by=officer).view
        self._keep(link=next(each.link_id for each in found.links))

    def _screened(self) -> None:
        viewed = steps.received(self.world, people=(PersonMaker(child=True, hurt=True, forename="Una", surname=LONG),))
        steps.viewed(self.world, viewed.concern_id)
        closed, person = self._adult("Wilf", "no")
        steps.decided(self.world, closed.concern_id, person)
        steps.referred(self.world)
        with reading() as session:
            onward = session.scalars(select(OnwardRoute.id)).first()
        self._keep(viewed=viewed.ref, decided=closed.ref, onward=onward)

    def _signing(self) -> None:
        lowered, person = self._adult("Edie", "yes")
        made = steps.decided(
            self.world,
            lowered.concern_id,
            person,
            agrees_urgency=False,
            urgency="two_working_days",
            urgency_reason="seen_safe",
            ask_second=self.world.actor("team_manager").officer_id,
        )
        pointed = steps.received(self.world, people=(PersonMaker(adult=True, forename="Nan", at_home=True),))
        steps.viewed(self.world, pointed.concern_id)
        self._keep(to_sign=made.id, pointed=pointed.ref)

    def _adult(self, forename: str, last_point: str) -> tuple[Receipt, UUID]:
        """An adult of whom the first two of three points are met, viewed by the officer."""
        adult = PersonMaker(adult=True, forename=forename, facts={"harms": ["financial"]}, at_home=True)
        told = steps.received(self.world, people=(adult,))
        (person,) = steps.people_on(told.concern_id)
        steps.limbs_answered(self.world, told.concern_id, person, "yes", "yes", last_point)
        steps.viewed(self.world, told.concern_id)
        return told, person

    def _moved(self) -> None:
        wrong = steps.received(self.world, people=(PersonMaker(child=True, forename="Tam", surname="Wrongley"),))
        (person,) = steps.people_on(wrong.concern_id)
        with transaction() as session:
            triage.move(
                session,
                concern_id=wrong.concern_id,
                from_person=person,
                to=NewPerson(forename="Tom", surname="Rightley"),
                reason="The school named the wrong brother.",
                by=self.world.actor("screening_officer"),
            )
        self._keep(moved=wrong.ref)

    def _told(self, name: str, forename: str) -> None:
        """New information about a child whose work goes on, told to the children's team."""
        child = PersonMaker(forename=forename, surname=LONG, date_of_birth="2016-05-06", hurt=True, at_home=True)
        first = steps.received(self.world, people=(child,))
        (person,) = steps.people_on(first.concern_id)
        steps.answered(self.world, first.concern_id, person, who_caused="parent")
        steps.viewed(self.world, first.concern_id)
        steps.decided(self.world, first.concern_id, person)
        again = PersonMaker(
            forename=forename,
            surname=LONG,
            date_of_birth="2016-05-06",
            at_home=True,
            facts={"harms": ["physical", "neglect"]},
        )
        told = steps.received(self.world, people=(again, PersonMaker(**MOTHER)))
        with reading() as session:
            notice = session.scalars(select(TeamNotice.id).where(TeamNotice.concern_id == told.concern_id)).one()
        self._keep(**{name: notice})

    def _returned(self) -> None:
        """What nobody acknowledged came back, and so did a closed concern when another came."""
        with transaction() as session:
            triage.bring_back_unacknowledged(session)
        closed, person = self._adult("Ewan", "no")
        steps.decided(self.world, closed.concern_id, person)
        adult = PersonMaker(adult=True, forename="Ewan", facts={"harms": ["financial"]}, at_home=True)
        again = steps.received(self.world, people=(adult,))
        with reading() as session:
            back = select(Return.id).where(Return.earlier_id == closed.concern_id)
            back = back.where(Return.concern_id == again.concern_id)
            self._keep(returned=again.ref, back=session.scalars(back).one())

    def _drafts(self) -> None:
        desk = FrontDesk(self.app, self.world, "duty_worker")
        blank, whole = desk.start(), desk.start()
        desk.fill(f"{whole}/person-0", WELL_KNOWN)
        desk.post(f"{whole}/people/add", {"role": "alleged"})
        desk.fill(f"{whole}/person-1", {"people-1-surname": LONG})
        desk.fill(f"{desk.start()}/person-0", {"people-0-surname": LONG})
        desk.fill(f"{whole}/told", {"narrative": "A few words of what was seen."})
        self._keep(
            blank=blank.rpartition("/")[2],
            draft=whole.rpartition("/")[2],
            quick=desk.start_quick().split("/")[-2],
            sent=self._sent(desk),
        )

    @staticmethod
    def _sent(desk: FrontDesk) -> str:
        whole = desk.start(**{"immediate_danger-answer": "yes"})
        desk.fill(f"{whole}/told", {"narrative": "He is at the door now."})
        desk.fill(f"{whole}/person-0", {"people-0-surname": LONG})
        return desk.send(whole)

    def _accounts(self) -> None:
        colleague = self.world.actor("other_officer").officer_id
        self._keep(colleague=colleague)
        with transaction() as session:
            by = self.world.actor("administrator")
            audit.record(session, by=by, action=Action.ACCOUNTS_SHOWN, objects=[("officer", str(colleague))])
        self.world.token()
        with transaction() as session:
            self.world.add(session, "new_comer", *NEW_COMER, teams=())
            audit.record(session, by=OPERATOR, action=Action.OFFICER_ADDED)
        with transaction() as session:
            audit.seal_pending(session, checkpoint_now=True)
