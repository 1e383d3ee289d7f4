"""Rules signed for a later day rule from that day on: no other draft and no way back lets them rule sooner."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from hub import clock
from hub.db import reading, transaction
from hub.errors import OutOfOrder, Unprocessable
from hub.rulebook import RuleDraft, activating, proposing
from hub.rulebook.opening import open_for_page
from screening_rules import shipped_files, shipped_pack
from screening_rules.loader import fingerprint
from tests.factories import rules
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

SPRING = date(2027, 3, 25)
HURT = PersonMaker(child=True, facts={"harms": ["physical"], "who_caused": "parent", "injury": True})
CHANGES = (("urgency: same_day", "urgency: five_working_days"),)


def lower_in_spring() -> str:
    """Physical harm to children waits for five working days from the spring on; the pack's fingerprint."""
    files = shipped_files() | rules.renewed("children.physical_harm", *CHANGES)
    rules.in_force(files, start_on=SPRING)
    return fingerprint(files)


def title_put_right(world: World) -> RuleDraft:
    """A draft that puts one title right, tried on the past."""
    path = rules.path_of(rules.INFANTS)
    text = shipped_files()[path].replace("title: An injury to a child under two", "title: A hurt infant")
    draft = rules.begun(world, {path: text}, title="Put a title right")
    assert rules.tried(world, draft) == 0
    return draft


def proposed_for(world: World, draft: RuleDraft, day: date) -> RuleDraft:
    with transaction() as session:
        return proposing.propose(
            session,
            draft.number,
            reason=rules.REASON,
            start_on=day,
            moves_down_seen=0,
            weaker_seen=0,
            seen_version=draft.version,
            by=world.actor("rules_owner"),
        )


def urgency_of_a_hurt_child(world: World) -> str | None:
    told = steps.received(world, people=(HURT,)).concern_id
    return steps.suggested(told, steps.people_on(told)[0])[1].urgency


def test_a_title_put_right_today_does_not_bring_lower_rules_forward(
    world: World, travel: time_machine.Traveller
) -> None:
    before = urgency_of_a_hurt_child(world)
    lower_in_spring()
    draft = title_put_right(world)
    for day in (clock.today(), SPRING - timedelta(days=1)):
        with pytest.raises(Unprocessable) as refused:
            proposed_for(world, draft, day)
        (words,) = refused.value.fields["start_on"]
        assert words.startswith("Rules signed for 25 March 2027 stand below this draft. Begin on that day or later")
    rules.signed(world, proposed_for(world, draft, SPRING))
    assert urgency_of_a_hurt_child(world) == before != "five_working_days"
    travel.move_to(clock.london(SPRING, clock.now().time()))
    assert urgency_of_a_hurt_child(world) == "five_working_days"


def test_what_waits_with_a_day_too_early_is_not_signed_either(world: World, travel: time_machine.Traveller) -> None:
    lower_in_spring()
    draft = proposed_for(world, title_put_right(world), SPRING)
    rules.changed_behind_its_back(RuleDraft, starts_on=clock.today())
    with pytest.raises(OutOfOrder, match="Rules signed for 25 March 2027 stand below this draft"):
        rules.signed(world, draft)
    assert rules.ruling() == shipped_pack().fingerprint


def test_without_the_check_the_title_would_bring_them_forward(
    world: World, travel: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower_in_spring()
    monkeypatch.setattr(proposing, "too_early", lambda *_: "")
    monkeypatch.setattr(activating, "too_early", lambda *_: "")
    rules.signed(world, proposed_for(world, title_put_right(world), clock.today()))
    assert urgency_of_a_hurt_child(world) == "five_working_days"


def test_nobody_goes_back_to_rules_that_never_ruled(world: World, travel: time_machine.Traveller) -> None:
    lower = lower_in_spring()
    rules.signed(world, proposed_for(world, title_put_right(world), SPRING))
    reason, by = "It was put off.", world.actor("rules_owner")
    with pytest.raises(OutOfOrder), transaction() as session:
        activating.go_back(session, reason=reason, fingerprint=lower, by=by)
    with transaction() as session:
        back = activating.go_back(session, reason=reason, by=by)
    assert rules.signed(world, back).fingerprint == shipped_pack().fingerprint == rules.ruling()


def test_once_their_day_has_come_a_draft_may_begin_that_day(world: World, travel: time_machine.Traveller) -> None:
    lower_in_spring()
    draft = title_put_right(world)
    with reading() as session:
        assert open_for_page(session, draft.number, by=world.actor("rules_owner")).base_from == SPRING
    travel.move_to(clock.london(SPRING, clock.now().time()))
    assert rules.signed(world, proposed_for(world, draft, clock.today())).starts_on == SPRING
    with reading() as session:
        assert open_for_page(session, draft.number, by=world.actor("rules_owner")).base_from is None
