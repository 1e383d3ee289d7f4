"""The outbox leaves: once as the receiver sees it, again after a failure, given up aloud, and never out of date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from unittest.mock import patch

import icalendar
import pytest
import time_machine
from sqlalchemy import select

from hub import clock, conferences, db, jobs, outbox
from hub.audit import Action
from hub.config import Settings
from hub.jobs import draining
from hub.outbox import Delivery
from tests.factories import rules
from tests.factories.conferences import ISLA, SOCIAL_WORK, Room
from tests.factories.hub_world import leaves
from tests.jobs.conftest import Post

pytestmark = pytest.mark.both_engines


def invitations(post: Post) -> list[icalendar.Event]:
    found = []
    for message in post.taken:
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                found += icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
    return found


def states() -> list[tuple[str, int, str | None]]:
    with db.reading() as session:
        rows = session.scalars(select(Delivery).order_by(Delivery.queued_at, Delivery.id))
        return [(each.state, each.tries, each.last_problem) for each in rows]


def test_an_invitation_arrives_with_its_calendar_entry_and_names_nobody(
    room: Room, post: Post, settings: Settings
) -> None:
    ref = room.convened(ISLA)
    assert jobs.run_once(settings).sent == 2
    assert {message["To"] for message in post.taken} == {"ewan@council.example", "priya@health.example"}
    held = room.read(ref)
    for event in invitations(post):
        assert (event["UID"], event["SEQUENCE"], event["SUMMARY"]) == (held.calendar_uid, 0, f"Meeting {ref}")
        assert event["CLASS"] == "CONFIDENTIAL"
    whole = "".join(message.as_string() for message in post.taken)
    for name in ("Isla", "Thistlemere", "Ewan", "Strathallow", "Priya", "Venn", "Morven", "grabbed"):
        assert name not in whole
    calendar = next(part for part in post.taken[0].walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"


def test_each_mail_that_left_has_its_leaf_and_is_shown(room: Room, post: Post, settings: Settings) -> None:
    ref = room.convened(ISLA)
    jobs.run_once(settings)
    told = [leaf for leaf in leaves() if leaf["action"] == "mail_sent"]
    assert [leaf["purpose"] for leaf in told] == ["invitation_request"] * 2
    with db.reading() as session:
        view = conferences.show_conference(session, ref, by=room.chair).view
    assert [each.mail for each in view.invitees] == ["sent", "sent", "none"]
    assert view.mails_waiting == 0


def test_nothing_is_sent_twice(room: Room, post: Post, settings: Settings) -> None:
    room.convened(ISLA)
    assert [jobs.run_once(settings).sent for _ in range(3)] == [2, 0, 0]
    assert len(post.taken) == 2


def test_without_a_mail_server_everything_waits(room: Room, settings: Settings) -> None:
    room.convened(ISLA)
    tally = jobs.run_once(replace(settings, smtp_host=""))
    assert (tally.sent, tally.retried) == (0, 0)
    with db.reading() as session:
        assert outbox.waiting_count(session) == 2


def test_nothing_leaves_for_a_change_that_was_rolled_back(room: Room, post: Post, settings: Settings) -> None:
    ref = room.allocated(ISLA)
    usual = conferences.Arrangement(
        starts_at=clock.london(date(2026, 12, 15), time(10)), place="Here", invitees=(SOCIAL_WORK,)
    )

    def fail_halfway() -> None:
        with db.transaction() as session:
            conferences.convene(session, ref=ref, arrangement=usual, by=room.chair)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert jobs.run_once(settings).sent == 0


def test_a_refusal_for_now_is_tried_again_after_a_minute(
    room: Room, post: Post, settings: Settings, travel: time_machine.Traveller
) -> None:
    room.convened(ISLA)
    post.answers += ["451 later"] * 2
    assert jobs.run_once(settings).retried == 2
    assert states() == [("waiting", 1, "SMTPRecipientsRefused")] * 2
    travel.shift(timedelta(seconds=59))
    assert jobs.run_once(settings).sent == 0
    travel.shift(timedelta(seconds=1))
    assert jobs.run_once(settings).sent == 2
    assert [state for state, _, _ in states()] == ["sent", "sent"]


def test_a_refusal_for_good_is_given_up_at_once_and_told(room: Room, post: Post, settings: Settings) -> None:
    ref = room.convened(ISLA)
    post.answers += ["550 no such person"] * 2
    assert jobs.run_once(settings).given_up == 2
    assert states() == [("given_up", 1, "refused_550")] * 2
    assert [leaf["action"] for leaf in leaves()[-2:]] == ["mail_given_up"] * 2
    with db.reading() as session:
        view = conferences.show_conference(session, ref, by=room.chair).view
    assert [each.mail for each in view.invitees] == ["given_up", "given_up", "none"]


def test_after_twelve_tries_it_is_given_up(
    room: Room, post: Post, settings: Settings, travel: time_machine.Traveller
) -> None:
    ref = room.allocated(ISLA)
    room.convene(ref, invitees=(SOCIAL_WORK,), starts_at=clock.london(date(2026, 12, 20), time(10)))
    unreachable = replace(settings, smtp_port=1)
    for _ in range(11):
        assert jobs.run_once(unreachable).retried == 1
        travel.shift(timedelta(hours=1))
    assert jobs.run_once(unreachable).given_up == 1
    assert states() == [("given_up", 12, "ConnectionRefusedError")]


def test_a_worker_that_dies_after_sending_sends_the_same_entry_again(
    room: Room, post: Post, settings: Settings, travel: time_machine.Traveller
) -> None:
    ref = room.allocated(ISLA)
    room.convene(ref, invitees=(SOCIAL_WORK,))
    with patch.object(draining, "_settle", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        jobs.run_once(settings)
    assert jobs.run_once(settings).sent == 0  # held by the one that died
    travel.shift(timedelta(minutes=5))
    assert jobs.run_once(settings).sent == 1
    first, second = post.taken
    assert first["Message-ID"] == second["Message-ID"]
    one, two = invitations(post)
    assert (one["UID"], one["SEQUENCE"]) == (two["UID"], two["SEQUENCE"])
    assert one.to_ical() == two.to_ical()


def test_an_invitation_overtaken_by_a_move_never_leaves(room: Room, post: Post, settings: Settings) -> None:
    ref = room.convened(ISLA)
    room.convene(ref, starts_at=clock.london(date(2026, 12, 18), time(14)))
    jobs.run_once(settings)
    assert {int(event["SEQUENCE"]) for event in invitations(post)} == {1}
    assert all("has moved" in message.get_body(("plain",)).get_content() for message in post.taken)


def test_a_cancelled_meeting_sends_its_withdrawal_and_no_invitation(room: Room, post: Post, settings: Settings) -> None:
    ref = room.convened(ISLA)
    with db.transaction() as session:
        conferences.cancel(session, ref=ref, reason="Born early", by=room.chair)
    jobs.run_once(settings)
    assert {str(event["STATUS"]) for event in invitations(post)} == {"CANCELLED"}
    assert len(post.taken) == 2
    assert "Born early" not in "".join(message.as_string() for message in post.taken)


def test_rules_that_do_not_load_are_told_once_to_those_who_keep_and_sign_them(
    room: Room, post: Post, settings: Settings
) -> None:
    rules.slipped_in({"facts.yaml": "["})
    assert jobs.run_once(settings).refused == 1
    assert jobs.run_once(settings).refused == 0
    people = {"rules_owner@example.invalid", "senior_manager@example.invalid"}
    assert {message["To"] for message in post.taken} >= people
    assert {message["Subject"] for message in post.taken} == {"The newest rules do not load: an older pack rules"}
    assert len(leaves(Action.PACK_REFUSED)) == 1
