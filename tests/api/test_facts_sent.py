"""What a sender states of facts: nothing that the hub works out or asks later, and no number that cannot be, decides anything."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from hub import concerns, db, jobs, rulebook
from hub.rulebook import Case, Stated
from screening_rules import shipped_pack
from tests.api.conftest import Send
from tests.factories.hub_world import World
from tests.factories.outages import database_down

WORDS = {"narrative": "Rory came to school with a bruise."}
BOY = {"forename": "Rory", "surname": "Samplewood", "date_of_birth": "2017-03-04", "postcode": "DD4 9ZZ"}
HURT = {"harms": ["physical"], "who_caused": "parent"}
COUNTS = ("concerns_about_household_56_days", "concerns_about_address_56_days", "police_reports_household_12_months")
VALUES: dict[str, Any] = {"yes_no": False, "number": 1, "date": "2026-11-24"}


def case_of(ref: str) -> Case:
    """The facts that a concern was screened over."""
    with db.reading() as session:
        concern = concerns.get_concern(session, ref)
        return rulebook.stored_case(session, rulebook.latest_run(session, concern.id))[1]


def told_of(ref: str) -> dict[str, Any]:
    """Everything kept of the form."""
    with db.reading() as session:
        return concerns.latest_version(session, concerns.get_concern(session, ref).id).told or {}


def routes_of(ref: str) -> tuple[str, ...]:
    """What was suggested for the first person."""
    with db.reading() as session:
        run = rulebook.latest_run(session, concerns.get_concern(session, ref).id)
        return rulebook.replay(session, run).subjects[0].recommendation.routes


def of_facts(**facts: Any) -> dict[str, Any]:
    """A concern about a boy of whom this is stated."""
    return {**WORDS, "people": [{**BOY, "facts": {**HURT, **facts}}]}


@pytest.mark.both_engines
def test_an_age_that_is_stated_does_not_stand_against_a_date_of_birth(send: Send) -> None:
    reply = send(of_facts(age_years=40))
    assert reply.status_code == 201
    (warning,) = reply.json["warnings"]
    assert "How old are they?" in warning
    assert "age_years" in warning
    assert case_of(reply.json["ref"]).subjects[0].facts["age_years"].high < 18
    assert "cp_ird" in routes_of(reply.json["ref"])
    assert told_of(reply.json["ref"])["unreadable"] == {"people.0.facts.age_years": 40}


def test_counts_that_a_sender_states_do_not_stand_against_what_the_hub_counts(send: Send) -> None:
    *_, twin = (send(of_facts()).json["ref"] for _ in range(5))
    stated = send(
        {
            **of_facts(concerns_about_person_12_months=1, has_open_work=False),
            "household": dict.fromkeys(COUNTS, 1),
        }
    )
    assert len(stated.json["warnings"]) == 5
    ref = stated.json["ref"]
    assert case_of(ref).household["concerns_about_household_56_days"].low == 6
    assert case_of(ref).subjects[0].facts["concerns_about_person_12_months"].low == 6
    assert set(routes_of(ref)) >= set(routes_of(twin))


def _document_of_everything() -> dict[str, Any]:
    """Every fact that is not asked at receipt, stated in its place."""
    places: dict[str, dict[str, Any]] = {"concern": {}, "household": {}, "subject": {}}
    for fact in shipped_pack().facts:
        if not fact.is_asked_at_receipt:
            places[fact.scope][fact.id] = VALUES[fact.type]
    return {**WORDS, "facts": places["concern"], "household": places["household"],
            "people": [{"forename": "Rory", "facts": places["subject"]}]}  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "answer", "is_danger"),
    [
        (True, None, True),
        ({"value": True, "basis": "observed"}, "not_known", True),
        (True, "no", False),
        (False, None, False),
        ("perhaps", None, False),
    ],
)
def test_danger_told_in_the_wrong_place_is_believed_where_the_question_was_left_open(
    send: Send, fact: Any, answer: str | None, is_danger: bool
) -> None:
    asked = {"immediate_danger": {"answer": answer}} if answer else {}
    ref = send({**WORDS, "facts": {"immediate_danger": fact}, **asked}).json["ref"]
    with db.reading() as session:
        assert (concerns.get_concern(session, ref).danger == "yes") is is_danger


def test_what_is_not_asked_at_receipt_is_received_kept_and_warned_of_and_decides_nothing(send: Send) -> None:
    document = _document_of_everything()
    without, stated = send({**WORDS, "people": [{"forename": "Orla"}]}), send(document)
    assert stated.status_code == 201
    sent = {
        name for part in (document["facts"], document["household"], document["people"][0]["facts"]) for name in part
    }
    assert len(stated.json["warnings"]) == len(sent) > 25
    assert all(any(f"({name})" in warning for warning in stated.json["warnings"]) for name in sent)
    assert {place.rpartition(".")[2] for place in told_of(stated.json["ref"])["unreadable"]} == sent
    plain, other = case_of(without.json["ref"]), case_of(stated.json["ref"])
    assert (other.concern, other.household) == (plain.concern, plain.household)
    assert other.subjects[0].facts == plain.subjects[0].facts


def test_whatever_is_listed_for_senders_can_be_stated(send: Send, world: World, client: FlaskClient) -> None:
    reply = client.get("/api/v1/facts", headers={"Authorization": f"Bearer {world.token()}"})
    listed = {each["id"]: each for each in reply.json["facts"]}
    assert listed.keys() == {fact.id for fact in shipped_pack().facts if fact.is_asked_at_receipt}
    assert (listed["gestation_weeks"]["least"], listed["gestation_weeks"]["most"]) == (0, 45)
    assert (listed["injury"]["least"], listed["injury"]["most"]) == (None, None)
    values = {**VALUES, "number": 20}
    stated = {
        name: values.get(each["type"]) if each["type"] in values else list(each["choices"])[:1]
        for name, each in listed.items()
        if each["scope"] == "subject" and each["type"] != "choice"
    }
    assert send(of_facts(**stated)).json["warnings"] == []


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("gestation_weeks", -5),
        ("gestation_weeks", 900),
        ("gestation_weeks", "1_0"),
        ("gestation_weeks", "١٢"),
        ("gestation_weeks", {"from": 20, "to": 400}),
        ("dash_yes_count", 99),
        ("dash_yes_count", -1),
    ],
)
def test_a_number_that_cannot_be_is_kept_as_told_and_counts_as_unknown(send: Send, fact: str, value: Any) -> None:
    reply = send(of_facts(**{fact: value}))
    (warning,) = reply.json["warnings"]
    assert "the value must be a number of" in warning
    assert "It counts as not known" in warning
    assert told_of(reply.json["ref"])["unreadable"] == {f"people.0.facts.{fact}": value}
    assert not case_of(reply.json["ref"]).subjects[0].facts.get(fact, Stated()).is_known


@pytest.mark.parametrize(("fact", "value"), [("gestation_weeks", 45), ("gestation_weeks", 0), ("dash_yes_count", 24)])
def test_the_last_number_that_can_be_is_read(send: Send, fact: str, value: int) -> None:
    reply = send(of_facts(**{fact: value}))
    assert reply.json["warnings"] == []
    assert case_of(reply.json["ref"]).subjects[0].facts[fact].value == value


@pytest.mark.parametrize("age", [-4, 131, "1_0", "١٢", "15.5"])
def test_an_age_that_nobody_has_is_kept_as_told_and_counts_as_unknown(send: Send, age: Any) -> None:
    reply = send({**WORDS, "people": [{"forename": "Rory", "age_from": age, "age_to": age}]})
    assert len(reply.json["warnings"]) == 2
    assert told_of(reply.json["ref"])["unreadable"] == {f"people.0.{name}": f"{age}" for name in ("age_from", "age_to")}
    assert "age_years" not in case_of(reply.json["ref"]).subjects[0].facts


def test_what_waited_in_an_outage_is_read_in_the_same_way(send: Send, world: World) -> None:
    with database_down():
        kept = send(of_facts(age_years=40, dash_yes_count=99))
    assert (kept.status_code, len(kept.json["warnings"])) == (202, 2)
    assert jobs.run_once(world.settings).unspooled == 1
    with db.reading() as session:
        (ref,) = session.scalars(select(concerns.Concern.ref))
    assert case_of(ref).subjects[0].facts["age_years"].high < 18
    assert len(told_of(ref)["unreadable"]) == 2
