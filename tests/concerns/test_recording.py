"""What was told stays as told: a correction is a new version beside it, and reports of one incident come together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy
from sqlalchemy import func, select

from hub import concerns, db
from hub.concerns import Concern, ConcernVersion
from hub.concerns.models import Incident, Service
from hub.errors import Conflict, NotAllowed, NotFound, Unprocessable
from hub.front_door import receive
from tests.audit import trail
from tests.factories.concerns import ConcernMaker
from tests.factories.hub_world import World


def received(world: World, **traits: object) -> UUID:
    with db.transaction() as session:
        return receive(session, ConcernMaker(**traits), by=world.actor("duty_worker")).concern_id


def correct(
    world: World,
    concern: UUID,
    *,
    narrative: str = "As it was.",
    reason: str = "Misheard",
    by: str = "screening_officer",
) -> None:
    with db.transaction() as session:
        concerns.correct(session, concern_id=concern, narrative=narrative, reason=reason, by=world.actor(by))


@pytest.mark.both_engines
def test_a_correction_stands_beside_the_original_bytes_and_all(world: World, engine: sqlalchemy.Engine) -> None:
    concern = received(world, told={"jotted": "said out of turn"})
    original = select(ConcernVersion.__table__).where(ConcernVersion.number == 1)
    with engine.connect() as connection:
        before = connection.execute(original).all()
    correct(world, concern, narrative="It was the other arm.")
    correct(world, concern, narrative="It was the left arm.")
    with engine.connect() as connection:
        assert connection.execute(original).all() == before
    with db.reading() as session:
        versions = session.scalars(select(ConcernVersion).order_by(ConcernVersion.number)).all()
        latest = concerns.latest_version(session, concern)
    assert [(each.number, each.narrative, each.reason) for each in versions] == [
        (1, ConcernMaker().narrative, None), (2, "It was the other arm.", "Misheard"), (3, "It was the left arm.", "Misheard"),
    ]  # fmt: skip
    assert latest.number == 3
    assert latest.told == {"jotted": "said out of turn"}
    assert len({each.key_id for each in versions}) == 3, "each version can be made unreadable by itself"
    assert trail.rows_without_leaf(engine) == []


@pytest.mark.both_engines
def test_a_correction_needs_words_a_reason_permission_and_sight(world: World) -> None:
    concern, sealed = received(world), received(world, about_one_of_us=True)
    for words, reason, field in (("  ", "why", "narrative"), ("words", " ", "reason")):
        with pytest.raises(Unprocessable) as refused:
            correct(world, concern, narrative=words, reason=reason)
        assert set(refused.value.fields) == {field}
    with pytest.raises(NotAllowed):
        correct(world, concern, by="duty_worker")
    with pytest.raises(NotFound):
        correct(world, sealed)
    with pytest.raises(NotFound):
        correct(world, UUID(int=1))


@pytest.mark.postgres
def test_two_corrections_at_once_are_a_conflict_and_neither_is_lost(world: World) -> None:
    concern = received(world)

    def try_it(number: int) -> str:
        try:
            correct(world, concern, narrative=f"Words {number}")
        except Conflict:
            return "conflict"
        return "saved"

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(try_it, range(6)))
    with db.reading() as session:
        numbers = session.scalars(select(ConcernVersion.number).order_by(ConcernVersion.number)).all()
    assert numbers == list(range(1, answers.count("saved") + 2))


@pytest.mark.both_engines
def test_reports_of_one_incident_come_together_however_its_number_is_typed(world: World) -> None:
    ids = [
        received(world, incident_number=number)
        for number in ("PS-20261123-0417", "ps 20261123 0417", "PS-20261123-0418", "")
    ]
    with db.reading() as session:
        one, same, other, none = (session.get_one(Concern, each).incident_id for each in ids)
        assert one == same
        assert len({one, other, none}) == 3
        assert none is None
        assert session.get_one(Incident, one).number == "PS-20261123-0417", "as first told"


@pytest.mark.both_engines
def test_eight_reports_of_one_incident_at_once_are_all_received(world: World, engine: sqlalchemy.Engine) -> None:
    service = {"name": "Birchmock Care Home", "kind": "care_home"}
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: received(world, incident_number="PS-1", service=service), range(8)))
    with db.reading() as session:
        shared = session.execute(select(Concern.incident_id, Concern.service_id).distinct()).all()
        assert len(shared) == 1
        assert session.scalar(select(func.count()).select_from(Concern)) == len(ids)
        assert [session.scalar(select(func.count()).select_from(each)) for each in (Incident, Service)] == [1, 1]
        last = session.scalars(select(Concern).order_by(Concern.received_at.desc(), Concern.id.desc())).first()
        assert last is not None
        assert last.service_id is not None
        since, until = last.received_at - timedelta(days=1), last.received_at
        told = concerns.mentions_of_service(session, last.service_id, since=since, until=until, but_not=last.id)
        assert len(told) == len(ids) - 1
    assert trail.rows_without_leaf(engine) == []
