"""`hub spool`: says what waits and what is held without a database, and receives it; never a word of what is in it."""

from __future__ import annotations

from dataclasses import replace

from hub import accounts, clock, crypto, db, spool
from hub.actor import OPERATOR
from hub.config import read_settings
from hub.spool import Waiting
from tests.cli.conftest import Command


def kept(token_id: str, agency: str) -> Waiting:
    return Waiting(
        client=f"agency:{agency}",
        key="k",
        document={"narrative": "Rory was outside alone."},
        strict=True,
        kept_at=clock.now(),
        token_id=token_id,
    )


def test_what_waits_is_told_and_received(ready_hub: Command) -> None:
    settings = read_settings()
    spool.prepare_folder(settings.spool_folder)
    assert ready_hub("accounts", "team", "--name", "Screening", "--agency", "Mock Police", "--kind", "screening") == 0
    with db.transaction() as session:
        agency = accounts.find_agency(session, "Mock Police")
        assert agency is not None
        token, _ = accounts.issue_token(session, name="Feed", agency_id=agency.id, role="partner_reporter", by=OPERATOR)
    told = kept(str(token.id), str(agency.id))
    spool.keep(settings.spool_folder, told, by_pass="p")
    spool.keep(settings.spool_folder, replace(told, key="l", token_id=str(agency.id)), by_pass="p")
    crypto.unbind_keyring()
    assert ready_hub("spool", "status", "--json") == 0
    assert (ready_hub.json["state"], ready_hub.json["waiting"]) == ("waiting", 2)
    assert ready_hub("spool", "replay", "--json") == 1
    assert ready_hub.json == {"received": 1, "held": 1}
    assert ready_hub("spool", "status") == 1
    assert "0 waiting" in ready_hub.said
    assert "may not send concerns any more" in ready_hub.said
    assert "Rory" not in ready_hub.said
    assert ready_hub("spool", "replay", "--held") == 1
    assert "0 received, 1 held" in ready_hub.said


def test_an_empty_spool_is_nothing_to_complain_of(hub: Command) -> None:
    assert hub("spool", "status") == 0
    assert "0 waiting" in hub.said
