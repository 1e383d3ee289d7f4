"""Whether people can be found, asked from the command line."""

from __future__ import annotations

from sqlalchemy import delete

from hub import clock, db
from hub.people import NewPerson, PersonToken, enter
from tests.audit.council import leaf
from tests.cli.conftest import Command


def test_missing_tokens_end_with_one_until_they_are_put_back(ready_hub: Command) -> None:
    told = NewPerson(forename="Rory", surname="Samplewood", date_of_birth="2012-03-01")
    with db.transaction() as session:
        enter(session, told, at=clock.now())
        leaf(session)
    assert ready_hub("people", "tokens") == 0
    with db.transaction() as session:
        gone = session.execute(delete(PersonToken)).rowcount
    assert ready_hub("people", "tokens") == 1
    assert ready_hub.said == f"1 held; 1 lack tokens to be found by ({gone} missing); 0 do not open.\n"
    assert ready_hub("people", "tokens", "--rebuild") == 0
    assert ready_hub("people", "tokens", "--json") == 0
    assert ready_hub.json == {"people": 1, "lacking": 0, "tokens": 0, "shut": 0}
