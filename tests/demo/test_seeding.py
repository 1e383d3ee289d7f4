"""A month of the city written to the database is what the hub's own actions would have left there."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from hub import audit, clock, concerns, crypto, danger, db, queues, rulebook
from hub.audit import AuditLeaf, verifier
from hub.concerns import Concern, Told, latest_version, parts_of
from hub.demo import seeding
from hub.people import HouseholdToken, Person, PersonLink, PersonToken, described
from hub.people.entering import household_tokens, tokens_of
from hub.plans import Plan
from hub.queues import WorkItem
from hub.rulebook import ScreeningRun, ScreeningSubject
from hub.rulebook.running import found_columns
from hub.strands import Strand
from hub.triage import choices
from hub.triage.facts import answers_on, case_of, screened_parts
from hub.triage.following import latest_decisions
from hub.triage.history import read_history
from hub.triage.models import Decision, OnwardRoute
from tests.audit.trail import read, rows_without_leaf
from tests.demo.seeded import SEEDED_AT, UNTIL, Seeded

GROWS_LATER = {
    "concerns_about_person_12_months", "concerns_about_household_56_days", "concerns_about_service_90_days",
    "police_reports_household_12_months", "has_open_work", "age_years",
    "concerns_about_address_56_days", "marac_months_since_last", "same_harmer_as_last_marac",
}  # fmt: skip
# concerns about a service are counted while they are open: theirs may fall
ONLY_GROW = {"concerns_about_person_12_months", "concerns_about_household_56_days", "concerns_about_address_56_days"}


def test_as_many_concerns_are_written_as_a_month_has(hub: Seeded) -> None:
    with db.reading() as session:
        held = session.scalar(select(func.count()).select_from(Concern))
    assert held == hub.written
    assert 560 < hub.written < 760
    assert [done for done, _ in hub.steps] == sorted(done for done, _ in hub.steps)


def test_every_reference_points_at_a_row(hub: Seeded) -> None:
    if hub.engine.dialect.name == "sqlite":
        with hub.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_every_row_is_vouched_for_as_it_is_stored(hub: Seeded) -> None:
    assert rows_without_leaf(hub.engine) == []


def test_the_trail_says_when_rows_were_imported_not_when_the_story_happened(hub: Seeded) -> None:
    with hub.engine.connect() as connection:
        told = Counter(leaf["action"] for leaf in read(connection).leaves)
        times = set(connection.scalars(select(AuditLeaf.at)))
    assert times == {SEEDED_AT}
    assert told["import"] >= hub.written / seeding.BATCH
    assert set(told) == {"import", "keys_installed", "pack_activated", "token_issued", "wards_loaded"}


def test_about_seventy_children_are_on_the_register(hub: Seeded) -> None:
    with db.reading() as session:
        on_it = session.scalars(select(Plan).where(Plan.kind == "child_protection", Plan.ended_on.is_(None))).all()
        strands = {row.id: row.state for row in session.scalars(select(Strand))}
    assert 50 <= len(on_it) <= 90
    assert {strands[plan.strand_id] for plan in on_it} <= {"under_plan", "with_coordination", "with_chair", "convened"}


def test_the_open_queue_has_work_of_several_bands_and_some_of_it_is_claimed(hub: Seeded) -> None:
    officer = hub.officer("priya.samplewood")
    with db.reading() as session:
        page = queues.waiting_items(session, "screening", by=officer)
        items = session.scalars(select(WorkItem).where(WorkItem.queue == "screening", WorkItem.state == "open")).all()
        waiting = set(session.scalars(select(Concern.id).where(Concern.state == "waiting")))
    assert 25 <= page.count <= 60
    assert len({item.rank // 2 for item in items}) >= 3
    assert 3 <= sum(queues.live_claim(item) is not None for item in items) <= 8
    assert {item.object_id for item in items if item.object_type == "concern"} == waiting
    assert {item.concern_id for item in items if item.object_type == "return"} <= waiting
    assert sum(item.act_by < SEEDED_AT for item in items) < len(items) / 2


def test_decisions_that_wait_for_a_second_person_stand_in_their_queue(hub: Seeded) -> None:
    with db.reading() as session:
        wait = set(session.scalars(select(Decision.id).where(Decision.state == "waiting_for_second")))
        stand = select(WorkItem.object_id).where(WorkItem.queue == "second_person", WorkItem.state == "open")
        assert set(session.scalars(stand)) == wait
        page = queues.waiting_items(session, "second_person", by=hub.officer("derek.placeholder"))
    assert 1 <= page.count <= 6


def test_what_only_waits_for_a_second_person_says_so_as_deciding_would_have_left_it(hub: Seeded) -> None:
    with db.reading() as session:
        items = session.scalars(
            select(WorkItem).where(
                WorkItem.queue == "screening", WorkItem.object_type == "concern", WorkItem.state == "open"
            )
        ).all()
        found = {item.ref: item.done_at for item in items}
        wanted = {item.ref: _waits_since(session, item.object_id) for item in items}
    assert found == wanted
    assert any(wanted.values()), "somebody is waited for"


def _waits_since(session: Session, concern_id: UUID) -> datetime | None:
    """Since when everybody on the concern is decided, where some of it waits for a second person and nothing else is to do."""
    decided = latest_decisions(session, concern_id)
    parts = screened_parts(parts_of(session, concern_id), clock.today())
    held = [decided.get(each.person.id) for each in parts]
    if any(each is None or each.state in {"replaced", "sent_back"} for each in held):
        return None
    return max(each.decided_at for each in held if each is not None)


def test_one_alert_waits_and_its_time_is_not_up(hub: Seeded) -> None:
    with db.reading() as session:
        alerts = danger.open_alerts(session)
    assert len(alerts) == 1
    assert alerts[0].raised_at == UNTIL - timedelta(minutes=2)
    assert alerts[0].next_rung_at is not None
    assert alerts[0].next_rung_at > SEEDED_AT


def test_every_stored_run_gives_the_same_result_again(hub: Seeded) -> None:
    with db.reading() as session:
        runs = session.scalars(select(ScreeningRun).order_by(ScreeningRun.concern_id, ScreeningRun.number)).all()
        wanted = runs if hub.engine.dialect.name == "sqlite" else runs[::10]
        for run in wanted:
            stored = rulebook.subjects_of(session, run.id)
            for found in rulebook.replay(session, run).subjects:
                row = next(each for key, each in stored.items() if str(key) == found.id)
                assert {name: getattr(row, name) for name in found_columns(found)} == found_columns(found)


def test_the_case_drawn_from_the_database_is_the_one_that_was_stored(hub: Seeded) -> None:
    """Only what later concerns, later work and later birthdays add may differ, and they only ever add."""
    same = 0
    with db.reading() as session:
        pack = rulebook.active_pack(session)
        newest = session.scalars(select(Concern).order_by(Concern.received_at.desc()).limit(60)).all()
        for concern in newest:
            run = rulebook.latest_run(session, concern.id)
            drawn = _drawn(session, pack, concern)
            _, stored = rulebook.stored_case(session, run)
            now, then = _facts(drawn), _facts(stored)
            differing = {name for name in now.keys() | then.keys() if now.get(name) != then.get(name)}
            assert {name for _, name in differing} <= GROWS_LATER
            counts = [(then[name].low, now[name].low) for name in differing if name[1] in ONLY_GROW]
            assert all(before < after for before, after in counts)
            same += not differing
    assert same >= 35


def _drawn(session: Session, pack: rulebook.Pack, concern: Concern) -> rulebook.Case:
    parts = parts_of(session, concern.id)
    screened = screened_parts(parts, clock.today())
    history = read_history(session, concern, parts, screened)
    told = Told(concern, latest_version(session, concern.id), parts)
    return case_of(pack, told, answers_on(session, concern.id), screened, history)


def _facts(case: rulebook.Case) -> dict[tuple[str, str], rulebook.Stated]:
    found = {("", name): stated for part in (case.concern, case.household) for name, stated in part.items()}
    return found | {(each.id, name): stated for each in case.subjects for name, stated in each.facts.items()}


def test_sealed_words_open_to_what_was_told(hub: Seeded) -> None:
    truth = [json.loads(line) for line in hub.truth.read_text().splitlines()]
    assert len(truth) == hub.written
    with db.reading() as session:
        for told in random.Random(1).sample(truth, 40):
            concern = concerns.get_concern(session, told["ref"])
            assert latest_version(session, concern.id).narrative
            parts = {str(each.person.id): each for each in parts_of(session, concern.id)}
            assert set(told["rows"]) == set(parts)
            assert all(
                each.person.surname or each.person.description or each.person.forename for each in parts.values()
            )


def test_people_are_found_by_the_tokens_that_entering_them_would_have_given(hub: Seeded) -> None:
    with db.reading() as session:
        for person in session.scalars(select(Person).order_by(Person.id).limit(150)):
            held = session.execute(
                select(PersonToken.index_name, PersonToken.token).where(PersonToken.person_id == person.id)
            )
            homes = session.scalars(select(HouseholdToken.token).where(HouseholdToken.person_id == person.id))
            who = described(person)
            assert {tuple(row) for row in held} == (set(tokens_of(session, who)) if person.kind != "alleged" else set())
            assert set(homes) == set(household_tokens(session, who))


def test_linked_rows_share_the_cluster_of_the_oldest(hub: Seeded) -> None:
    truth = {row: name for line in hub.truth.read_text().splitlines() for row, name in json.loads(line)["rows"].items()}
    with db.reading() as session:
        links = session.scalars(select(PersonLink)).all()
        people = {row.id: row for row in session.scalars(select(Person))}
    assert len(links) > 20
    for link in links:
        one, other = people[link.person_id], people[link.other_id]
        assert one.cluster_id == other.cluster_id
        assert truth[str(one.id)] == truth[str(other.id)]
        assert people[one.cluster_id].entered_at <= min(one.entered_at, other.entered_at)


def test_decided_concerns_have_a_standing_decision_for_everybody_screened(hub: Seeded) -> None:
    with db.reading() as session:
        states = dict(session.execute(select(Concern.id, Concern.state)).all())
        asked = {(row.concern_id, row.person_id) for row in session.execute(
            select(ScreeningRun.concern_id, ScreeningSubject.person_id)
            .join(ScreeningSubject, ScreeningSubject.run_id == ScreeningRun.id))}  # fmt: skip
        stands = select(Decision.concern_id, Decision.person_id).where(Decision.state.in_(("made", "signed")))
        decided = {(row.concern_id, row.person_id) for row in session.execute(stands)}
    missing = {concern for concern, person in asked - decided}
    assert missing == {concern for concern, state in states.items() if state == "waiting"}


def test_every_code_is_on_the_closed_lists(hub: Seeded) -> None:
    with db.reading() as session:
        routes = set(rulebook.active_pack(session).routes)
        decisions = session.scalars(select(Decision)).all()
        onward = set(session.scalars(select(OnwardRoute.route)))
    assert {route for each in decisions for route in each.routes} <= routes
    for column, listed in (
        ("routes_reason", choices.ROUTE_REASONS), ("urgency_reason", choices.URGENCY_REASONS),
        ("onward_route", choices.ONWARD), ("told_person", choices.TELLING), ("lead_framework", choices.LEADS),
    ):  # fmt: skip
        assert {getattr(each, column) for each in decisions} - {None} <= set(listed)
    assert onward <= set(choices.ONWARD)
    agreed = sum(each.agrees_routes for each in decisions) / len(decisions)
    assert 0.6 < agreed < 0.95
    assert sum(each.state in {"signed", "waiting_for_second"} for each in decisions) >= 3


def test_the_seeded_trail_can_be_sealed_and_is_whole(hub: Seeded, tmp_path: Path) -> None:
    with db.transaction() as session:
        audit.seal_pending(session)
    with db.reading() as session:
        audit.export_bundle(session, tmp_path / "bundle")
    report = verifier.verify(tmp_path / "bundle", audit_key=crypto.bound_keyring().audit_key)
    assert report.faults == []
    assert report.rows > 1000
