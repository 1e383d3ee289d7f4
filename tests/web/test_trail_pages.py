"""Checkpoints, unusual looking and handing over, as the auditor and everybody else meets them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert

from hub import audit, clock
from hub.accounts import ROLES, Permission
from hub.actor import OPERATOR
from hub.app import create_app
from hub.audit import Action, AuditAlarm
from hub.db import reading, transaction
from hub.oversight import unusual
from tests.factories import triage as steps
from tests.factories.desk import Desk, code_now
from tests.factories.hub_world import PASSWORD, World, leaves
from tests.factories.visitor import Visitor

SignIn = Callable[[str], Visitor]
PAGES = ("/access-log/checkpoints", "/access-log/unusual", "/access-log/unusual?days=30")
OTHERS = [name for name, role in ROLES.items() if Permission.AUDIT_READ not in role.permissions]


def seal() -> None:
    with transaction() as session:
        audit.seal_pending(session, checkpoint_now=True)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main")[0]).split())


def test_nobody_else_sees_or_sends_any_of_them(world: World, as_officer: SignIn) -> None:
    ref = steps.received(world).ref
    seal()
    hand_over = f"/access-log/{ref}/hand-over"
    for role in OTHERS:
        visitor = as_officer(role)
        assert [visitor.get(page).status_code for page in (*PAGES, hand_over)] == [403] * 4, role
        sent = visitor.post(hand_over, {"reason": "court", "password": PASSWORD}, on="/account")
        assert sent.status_code == 403, role
    assert leaves(Action.ACCESS_LOG_EXPORTED) == []


@pytest.mark.parametrize("role", ["auditor", "data_guardian"])
def test_each_page_has_its_own_leaf_before_it_is_shown(as_officer: SignIn, role: str) -> None:
    visitor = as_officer(role)
    for page in PAGES:
        assert visitor.get(page).status_code == 200
    assert len(leaves(Action.CHECKPOINTS_SHOWN)) == 1
    assert len(leaves(Action.UNUSUAL_SHOWN)) == 2


def test_before_anything_is_sealed_the_page_says_what_waits(as_officer: SignIn) -> None:
    told = words(as_officer("auditor").get("/access-log/checkpoints").text)
    assert "0 entries are sealed" in told
    assert "to be sealed, the oldest since" in told
    assert "Nothing was signed yet" in told


def test_the_newest_checkpoint_can_be_copied_and_what_is_checked_is_said(as_officer: SignIn) -> None:
    auditor = as_officer("auditor")
    seal()
    page = auditor.get("/access-log/checkpoints").text
    with reading() as session:
        newest = audit.newest_checkpoint(session)
        waiting = audit.how_it_stands(session)
    assert newest is not None
    assert newest.note in page.replace("&#43;", "+")
    assert newest.root.hex()[:16] in page
    assert waiting.size == newest.size
    assert "hub audit verify" in page
    assert "alarm" not in words(page).lower()


def test_an_alarm_of_the_sealer_stands_at_the_top_in_plain_words(as_officer: SignIn) -> None:
    auditor = as_officer("auditor")
    seal()
    with transaction() as session:
        row = {"slot": 1, "seq": 7, "kind": "missing", "raised_at": clock.now()}
        session.execute(insert(AuditAlarm), [row])
    told = words(auditor.get("/access-log/checkpoints").text)
    assert told.index("1 alarm") < told.index("entries are sealed")
    assert "An entry is missing Slot 1, number 7" in told


def test_an_acknowledged_alarm_stays_and_says_that_work_goes_on(as_officer: SignIn) -> None:
    auditor, about = as_officer("auditor"), {"slot": 1, "first": 7, "last": 7}
    with transaction() as session:
        session.execute(insert(AuditAlarm), [{"slot": 1, "seq": 7, "kind": "missing", "raised_at": clock.now()}])
        known = Action.BREAK_ACKNOWLEDGED
        audit.record(session, by=OPERATOR, action=known, objects=[("slot", "1")], counts=about)
    told = words(auditor.get("/access-log/checkpoints").text)
    assert "1 alarm. All were acknowledged" in told
    assert "Slot 1, number 7. Acknowledged" in told
    assert "Do not go on" not in told


def test_checkpoints_are_read_a_page_at_a_time(as_officer: SignIn) -> None:
    auditor = as_officer("auditor")
    for _ in range(audit.PAGE_OF_CHECKPOINTS + 1):
        auditor.get("/access-log/unusual")
        seal()
    first = auditor.get("/access-log/checkpoints").text
    older = re.search(r'href="(/access-log/checkpoints[?]before=[^"]+)"', first)
    assert older is not None
    second = auditor.get(older[1].replace("&amp;", "&")).text
    assert (first.count("Copy it"), second.count("Copy it")) == (audit.PAGE_OF_CHECKPOINTS, 1)
    assert auditor.get("/access-log/checkpoints?before=yesterday").status_code == 404


def test_each_line_of_unusual_looking_leads_to_that_officers_log(world: World, as_officer: SignIn) -> None:
    by = world.actor("screening_officer")
    with transaction() as session:
        named = [("person", uuid4()) for _ in range(unusual.LEAST_RECORDS + 5)]
        audit.record(session, by=by, action=Action.PERSON_SHOWN, objects=named)
    with transaction() as session:
        audit.record(session, by=by, action=Action.CONCERN_SHOWN, objects=[("concern", uuid4())], basis="break_glass")
    for _ in range(unusual.LEAST_REFUSALS):
        with transaction() as session:
            audit.record(session, by=by, action=Action.REFUSED, outcome="refused")
    page = as_officer("data_guardian").get("/access-log/unusual").text
    assert page.count(f'href="/access-log/officer/{by.officer_id}"') == 3
    assert "worth a question" in page
    assert "Local policy not yet confirmed" in page
    assert as_officer("data_guardian").get("/access-log/unusual?days=8").status_code == 404


def test_who_looked_is_handed_over_as_one_file_after_the_password(world: World, as_officer: SignIn) -> None:
    receipt, guardian = steps.received(world), as_officer("data_guardian")
    seal()
    address = f"/access-log/{receipt.ref}/hand-over"
    assert address in guardian.get(f"/access-log/{receipt.ref}").text
    answer = guardian.post(address, {"reason": "court", "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert re.fullmatch(r'attachment; filename="access-log-[0-9a-f]{8}\.zip"', answer.headers["Content-Disposition"])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert json.loads(archive.read("about.json"))["record"] == ["concern", str(receipt.concern_id)]
        assert {each.external_attr >> 16 for each in archive.infolist()} == {0o600}, "whoever unpacks it can read it"
    (leaf,) = leaves(Action.ACCESS_LOG_EXPORTED)
    assert (leaf["purpose"], leaf["objects"]) == ("court", [["concern", str(receipt.concern_id)]])


def test_a_persons_trail_is_handed_over_from_their_log(world: World, as_officer: SignIn) -> None:
    (person,) = steps.people_on(steps.received(world).concern_id)
    seal()
    guardian = as_officer("data_guardian")
    address = f"/access-log/person/{person}/hand-over"
    assert address in guardian.get(f"/access-log/person/{person}").text
    assert guardian.post(address, {"reason": "person", "password": PASSWORD}).mimetype == "application/zip"


def test_a_wrong_password_hands_nothing_over_and_has_its_leaf(world: World, as_officer: SignIn) -> None:
    receipt, guardian = steps.received(world), as_officer("data_guardian")
    seal()
    address = f"/access-log/{receipt.ref}/hand-over"
    answer = guardian.post(address, {"reason": "court", "password": "not it at all"})
    assert answer.status_code == 422
    assert "Your password is not right" in answer.text
    assert len(leaves(Action.SIGN_IN_FAILED)) == 1
    assert leaves(Action.ACCESS_LOG_EXPORTED) == []
    for _ in range(5):
        guardian.post(address, {"reason": "court", "password": "not it at all"})
    assert "too many tries" in guardian.post(address, {"reason": "court", "password": PASSWORD}).text


def test_a_second_factor_is_asked_for_again_where_there_is_one(world: World, desk: Desk) -> None:
    receipt = steps.received(world)
    seal()
    desk.with_second_factor()
    secret = desk.give_app("auditor")
    address = f"/access-log/{receipt.ref}/hand-over"
    with time_machine.travel(clock.now(), tick=False):
        auditor = Visitor(create_app(desk.settings, is_bound=True), desk)
        auditor.sign_in("auditor", secret=secret)
        used = auditor.post(address, {"reason": "court", "password": PASSWORD, "code": code_now(secret)})
        assert used.status_code == 422
        assert "Enter the code that your app shows now" in used.text
        assert leaves(Action.ACCESS_LOG_EXPORTED) == []
        fresh = auditor.post(address, {"reason": "court", "password": PASSWORD, "code": code_now(secret, steps=1)})
    assert fresh.mimetype == "application/zip"


def test_the_trails_pages_lead_to_one_another(app: Flask, as_officer: SignIn) -> None:
    page = as_officer("auditor").get("/access-log").text
    assert "/access-log/unusual" in page
    assert "/access-log/checkpoints" in page
    assert app
