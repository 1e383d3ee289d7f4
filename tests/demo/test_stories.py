"""What became of the concerns: the register, open work, and nothing that lies in the future."""

from collections import Counter
from datetime import date, timedelta

import pytest

from hub.demo.concerns import concerns
from hub.demo.outcomes import Story
from hub.demo.population import City
from hub.demo.staff import officers
from hub.demo.stories import stories, unsent_drafts
from hub.demo.truth import ToldConcern
from tests.demo.conftest import TODAY, UNTIL


def registered_on(told_stories: list[Story], day: date) -> int:
    return sum(
        plan.kind == "child_protection"
        and plan.opened_at.date() <= day
        and (plan.ended_on is None or plan.ended_on > day)
        for story in told_stories
        for plan in story.plans
    )


@pytest.mark.parametrize("months_ago", [0, 6, 12, 18])
def test_about_seventy_children_are_on_the_register_at_any_time(told_stories: list[Story], months_ago: int) -> None:
    assert 52 <= registered_on(told_stories, TODAY - timedelta(days=30 * months_ago)) <= 92


def test_the_screening_queue_holds_the_last_days_and_no_danger_but_one(told_stories: list[Story]) -> None:
    waiting = [story for story in told_stories if story.state == "waiting"]
    assert 25 <= len(waiting) <= 60
    assert min(story.told.received_at for story in waiting) > UNTIL - timedelta(days=5)
    alarms = [story for story in told_stories if story.alert and story.alert.acknowledged_at is None]
    assert [story.told.told["immediate_danger"]["answer"] for story in alarms] == ["yes"]
    assert UNTIL - alarms[0].told.received_at < timedelta(minutes=5)


@pytest.mark.parametrize(("seed", "day"), [(1, 18), (2, 21), (3, 23)])
def test_on_any_day_of_the_week_there_is_work_of_every_kind_open(seed: int, day: int) -> None:
    until = UNTIL.replace(day=day)
    city = City(seed, until.date())
    told = list(stories(city, concerns(city, months=2, until=until), until=until))
    assert 25 <= sum(story.state == "waiting" for story in told) <= 60
    states = Counter(one.state for story in told for one in story.conferences)
    assert states["requested"]
    assert states["allocated"]
    assert states["convened"]


def test_some_waiting_concerns_are_claimed_and_some_begun(told_stories: list[Story]) -> None:
    claimed = [story for story in told_stories if story.claim]
    assert len(claimed) == 6
    assert sum(bool(story.decisions) for story in claimed) == 3
    assert all(one.decided_at is None for story in claimed for one in story.decisions)
    assert 3 <= sum(one.waits for story in told_stories for one in story.decisions) <= 12


def test_every_decided_subject_has_a_decision_and_below_the_threshold_somebody_to_take_it_on(
    told_stories: list[Story],
) -> None:
    for story in told_stories:
        if story.state == "decided":
            assert {one.person for one in story.decisions} == {one.person for one in story.told.truth.expected}
            for one in story.decisions:
                opened = {strand.person for strand in story.strands} | {onward.person for onward in story.onwards}
                assert one.waits or one.person in opened


def test_nothing_has_happened_after_the_moment_it_is_told_at(told_stories: list[Story]) -> None:
    for story in told_stories:
        times = [one.decided_at for one in story.decisions] + [one.second_at for one in story.decisions]
        times += [one.settled_at for one in story.onwards] + [one.closed_at for one in story.strands]
        times += [at for one in story.conferences for at in (one.held_at, one.convened_at, one.allocated_at)]
        times += [story.alert.acknowledged_at] if story.alert else []
        assert all(at <= UNTIL for at in times if at)


def test_steps_come_in_order(told_stories: list[Story]) -> None:
    for story in told_stories:
        for one in story.decisions:
            assert one.decided_at is None or story.told.received_at <= one.own_view_at < one.decided_at
        for one in story.conferences:
            steps = [one.requested_at, one.allocated_at, one.convened_at, one.held_at]
            known = [at for at in steps if at]
            assert known == sorted(known)
            assert story.told.received_at < one.requested_at


def test_a_conference_that_is_held_has_a_decision_for_each_person_and_a_chair_who_takes_no_minutes(
    told_stories: list[Story],
) -> None:
    held = [one for story in told_stories for one in story.conferences if one.state == "held"]
    assert len(held) > 300
    for one in held:
        assert set(one.decisions) == set(one.people)
        assert one.chair != one.minute_taker
        assert one.invitees
        assert all(invitee.attended for invitee in one.invitees)


def test_some_limits_are_missed(told_stories: list[Story]) -> None:
    late = [one for story in told_stories for one in story.conferences if one.late_reason]
    every = [one for story in told_stories for one in story.conferences if one.held_at]
    assert 0.01 <= len(late) / len(every) <= 0.15


def test_everybody_who_acted_is_an_officer_of_the_city(told_stories: list[Story]) -> None:
    known = {one.username for one in officers()}
    acted = {one.by for story in told_stories for one in story.decisions}
    acted |= {one.chair for story in told_stories for one in story.conferences if one.chair}
    acted |= {one.requested_by for story in told_stories for one in story.conferences}
    acted |= {story.alert.acknowledged_by for story in told_stories if story.alert and story.alert.acknowledged_by}
    assert acted <= known


def test_children_are_decided_by_social_workers_and_adults_by_council_officers(told_stories: list[Story]) -> None:
    held = {one.username: one.qualifications for one in officers()}
    for story in told_stories:
        for one in story.strands:
            needed = {"children": "social_worker", "adults": "council_officer"}.get(one.kind)
            if needed and one.route.startswith(("cp", "asp")) and story.told.truth.kind != "police_domestic":
                assert needed in held[one.opened_by]


def test_the_same_city_gives_the_same_stories(city: City, two_years: list[ToldConcern]) -> None:
    some = two_years[-400:]
    assert list(stories(city, some, until=UNTIL)) == list(stories(city, some, until=UNTIL))


def test_drafts_are_of_different_ages(city: City, two_years: list[ToldConcern]) -> None:
    drafts = unsent_drafts(city, two_years[0], until=UNTIL)
    assert len({draft.started_at for draft in drafts}) == 3
