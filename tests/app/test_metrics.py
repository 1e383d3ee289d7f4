"""Figures for whoever has the token: counts by closed lists, and nothing that anybody typed."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from hub import clock, crypto, db, jobs, spool
from hub.app import create_app, metrics
from hub.errors import Unavailable
from hub.front_door import receive
from hub.people import Person
from hub.queues import QUEUES
from hub.spool import Waiting
from tests.app.conftest import METRICS_TOKEN
from tests.audit.tampering import as_owner
from tests.factories.concerns import ConcernMaker
from tests.factories.hub_world import World

CANARIES = ("Rory", "Samplewood", "grabbed", "Hana", "duty.worker", "Wrenmarsh")


def told(app: Flask) -> dict[tuple[str, ...], float]:
    """Each figure by its name and labels."""
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


@pytest.mark.parametrize(
    "authorization", ["", "Bearer ", "Bearer wrong", f"Basic {METRICS_TOKEN}", f"Bearer {METRICS_TOKEN}x"]
)
def test_without_the_token_there_is_nothing_there(app: Flask, authorization: str) -> None:
    answer = app.test_client().get("/metrics", headers={"Authorization": authorization})
    assert answer.status_code == 404
    assert "hub_" not in answer.text


def test_where_no_token_is_set_no_token_opens_it(world: World) -> None:
    app = create_app(world.settings, is_bound=True)
    assert app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_what_the_database_holds_and_does_not_open_rings_an_alarm(app: Flask, world: World) -> None:
    with db.transaction() as session:
        receive(session, ConcernMaker(), by=world.actor("duty_worker"))
    before = told(app)["hub_sealed_unopened_total",]
    as_owner(db.bound_engine(), "UPDATE people SET surname_sealed = forename_sealed")
    with db.reading() as session, pytest.raises(Unavailable, match="could not be opened"):
        assert session.scalars(select(Person).where(Person.surname_sealed.is_not(None)).limit(1)).one().surname
    assert told(app)["hub_sealed_unopened_total",] == before + 1


def test_what_somebody_outside_sends_and_does_not_open_rings_none(app: Flask) -> None:
    before = told(app)["hub_sealed_unopened_total",]
    box = bytearray(crypto.seal_box(b"told", purpose="spool", binding=b"1"))
    for place in range(len(box)):
        spoilt = bytes(each ^ 1 if nth == place else each for nth, each in enumerate(box))
        with pytest.raises(crypto.Unsealable):
            crypto.open_box(spoilt, purpose="spool", binding=b"1")
    assert told(app)["hub_sealed_unopened_total",] == before


@pytest.mark.both_engines
def test_queues_mail_danger_and_the_worker_are_counted(app: Flask, world: World) -> None:
    world.on_rota(world.actor("duty_worker"))
    before = told(app)
    assert {before["hub_queue_items", queue] for queue in QUEUES} == {0}
    assert ("hub_worker_beat_age_seconds",) not in before
    with db.transaction() as session:
        receive(session, ConcernMaker(in_danger=True), by=world.actor("duty_worker"))
    jobs.run_once(world.settings)
    now = told(app)
    assert now["hub_queue_items", "screening"] == 1
    assert now["hub_queue_overdue", "screening"] == 0
    assert (now["hub_outbox", "waiting"], now["hub_danger_open",], now["hub_database_up",]) == (1, 1, 1)
    assert 0 <= now["hub_worker_beat_age_seconds",] < 60


def test_requests_are_counted_by_pattern_and_no_address_or_method_makes_a_label(app: Flask) -> None:
    client = app.test_client()
    before = told(app)
    for path in ("/healthz", "/concerns/DH-AAAA-AAAA", "/Wrenmarsh", f"/log/{uuid4()}/check"):
        client.get(path)
    client.open("/healthz", method="WRENMARSH")
    now = told(app)
    assert (
        now["hub_requests_total", "GET", "/healthz", "200"]
        == before.get(("hub_requests_total", "GET", "/healthz", "200"), 0) + 1
    )
    assert any(key[:2] == ("hub_requests_total", "other") for key in now)
    labels = {label for key in now for label in key[1:]}
    assert not [label for label in labels if re.search(r"DH-|[0-9a-f]{8}-|WREN|Wren", label)]


def test_the_figures_hold_nothing_of_anybody(app: Flask, world: World) -> None:
    with db.transaction() as session:
        receipt = receive(session, ConcernMaker(), by=world.actor("duty_worker"))
    app.test_client().get("/find?q=Wrenmarsh")
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}).text
    assert not [word for word in (*CANARIES, receipt.ref) if word in answer]


def test_a_label_taken_from_the_address_would_be_seen(app: Flask) -> None:
    metrics._REQUESTS.labels("GET", "/Wrenmarsh", "404").inc()
    assert [key for key in told(app) if "/Wrenmarsh" in key]
    metrics._REQUESTS.remove("GET", "/Wrenmarsh", "404")


def test_requests_and_the_spool_are_counted_although_the_database_is_away(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("SELECT 1", {}, Exception())

    kept = Waiting(client="agency:1", key="k-1", document={}, strict=True, kept_at=clock.now(), token_id=str(uuid4()))
    spool.keep(world.settings.spool_folder, kept, by_pass="a pass")
    monkeypatch.setattr(metrics, "reading", away)
    now = told(app)
    assert (now["hub_spool", "waiting"], now["hub_spool", "held"]) == (1, 0)
    assert now["hub_database_up",] == 0
    assert ("hub_queue_items", "screening") not in now
