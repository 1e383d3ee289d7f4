"""One conference from asking to closing, on both engines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from hub import db, plans
from tests.factories.conferences import ISLA, RORY, Room

pytestmark = pytest.mark.both_engines


def test_two_siblings_meet_once_and_each_has_a_record(room: Room, travel: time_machine.Traveller) -> None:
    ref = room.convened(ISLA, RORY)
    travel.shift(timedelta(days=8))
    room.attend(ref)
    room.declare(ref)
    isla, rory = room.strand_ids(ref)
    room.decide(ref, "register", "not_register")
    room.close(ref, date(2027, 3, 1))
    assert room.read(ref).state == "held"
    assert room.strand(isla).state == "under_plan"
    assert room.strand(rory).state == "open"
    with db.reading() as session:
        assert plans.is_on_register(session, room.strand(isla).person_id, date(2026, 12, 15))
        assert not plans.is_on_register(session, room.strand(rory).person_id, date(2026, 12, 15))
