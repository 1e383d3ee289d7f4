"""The duty desk: log, danger, what waits for me, what I sent, in words this worker may know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from hub import clock, db, queues
from hub.audit import Action
from hub.danger import Alert
from hub.queues import WorkItem
from tests.factories import triage as steps
from tests.factories.front_desk import FrontDesk, words_of
from tests.factories.hub_world import World, leaves
from tests.factories.visitor import Visitor


def _sent(desk: FrontDesk, name: str = "Rory", **start: str) -> str:
    draft = desk.start(**start)
    desk.fill(f"{draft}/told", {"narrative": "A few words"})
    desk.fill(f"{draft}/person-0", {"people-0-forename": name, "people-0-surname": "Samplewood"})
    return desk.send(draft)


def test_an_empty_desk_says_what_to_do_next(jo: FrontDesk) -> None:
    page = words_of(jo.get("/duty").text)
    for words in ("Log a concern", "Call 999.", "Nothing waits for you", "Nothing yet"):
        assert words in page


def test_without_a_number_the_first_on_the_rota_is_named_but_to_no_partner(
    jo: FrontDesk, app: Flask, world: World
) -> None:
    world.on_rota(world.officer("team_manager", name="Carol Sampleton"))
    for page in ("/duty", "/log"):
        assert "Ring the duty manager. First on the rota: Carol Sampleton" in words_of(jo.get(page).text), page
    partner = FrontDesk(app, world, "partner_reporter", name="Callum Protogate")
    page = words_of(partner.get("/log").text)
    assert "Ring the duty manager." in page
    assert "Carol" not in page


@pytest.mark.parametrize(("hours", "late"), [(2.9, False), (3.1, True)])
def test_a_late_draft_says_that_nobody_is_acting_on_it(jo: FrontDesk, hours: float, late: bool) -> None:
    jo.start()
    with time_machine.travel(clock.now() + timedelta(hours=hours), tick=True):
        jo = FrontDesk.again(jo)
        page = words_of(jo.get("/duty").text)
    assert ("Nobody is acting on this yet." in page) is late
    assert "Draft: no name yet" in page


def test_what_i_sent_shows_how_far_it_is(jo: FrontDesk, world: World) -> None:
    ref = _sent(jo)
    assert "To be screened In the queue. Due" in words_of(jo.get("/duty").text)
    sam = world.officer("screening_officer", name="Sam Testwell")
    with db.transaction() as session:
        item = session.scalars(select(WorkItem).where(WorkItem.ref == ref)).one()
        queues.claim(session, item_id=item.id, minutes=15, by=sam)
    page = words_of(jo.get("/duty").text)
    assert "Being screened Sam Testwell is working on it." in page
    assert "Rory Samplewood" in page
    assert ref in words_of(jo.get("/duty/sent").text)


def test_danger_shows_until_somebody_named_has_it(jo: FrontDesk, app: Flask, world: World) -> None:
    carol = FrontDesk(app, world, "team_manager", name="Carol Sampleton")
    world.on_rota(carol.actor)
    answers = {"immediate_danger-answer": "later", "immediate_danger-before": "11:59pm"}
    ref = _sent(jo, **answers)
    assert "not acknowledged yet" in words_of(jo.get(f"/received/{ref}").text)
    assert "refreshed" in jo.get(f"/received/{ref}").headers["Refresh"]
    page = carol.get("/duty").text
    assert "nobody has it yet" in words_of(page)
    alert = page.partition('action="/danger/')[2].partition("/take")[0]
    assert carol.post(f"/danger/{alert}/take").status_code == 303
    assert "Carol Sampleton has it" in words_of(jo.get(f"/received/{ref}").text)
    assert "nobody has it yet" not in words_of(carol.get("/duty").text)


def test_danger_is_raised_once_when_answered_and_again_by_no_save(jo: FrontDesk, app: Flask, world: World) -> None:
    world.on_rota(world.officer("team_manager", name="Carol Sampleton"))
    draft = jo.start(**{"immediate_danger-answer": "yes"})
    assert len(leaves(Action.DANGER_RAISED)) == 1
    assert "not acknowledged yet. Called: Carol Sampleton" in words_of(jo.get(draft).text)
    jo.fill(f"{draft}/danger", {"immediate_danger-answer": "yes"})
    assert len(leaves(Action.DANGER_RAISED)) == 1
    jo.fill(f"{draft}/told", {"narrative": "A few words"})
    jo.send(draft)
    with db.reading() as session:
        (alert,) = session.scalars(select(Alert))
    assert alert.concern_id is not None
    assert alert.draft_id is not None


def test_nobody_on_the_rota_says_ring_now(jo: FrontDesk) -> None:
    ref = _sent(jo, **{"immediate_danger-answer": "yes"})
    assert "ring now" in words_of(jo.get(f"/received/{ref}").text)


def test_one_of_us_is_sealed_from_the_first_answer(jo: FrontDesk, app: Flask, world: World) -> None:
    ava = FrontDesk(app, world, "senior_manager", name="Ava Aardwell")
    carol = FrontDesk(app, world, "team_manager", name="Carol Sampleton")
    draft = jo.start(one_of_us="yes").rpartition("/")[2]
    with time_machine.travel(clock.now() + timedelta(hours=4), tick=True):
        carol, ava = FrontDesk.again(carol), FrontDesk.again(ava)
        assert "No draft has been left unsent" in words_of(carol.get("/manager").text)
        assert carol.get(f"/unsent/{draft}").status_code == 404
        assert "Sealed draft" in words_of(ava.get("/manager").text)
        assert ava.get(f"/unsent/{draft}").status_code == 200
    assert "sealed, about one of us" in words_of(jo.get("/duty").text)


def test_a_sealed_concern_shows_its_sender_no_name_and_no_officer(jo: FrontDesk, app: Flask, world: World) -> None:
    _sent(jo, name="Zebedee", one_of_us="yes")
    page = words_of(jo.get("/duty").text)
    assert "Zebedee" not in page
    assert "With a senior manager" in page


def test_a_manager_opens_a_forgotten_draft_and_it_is_recorded(jo: FrontDesk, app: Flask, world: World) -> None:
    draft = jo.start()
    jo.fill(f"{draft}/told", {"narrative": "Edna fell"})
    with time_machine.travel(clock.now() + timedelta(hours=4), tick=True):
        carol = FrontDesk(app, world, "team_manager", name="Carol Sampleton")
        page = carol.get("/manager").text
        assert "Edna" not in page
        where = f"/unsent/{draft.rpartition('/')[2]}"
        assert where in page
        assert "Edna fell" in words_of(carol.get(where).text)
    (leaf,) = leaves(Action.DRAFT_SHOWN)
    assert "Edna" not in repr(leaf)


def test_a_partner_sees_references_and_states_and_no_people(app: Flask, world: World) -> None:
    pat = FrontDesk(app, world, "partner_reporter", name="Pat Partnerly")
    ref = _sent(pat, name="Zebedee")
    for page in ("/duty", "/duty/sent", f"/received/{ref}"):
        words = words_of(pat.get(page).text)
        assert ref in words
        assert "Zebedee" not in words
    draft = pat.start()
    assert pat.fill(f"{draft}/person-0", {"people-0-forename": "Zebedee"}).location.endswith("/what-0")
    assert pat.get(f"{draft}/matches/0").status_code == 403
    for page in ("/queue", "/manager", "/danger", f"/concerns/{ref}"):
        assert pat.get(page).status_code in {403, 404}, page


def test_nobody_but_the_sender_opens_the_received_page(jo: FrontDesk, app: Flask, world: World) -> None:
    ref = _sent(jo)
    other = FrontDesk(app, world, "duty_worker", name="Kim Otherly")
    assert other.get(f"/received/{ref}").status_code == 404
    assert other.get("/received/DH-2222-2222").status_code == 404


def test_who_may_not_log_concerns_has_no_desk(app: Flask, world: World) -> None:
    chair = FrontDesk(app, world, "chair", name="Cher Fairly")
    for page in ("/duty", "/log", "/duty/sent"):
        assert chair.get(page).status_code == 403
    assert chair.post("/log/quick").status_code == 403


def test_the_page_of_a_decided_concern_says_that_it_is_decided_and_not_that_it_waits(
    world: World, as_officer: Callable[[str], Visitor]
) -> None:
    duty, waits, settled = as_officer("duty_worker"), steps.received(world), steps.referred(world)
    waiting = words_of(duty.get(f"/received/{waits.ref}").text)
    assert "in the screening queue" in waiting
    assert "Clocks that have started" in waiting
    decided = words_of(duty.get(f"/received/{settled.ref}").text)
    assert "Decided: 1 person, one concern. A decision is made for each person." in decided
    for words in ("in the screening queue", "What happens next", "Clocks that have started"):
        assert words not in decided, words
