"""What a form of the front door gets while the database or the trail is down, and what becomes of it when they are back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from hub import clock, concerns, db, jobs, spool
from hub.audit import Action
from hub.concerns import Concern
from hub.danger import Alert
from tests.factories.front_desk import FrontDesk, hidden_fields, words_of
from tests.factories.hub_world import World, leaves
from tests.factories.outages import OUTAGES, database_down

QUICK = {
    "immediate_danger-answer": "no",
    "narrative": "Rory was outside alone again.",
    "full_name": "Rory Samplewood",
    "born": "about 7",
}
RECEIPT = re.compile(r"SP-[2-9A-Z]{4}-[2-9A-Z]{4}")


def received() -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(Concern.ref).order_by(Concern.keyed_at)))


def narrative(ref: str) -> str | None:
    with db.reading() as session:
        return concerns.latest_version(session, concerns.get_concern(session, ref).id).narrative


def receipt_in(html: str) -> str:
    found = RECEIPT.search(html)
    assert found, words_of(html)
    return found[0]


@pytest.mark.both_engines
@pytest.mark.parametrize("outage", OUTAGES)
def test_a_quick_log_sent_in_an_outage_is_kept_and_comes_in_once(jo: FrontDesk, world: World, outage: str) -> None:
    page = jo.start_quick()
    hidden = hidden_fields(jo.get(page).text)
    with OUTAGES[outage]():
        first = jo.post(page, {**hidden, **QUICK, "_go": "check"})
        again = jo.post(page, {**hidden, **QUICK, "_go": "check"})
    assert first.status_code == again.status_code == 202
    assert "Kept safely, not yet in the hub" in first.text
    assert "999" in first.text
    receipt = receipt_in(first.text)
    assert receipt_in(again.text) == receipt
    assert received() == []
    assert "Not yet in the hub" in jo.get(f"/kept/{receipt}").text
    assert jobs.run_once(world.settings).unspooled == 1
    (ref,) = received()
    assert narrative(ref) == QUICK["narrative"]
    assert jo.get(f"/kept/{receipt}").location == f"/received/{ref}"
    assert jo.get(page).location == f"/received/{ref}"
    assert receipt in jo.get("/duty").text
    assert spool.status(world.settings.spool_folder).state == "empty"
    assert [leaf["outcome"] for leaf in leaves(Action.CONCERN_UNSPOOLED)] == ["done"]
