"""Changed rules rule once they load, were tried on the past, and were signed by a second person; and can go back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

from hub import clock
from hub.audit import Action
from hub.db import reading, transaction
from hub.errors import Conflict, HubError, NotAllowed, OutOfOrder, Unprocessable
from hub.rulebook import PackActivation, RuleDraft, activating, alarming, drafts, packs, proposing
from screening_rules import shipped_files, shipped_pack
from tests.factories import rules
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World, leaves

BABY = PersonMaker(surname="Fauxley", age_from=0, age_to=1, hurt=True)


def propose(world: World, draft: RuleDraft, **values: object) -> RuleDraft:
    given = {"reason": rules.REASON, "start_on": clock.today(), "moves_down_seen": 0, "weaker_seen": 0}
    given["seen_version"] = draft.version
    with transaction() as session:
        return proposing.propose(session, draft.number, by=world.actor("rules_owner"), **(given | values))


@pytest.mark.both_engines
def test_the_next_concern_is_screened_by_what_a_second_person_signed(world: World) -> None:
    before = steps.received(world, people=(BABY,))
    activation = rules.activated(world)
    after = steps.received(world, people=(BABY,))
    found = [steps.suggested(each.concern_id, steps.people_on(each.concern_id)[0])[1] for each in (before, after)]
    assert [each.urgency for each in found] == ["same_day", "act_now"]
    assert rules.ruling() == activation.fingerprint != shipped_pack().fingerprint


@pytest.mark.both_engines
def test_another_process_picks_it_up_without_a_restart(world: World) -> None:
    assert rules.ruling() == shipped_pack().fingerprint
    activation = rules.activated(world)
    packs._opened.clear()  # what another process has not read yet
    assert rules.ruling() == activation.fingerprint


def test_one_unit_of_work_goes_by_the_same_rules_throughout(world: World) -> None:
    with reading() as session:
        before = packs.active_pack(session)
        activation = rules.activated(world)
        assert packs.active_pack(session) is before
    assert rules.ruling() == activation.fingerprint != before.fingerprint


def test_what_activates_rules_goes_on_by_them(world: World) -> None:
    draft = rules.proposed(world)
    with transaction() as session:
        assert packs.active_pack(session).fingerprint == shipped_pack().fingerprint
        signing = world.actor("senior_manager")
        activation = activating.activate(session, draft.number, seen_version=draft.version, by=signing)
        assert packs.active_pack(session).fingerprint == activation.fingerprint


def test_the_leaf_names_both_people_and_the_draft(world: World) -> None:
    activation = rules.activated(world)
    (leaf,) = [each for each in leaves() if each["action"] == "pack_activated"][1:]
    assert leaf["actor"] == world.actor("senior_manager").mark
    assert ["officer", world.actor("rules_owner").mark] in leaf["objects"]
    assert ["rule_draft", str(activation.draft_number)] in leaf["objects"]
    assert (activation.proposed_by, activation.activated_by) == (
        world.actor("rules_owner").mark,
        world.actor("senior_manager").mark,
    )


def test_neither_the_proposer_nor_an_editor_signs(world: World) -> None:
    editor = world.officer("rules_owner", name="Ada Draftwell")
    draft = rules.begun(world)
    draft = rules.changed(world, draft, {"packs/children/99_x.rule.yaml": "id: x"}, by="ada")
    draft = rules.changed(world, draft, {"packs/children/99_x.rule.yaml": None})
    rules.tried(world, draft)
    draft = propose(world, draft)
    for who in (editor, world.actor("rules_owner")):
        with pytest.raises(NotAllowed), transaction() as session:
            activating.activate(session, draft.number, seen_version=draft.version, by=who)
    assert rules.ruling() == shipped_pack().fingerprint
    other = world.officer("rules_owner", name="Ben Signwell")
    assert rules.signed(world, draft, by="ben").activated_by == other.mark


def test_a_draft_without_a_finished_backtest_of_its_files_is_not_proposed(world: World) -> None:
    draft = rules.begun(world)
    with pytest.raises(OutOfOrder):
        propose(world, draft)
    rules.tried(world, draft)
    draft = rules.changed(world, draft, rules.raised() | {"facts.yaml": drafts.files_of(draft)["facts.yaml"] + "#\n"})
    with pytest.raises(OutOfOrder):
        propose(world, draft)


def test_what_moves_down_has_to_be_taken_on_by_its_number(world: World) -> None:
    steps.received(world, people=(BABY,))
    draft = rules.begun(world, rules.lowered_from_today())
    assert rules.tried(world, draft) == 1
    with pytest.raises(Unprocessable) as refused:
        propose(world, draft)
    assert refused.value.fields.keys() == {"moves_down_seen"}
    assert propose(world, draft, moves_down_seen=1).moves_down_seen == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [({"reason": "Because"}, "reason"), ({"start_on": clock.today() - timedelta(days=2)}, "start_on")],
)
def test_a_proposal_says_why_and_from_when(world: World, values: dict[str, object], field: str) -> None:
    draft = rules.begun(world)
    rules.tried(world, draft)
    with pytest.raises(Unprocessable) as refused:
        propose(world, draft, **values)
    assert refused.value.fields.keys() == {field}


def test_a_case_that_comes_out_otherwise_stops_a_proposal(world: World) -> None:
    path = rules.path_of("children.injury_under_two")
    draft = rules.begun(world, {path: rules.raised()[path].replace("{under: 2}", "{under: 1}")})
    rules.tried(world, draft)
    with pytest.raises(Unprocessable) as refused:
        propose(world, draft)
    assert refused.value.fields.keys() == {"files"}


def test_what_changes_nothing_is_not_proposed(world: World) -> None:
    with pytest.raises(OutOfOrder):
        propose(world, rules.begun(world, {}))


def test_a_draft_begun_before_other_rules_were_activated_does_not_undo_them(world: World) -> None:
    draft = rules.proposed(world)
    other = rules.path_of("children.left_alone")
    rules.activated(world, {other: drafts.files_of(draft)[other] + "# another change\n"})
    with pytest.raises(OutOfOrder):
        rules.signed(world, draft)


@pytest.mark.both_engines
def test_of_two_signatures_at_once_one_stands(world: World) -> None:
    draft = rules.proposed(world)
    rules.signed(world, draft)
    with pytest.raises((OutOfOrder, Conflict)):
        rules.signed(world, draft)
    with reading() as session:
        assert len(session.scalars(select(PackActivation)).all()) == 2


@pytest.mark.both_engines
def test_of_two_changes_signed_at_once_one_rules_and_the_other_is_told(world: World) -> None:
    other = rules.path_of("children.left_alone")
    waiting = [rules.proposed(world), rules.proposed(world, {other: shipped_files()[other] + "# another change\n"})]
    at_once, outcomes = threading.Barrier(2), list[str]()

    def sign(draft: RuleDraft) -> None:
        at_once.wait()
        try:
            outcomes.append(rules.signed(world, draft).fingerprint)
        except (Conflict, OutOfOrder) as refused:
            outcomes.append(type(refused).__name__)

    threads = [threading.Thread(target=sign, args=(draft,)) for draft in waiting]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each for each in outcomes if each not in ("Conflict", "OutOfOrder")] == [rules.ruling()]
    with reading() as session:
        assert [each.number for each in session.scalars(select(PackActivation))] == [1, 2]


def test_a_second_person_may_send_it_back_with_words(world: World) -> None:
    draft = rules.proposed(world)
    signer, why = world.actor("senior_manager"), "Two rules contradict each other."
    with pytest.raises(Unprocessable), transaction() as session:
        proposing.send_back(session, draft.number, why="No", seen_version=draft.version, by=signer)
    with transaction() as session:
        back = proposing.send_back(session, draft.number, why=why, seen_version=draft.version, by=signer)
    assert (back.state, back.sent_back_why, back.proposed_by) == ("open", why, None)
    with pytest.raises(OutOfOrder):
        rules.signed(world, back)


def test_the_one_who_signs_sees_what_waits(world: World) -> None:
    draft = rules.proposed(world)
    with reading() as session:
        (waiting,) = drafts.open_drafts(session, by=world.actor("senior_manager"))
        assert waiting.number == draft.number
        assert activating.may_sign(waiting, by=world.actor("senior_manager"))
        assert not activating.may_sign(waiting, by=world.actor("rules_owner"))


@pytest.mark.both_engines
def test_rules_start_on_their_london_day_and_not_before(world: World, travel: time_machine.Traveller) -> None:
    activation = rules.activated(world, start_on=date(2026, 12, 1))
    travel.move_to(clock.london(date(2026, 12, 1), time()) - timedelta(microseconds=1))
    assert rules.ruling() == shipped_pack().fingerprint
    travel.shift(timedelta(microseconds=1))
    assert rules.ruling() == activation.fingerprint


def test_rules_signed_after_their_day_start_on_the_day_they_are_signed(
    world: World, travel: time_machine.Traveller
) -> None:
    draft = rules.proposed(world)
    travel.shift(timedelta(days=3))
    assert rules.signed(world, draft).starts_on == clock.today()


@pytest.mark.both_engines
def test_rules_go_back_to_an_earlier_pack_by_two_people(world: World) -> None:
    rules.activated(world)
    with transaction() as session:
        back = activating.go_back(session, reason="It woke everybody at night.", by=world.actor("rules_owner"))
    with pytest.raises(NotAllowed):
        rules.signed(world, back, by="rules_owner")
    assert rules.signed(world, back).fingerprint == shipped_pack().fingerprint == rules.ruling()


def test_going_back_calls_off_rules_whose_day_has_not_come(world: World, travel: time_machine.Traveller) -> None:
    rules.activated(world, start_on=date(2026, 12, 1))
    with transaction() as session:
        back = activating.go_back(session, reason="The procedure was put off.", by=world.actor("rules_owner"))
    rules.signed(world, back)
    travel.shift(timedelta(days=30))
    assert rules.ruling() == shipped_pack().fingerprint


def test_there_is_nothing_to_go_back_to_at_first(world: World) -> None:
    with pytest.raises(OutOfOrder), transaction() as session:
        activating.go_back(session, reason="It was better before.", by=world.actor("rules_owner"))


STEPS: list[Callable[[World, RuleDraft], object]] = [
    lambda world, draft: rules.changed(world, draft, {}),
    propose,
    rules.tried,
]


@pytest.mark.parametrize("step", STEPS)
def test_what_rules_already_is_worked_on_no_more(world: World, step: Callable[[World, RuleDraft], object]) -> None:
    draft = rules.proposed(world)
    rules.signed(world, draft)
    with pytest.raises(HubError):
        step(world, draft)


def test_the_trail_keeps_how_many_the_proposer_was_shown_and_what_was_sent_back(world: World) -> None:
    steps.received(world, people=(BABY,))
    draft = rules.proposed(world, rules.lowered_from_today())
    (leaf,) = leaves(Action.RULES_PROPOSED)
    assert (leaf["purpose"], leaf["counts"]) == ("change", {"moves_down": 1, "weaker": 0})
    with transaction() as session:
        signer, why = world.actor("senior_manager"), "It lowers everything there is."
        proposing.send_back(session, draft.number, why=why, seen_version=draft.version, by=signer)
    (leaf,) = leaves(Action.RULES_SENT_BACK)
    assert leaf["actor"] == world.actor("senior_manager").mark


def test_after_a_pack_that_does_not_load_two_people_make_the_good_one_the_newest_again(world: World) -> None:
    rules.slipped_in({"facts.yaml": "["})
    with reading() as session:
        assert alarming.is_older_ruling(session)
    with transaction() as session:
        back = activating.go_back(session, reason="Its files were changed.", by=world.actor("rules_owner"))
    assert rules.signed(world, back).fingerprint == shipped_pack().fingerprint
    with reading() as session:
        assert not alarming.is_older_ruling(session)


def test_after_a_pack_that_does_not_load_a_change_begins_from_the_one_that_rules(world: World) -> None:
    rules.slipped_in({"facts.yaml": "["})
    activation = rules.activated(world)
    assert rules.ruling() == activation.fingerprint
    assert activation.number == 3


def test_a_draft_that_was_changed_in_the_database_is_not_activated(world: World) -> None:
    draft = rules.proposed(world)
    rules.changed_behind_its_back(RuleDraft, files=packs.packed(rules.lowered()))
    with pytest.raises((Conflict, Unprocessable, OutOfOrder)):
        rules.signed(world, draft)
    assert rules.ruling() == shipped_pack().fingerprint
