"""Who searches or takes out more than work needs is told in words, and loses nothing they typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hub.accounts import throttling
from tests.factories import triage as steps
from tests.factories.hub_world import PASSWORD, World
from tests.factories.visitor import Visitor

AsOfficer = Callable[[str], Visitor]


def test_who_searches_too_often_is_told_and_keeps_what_was_typed(
    world: World, as_officer: AsOfficer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttling.MOST_USES, "search", 1)
    officer, asked = as_officer("screening_officer"), {"forename": "Rory", "surname": "Samplewood"}
    assert officer.post("/people/search", asked).status_code == 303
    refused = officer.post("/people/search", asked)
    assert refused.status_code == 429
    assert throttling.TOO_MANY["search"] in refused.text
    assert 'value="Samplewood"' in refused.text


def test_who_takes_out_too_many_records_waits_and_a_wrong_password_does_not_count(
    world: World, as_officer: AsOfficer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttling.MOST_USES, "export", 1)
    ref, officer = steps.received(world).ref, as_officer("screening_officer")
    sent = {"purpose": "reporter", "password": PASSWORD}
    assert officer.post(f"/concerns/{ref}/save", sent | {"password": "not it"}).status_code == 422
    assert officer.post(f"/concerns/{ref}/save", sent).status_code == 200
    refused = officer.post(f"/concerns/{ref}/save", sent)
    assert refused.status_code == 429
    assert throttling.TOO_MANY["export"] in refused.text
    assert int(refused.headers["Retry-After"]) > 0
