"""What was closed below the threshold comes back beside a later concern, and a named officer says whether it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from hub import audit, clock, oversight, queues, triage
from hub.audit import Action
from hub.concerns import Concern
from hub.db import reading, transaction
from hub.errors import NotAllowed, NotFound, OutOfOrder, Unprocessable
from hub.queues import WorkItem
from hub.triage import OnwardRoute, Return, ReturnsView
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.history import ago, at_work, closed, state_of
from tests.factories.hub_world import World, leaves
from tests.triage.test_history import link

ADULT = PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True)
NEIGHBOUR = PersonMaker(forename="Kit", surname="Otherwise", date_of_birth="1960-02-03", at_home=True)
ELSEWHERE = PersonMaker(forename="Nan", surname="Faraway", date_of_birth="1940-02-03")
HOME = {"name": "Birchmock Care Home", "kind": "care_home"}
SCREENER = "screening_officer"


def returns() -> list[Return]:
    with reading() as session:
        return list(session.scalars(select(Return).order_by(Return.came_at, Return.id)))


def item_of(concern_id: UUID) -> WorkItem | None:
    with reading() as session:
        return session.scalars(queues.open_items("screening", "return", concern_id)).first()


def shown(world: World, ref: str, by: str = SCREENER) -> ReturnsView:
    with reading() as session:
        return triage.show_returns(session, ref, by=world.actor(by)).view


def answered(world: World, held: Return, answer: str, words: str = steps.SENTENCE, by: str = SCREENER) -> None:
    with transaction() as session:
        triage.answer_return(session, return_id=held.id, answer=answer, words=words, by=world.actor(by))


@pytest.mark.both_engines
def test_a_second_concern_about_the_same_person_brings_the_closed_one_back(world: World) -> None:
    first = closed(world)
    second = steps.received(world, people=(ADULT,))
    (held,) = returns()
    assert (held.earlier_id, held.concern_id, held.reasons) == (first.concern_id, second.concern_id, ["home", "person"])
    item = item_of(second.concern_id)
    beside = steps.queued(second.concern_id)
    assert item is not None
    assert beside is not None
    assert (item.rank, item.act_by) == (beside.rank, beside.act_by), "looked at together with the new one"
    with reading() as session:
        rows = triage.show_queue(session, by=world.actor(SCREENER)).view.rows
    assert {(row.kind, row.ref) for row in rows} == {("concern", second.ref), ("return", second.ref)}
    assert "Closed before, a new concern came" in {row.reason for row in rows}
    view = shown(world, second.ref)
    (earlier,) = view.earlier
    assert view.new.ref == second.ref
    assert earlier.side.ref == first.ref
    assert earlier.side.people == ("Nessa Fauxley, 78",)
    (was,) = earlier.closed
    assert (was.words, was.onward, was.onward_state) == (steps.SENTENCE, "GP", "waiting")
    assert was.decided_by == "Screening Officer Testwell"


@pytest.mark.both_engines
def test_what_stands_is_kept_with_a_name_and_the_place_is_done(world: World) -> None:
    first = closed(world)
    second = steps.received(world, people=(ADULT,))
    (held,) = returns()
    answered(world, held, "stands", by="other_officer")
    (held,) = returns()
    assert (held.state, held.words, held.answered_by) == (
        "stands",
        steps.SENTENCE,
        world.actor("other_officer").officer_id,
    )
    assert item_of(second.concern_id) is None
    assert state_of(first.concern_id) == "decided"
    assert steps.queued(second.concern_id) is not None, "the new one is screened all the same"
    assert shown(world, second.ref).earlier[0].answered_by == "Other Officer Testwell"
    with pytest.raises(OutOfOrder):
        answered(world, held, "look_again")
    with reading() as session:
        assert audit.access_log(session, "concern", str(first.concern_id))[0].action is Action.RETURN_ANSWERED


@pytest.mark.both_engines
def test_looking_again_screens_the_closed_one_anew_from_now(world: World) -> None:
    with ago(days=20):
        first = closed(world, service=HOME)
    second = steps.received(world, people=(ELSEWHERE,), service=HOME)
    (held,) = returns()
    assert held.reasons == ["service"]
    answered(world, held, "look_again")
    assert state_of(first.concern_id) == "waiting"
    item = steps.queued(first.concern_id)
    assert item is not None
    assert item.act_by > item.placed_at, "its clock runs from now"
    with reading() as session:
        assert session.scalars(select(OnwardRoute.state)).one() == "came_back"
    person = steps.people_on(first.concern_id)[0]
    again = steps.decided(world, first.concern_id, person, seen=1)
    assert again.number == 2
    assert steps.queued(first.concern_id) is None
    assert steps.suggested(second.concern_id, steps.people_on(second.concern_id)[0])[1].routes is not None


@pytest.mark.parametrize(
    ("days", "people", "reasons"),
    [
        (90, (PersonMaker(adult=True, phone="01382 9", address="2 Far Street, Dundee"),), ["person"]),
        (91, (PersonMaker(adult=True, phone="01382 9", address="2 Far Street, Dundee"),), None),
        (56, (NEIGHBOUR,), ["home"]),
        (57, (NEIGHBOUR,), None),
        (90, (ELSEWHERE,), ["service"]),
        (91, (ELSEWHERE,), None),
    ],
)
def test_it_comes_back_to_the_last_day_of_its_window(
    world: World, days: int, people: tuple[Any, ...], reasons: list[str] | None
) -> None:
    adult = PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True, phone="01382 9")
    is_service = people == (ELSEWHERE,)
    with ago(days=days):
        closed(world, people=(adult,), **({"service": HOME} if is_service else {}))
    steps.received(world, people=people, **({"service": HOME} if is_service else {}))
    assert [each.reasons for each in returns()] == ([reasons] if reasons else [])


def test_a_linked_alleged_source_brings_it_back_and_an_unlinked_one_does_not(world: World) -> None:
    alleged = PersonMaker(alleged=True, surname="Mockson")
    first = closed(world, people=(ADULT, alleged))
    second = steps.received(world, people=(ELSEWHERE, alleged))
    assert returns() == []
    link(world, steps.people_on(second.concern_id)[1], steps.people_on(first.concern_id)[1])
    steps.answered(world, second.concern_id, steps.people_on(second.concern_id)[0], crime_suspected="yes")
    assert [each.reasons for each in returns()] == [["alleged"]]


@pytest.mark.both_engines
def test_linking_the_person_later_brings_it_back_once(world: World) -> None:
    first = closed(
        world, people=(PersonMaker(adult=True, facts={"harms": ["financial"]}, date_of_birth="", age_from=78),)
    )
    second = steps.received(world, people=(PersonMaker(adult=True, date_of_birth="", age_from=78, postcode="DD4 9ZZ"),))
    assert returns() == []
    link(world, steps.people_on(second.concern_id)[0], steps.people_on(first.concern_id)[0])
    for harm in ("financial", "neglect"):
        steps.answered(world, second.concern_id, steps.people_on(second.concern_id)[0], harms=[harm])
    assert [each.reasons for each in returns()] == [["person"]]


def test_each_of_several_is_answered_and_the_place_is_done_after_the_last(world: World) -> None:
    closed(world)
    second = closed(world)
    assert len(returns()) == 1, "the first came back when the second came"
    third = steps.received(world, people=(ADULT,))
    assert [each.concern_id for each in returns()] == [second.concern_id, third.concern_id, third.concern_id]
    for nth, held in enumerate(each for each in returns() if each.concern_id == third.concern_id):
        answered(world, held, "stands")
        assert (item_of(third.concern_id) is None) is (nth == 1)


def test_work_that_is_open_does_not_come_back_and_neither_does_what_waits(world: World) -> None:
    at_work(world)
    steps.received(world, of_a_hurt_child=True)
    steps.received(world, of_a_hurt_child=True)
    assert returns() == []


def test_what_was_closed_for_one_person_does_not_come_back_for_another_who_has_work(world: World) -> None:
    child = PersonMaker(child=True, hurt=True)
    told = steps.received(world, people=(child, ADULT))
    first, adult = steps.people_on(told.concern_id)
    steps.answered(world, told.concern_id, first, who_caused="parent")
    steps.limbs_answered(world, told.concern_id, adult, "yes", "yes", "no")
    steps.viewed(world, told.concern_id)
    steps.decided(world, told.concern_id, first)
    steps.decided(world, told.concern_id, adult)
    steps.received(world, people=(PersonMaker(child=True, hurt=True, phone="01382 5"),))
    assert returns() == []
    steps.received(world, people=(PersonMaker(adult=True, at_home=True),))
    assert [each.reasons for each in returns()] == [["home", "person"]]


@pytest.mark.parametrize("sealed", ["earlier", "later"])
def test_nothing_sealed_comes_back_or_brings_back(world: World, sealed: str) -> None:
    """Planted: by the home alone a sealed concern would be found."""
    if sealed == "earlier":
        first = closed(world)
        with transaction() as session:
            session.get_one(Concern, first.concern_id).level = "sealed"
            audit.record(session, by=world.actor(SCREENER), action=Action.CONCERN_CORRECTED)
        steps.received(world, people=(ADULT,))
    else:
        closed(world)
        steps.received(world, about_one_of_us=True, people=(ADULT,))
    assert returns() == []


@pytest.mark.both_engines
@pytest.mark.parametrize("kept_from", ["earlier", "later"])
def test_whoever_is_kept_from_either_learns_of_neither(world: World, kept_from: str) -> None:
    first = closed(world)
    second = steps.received(world, people=(ELSEWHERE, NEIGHBOUR))
    (held,) = returns()
    ref = first.ref if kept_from == "earlier" else second.ref
    officer, by = world.actor("other_officer"), world.actor("administrator")
    with transaction() as session:
        oversight.keep_apart(session, officer_id=officer.acting_officer_id, typed=ref, reason="family", by=by)
    with reading() as session:
        rows = triage.show_queue(session, by=officer).view.rows
    assert "return" not in {row.kind for row in rows}
    with pytest.raises((NotFound, NotAllowed)):
        shown(world, second.ref, "other_officer")
    with pytest.raises((NotFound, NotAllowed)):
        answered(world, held, "stands", by="other_officer")
    assert len(shown(world, second.ref).earlier) == 1, "others see it"


def test_an_answer_needs_a_choice_and_a_reason(world: World) -> None:
    closed(world)
    steps.received(world, people=(ADULT,))
    (held,) = returns()
    with pytest.raises(Unprocessable) as refusal:
        answered(world, held, "perhaps", "no")
    assert set(refusal.value.fields) == {"answer", "words"}


@pytest.mark.parametrize("role", ["duty_worker", "chair", "auditor", "co_ordinator", "partner_reporter"])
def test_who_does_not_screen_neither_sees_nor_answers(world: World, role: str) -> None:
    closed(world)
    second = steps.received(world, people=(ADULT,))
    with pytest.raises(NotAllowed):
        shown(world, second.ref, role)
    with pytest.raises(NotAllowed):
        answered(world, returns()[0], "stands", by=role)


def test_a_pack_without_the_windows_brings_nothing_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    closed(world)
    monkeypatch.setattr(
        "hub.triage.coming_back.WINDOWS", dict.fromkeys(("person", "home", "service", "alleged"), "none")
    )
    steps.received(world, people=(ADULT,))
    assert returns() == []


def test_its_leaves_name_both_concerns(world: World) -> None:
    first = closed(world)
    second = steps.received(world, people=(ADULT,))
    with reading() as session:
        look = triage.show_returns(session, second.ref, by=world.actor(SCREENER)).look
    both = {("concern", str(first.concern_id)), ("concern", str(second.concern_id))}
    assert both <= set(look.objects)
    answered(world, returns()[0], "stands")
    (leaf,) = leaves(Action.RETURN_ANSWERED)
    assert both <= {tuple(each[:2]) for each in leaf["objects"]}  # type: ignore[attr-defined]  # a list in a leaf


def test_a_back_dated_concern_brings_back_by_when_it_was_received(world: World) -> None:
    with ago(days=100):
        closed(world)
    steps.received(world, people=(ADULT,), received_at=clock.now() - timedelta(days=60))
    assert [each.reasons for each in returns()] == [["home", "person"]]
