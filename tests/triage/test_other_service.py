"""At 16 and 17 two services may hold work: each is told what is new, and whichever does not lead says that it knows."""

from __future__ import annotations

from uuid import UUID

import pytest

from hub import jobs, queues
from hub.concerns import Concern
from hub.db import reading
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.history import later, notices
from tests.factories.hub_world import World
from tests.factories.loose_ends import HURT, working
from tests.triage.test_told_teams import acknowledged, linked, shown


def test_two_teams_with_work_are_told_each_and_one_team_once(world: World) -> None:
    girl = PersonMaker(
        forename="Ines", surname="Harbourne", age_from=17, age_to=17, hurt=True, at_home=True, phone="01382 1"
    )
    at_work_for_both(world, girl)
    before = len(notices())
    second = steps.received(world, people=(girl,))
    linked_to = notices()[0].person_id
    linked(world, second.ref, second.concern_id, linked_to)
    told = [each for each in notices() if each.kind == "new_information"]
    assert len(notices()) == before + 2
    assert {each.team_id for each in told} == {world.teams["children"], world.teams["adults"]}


def at_work_for_both(world: World, person: object, lead: str = "child") -> UUID:
    told = steps.received(world, people=(person,))
    (child,) = steps.people_on(told.concern_id)
    steps.answered(world, told.concern_id, child, who_caused="parent")
    steps.limbs_answered(world, told.concern_id, child, "yes", "yes", "yes")
    steps.viewed(world, told.concern_id)
    steps.decided(world, told.concern_id, child, lead_framework=lead, words_lead=steps.SENTENCE)
    return told.concern_id


@pytest.mark.both_engines
@pytest.mark.parametrize(("lead", "other"), [("child", "adults"), ("adult", "children")])
def test_at_16_and_17_the_service_that_does_not_lead_is_told_and_says_so(world: World, lead: str, other: str) -> None:
    girl = PersonMaker(forename="Ines", surname="Harbourne", age_from=17, age_to=17, hurt=True, at_home=True)
    concern = at_work_for_both(world, girl, lead)
    (notice,) = notices()
    assert (notice.kind, notice.team_id, notice.words) == ("led_elsewhere", world.teams[other], steps.SENTENCE)
    world.officer("screening_officer", name="Oda Other", team=other)
    view = shown(world, notice, "oda")
    assert view.narrative, "granted with the decision"
    with later(hours=6):
        assert jobs.run_once(world.settings).came_back == 1, "nobody falls between"
        acknowledged(world, notice, "oda")
        with reading() as session:
            assert session.scalars(queues.open_items("screening", "team_notice", notice.id)).first() is None
            assert session.get_one(Concern, concern).state == "decided"


def test_where_the_age_was_answered_in_place_the_other_service_is_told_too(world: World) -> None:
    told = steps.received(world, people=(PersonMaker(forename="Ines", hurt=True, at_home=True),))
    (girl,) = steps.people_on(told.concern_id)
    steps.answered(world, told.concern_id, girl, who_caused="parent", age_years="17")
    steps.limbs_answered(world, told.concern_id, girl, "yes", "yes", "yes")
    steps.viewed(world, told.concern_id)
    steps.decided(world, told.concern_id, girl, lead_framework="child", words_lead=steps.SENTENCE)
    assert [(each.kind, each.team_id) for each in notices()] == [("led_elsewhere", world.teams["adults"])]


def test_naming_the_other_lead_later_withdraws_the_first_word(world: World) -> None:
    girl = PersonMaker(forename="Ines", surname="Harbourne", age_from=17, age_to=17, hurt=True, at_home=True)
    boy = PersonMaker(child=True, forename="Juno")
    told = steps.received(world, people=(girl, boy))
    child = steps.people_on(told.concern_id)[0]
    steps.answered(world, told.concern_id, child, who_caused="parent")
    steps.limbs_answered(world, told.concern_id, child, "yes", "yes", "yes")
    steps.viewed(world, told.concern_id)
    steps.decided(world, told.concern_id, child, lead_framework="child", words_lead=steps.SENTENCE)
    steps.decided(world, told.concern_id, child, lead_framework="adult", words_lead=steps.SENTENCE, seen=1)
    assert [(each.state, each.team_id) for each in notices()] == [
        ("withdrawn", world.teams["adults"]),
        ("waiting", world.teams["children"]),
    ]


def test_a_lead_named_once_more_is_told_once_more_and_the_other_withdrawn(world: World) -> None:
    girl = PersonMaker(forename="Tess", surname="Fauxley", date_of_birth="2009-05-05", facts=HURT)
    boy = PersonMaker(child=True, forename="Juno", facts=HURT)
    concern = steps.received(world, people=(girl, boy)).concern_id
    child, _ = steps.people_on(concern)
    steps.viewed(world, concern)
    for seen, lead in enumerate(("child", "adult", "child")):
        steps.decided(
            world,
            concern,
            child,
            **working(seen=seen, lead_framework=lead, words_lead=f"{lead} leads for good reason."),
        )
    told = {each.team_id: each for each in notices()}
    adults, children = told[world.teams["adults"]], told[world.teams["children"]]
    assert (adults.state, children.state) == ("waiting", "withdrawn")
    assert adults.told_at > children.told_at
    world.officer("screening_officer", name="Oda Other", team="adults")
    acknowledged(world, adults, "oda")
    steps.decided(world, concern, child, **working(seen=3, lead_framework="child", words_lead=steps.SENTENCE))
    assert {each.team_id: each.state for each in notices()}[adults.team_id] == "acknowledged", "it is not asked twice"
    for seen, lead in enumerate(("adult", "child"), 4):
        steps.decided(world, concern, child, **working(seen=seen, lead_framework=lead, words_lead=steps.SENTENCE))
    now = {each.team_id: each for each in notices()}
    assert (now[adults.team_id].state, now[adults.team_id].answered_by) == ("waiting", None), (
        "it was otherwise meanwhile"
    )
    assert now[children.team_id].state == "withdrawn"
