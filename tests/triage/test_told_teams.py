"""Further information about open work is screened and reaches its holder, who acknowledges it the same day or it comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from hub import audit, jobs, oversight, pathways, queues, triage
from hub.accounts import give_sight
from hub.audit import Action
from hub.db import reading, transaction
from hub.errors import NotAllowed, NotFound, OutOfOrder, Unprocessable
from hub.strands import strands_of_concern
from hub.triage import TeamNotice, ToldView
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.history import at_work, later, notices
from tests.factories.hub_world import World, leaves

CHILD = PersonMaker(child=True, hurt=True, at_home=True)
HOLDER, SCREENER = "team_manager", "screening_officer"


def linked(world: World, ref: str, concern_id: UUID, other: UUID, verdict: str = "same") -> None:
    with transaction() as session:
        triage.say_of_match(
            session,
            ref,
            steps.people_on(concern_id)[0],
            same_as=other if verdict == "same" else None,
            verdict=verdict,
            by=world.actor(SCREENER),
        )


def shown(world: World, notice: TeamNotice, by: str = HOLDER) -> ToldView:
    with reading() as session:
        return triage.show_told(session, notice.id, by=world.actor(by)).view


def acknowledged(world: World, notice: TeamNotice, by: str = HOLDER, words: str = "") -> None:
    with transaction() as session:
        triage.acknowledge(session, notice_id=notice.id, words=words, by=world.actor(by))


def on_team_page(world: World, by: str = HOLDER) -> list[str]:
    with reading() as session:
        rows = triage.show_open_work(session, by=world.actor(by)).view.rows
    return [each.ref for each in rows if each.notice_id is not None]


@pytest.fixture
def holder(world: World) -> str:
    """A social worker of the children's team, who screens nothing here."""
    world.officer("screening_officer", name="Una Childs", team="children")
    return "una"


@pytest.mark.both_engines
def test_a_second_referral_while_work_is_open_is_screened_and_reaches_the_holder(world: World, holder: str) -> None:
    """Vignette 30: attached to the open work as new information, not new work; and screened all the same."""
    first = at_work(world)
    second = steps.received(world, people=(CHILD,))
    assert steps.queued(second.concern_id) is not None, "screened like any other"
    (notice,) = notices()
    with reading() as session:
        (strand,) = strands_of_concern(session, first.concern_id)
    assert (notice.kind, notice.strand_id, notice.team_id) == ("new_information", strand.id, world.teams["children"])
    assert on_team_page(world, holder) == [second.ref]
    before = shown(world, notice, holder)
    assert (before.narrative, before.may_acknowledge) == ("", False), "nobody said yet that it is the same child"
    linked(world, second.ref, second.concern_id, steps.people_on(first.concern_id)[0])
    view = shown(world, notice, holder)
    assert view.narrative.startswith("Rory came in")
    assert (view.strand_ref, view.concern_ref, view.may_acknowledge) == (strand.ref, second.ref, True)
    assert view.clock is not None
    assert (view.clock.label, view.clock.confirmed) == ("A team acknowledges what it was told", False)
    assert view.act_by == datetime(2026, 11, 25, 17, tzinfo=UTC), "the same working day"
    acknowledged(world, notice, holder, words="We see him at four today.")
    assert on_team_page(world, holder) == []
    after = shown(world, notice, holder)
    assert (after.state, after.answered_by, after.words) == ("acknowledged", "Una Childs", "We see him at four today.")
    with reading() as session:
        assert [each.state for each in pathways.clocks_on(session, "team_notice", notice.id)] == ["met"]
        assert audit.access_log(session, "team_notice", str(notice.id))[0].action is Action.TEAM_ACKNOWLEDGED
    with pytest.raises(OutOfOrder):
        acknowledged(world, notice, holder)


def test_the_record_of_the_work_and_of_the_concern_show_what_was_told(world: World, holder: str) -> None:
    first = at_work(world)
    second = steps.received(world, people=(CHILD,))
    linked(world, second.ref, second.concern_id, steps.people_on(first.concern_id)[0])
    for by, ref in ((holder, first.ref), (holder, second.ref), (SCREENER, second.ref)):
        with reading() as session:
            (line,) = triage.show_record(session, ref, by=world.actor(by)).view.told
        assert (line.ref, line.state, line.may_open) == (second.ref, "waiting", by == holder)
    world.officer("screening_officer", name="Oda Other", team="adults")
    with transaction() as session:
        give_sight(session, object_type="concern", object_id=first.concern_id, team_id=world.teams["adults"])
        audit.record(session, by=world.actor(SCREENER), action=Action.GRANT_GIVEN)
    with reading() as session:
        assert triage.show_record(session, first.ref, by=world.actor("oda")).view.told == (), "not theirs to know of"


@pytest.mark.both_engines
def test_what_nobody_acknowledges_that_day_is_on_top_of_the_screening_queue_and_says_why(world: World) -> None:
    first = at_work(world)
    danger = steps.received(world, in_danger=True, people=(PersonMaker(forename="Juno", date_of_birth="2015-01-01"),))
    second = steps.received(world, people=(CHILD,))
    linked(world, second.ref, second.concern_id, steps.people_on(first.concern_id)[0])
    (notice,) = notices()
    assert jobs.run_once(world.settings).came_back == 0, "the day is not over"
    with later(hours=5, minutes=1):
        assert jobs.run_once(world.settings).came_back == 1
        assert jobs.run_once(world.settings).came_back == 0, "once"
        with reading() as session:
            rows = triage.show_queue(session, by=world.actor(SCREENER)).view.rows
            assert {(row.rank, row.kind) for row in rows[:2]} == {(0, "team_notice"), (0, "concern")}
            row = next(each for each in rows if each.kind == "team_notice")
            assert (row.ref, row.reason) == (
                second.ref,
                "New information that whoever holds the work did not acknowledge",
            )
            assert row.object_id == notice.id
            assert danger.ref in {each.ref for each in rows}
        assert on_team_page(world) == [second.ref], "the team may still say that it knows"
        assert shown(world, notice, "other_officer").may_settle
        with pytest.raises(Unprocessable), transaction() as session:
            triage.settle_told(session, notice_id=notice.id, words="ok", by=world.actor("other_officer"))
        with transaction() as session:
            triage.settle_told(session, notice_id=notice.id, words=steps.SENTENCE, by=world.actor("other_officer"))
        with reading() as session:
            assert queues.open_items("screening", "team_notice", notice.id) is not None
            assert session.scalars(queues.open_items("screening", "team_notice", notice.id)).first() is None
            assert session.scalars(queues.open_items("strand", "team_notice", notice.id)).first() is None
            assert [each.state for each in pathways.clocks_on(session, "team_notice", notice.id)] == ["missed"]
    assert [leaf["purpose"] for leaf in leaves(Action.TEAM_NOTICE_CAME_BACK)] == ["not_acknowledged"]


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (datetime(2026, 11, 25, 9, tzinfo=UTC), datetime(2026, 11, 25, 17, tzinfo=UTC)),
        (datetime(2026, 11, 25, 18, tzinfo=UTC), datetime(2026, 11, 26, 17, tzinfo=UTC)),
        (datetime(2026, 11, 28, 11, tzinfo=UTC), datetime(2026, 11, 30, 17, tzinfo=UTC)),
    ],
)
def test_told_after_hours_the_next_working_day_counts(world: World, moment: datetime, due: datetime) -> None:
    at_work(world)
    with time_machine.travel(moment, tick=True):
        steps.received(world, people=(CHILD,))
    assert notices()[-1].act_by == due


def test_nothing_new_is_said_to_be_new(world: World) -> None:
    at_work(world)
    steps.received(world, people=(CHILD,))
    assert notices()[0].fresh is None


def test_a_new_person_harm_and_alleged_source_are_named(world: World, holder: str) -> None:
    mother = PersonMaker(role="household", forename="Ailsa", date_of_birth="1988-05-06")
    at_work(world, people=(CHILD, mother, PersonMaker(alleged=True, surname="Mockford")))
    again = PersonMaker(child=True, at_home=True, facts={"harms": ["physical", "neglect"]})
    aunt = PersonMaker(role="household", forename="Morag", surname="Elsewhere", date_of_birth="1970-05-06")
    other = PersonMaker(alleged=True, forename="Kit", surname="Unheard", date_of_birth="1990-01-01")
    steps.received(world, people=(again, mother, aunt, other))
    (notice,) = notices()
    assert notice.fresh == ["person", "source", "harm:neglect"]
    assert shown(world, notice, holder).fresh == (), "not to be read before somebody said that it is the same child"
    assert shown(world, notice).fresh == (
        "somebody who was not named before",
        "another alleged source of harm",
        "a kind of harm not told before: Neglect, or care not given",
    )


def test_what_was_attached_before_is_not_new_again(world: World) -> None:
    at_work(world)
    again = PersonMaker(child=True, at_home=True, facts={"harms": ["physical", "neglect"]})
    steps.received(world, people=(again,))
    steps.received(world, people=(again,))
    assert [each.fresh for each in notices()] == [["harm:neglect"], None]


def test_a_decision_for_the_person_lets_the_holder_read_it(world: World, holder: str) -> None:
    at_work(world)
    second = steps.received(world, people=(CHILD,))
    (notice,) = notices()
    steps.answered(world, second.concern_id, steps.people_on(second.concern_id)[0], who_caused="parent")
    steps.viewed(world, second.concern_id)
    steps.decided(world, second.concern_id, steps.people_on(second.concern_id)[0])
    assert shown(world, notice, holder).narrative
    assert len(notices()) == 1, "its own work is no further information about itself"


@pytest.mark.both_engines
def test_somebody_else_after_all_is_withdrawn_and_seen_no_more(world: World, holder: str) -> None:
    first = at_work(world)
    second = steps.received(world, people=(CHILD,))
    (notice,) = notices()
    linked(world, second.ref, second.concern_id, steps.people_on(first.concern_id)[0], "not_same")
    assert notices()[0].state == "withdrawn"
    assert on_team_page(world, holder) == []
    with later(days=2):
        assert jobs.run_once(world.settings).came_back == 0
    with pytest.raises(OutOfOrder), transaction() as session:
        triage.settle_told(session, notice_id=notice.id, words=steps.SENTENCE, by=world.actor(SCREENER))


def test_a_sealed_concern_tells_no_team(world: World) -> None:
    at_work(world)
    steps.received(world, about_one_of_us=True, people=(CHILD,))
    assert notices() == []


@pytest.mark.parametrize("role", ["chair", "co_ordinator", "auditor", "partner_reporter", "duty_worker"])
def test_whoever_is_not_of_the_team_neither_sees_nor_answers_for_it(world: World, role: str) -> None:
    at_work(world)
    steps.received(world, people=(CHILD,))
    (notice,) = notices()
    with pytest.raises((NotAllowed, NotFound)):
        shown(world, notice, role)
    with pytest.raises((NotAllowed, NotFound)):
        acknowledged(world, notice, role)
    with pytest.raises((NotAllowed, NotFound)):
        acknowledged(world, notice, "other_officer")


def test_who_is_kept_from_the_work_is_told_nothing_of_it(world: World, holder: str) -> None:
    first = at_work(world)
    steps.received(world, people=(CHILD,))
    (notice,) = notices()
    kept = world.actor(holder).acting_officer_id
    with transaction() as session:
        oversight.keep_apart(
            session, officer_id=kept, typed=first.ref, reason="family", by=world.actor("administrator")
        )
    assert on_team_page(world, holder) == []
    with pytest.raises(NotFound):
        shown(world, notice, holder)
    assert on_team_page(world), "others see it"


def test_an_older_pack_without_the_clock_gives_the_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.triage.telling_teams.ACKNOWLEDGED", "no_such_clock")
    at_work(world)
    steps.received(world, people=(CHILD,))
    (notice,) = notices()
    assert notice.act_by - datetime(2026, 11, 25, 23, 59, 59, tzinfo=UTC) < timedelta(seconds=1)


def test_the_leaf_of_a_look_names_the_notice_and_the_concern(world: World) -> None:
    at_work(world)
    second = steps.received(world, people=(CHILD,))
    una = world.officer("screening_officer", name="Una Childs", team="children")
    with reading() as session:
        look = triage.show_told(session, session.scalars(select(TeamNotice.id)).one(), by=una).look
    assert {kind for kind, _ in look.objects} == {"concern", "person", "team_notice"}
    assert ("concern", str(second.concern_id)) in look.objects
    assert "narrative" not in look.shown
