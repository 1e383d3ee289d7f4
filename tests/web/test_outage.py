"""What a form of the front door gets while the database or the trail is down, and what becomes of it when they are back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from hub import accounts, clock, concerns, db, jobs, spool
from hub.actor import OPERATOR
from hub.audit import Action
from hub.concerns import Concern
from hub.danger import Alert
from hub.web.logging_concern import standing_in
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


def send(jo: FrontDesk, page: str, hidden: dict[str, str], **answers: str) -> TestResponse:
    """What pressing through to the end gives; where the page still leads on to checking, that is sent."""
    reply = jo.post(page, {**hidden, **QUICK, **answers, "_go": "check"})
    if reply.status_code == 303 and reply.location.endswith("/check"):
        checking = jo.get(reply.location)
        return jo.post(reply.location, hidden_fields(checking.text))
    return reply


@pytest.mark.both_engines
@pytest.mark.parametrize("outage", OUTAGES)
def test_a_quick_log_sent_in_an_outage_is_kept_and_comes_in_once(jo: FrontDesk, world: World, outage: str) -> None:
    page = jo.start_quick()
    hidden = hidden_fields(jo.get(page).text)
    with OUTAGES[outage]():
        first, again = send(jo, page, hidden), send(jo, page, hidden)
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
    assert jo.post("/find", {"reference": receipt.lower()}).location == f"/concerns/{ref}"
    assert spool.status(world.settings.spool_folder).state == "empty"
    assert [leaf["outcome"] for leaf in leaves(Action.CONCERN_UNSPOOLED)] == ["done"]


def test_a_full_form_goes_with_everything_saved_before_and_typed_since(jo: FrontDesk, world: World) -> None:
    draft = jo.start(one_of_us="no")
    jo.fill(f"{draft}/person-0", {"people-0-forename": "Rory", "people-0-surname": "Samplewood"})
    page = jo.get(f"{draft}/told")
    with database_down():
        answer = jo.post(f"{draft}/told", {**hidden_fields(page.text), "narrative": "Typed in the outage", "_go": "on"})
        assert answer.status_code == 503
        assert "Not saved, not sent" in answer.text
        assert "Typed in the outage" in answer.text
        assert "Samplewood" in answer.text
        kept = jo.post(f"{draft}/check", hidden_fields(answer.text))
    assert kept.status_code == 202
    jobs.run_once(world.settings)
    (ref,) = received()
    assert narrative(ref) == "Typed in the outage"
    with db.reading() as session:
        (part,) = concerns.parts_of(session, concerns.get_concern(session, ref).id)
        assert part.person.surname == "Samplewood"


def test_what_an_outage_left_unsaved_is_sent_when_the_hub_works_again(jo: FrontDesk) -> None:
    draft = jo.start()
    page = jo.get(f"{draft}/told")
    with database_down():
        answer = jo.post(f"{draft}/told", {**hidden_fields(page.text), "narrative": "Typed in the outage"})
    sent = jo.post(f"{draft}/check", hidden_fields(answer.text))
    assert sent.status_code == 303
    assert [narrative(ref) for ref in received()] == ["Typed in the outage"]


def test_sent_again_live_before_the_spool_is_emptied_it_is_one_concern(jo: FrontDesk, world: World) -> None:
    draft = jo.start()
    jo.fill(f"{draft}/told", {"narrative": "A few words"})
    hidden = hidden_fields(jo.get(f"{draft}/check").text)
    with database_down():
        assert jo.post(f"{draft}/check", hidden).status_code == 202
    assert jo.post(f"{draft}/check", hidden).status_code == 303
    done = jobs.run_once(world.settings)
    assert (done.unspooled, done.held) == (1, 0)
    assert len(received()) == 1


def test_a_draft_that_was_typed_in_since_stays_open_and_loses_nothing(jo: FrontDesk, world: World) -> None:
    draft = jo.start()
    jo.fill(f"{draft}/told", {"narrative": "The first words"})
    hidden = hidden_fields(jo.get(f"{draft}/check").text)
    with database_down():
        assert jo.post(f"{draft}/check", hidden).status_code == 202
    jo.fill(f"{draft}/told", {"narrative": "Newer words"})
    jobs.run_once(world.settings)
    assert [narrative(ref) for ref in received()] == ["The first words"]
    assert "Newer words" in jo.get(f"{draft}/told").text
    jo.send(draft)
    assert [narrative(ref) for ref in received()] == ["The first words", "Newer words"]


def test_danger_said_in_an_outage_is_loud_and_alerts_at_once_when_it_comes_in(jo: FrontDesk, world: World) -> None:
    world.on_rota(world.actor("team_manager"))
    page = jo.start_quick()
    hidden = hidden_fields(jo.get(page).text)
    kept_at = clock.now() + timedelta(minutes=5)
    with time_machine.travel(kept_at, tick=False) as travel:
        with database_down():
            answer = send(jo, page, hidden, **{"immediate_danger-answer": "yes"})
        assert "Nobody has been alerted. Ring now" in answer.text
        travel.shift(timedelta(minutes=40))
        jobs.run_once(world.settings)
        with db.reading() as session:
            (alert,) = session.scalars(select(Alert))
            concern = session.get_one(Concern, alert.concern_id)
        assert (alert.raised_at, alert.acknowledged_at) == (kept_at + timedelta(minutes=40), None)
        assert concern.keyed_at == kept_at
        assert concern.received_at < kept_at
        assert not concern.back_dated
    (leaf,) = leaves(Action.CONCERN_UNSPOOLED)
    assert leaf["counts"] == {"waited_seconds": 2400}
    assert leaves(Action.CONCERN_RECEIVED)[0]["actor"] == str(jo.actor.officer_id)


def test_nothing_told_is_not_kept_and_the_page_says_what_is_missing(jo: FrontDesk, world: World) -> None:
    draft = jo.start()
    jo.fill(f"{draft}/person-0", {"people-0-forename": "Rory"})
    hidden = hidden_fields(jo.get(f"{draft}/check").text)
    with database_down():
        answer = jo.post(f"{draft}/check", hidden)
    assert answer.status_code == 422
    assert "A few words are enough" in answer.text
    assert "Rory" in answer.text
    assert spool.status(world.settings.spool_folder).waiting == 0


@pytest.mark.parametrize(
    "wrong", ["none", "forged", "another draft's", "another officer's", "another browser's", "over"]
)
def test_a_form_without_a_good_pass_is_refused_plainly_with_its_words_kept(
    jo: FrontDesk, app: Flask, world: World, wrong: str
) -> None:
    page = jo.start_quick()
    hidden, sender = hidden_fields(jo.get(page).text), jo
    if wrong == "none":
        hidden["_pass"] = ""
    elif wrong == "forged":
        hidden["_pass"] = hidden["_pass"][:-4] + "AAAA"
    elif wrong == "another draft's":
        hidden = hidden_fields(jo.get(jo.start_quick()).text)
    elif wrong == "another officer's":
        kim = FrontDesk(app, world, "duty_worker", name="Kim Otherly")
        hidden["_pass"] = hidden_fields(kim.get(kim.start_quick()).text)["_pass"]
    elif wrong == "another browser's":
        sender = FrontDesk(app, world, "duty_worker", name="Kim Otherly")
    else:
        *told, _ends = standing_in._signer().loads(hidden["_pass"])
        hidden["_pass"] = standing_in._signer().dumps([*told, clock.now().isoformat()])
    with database_down():
        answer = sender.post(page, {**hidden, **QUICK, "_go": "check"})
    assert answer.status_code == 503
    assert "Not received" in answer.text
    assert QUICK["narrative"] in answer.text
    assert spool.status(world.settings.spool_folder).waiting == 0


def test_whoever_signed_out_before_or_left_since_is_held_for_a_person(jo: FrontDesk, world: World) -> None:
    page = jo.start_quick()
    hidden = hidden_fields(jo.get(page).text)
    with database_down():
        assert send(jo, page, hidden).status_code == 202
    with db.transaction() as session:
        accounts.disable_officer(session, jo.actor.acting_officer_id, by=OPERATOR)
    done = jobs.run_once(world.settings)
    assert (done.unspooled, done.held) == (0, 1)
    (entry,) = spool.held(world.settings.spool_folder)
    assert entry.reason == "sender"
    assert spool.open_entry(entry).document["narrative"] == QUICK["narrative"]
    assert leaves(Action.SPOOL_HELD)[0]["purpose"] == "sender"
    assert jo.app.test_client().get("/readyz").json["spool"]["state"] == "held"


def test_a_manager_sees_what_could_not_come_in_and_opening_it_is_recorded(
    jo: FrontDesk, app: Flask, world: World
) -> None:
    _keep_and_hold(jo, world)
    (entry,) = spool.held(world.settings.spool_folder)
    carol = FrontDesk(app, world, "team_manager", name="Carol Sampleton")
    page = carol.get("/manager")
    assert "1 concern could not come in" in words_of(page.text)
    assert entry.receipt in page.text
    assert QUICK["narrative"] not in page.text
    opened = carol.get(f"/unsent/spool/{entry.id}")
    assert QUICK["narrative"] in opened.text
    assert leaves(Action.SPOOL_SHOWN)[0]["actor"] == str(carol.actor.officer_id)
    assert jo.again().get(f"/unsent/spool/{entry.id}").status_code == 403
    assert carol.get(f"/unsent/spool/{'0' * 32}").status_code == 404


def test_what_is_held_about_one_of_us_opens_for_the_named_senior_only(jo: FrontDesk, app: Flask, world: World) -> None:
    _keep_and_hold(jo, world, one_of_us="yes")
    (entry,) = spool.held(world.settings.spool_folder)
    carol = FrontDesk(app, world, "team_manager", name="Carol Sampleton")
    assert carol.get(f"/unsent/spool/{entry.id}").status_code == 404
    senior = FrontDesk(app, world, "senior_manager")
    assert "Told by a colleague" in senior.get(f"/unsent/spool/{entry.id}").text


def _keep_and_hold(jo: FrontDesk, world: World, **answers: str) -> None:
    if answers:
        draft = jo.start(**answers)
        jo.fill(f"{draft}/told", {"narrative": "Told by a colleague"})
        hidden = hidden_fields(jo.get(f"{draft}/check").text)
        with database_down():
            assert jo.post(f"{draft}/check", hidden).status_code == 202
    else:
        page = jo.start_quick()
        hidden = hidden_fields(jo.get(page).text)
        with database_down():
            assert send(jo, page, hidden).status_code == 202
    (entry,) = spool.waiting(world.settings.spool_folder)
    spool.hold(entry, "failed")


def test_with_no_room_left_the_page_says_not_received_and_holds_every_word(
    jo: FrontDesk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = jo.start()
    jo.fill(f"{draft}/told", {"narrative": "A few words"})
    hidden = hidden_fields(jo.get(f"{draft}/check").text)
    with database_down():
        with monkeypatch.context() as full:
            full.setattr("hub.spool.keeping.MOST_SPOOL_BYTES", 10)
            refused = jo.post(f"{draft}/check", hidden)
        assert refused.status_code == 503
        assert "Not received" in refused.text
        assert "A few words" in refused.text
        assert jo.post(f"{draft}/check", hidden_fields(refused.text)).status_code == 202
