"""A month of the city: every screening and decision replays to the same, and a changed pack is tried on all of it."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select

from hub import clock, triage
from hub.actor import OPERATOR
from hub.concerns import Concern
from hub.db import reading
from hub.jobs.backtesting import Comparison, parts
from hub.rulebook import RulePack, ScreeningRun, history, replay_runs
from hub.triage import Decision
from screening_rules import Pack, shipped_files, shipped_pack
from screening_rules.backtest_counts import plain
from tests.demo.seeded import Seeded
from tests.factories import rules


def test_every_screening_and_decision_of_the_month_replays_to_the_same(hub: Seeded) -> None:
    runs = decisions = 0
    with reading() as session:
        for ref in session.scalars(select(Concern.ref).order_by(Concern.received_at)).all():
            view = triage.show_replay(session, ref, by=OPERATOR).view
            assert view.is_same, ref
            runs, decisions = runs + len(view.runs), decisions + len(view.decisions)
        assert runs == session.scalar(select(func.count()).select_from(ScreeningRun)) > 400
        assert decisions == session.scalar(select(func.count()).select_from(Decision)) > 300


def test_a_replay_by_other_rules_would_be_found_out(hub: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    lower = rules.pack_of(rules.lowered())

    def wrong_pack(*_given: object) -> Pack:
        return lower

    monkeypatch.setattr("hub.rulebook.running.pack_by_fingerprint", wrong_pack)
    with reading() as session:
        some = session.scalars(select(Concern.id).order_by(Concern.received_at).limit(30)).all()
        assert not all(run.is_same for concern in some for run in replay_runs(session, concern))


def test_the_month_is_tried_whole_and_what_is_lowered_moves_down(hub: Seeded) -> None:
    with reading() as session:
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
    with reading() as session:
        used = set(session.scalars(select(ScreeningRun.fingerprint).distinct()))
        assert used == set(session.scalars(select(RulePack.fingerprint))) == {shipped_pack().fingerprint}
