"""The seeding reads the city's documents as the schema of the long form and JSON reads them."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from hub.demo.as_received import as_received
from hub.demo.truth import ToldConcern
from hub.schemas.loading import load_concern
from screening_rules import shipped_pack


def test_a_told_document_is_the_concern_that_the_schema_loads(two_years: list[ToldConcern]) -> None:
    catalogue = shipped_pack().facts
    for told in two_years[::97]:
        with time_machine.travel(told.keyed_at + timedelta(seconds=1), tick=False):
            loaded = load_concern(told.told, catalogue, strict=True)
        made = as_received(told)
        assert loaded.warnings == ()
        assert made.told == {name: loaded.told[name] for name in made.told}
        assert made.people == loaded.people
        assert made.referrer == loaded.referrer
        assert abs(made.received_at - loaded.received_at) < timedelta(minutes=1)
        for name in ("narrative", "channel", "happened_at", "danger", "danger_before", "incident_number", "service"):
            assert getattr(made, name) == getattr(loaded, name)
