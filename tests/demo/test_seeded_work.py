"""A month of the city written to the database can be worked on by whoever signs in, and rules be tried on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub import clock, conferences, crypto, db, drafts, queues, triage
from hub.accounts import ApiToken, Grant, Officer, find_bearer
from hub.actor import OPERATOR, Actor
from hub.concerns import Concern, ConcernVersion, parts_of
from hub.conferences import Conference
from hub.demo import seeding
from hub.demo.secrets_file import kept_secrets, secrets_file
from hub.errors import OutOfOrder
from hub.jobs.backtesting import Comparison, parts
from hub.people import Person
from hub.quality import AnswerPair, SecondLook, SecondLookDraw
from hub.queues import WorkItem, open_items
from hub.rulebook import RulePack, ScreeningRun, history, replay_runs
from hub.strands import Strand
from hub.triage.coming_back import bring_back
from hub.triage.facts import screened_parts
from hub.triage.history import read_history
from hub.triage.models import Decision, OnwardRoute, Return, TeamNotice
from screening_rules import Pack, shipped_files, shipped_pack
from screening_rules.backtest_counts import plain
from tests.demo.seeded import UNTIL, Seeded, tried
from tests.factories import rules


def test_work_that_closes_is_passed_on_and_work_that_opens_has_a_strand(hub: Seeded) -> None:
    with db.reading() as session:
        decisions = session.scalars(select(Decision).where(Decision.state.in_(("made", "signed")))).all()
        onward = {row.decision_id for row in session.scalars(select(OnwardRoute))}
        strands = Counter(session.scalars(select(Strand.decision_id)))
    for decision in decisions:
        assert bool(decision.onward_route) == (strands[decision.id] == 0)
        assert (decision.id in onward) == bool(decision.onward_route)


def test_strands_stand_where_their_state_says(hub: Seeded) -> None:
    with db.reading() as session:
        strands = session.scalars(select(Strand)).all()
        open_places = session.execute(
            select(WorkItem.object_id, WorkItem.queue).where(WorkItem.object_type == "strand", WorkItem.state == "open")
        ).all()
        held = session.scalars(select(Conference.state))
        states = Counter(held)
    places: dict[object, list[str]] = {}
    for strand, queue in open_places:
        places.setdefault(strand, []).append(queue)
    for strand in strands:
        wanted = {"open": ["strand"]}.get(strand.state, [])
        if strand.state == "with_coordination" and places.get(strand.id) == ["coordination"]:
            continue  # not yet asked for: its conference stands there once it is
        assert places.get(strand.id, []) == wanted
    assert states["requested"] >= 1
    assert states["allocated"] >= 1
    assert states["convened"] >= 5
    assert states["held"] >= 50


def test_co_ordination_and_chairs_see_their_conferences(hub: Seeded) -> None:
    co_ordinator, chair = hub.officer("kirsty.madeupfield"), hub.officer("fiona.feignmuir")
    with db.reading() as session:
        waiting = conferences.coordination_list(session, by=co_ordinator).view
        mine = conferences.my_conferences(session, by=chair).view
        live = session.scalars(select(Conference).where(Conference.state.in_(("allocated", "convened")))).all()
        for each in live:
            limits = conferences.window(session, each)
            assert limits.last_lawful_on == each.last_lawful_on
            assert conferences.show_conference(session, each.ref, by=co_ordinator).view
    assert len(waiting) >= 3
    assert mine


def test_a_manager_sees_the_forgotten_draft_and_its_owner_opens_it(hub: Seeded) -> None:
    with db.reading() as session:
        stale = drafts.stale_drafts(session, older_than=timedelta(hours=3), by=hub.officer("derek.placeholder")).view
        assert len(stale) == 1
        owner = session.scalars(select(Officer).where(Officer.name == stale[0].owner)).one()
        mine = drafts.own_drafts(session, by=hub.officer(owner.username))
        kept = drafts.load_sections(session, mine[0])
    assert kept["told"].answers["narrative"]


def test_an_officer_picks_up_what_waits(hub: Seeded) -> None:
    officer = hub.officer("euan.exampleby")
    with db.reading() as session:
        free = [one for one in queues.waiting_items(session, "screening", by=officer).items if one.claimed_by is None]
    with db.transaction() as session:
        queues.claim(session, item_id=free[0].id, minutes=15, by=officer)
    assert _claimer(free[0].id) == officer.officer_id
    with db.transaction() as session:
        queues.put_back(session, item_id=free[0].id, by=officer)
    assert _claimer(free[0].id) is None


def _claimer(item_id: UUID) -> UUID | None:
    with db.reading() as session:
        return session.get_one(WorkItem, item_id).claimed_by


def test_what_involves_one_of_us_is_kept_by_the_named_senior(hub: Seeded) -> None:
    with db.reading() as session:
        for concern in session.scalars(select(Concern).where(Concern.one_of_us == "yes")):
            assert concern.level == "sealed"
            deciders = set(session.scalars(select(Decision.decided_by).where(Decision.concern_id == concern.id)))
            assert deciders <= {hub.officer("catriona.pretendham").officer_id}


def test_secrets_of_the_demonstration_open_its_doors(hub: Seeded) -> None:
    secrets = kept_secrets(hub.settings)
    assert secrets_file(hub.settings).stat().st_mode & 0o077 == 0
    with db.reading() as session:
        officer = session.scalars(select(Officer).where(Officer.username == "sam.testwell")).one()
        assert officer.one_time_secret == secrets.one_time["sam.testwell"]
        assert officer.password_hash.startswith("$argon2id$")
        partner = find_bearer(session, secrets.api_token)
        assert session.scalar(select(func.count()).select_from(ApiToken)) == 1
    assert partner is not None
    assert partner.roles == {"partner_reporter"}


def test_a_hub_that_holds_concerns_is_not_seeded_again_by_mistake(hub: Seeded) -> None:
    with pytest.raises(OutOfOrder, match="--add"):
        seeding.seed(1, ends_at=UNTIL, settings=hub.settings)


def test_keys_are_shared_by_nothing_but_one_person(hub: Seeded) -> None:
    with db.reading() as session:
        people = session.scalar(select(func.count(Person.key_id.distinct())))
        assert people == session.scalar(select(func.count()).select_from(Person))
        versions = set(session.scalars(select(ConcernVersion.key_id)))
        assert versions.isdisjoint(session.scalars(select(Person.key_id)))
        purposes = dict(
            session.execute(select(crypto.DataKey.purpose, func.count()).group_by(crypto.DataKey.purpose)).all()
        )
    assert purposes["person"] == people


def test_second_looks_were_given_by_somebody_else_and_most_agree(hub: Seeded) -> None:
    with db.reading() as session:
        given = session.scalars(select(SecondLook).where(SecondLook.state == "given")).all()
        decisions = {each.id: each for each in session.scalars(select(Decision))}
        seen_by = dict(
            session.execute(select(Grant.object_id, Grant.officer_id).where(Grant.object_type == "second_look")).all()
        )
        pairs = Counter(session.scalars(select(AnswerPair.area)))
        drawn = sum(sum(each.sampled.values()) + each.netted for each in session.scalars(select(SecondLookDraw)))
        held = session.scalar(select(func.count()).select_from(SecondLook))
    assert drawn == held
    assert len(pairs) >= 3, "agreement is told for three areas"
    assert sum(pairs.values()) == sum(each.kind == "sample" for each in given)
    for look in given:
        first = decisions[look.decision_id]
        assert seen_by[look.id] not in {None, first.decided_by, first.second_by}
        assert look.words
    assert sum(bool(look.differs) for look in given) < len(given) / 2


def test_every_screening_and_decision_of_the_month_replays_to_the_same(hub: Seeded) -> None:
    every = 1 if hub.engine.dialect.name == "sqlite" else 5  # nothing but the reading differs between them
    with db.reading() as session:
        refs = session.scalars(select(Concern.ref).order_by(Concern.received_at)).all()[::every]
        views = [triage.show_replay(session, ref, by=OPERATOR).view for ref in refs]
        held = [session.scalar(select(func.count()).select_from(each)) for each in (ScreeningRun, Decision)]
    assert [view.ref for view in views if not view.is_same] == []
    if every == 1:
        assert [sum(len(view.runs) for view in views), sum(len(view.decisions) for view in views)] == held
    assert min(held) > 300


def test_a_replay_by_other_rules_would_be_found_out(hub: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    lower = rules.pack_of(rules.lowered())

    def wrong_pack(*_given: object) -> Pack:
        return lower

    monkeypatch.setattr("hub.rulebook.running.pack_by_fingerprint", wrong_pack)
    with db.reading() as session:
        some = session.scalars(select(Concern.id).order_by(Concern.received_at).limit(30)).all()
        assert not all(run.is_same for concern in some for run in replay_runs(session, concern))


def test_the_month_is_tried_whole_and_what_is_lowered_moves_down(hub: Seeded) -> None:
    with db.reading() as session:
        cut = history.stretches(session)
        concerns = session.scalar(select(func.count()).select_from(Concern).where(Concern.state != "quarantined"))
    assert sum(each.concerns for each in cut) == concerns
    asked = Comparison(shipped_files(), rules.lowered(), clock.today())
    counts: Counter[tuple[str, ...]] = Counter()
    moves = []
    for part in parts(asked, cut, processes=1):
        counts.update(part.counts)
        moves += part.moves
    found = plain(counts)
    assert (found["concerns"], found["lost"]) == (concerns, 0)
    assert found["down"] == len(moves) > 100
    assert sum(line["people"] for line in found["by"]["age"].values()) == found["people"]
    weeks = [band for week in found["weeks"].values() for band in week.items()]
    assert sum(line.get("now", 0) for _, line in weeks) == concerns == sum(line.get("then", 0) for _, line in weeks)
    assert all(each["place"] > 0 for each in moves)


def test_the_pack_every_run_was_made_by_is_held(hub: Seeded) -> None:
    with db.reading() as session:
        used = set(session.scalars(select(ScreeningRun.fingerprint).distinct()))
        assert used == set(session.scalars(select(RulePack.fingerprint))) == {shipped_pack().fingerprint}


def came_back(session: Session, concern: Concern) -> dict[object, list[str]]:
    rows = session.scalars(select(Return).where(Return.concern_id == concern.id))
    return {each.earlier_id: each.reasons for each in rows}


def brought_back_anew(session: Session, concern: Concern) -> dict[object, list[str]]:
    """What the hub finds by itself once it has forgotten what came back; earlier ones decided since are left out."""
    for each in session.scalars(select(Return).where(Return.concern_id == concern.id)).all():
        session.delete(each)
    session.flush()
    parts = parts_of(session, concern.id)
    history = read_history(session, concern, parts, screened_parts(parts, clock.today()))
    bring_back(session, concern, history, session.scalars(open_items("screening", "concern", concern.id)).one())
    session.flush()
    return {
        earlier: reasons
        for earlier, reasons in came_back(session, concern).items()
        if all(at <= concern.keyed_at for at in _decided(session, earlier))
    }


def _decided(session: Session, concern: object) -> list[object]:
    return list(session.scalars(select(Decision.decided_at).where(Decision.concern_id == concern)))


def test_what_came_back_is_what_the_hub_finds_by_itself(hub: Seeded) -> None:
    found = Counter[str]()
    with tried() as session:
        waiting = select(Concern).where(Concern.state == "waiting", Concern.level == "open")
        for concern in session.scalars(waiting.order_by(Concern.keyed_at)).all():
            stored = came_back(session, concern)
            assert brought_back_anew(session, concern) == stored
            found.update(reason for reasons in stored.values() for reason in reasons)
    assert found["person"] >= 1
    assert found["home"] >= 1


def test_what_came_back_waits_beside_the_new_concern_until_somebody_answers(hub: Seeded) -> None:
    officer = hub.officer("euan.exampleby")
    with db.reading() as session:
        rows = session.scalars(select(Return)).all()
        places = select(WorkItem.object_id).where(WorkItem.object_type == "return", WorkItem.state == "open")
        open_ = set(session.scalars(places))
        waiting = {each.concern_id for each in rows if each.state == "waiting"}
        assert waiting == open_
        assert waiting
        ref = session.get_one(Concern, next(iter(waiting))).ref
        assert triage.show_returns(session, ref, by=officer).view.earlier
    assert all(each.words for each in rows if each.state == "stands")


def test_a_team_was_told_of_each_concern_about_its_open_work(hub: Seeded) -> None:
    with db.reading() as session:
        notices = session.scalars(select(TeamNotice)).all()
        for each in notices:
            strand = session.get_one(Strand, each.strand_id)
            assert strand.team_id == each.team_id
            assert strand.opened_at <= each.told_at
            assert strand.closed_at is None or strand.closed_at > each.told_at
        states = Counter(each.state for each in notices)
        grants = {(row.object_id, row.team_id) for row in session.execute(select(Grant.object_id, Grant.team_id))}
    assert states["acknowledged"] > states["settled"] > 0
    assert all((each.concern_id, each.team_id) in grants for each in notices if each.state == "acknowledged")


def told_on_the_page(session: Session, by: Actor) -> Iterator[UUID]:
    """What the team of this officer was told and has not answered, over every page of its work."""
    after = None
    while True:
        view = triage.show_open_work(session, by=by, after=after).view
        yield from (each.notice_id for each in view.rows if each.notice_id is not None)
        after = view.next_after
        if after is None:
            return


def test_the_teams_pages_show_what_nobody_has_acknowledged(hub: Seeded) -> None:
    managers = [hub.officer(each) for each in ("ailsa.mockbairn", "graeme.dummyson")]
    with db.reading() as session:
        shown = {notice for by in managers for notice in told_on_the_page(session, by)}
        open_ = set(session.scalars(select(TeamNotice.id).where(TeamNotice.state.in_(("waiting", "came_back")))))
    assert shown == open_ != set()
