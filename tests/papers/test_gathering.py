"""A record for a paper is what its pages would show the same reader, under one leaf; whoever may not open it gets nothing."""

from __future__ import annotations

import pytest

from hub import papers, triage
from hub.audit import Action
from hub.concerns import NewReferrer
from hub.db import reading
from hub.errors import NotAllowed, NotFound, Unprocessable
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World
from tests.factories.sight import make_restricted, with_another_team


@pytest.mark.both_engines
def test_it_is_what_the_pages_show_and_one_leaf_names_everybody_in_it(world: World) -> None:
    told = steps.received(world, of_a_hurt_child=True)
    (child,) = steps.people_on(told.concern_id)
    steps.viewed(world, told.concern_id)
    by = world.actor("screening_officer")
    with reading() as session:
        shown = papers.gather_record(session, told.ref, purpose="case_file", by=by)
        record = triage.show_record(session, told.ref, by=by).view
        explained = triage.show_explanations(session, told.ref, by=by).view
    assert (shown.view.record, shown.view.explained) == (record, explained)
    assert shown.look.objects == (("concern", str(told.concern_id)), ("person", str(child)))
    assert {"narrative", "referrer", "decisions", "counterfactuals"} <= set(shown.look.shown)
    assert (shown.look.action, shown.look.purpose) == (Action.RECORD_EXPORTED, "case_file")


def test_nobody_gets_what_they_may_not_open(world: World) -> None:
    told, elsewhere, restricted = (steps.received(world).ref for _ in range(3))
    with_another_team(world, elsewhere)
    make_restricted(restricted)
    with reading() as session:
        for ref, role, refusal in (
            (told, "auditor", NotAllowed),
            (told, "duty_worker", NotAllowed),
            (elsewhere, "screening_officer", NotAllowed),
            (restricted, "screening_officer", NotAllowed),
            ("DH-2222-2222", "screening_officer", NotFound),
        ):
            with pytest.raises(refusal):
                papers.gather_record(session, ref, purpose="court", by=world.actor(role))


def test_it_says_what_it_is_for(world: World) -> None:
    told = steps.received(world)
    with reading() as session, pytest.raises(Unprocessable):
        papers.gather_record(session, told.ref, purpose="", by=world.actor("screening_officer"))


SECRET = PersonMaker(child=True, at_home=True, address_protected=True)
SHY = NewReferrer(kind="family", name="Hana Demoson", confidentiality_told="asked_not_to_be_named")


PLAIN = NewReferrer(kind="family", name="Hana Demoson")


def test_who_told_us_is_held_back_from_what_goes_to_others_and_from_all_where_they_want_no_name(world: World) -> None:
    plain, shy = (steps.received(world, referrer=each, people=(SECRET,)).ref for each in (PLAIN, SHY))
    cases = (
        *((plain, each, None, each == "case_file") for each in papers.PURPOSES),
        *((shy, each, None, False) for each in papers.PURPOSES),
        (plain, "meeting", "agreed", True),
        (shy, "court", "required", True),
        (shy, "case_file", "safety", True),
    )
    by = world.actor("screening_officer")
    for ref, purpose, why, is_in in cases:
        with reading() as session:
            shown = papers.gather_record(session, ref, purpose=purpose, why_who_told=why, by=by)
        case = (ref == shy, purpose, why)
        assert ("Hana Demoson" in str(shown.view.record)) is is_in, case
        assert ("referrer" in shown.look.shown) is is_in, case
        assert shown.view.holds_back is not is_in, case
        assert shown.look.purpose == (f"{purpose}, who told us: {why}" if why else purpose)
        assert ("1 Invented Row" in str(shown.view.record)) is (purpose == "case_file"), case


def test_whoever_may_not_know_who_told_us_puts_them_in_no_paper_by_ticking(world: World) -> None:
    told = steps.received(world, referrer=PLAIN)
    by = world.officer("chair", name="Una Testwell", team="screening")
    with reading() as session:
        shown = papers.gather_record(session, told.ref, purpose="case_file", why_who_told="agreed", by=by)
    assert "Hana Demoson" not in str(shown.view)
    assert (shown.look.purpose, "referrer" in shown.look.shown) == ("case_file", False)


def test_who_told_us_needs_a_reason_of_the_list(world: World) -> None:
    told, by = steps.received(world), world.actor("screening_officer")
    with reading() as session, pytest.raises(Unprocessable):
        papers.gather_record(session, told.ref, purpose="meeting", why_who_told="because", by=by)
