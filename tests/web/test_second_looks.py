"""Second looks in the pages: blind before the answer, both after it; agreement and its share for those who may."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine

from hub import audit, clock, front_door, quality, rulebook
from hub.actor import OPERATOR
from hub.audit import Action
from hub.concerns import Concern
from hub.db import reading, transaction
from hub.quality import AnswerPair
from hub.schemas import choices
from hub.schemas.loading import load_concern
from hub.schemas.questions import Catalogue
from hub.triage import Decision, as_told
from tests.factories import looks
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World, leaves
from tests.factories.told import Document, answers_of, everything, text_of, words_for
from tests.factories.visitor import Visitor, timeless

AsOfficer = Callable[[str], Visitor]
FACT = re.compile(r"<li><b>([^<]*)</b><span>([^<]*)</span></li>")
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
NOON, LATER = datetime(2026, 11, 25, 12, tzinfo=UTC), timedelta(hours=3)
WRONG = "Nothing told speaks for more, she says."


@pytest.fixture(autouse=True)
def wednesday_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def page_of(world: World, as_officer: AsOfficer, decision: Decision, surname: str) -> str:
    """The page on which the second officer answers, without what differs between any two pages and two people."""
    looks.drawn(decision)
    with time_machine.travel(clock.now() + LATER, tick=False):
        visitor = as_officer("other_officer")
        answer = visitor.post("/second-looks/take", on="/second-looks")
        html = visitor.get(answer.location).text
        looks.given(world, UUID(answer.location.rpartition("/")[2]), "info_only")
    return IDS.sub("#", timeless(html)).replace(surname, "Sameley")


def decided(world: World, surname: str, *, by: str, opens: bool) -> Decision:
    """The same adult and story each time; an inquiry by one officer, or closed by another, each in words of their own."""
    told = PersonMaker(adult=True, surname=surname, facts={"harms": ["financial"]})
    receipt = steps.received(world, people=(told,))
    (person,) = steps.people_on(receipt.concern_id)
    steps.limbs_answered(world, receipt.concern_id, person, "yes", "yes", "yes" if opens else "no", by=by)
    steps.viewed(world, receipt.concern_id, by=by)
    words = "Her own words on the routes." if opens else WRONG
    return steps.decided(world, receipt.concern_id, person, by=by, words_routes=words)


def gives_away(world: World, as_officer: AsOfficer) -> list[str]:
    """What in the page before the answer tells the first decision, its officer or what was suggested."""
    with time_machine.travel(NOON, tick=True):
        one = decided(world, "Harbourne", by="screening_officer", opens=True)
        first = page_of(world, as_officer, one, "Harbourne")
    with time_machine.travel(NOON + timedelta(days=1), tick=True):
        other = decided(world, "Mockbairn", by="team_manager", opens=False)
        second = page_of(world, as_officer, other, "Mockbairn")
    with reading() as session:
        names = [world.actor("screening_officer").name, world.actor("team_manager").name]
        refs = [session.get_one(Concern, each.concern_id).ref for each in (one, other)]
    words = [*names, *refs, "Her own words", WRONG, "uggest", " checked"]
    found = [f"says {each}" for each in words if each in first + second]
    return found + ([] if first == second else ["differs with the decision"])


def test_before_the_answer_no_byte_of_the_page_tells_the_first_decision(world: World, as_officer: AsOfficer) -> None:
    assert gives_away(world, as_officer) == []


@pytest.mark.parametrize("planted", ["urgency", "officer", "words"])
def test_a_page_that_tells_it_is_seen(
    world: World, as_officer: AsOfficer, monkeypatch: pytest.MonkeyPatch, planted: str
) -> None:
    whole = quality.show_blind

    def telling(session, look_id, *, by):
        shown = whole(session, look_id, by=by)
        decision = session.get_one(Decision, session.get_one(quality.SecondLook, look_id).decision_id)
        told = {
            "urgency": decision.urgency,
            "officer": world.actor("screening_officer").name,
            "words": decision.words_routes,
        }
        return replace(shown, view=replace(shown.view, narrative=told[planted]))

    monkeypatch.setattr(quality, "show_blind", telling)
    assert gives_away(world, as_officer)


CHOSEN = {"answer": choices.DANGER, "kind": {**choices.SERVICE_KINDS, **choices.SOURCES}, "responsible_council": choices.COUNCILS,
    "basis": choices.SHARING_BASES, "sex": choices.SEXES, "age_basis": choices.BASES, "relationship": choices.RELATIONSHIPS,
    "role": choices.ROLES, "phone": {"no": "not safe"}}  # fmt: skip


def in_hand(world: World, as_officer: AsOfficer, document: Document, facts: Catalogue) -> tuple[Visitor, str]:
    """The second officer with a concern of which this was told, and the address of their look."""
    new = load_concern(document, facts, strict=True)
    with transaction() as session:
        concern = front_door.receive(session, new, by=world.actor("duty_worker")).concern_id
    person, *_ = steps.people_on(concern)
    steps.viewed(world, concern)
    looks.drawn(steps.decided(world, concern, person))
    visitor = as_officer("other_officer")
    return visitor, visitor.post("/second-looks/take", on="/second-looks").location


def untold(page: str, document: Document, facts: Catalogue) -> set[str]:
    """The path of every answer that was told and that the page does not have."""
    found = {path: words_for(path, value, facts, CHOSEN).lower() for path, value in answers_of(document)}
    plain = {"yes", "no", "not_known"}  # found anywhere
    return {path for path, words in found.items() if words not in plain and words not in text_of(page).lower()}


def test_the_second_officer_has_all_that_was_told_but_who_told_us_and_the_leaf_says_so(
    world: World, as_officer: AsOfficer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading() as session:
        facts = rulebook.active_pack(session).facts
    document = everything(facts) | {"one_of_us": "no", "received_at": "around breakfast"}
    visitor, look = in_hand(world, as_officer, document, facts)
    held_back = {f"referrer.{name}" for name in ("name", "job", "agency", "phone", "email", "confidentiality_told")}
    assert untold(visitor.get(look).text, document, facts) == held_back
    (shown,) = {tuple(leaf["shown"]) for leaf in leaves(Action.SECOND_LOOK_SHOWN)}
    assert {"service", "responsible_council", "times", "unreadable", "safe_contact"} <= set(shown)
    assert "referrer" not in shown
    monkeypatch.setattr(as_told, "ABOUT_IT", tuple(each for each in as_told.ABOUT_IT if each != "service.address"))
    assert "service.address" in untold(visitor.get(look).text, document, facts), (
        "planted: the service's address is lost"
    )


def test_an_officer_takes_reads_answers_and_sees_both(world: World, as_officer: AsOfficer) -> None:
    looks.drawn(looks.opened(world))
    visitor = as_officer("other_officer")
    assert "1 second look wait" in visitor.get("/second-looks").text
    page = visitor.post("/second-looks/take", on="/second-looks").location
    assert "You have one in hand" in visitor.get("/second-looks").text
    assert visitor.get(page + "/both").status_code == 409
    wrong = visitor.post(page, {"urgency": "act_now", "words": "so"})
    assert wrong.status_code == 422
    assert "Choose at least one route" in wrong.text
    answer = visitor.post(page, {"routes": ["reporter"], "urgency": "act_now", "words": steps.SENTENCE})
    both = visitor.get(answer.location).text
    assert "Decided first" in both
    assert "The second answer is more urgent" in both
    assert world.actor("screening_officer").name not in both
    late = visitor.post(
        page, {"routes": ["reporter"], "urgency": "act_now", "words": "A thought too late."}, on="/account"
    )
    assert late.status_code == 409
    assert "A thought too late." in late.text, "what was typed is not lost"
    manager = as_officer("team_manager")
    assert "Second looks that saw more danger" in manager.get("/manager").text
    listed = manager.get("/second-looks/differences").text
    (href,) = re.findall(r'href="(/second-looks/differences/[^"]+)"', listed)
    version = re.findall(r'name="version" value="(\d+)"', manager.get(href).text)[0]
    done = manager.post(href, {"settled_as": "first_stands", "words": steps.SENTENCE, "version": version})
    assert done.status_code == 303
    assert "Nothing here" in manager.get("/second-looks/differences").text


def test_what_nobody_told_is_said_to_be_what_we_hold(world: World, as_officer: AsOfficer) -> None:
    looks.drawn(looks.closed(world))
    visitor = as_officer("other_officer")
    page = visitor.get(visitor.post("/second-looks/take", on="/second-looks").location).text
    facts = {words.partition(":")[0]: how for how, words in FACT.findall(page)}
    assert facts["Whether work for them is open"] == "From what we hold"
    assert facts["The kind of harm"] == "Told"


def test_a_look_that_is_not_in_hand_is_not_found(world: World, as_officer: AsOfficer) -> None:
    look_id = looks.drawn(looks.opened(world))
    assert as_officer("other_officer").get(f"/second-looks/{look_id}").status_code == 404
    assert as_officer("duty_worker").get("/second-looks").status_code == 403


def test_agreement_says_what_is_not_enough_yet_and_what_cannot_be_told(world: World, as_officer: AsOfficer) -> None:
    with transaction() as session:
        for area, number in (("adults", 7), ("children", 12), ("domestic_abuse", 11)):
            for nth in range(number):
                family = "no_new_work" if area == "children" else (area, "police")[nth % 2]
                same = {"first_family": family, "second_family": family}
                session.add(
                    AnswerPair(
                        area=area, given_in="2026-11", **same, first_urgency="same_day", second_urgency="same_day"
                    )
                )
        audit.record(session, by=OPERATOR, action=Action.SECOND_LOOK_GIVEN)
    page = as_officer("committee_reader").get("/agreement").text
    assert "Not enough yet (7 of 10)" in page
    assert "Not enough yet (0 of 10)" in page
    assert "Cannot be told: every answer was the same" in page
    assert "1.00 (no two answers differed" in page
    assert "from December 2025 on" in page
    assert as_officer("screening_officer").get("/agreement").status_code == 403


def test_the_rules_owner_sets_the_share(world: World, as_officer: AsOfficer) -> None:
    owner = as_officer("rules_owner")
    assert owner.get("/").location == "/rules"
    assert "Local policy not yet confirmed" in owner.get("/agreement/share").text
    for typed in ("1.9", "5.1", "three", "2.55", "", "९"):
        refused = owner.post("/agreement/share", {"per_cent": typed, "reason": steps.SENTENCE, "seen": "0"})
        assert refused.status_code == 422, typed
    assert owner.post("/agreement/share", {"per_cent": "2.5", "reason": steps.SENTENCE, "seen": "0"}).status_code == 303
    page = owner.get("/agreement/share").text
    assert "2.5 %" in page
    stale = owner.post("/agreement/share", {"per_cent": "4", "reason": steps.SENTENCE, "seen": "0"})
    assert stale.status_code == 409
    assert "Somebody else set the share" in stale.text
    assert as_officer("team_manager").get("/agreement/share").status_code == 403


def test_partners_systems_are_told_nothing_of_it(world: World, as_officer: AsOfficer) -> None:
    app = as_officer("committee_reader").client.application
    named = [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    assert not [rule for rule in named if "look" in rule or "agreement" in rule]


def test_danger_that_was_not_known_when_told_and_answered_since_is_said_so(world: World, as_officer: AsOfficer) -> None:
    told = PersonMaker(adult=True, surname="Harbourne", facts={"harms": ["financial"]})
    receipt = steps.received(world, danger="not_known", people=(told,))
    (person,) = steps.people_on(receipt.concern_id)
    steps.limbs_answered(world, receipt.concern_id, person, "yes", "yes", "yes")
    steps.answered(world, receipt.concern_id, person, immediate_danger=False)
    steps.viewed(world, receipt.concern_id)
    page = page_of(world, as_officer, steps.decided(world, receipt.concern_id, person), "Harbourne")
    assert "Not known when told; later said to be no." in page
    assert "Nobody could say" not in page
