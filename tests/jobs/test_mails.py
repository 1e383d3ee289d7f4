"""What mails say to a team that was told, and to who may sign rules or a decision: a reference and a link, only while it waits."""

from __future__ import annotations

import pytest
import time_machine
from sqlalchemy import select

from hub import audit, db, jobs, triage
from hub.actor import OPERATOR
from hub.audit import Action
from hub.concerns import Concern
from hub.config import Settings
from hub.outbox import Delivery
from hub.people import Person
from hub.rulebook import proposing
from hub.triage import Decision, TeamNotice
from tests.factories import rules
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.conferences import Room
from tests.factories.history import at_work, notices
from tests.factories.hub_world import World
from tests.factories.sight import keep_from
from tests.jobs.conftest import Post


def told_team(world: World) -> TeamNotice:
    """A second concern about a child whose work is open with the children's team."""
    at_work(world)
    steps.received(world, people=(PersonMaker(child=True, hurt=True, at_home=True),))
    (notice,) = notices()
    return notice


def test_a_team_that_is_told_has_a_mail_with_a_reference_and_a_link_alone(
    room: Room, post: Post, settings: Settings
) -> None:
    world = room.world
    world.officer("screening_officer", name="Una Childs", team="children")
    world.officer("chair", name="Cass Benchley", team="children")
    world.officer("screening_officer", name="Ada Grownup", team="adults")
    notice = told_team(world)
    jobs.run_once(settings)
    assert "una@example.invalid" in {message["To"] for message in post.taken}
    assert not {"cass@example.invalid", "ada@example.invalid"} & {message["To"] for message in post.taken}
    with db.reading() as session:
        person = session.get_one(Person, notice.person_id)
        names = {person.forename, person.surname}
        ref = session.get_one(Concern, notice.concern_id).ref
    for message in post.taken:
        assert ref in message["Subject"]
        assert f"/told/{notice.id}" in message.get_content()
        assert not any(name in message.as_string() for name in names)


def test_who_is_kept_from_it_and_who_comes_after_the_team_knows_has_no_mail(
    room: Room, post: Post, settings: Settings
) -> None:
    world = room.world
    world.officer("screening_officer", name="Una Childs", team="children")
    notice = told_team(world)
    keep_from(world, notice.person_id, officer="una")
    jobs.run_once(settings)
    assert "una@example.invalid" not in {message["To"] for message in post.taken}
    second = len(post.taken)
    steps.received(world, people=(PersonMaker(child=True, hurt=True, at_home=True),))
    with db.transaction() as session:
        for each in session.scalars(select(TeamNotice).where(TeamNotice.state == "waiting")):
            each.state = "acknowledged"
        audit.record(session, by=OPERATOR, action=Action.OFFICER_CHANGED)
    jobs.run_once(settings)
    assert len(post.taken) == second
    with db.reading() as session:
        assert set(session.scalars(select(Delivery.state))) == {"sent"}, "nothing waits for ever"


def asked_to_sign(world: World) -> Decision:
    """Danger is answered away and the adult closed, for which the team manager is asked to sign."""
    adult = PersonMaker(adult=True, surname="Fauxley", facts={"harms": ["financial"]})
    concern = steps.received(world, people=(adult,), danger="yes").concern_id
    (person,) = steps.people_on(concern)
    steps.answered(world, concern, person, immediate_danger="no")
    steps.limbs_answered(world, concern, person, "yes", "yes", "no")
    steps.viewed(world, concern)
    return steps.decided(world, concern, person, ask_second=world.actor("team_manager").officer_id)


def test_whoever_is_asked_to_sign_a_decision_has_a_mail_with_a_reference_and_a_link_alone(
    room: Room, post: Post, settings: Settings
) -> None:
    decision = asked_to_sign(room.world)
    jobs.run_once(settings)
    (message,) = [each for each in post.taken if "decision waits for you" in each["Subject"]]
    with db.reading() as session:
        ref = session.get_one(Concern, decision.concern_id).ref
    assert (message["To"], message["Subject"]) == ("team_manager@example.invalid", f"{ref}: a decision waits for you")
    assert f"/second-person/{decision.id}" in message.get_content()
    assert "Fauxley" not in message.as_string()


@pytest.mark.parametrize("meanwhile", ["signed", "kept from it", "restricted"])
def test_who_has_signed_or_may_not_know_of_it_has_no_mail(
    room: Room, post: Post, settings: Settings, travel: time_machine.Traveller, meanwhile: str
) -> None:
    decision = asked_to_sign(room.world)
    travel.shift(60)
    with db.transaction() as session:
        if meanwhile == "signed":
            by, words = room.world.actor("team_manager"), steps.SENTENCE
            triage.sign(session, decision_id=decision.id, version=decision.version, words=words, by=by)
        if meanwhile == "restricted":
            session.get_one(Concern, decision.concern_id).level = "restricted"
            audit.record(session, by=OPERATOR, action=Action.OFFICER_CHANGED)
    if meanwhile == "kept from it":
        keep_from(room.world, decision.person_id, officer="team_manager")
    jobs.run_once(settings)
    assert not [each for each in post.taken if "decision waits for you" in each["Subject"]]


def test_whoever_may_sign_changed_rules_has_a_mail_and_nobody_who_wrote_them(
    room: Room, post: Post, settings: Settings
) -> None:
    world = room.world
    draft = rules.proposed(world)
    jobs.run_once(settings)
    assert {message["To"] for message in post.taken} == {"senior_manager@example.invalid"}
    (message,) = post.taken
    assert message["Subject"] == f"Draft {draft.number} of the rules waits for a signature"
    assert f"/rules/drafts/{draft.number}" in message.get_content()


def test_a_draft_that_was_sent_back_meanwhile_mails_nobody(room: Room, post: Post, settings: Settings) -> None:
    draft = rules.proposed(room.world)
    with db.transaction() as session:
        proposing.send_back(
            session,
            draft.number,
            why="The age is not what was agreed.",
            seen_version=draft.version,
            by=room.world.actor("senior_manager"),
        )
    jobs.run_once(settings)
    assert post.taken == []
