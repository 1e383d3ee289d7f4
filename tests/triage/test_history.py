"""What history counts, at both edges of each window, and that it never says more than it knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy
from sqlalchemy import event

from hub import audit, clock, triage
from hub.actor import OPERATOR
from hub.concerns import Concern, NewReferrer, parts_of
from hub.db import reading, transaction
from hub.people import link_people
from hub.strands import Strand
from hub.triage.history import months, read_history
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.history import ago, at_work, closed, facts_of, held_for
from tests.factories.hub_world import World

PERSON = "concerns_about_person_12_months"
HOUSEHOLD = "concerns_about_household_56_days"
ADDRESS = "concerns_about_address_56_days"
POLICE = "police_reports_household_12_months"
SERVICE = "concerns_about_service_90_days"
ALLEGED = "concerns_about_alleged_90_days"
HOME = {"name": "Birchmock Care Home", "kind": "care_home"}
CHILD = PersonMaker(child=True, at_home=True)
SISTER = PersonMaker(forename="Orla", date_of_birth="2019-05-06", at_home=True)
TENANT = PersonMaker(forename="Ulrike", surname="Otherwise", date_of_birth="1960-02-03", at_home=True)


def told(world: World, **traits: Any) -> UUID:
    return steps.received(world, **traits).concern_id


@pytest.mark.parametrize(
    ("fact", "days", "traits"),
    [
        (PERSON, 365, {"people": (CHILD,)}),
        (HOUSEHOLD, 56, {"people": (CHILD,)}),
        (ADDRESS, 56, {"people": (CHILD,)}),
        (POLICE, 365, {"people": (CHILD,), "referrer": NewReferrer(kind="police")}),
        (SERVICE, 90, {"people": (), "service": HOME}),
    ],
)
def test_the_last_day_of_a_window_counts_and_the_day_before_it_does_not(
    world: World, fact: str, days: int, traits: dict[str, Any]
) -> None:
    held_for(world, days=800)
    moment = clock.now()
    received = {}
    for many in (days, days + 1):
        with ago(days=many):
            received[many] = told(world, **traits)
    with transaction() as session:
        for many, concern in received.items():  # to the second
            session.get_one(Concern, concern).received_at = moment - timedelta(days=many)
        audit.record(session, by=OPERATOR, action=audit.Action.CONCERN_CORRECTED)
    assert facts_of(told(world, received_at=moment, **traits))[fact] == 2


@pytest.mark.both_engines
def test_where_history_is_too_short_there_are_at_least_so_many(world: World) -> None:
    with ago(days=100):
        first = told(world, people=(CHILD,))
    second = told(world, people=(CHILD,))
    assert facts_of(first)[PERSON] == facts_of(first)[HOUSEHOLD] == {"from": 1}
    assert facts_of(second)[PERSON] == {"from": 2}, "a year is not held yet"
    assert facts_of(second)[HOUSEHOLD] == 1, "eight weeks are"


def test_a_concern_keyed_in_late_does_not_lengthen_what_is_held(world: World) -> None:
    told(world, people=(CHILD,), received_at=clock.now() - timedelta(days=500))
    assert facts_of(told(world, people=(CHILD,)))[PERSON] == {"from": 1}
    assert facts_of(told(world, people=(CHILD,)))[HOUSEHOLD] == {"from": 2}


def test_somebody_who_cannot_be_looked_for_is_never_known_to_be_new(world: World) -> None:
    held_for(world, days=800)
    found = facts_of(told(world, of_nobody_named=True))
    assert found[PERSON] == {"from": 1}
    assert found[HOUSEHOLD] == {"from": 1}
    assert ADDRESS not in found


def test_a_protected_address_is_not_counted_by_and_not_said_to_be_counted(world: World) -> None:
    held_for(world, days=800)
    told(world, people=(SISTER,))
    found = facts_of(told(world, people=(PersonMaker(child=True, at_home=True, address_protected=True),)))
    assert found[HOUSEHOLD] == {"from": 1}
    assert ADDRESS not in found


def test_later_concerns_are_not_counted_when_an_earlier_one_is_screened_again(world: World) -> None:
    held_for(world, days=800)
    with ago(days=2):
        first = told(world, people=(CHILD,))
    told(world, people=(CHILD,))
    steps.answered(world, first, steps.people_on(first)[0], injury="yes")
    assert facts_of(first)[PERSON] == 1


def test_the_household_is_its_people_and_its_name_and_the_address_is_everybody_there(world: World) -> None:
    held_for(world, days=800)
    told(world, people=(SISTER,))
    told(world, people=(TENANT,))
    found = facts_of(told(world, people=(CHILD,)))
    assert found[HOUSEHOLD] == {"from": 2, "to": 3}, "whether the other tenant is of this household nobody said"
    assert found[ADDRESS] == 3


def test_a_household_is_followed_when_it_moves(world: World) -> None:
    held_for(world, days=800)
    before = PersonMaker(child=True, address="9 Other Street, Dundee", postcode="DD1 9ZZ", phone="01382 000000")
    told(world, people=(before,))
    found = facts_of(told(world, people=(PersonMaker(child=True, at_home=True, phone="01382 000000"),)))
    assert (found[HOUSEHOLD], found[ADDRESS]) == (2, 1)


def test_police_reports_are_counted_apart(world: World) -> None:
    held_for(world, days=800)
    police = NewReferrer(kind="police")
    told(world, people=(CHILD,), referrer=police)
    told(world, people=(CHILD,))
    found = facts_of(told(world, people=(CHILD,), referrer=police))
    assert (found[POLICE], found[HOUSEHOLD]) == (2, 3)


@pytest.mark.both_engines
def test_rows_that_an_officer_linked_are_one_person(world: World) -> None:
    held_for(world, days=800)
    first = told(world, people=(PersonMaker(forename="Rory", age_from=9, age_to=9, at_home=True),))
    second = steps.received(world, people=(PersonMaker(forename="Rorie", age_from=9, age_to=9, at_home=True),))
    assert facts_of(second.concern_id)[PERSON] == 1
    with transaction() as session:
        triage.say_of_match(
            session,
            second.ref,
            steps.people_on(second.concern_id)[0],
            same_as=steps.people_on(first)[0],
            verdict="same",
            by=world.actor("screening_officer"),
        )
    assert facts_of(second.concern_id)[PERSON] == 2


def test_being_named_as_the_source_of_harm_is_no_concern_about_oneself(world: World) -> None:
    held_for(world, days=800)
    first = told(world, people=(SISTER, PersonMaker(alleged=True, surname="Mockson", date_of_birth="1990-05-05")))
    second = told(world, people=(PersonMaker(forename="Dez", surname="Mockson", date_of_birth="1990-05-05"),))
    link(world, steps.people_on(second)[0], steps.people_on(first)[1])
    steps.answered(world, second, steps.people_on(second)[0], injury="no")
    assert facts_of(second)[PERSON] == 1


def link(world: World, one: UUID, other: UUID) -> None:
    with transaction() as session:
        link_people(session, person_id=one, other_id=other, verdict="same", by=world.actor("screening_officer"))
        audit.record(session, by=world.actor("screening_officer"), action=audit.Action.PERSON_MATCHED)


@pytest.mark.parametrize(("days", "known"), [(90, {"from": 2}), (91, None)])
def test_an_alleged_source_is_counted_by_linked_rows_and_only_at_least(world: World, days: int, known: Any) -> None:
    held_for(world, days=800)
    alleged = PersonMaker(alleged=True, surname="Mockson")
    with ago(days=days - 0.5):
        first = told(world, people=(SISTER, alleged))
    second = told(world, people=(CHILD, alleged))
    assert ALLEGED not in facts_of(second), "outside ordinary search: nobody says that it is the same"
    link(world, steps.people_on(second)[1], steps.people_on(first)[1])
    steps.answered(world, second, steps.people_on(second)[0], injury="no")
    assert facts_of(second).get(ALLEGED) == known


@pytest.mark.both_engines
def test_only_open_concerns_about_a_service_count(world: World) -> None:
    held_for(world, days=800)
    with ago(days=3):
        closed(world, service=HOME)
    resident = (PersonMaker(adult=True, forename="Wilf"),)
    told(world, people=resident, service=HOME)
    found = facts_of(told(world, people=resident, service={"name": " birchmock  care home "}))
    assert found[SERVICE] == 2, "one is closed, one waits, and this one"


def test_a_service_whose_work_goes_on_counts(world: World) -> None:
    held_for(world, days=800)
    with ago(days=3):
        at_work(world, service=HOME)
    assert facts_of(told(world, people=(), service=HOME))[SERVICE] == 2


def test_a_sealed_concern_is_in_no_count_of_an_open_one(world: World) -> None:
    """Planted: without leaving them out by level, the home and the service tell of it."""
    held_for(world, days=800)
    told(world, about_one_of_us=True, people=(CHILD,), service=HOME)
    found = facts_of(told(world, people=(SISTER,), service=HOME))
    assert (found[HOUSEHOLD], found[ADDRESS], found[SERVICE]) == (1, 1, 1)
    seen = facts_of(told(world, about_one_of_us=True, people=(SISTER,), service=HOME))
    assert (seen[HOUSEHOLD], seen[ADDRESS], seen[SERVICE]) == (3, 3, 3), "who keeps sealed concerns sees them all"


def test_sealed_work_is_not_given_away_as_open_work(world: World) -> None:
    held_for(world, days=800)
    first = at_work(world)
    second = told(world, people=(CHILD,))
    assert facts_of(second)["has_open_work"] is True
    with transaction() as session:
        for strand in session.query(Strand).filter(Strand.concern_id == first.concern_id):
            strand.level = "sealed"
        audit.record(session, by=OPERATOR, action=audit.Action.CONCERN_CORRECTED)
    assert facts_of(told(world, people=(CHILD,)))["has_open_work"] is False


def test_of_restricted_concerns_only_that_there_are_some(world: World) -> None:
    held_for(world, days=800)
    first = told(world, people=(CHILD,))
    with transaction() as session:
        session.get_one(Concern, first).level = "restricted"
        audit.record(session, by=OPERATOR, action=audit.Action.CONCERN_CORRECTED)
    assert facts_of(told(world, people=(SISTER,)))[HOUSEHOLD] == {"from": 1}


@pytest.mark.parametrize(("days", "repeat"), [(200, True), (430, False)])
def test_the_last_referral_to_marac_is_known_as_at_most_so_long_ago(world: World, days: int, repeat: bool) -> None:
    held_for(world, days=800)
    alleged = PersonMaker(alleged=True, surname="Mockson")
    harmed = PersonMaker(adult=True, at_home=True, facts={"harms": ["domestic_abuse"], "dash_yes_count": 20})
    with ago(days=days):
        first = told(world, people=(harmed, alleged))
        person = steps.people_on(first)[0]
        steps.viewed(world, first)
        steps.decided(world, first, person, **refuse_all_but("marac", first, person))
    second = told(world, people=(harmed, alleged))
    found = facts_of(second)
    assert found["marac_months_since_last"] == {"to": months(clock.now() - timedelta(days=days), clock.now())}
    assert "same_harmer_as_last_marac" not in found
    link(world, steps.people_on(second)[1], steps.people_on(first)[1])
    steps.answered(world, second, steps.people_on(second)[0], injury="no")
    assert facts_of(second).get("same_harmer_as_last_marac") is (True if repeat else None)


def refuse_all_but(route: str, concern: UUID, person: UUID) -> dict[str, Any]:
    routes = steps.suggested(concern, person)[1].routes
    return {"verdicts": dict.fromkeys(routes, True)} if route in routes else {}


@pytest.mark.parametrize(
    ("start", "end", "number"),
    [((2026, 1, 15), (2027, 1, 15), 12), ((2026, 1, 15), (2027, 1, 16), 13), ((2026, 1, 31), (2026, 2, 28), 1)],
)
def test_a_month_begun_is_a_month(start: tuple[int, int, int], end: tuple[int, int, int], number: int) -> None:
    assert months(datetime(*start, tzinfo=UTC), datetime(*end, tzinfo=UTC)) == number


def test_history_asks_as_much_for_six_people_as_for_two_but_for_who_each_is(
    world: World, engine: sqlalchemy.Engine
) -> None:
    asked = {}
    for number in (2, 6):
        people = tuple(PersonMaker(forename=f"Kit{n}", date_of_birth=f"2017-03-0{n}") for n in range(1, number + 1))
        concern_id, seen = told(world, people=people), list[str]()
        with reading() as session:
            concern, parts = session.get_one(Concern, concern_id), parts_of(session, concern_id)
            note = partial(_note, seen)
            event.listen(engine, "before_cursor_execute", note)
            read_history(session, concern, parts, parts)
            event.remove(engine, "before_cursor_execute", note)
        asked[number] = len(seen)
    assert asked[6] - asked[2] <= 4, "one to find who each is"


def _note(seen: list[str], _connection: object, _cursor: object, statement: str, *_more: object) -> None:
    seen.append(statement)
