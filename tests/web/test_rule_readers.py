"""Who sees what of the rules: readers, the second person, the auditor; and nobody sees a record by way of the rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hub import clock, triage
from hub.audit import Action
from hub.db import reading
from hub.errors import NotAllowed, NotFound, OutOfOrder
from hub.web.words import london_day
from screening_rules import shipped_files
from tests.factories import rules
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import PASSWORD, World, leaves
from tests.factories.pages import Page
from tests.factories.sight import with_another_team
from tests.factories.visitor import Visitor

AsOfficer = Callable[[str], Visitor]
RULE = "children.injury_under_two"


def decided(world: World) -> str:
    """The reference of a decided concern about an adult."""
    adult = PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True)
    told = steps.received(world, people=(adult,))
    (person,) = steps.people_on(told.concern_id)
    steps.limbs_answered(world, told.concern_id, person, "yes", "yes", "no")
    steps.viewed(world, told.concern_id)
    steps.decided(world, told.concern_id, person)
    return str(told.ref)


def test_screening_officers_managers_and_auditors_read_every_rule(as_officer: AsOfficer) -> None:
    for role in ("screening_officer", "team_manager", "auditor"):
        reader = as_officer(role)
        for path in ("", f"/rule/{RULE}", "/area/children", "/facts", "/sources", "/history", "/drafts", "/try"):
            assert reader.get(f"/rules{path}").status_code == 200, path
        assert "Local policy not yet confirmed" in reader.get("/rules?area=children").text
    for role in ("duty_worker", "chair", "administrator"):
        assert as_officer(role).get("/rules").status_code == 403


def test_every_row_says_whether_dundee_has_confirmed_it(as_officer: AsOfficer) -> None:
    owner = as_officer("rules_owner")
    page = owner.get("/rules?standing=unconfirmed").text
    rows = page.split("<tbody")[1].split("<tr ")[1:]
    assert rows
    assert all("Local policy not yet confirmed" in row for row in rows)
    for filtered, words in (
        ("/rules?fact=unborn", "unborn"),
        ("/rules?route=police", "Tell the police"),
        ("/rules?area=adults&route=cp_ird", "No rule fits"),
    ):
        assert words in owner.get(filtered).text


def test_an_auditor_reads_a_draft_and_its_backtest_and_changes_nothing(world: World, as_officer: AsOfficer) -> None:
    draft = rules.begun(world)
    rules.tried(world, draft)
    auditor, number = as_officer("auditor"), draft.number
    page = auditor.get(f"/rules/drafts/{number}").text
    assert "act now" in page
    assert "Withdraw the draft" not in page
    assert "would have moved down" in auditor.get(f"/rules/drafts/{number}/backtest").text
    for path in ("propose", f"rules/{RULE}/versions/new", "sources/new", f"rules/{RULE}/cases/new"):
        assert auditor.get(f"/rules/drafts/{number}/{path}").status_code == 403
    assert auditor.post(f"/rules/drafts/{number}/files/facts.yaml", {"text": "x"}, on="/rules").status_code == 403


def test_nobody_signs_what_they_wrote_and_a_wrong_password_signs_nothing(world: World, as_officer: AsOfficer) -> None:
    draft, before = rules.proposed(world), rules.ruling()
    address = f"/rules/drafts/{draft.number}/sign"
    owner = as_officer("rules_owner")
    assert "Sign it" not in owner.get(address).text
    seen = {"seen": str(draft.version), "password": PASSWORD}
    assert owner.post(address, seen).status_code == 403
    signer = as_officer("senior_manager")
    assert signer.post(address, {**seen, "password": "no"}).status_code == 422
    assert rules.ruling() == before
    assert signer.post(address, seen).status_code == 303
    assert rules.ruling() == draft.fingerprint
    assert "Rules now" in signer.get("/rules/history").text


def test_a_draft_sent_back_says_why_and_is_open_again(world: World, as_officer: AsOfficer) -> None:
    draft = rules.proposed(world)
    signer = as_officer("senior_manager")
    sent = {"seen": str(draft.version), "why": "The source is not the newest."}
    address = f"/rules/drafts/{draft.number}"
    assert signer.post(f"{address}/send-back", sent, on=f"{address}/sign").status_code == 303
    page = as_officer("rules_owner").get(address).text
    assert "The source is not the newest." in page
    assert "Being written" in page


def test_going_back_is_proposed_and_signed_like_any_change(world: World, as_officer: AsOfficer) -> None:
    first = rules.ruling()
    rules.activated(world)
    owner = as_officer("rules_owner")
    answer = owner.post("/rules/history/1/go-back", {"reason": "Too many infants at once."})
    page = owner.get(answer.location).text
    assert "Waits for a second person" in page
    assert rules.ruling() != first
    rules.signed(world, rules.held(int(answer.location.rpartition("/")[2])))
    assert rules.ruling() == first


def test_a_concern_is_tried_only_by_whoever_has_sight_of_it_with_a_leaf(world: World, as_officer: AsOfficer) -> None:
    ref, draft = decided(world), rules.begun(world).number
    officer = as_officer("screening_officer")
    today = clock.today()
    sent = {"on-day": today.day, "on-month": today.month, "on-year": today.year, "draft": draft, "reference": ref}
    answer = officer.post("/rules/try", {**sent, "_do": "reference"})
    assert "Both say the same." in answer.text
    (leaf,) = leaves(Action.RULES_TRIED)
    assert leaf["purpose"] == "rules"
    owner = as_officer("rules_owner")
    assert "Or a decided concern" not in owner.get("/rules/try").text
    assert owner.post("/rules/try", {**sent, "_do": "reference"}).status_code == 403
    assert len(leaves(Action.RULES_TRIED)) == 1


@pytest.mark.parametrize("apart", [False, True])
def test_a_concern_that_waits_or_is_kept_from_somebody_is_not_tried(world: World, apart: bool) -> None:
    told = steps.received(world, of_a_hurt_child=True)
    if apart:
        with_another_team(world, told.ref)
    by = world.actor("screening_officer")
    with reading() as session, pytest.raises((NotFound, NotAllowed) if apart else OutOfOrder):
        triage.show_tried(session, told.ref, draft=None, on=clock.today(), by=by)


def test_those_who_would_move_down_are_linked_only_for_whoever_may_open_them(
    world: World, as_officer: AsOfficer
) -> None:
    told = steps.received(world, of_a_hurt_child=True)
    draft = rules.begun(world, rules.lowered())
    assert rules.tried(world, draft) == 1
    address = f"/rules/drafts/{draft.number}/backtest"
    owner = as_officer("rules_owner").get(address).text
    assert told.ref in owner
    assert f"/concerns/{told.ref}" not in owner
    assert f"/concerns/{told.ref}" not in as_officer("senior_manager").get(address).text
    with_another_team(world, told.ref, "management")
    assert f'href="/concerns/{told.ref}"' in as_officer("senior_manager").get(address).text


def test_whoever_proposes_and_whoever_signs_reads_every_change_and_what_becomes_weaker(
    world: World, as_officer: AsOfficer
) -> None:
    routes = shipped_files()["routes.yaml"].replace("needs_decider: social_worker", "needs_decider: any", 1)
    draft = rules.begun(world, {**rules.longer(), "routes.yaml": routes}, title="Tidying")
    rules.tried(world, draft)
    address, owner = f"/rules/drafts/{draft.number}", as_officer("rules_owner")
    assert "2 things become weaker whoever it is about" in owner.get(f"{address}/backtest").text
    forms = Page(owner.get(f"{address}/propose").text).forms
    (ticks,) = [form.fields["weaker_seen"].options for form in forms if "weaker_seen" in form.fields]
    today = clock.today()
    sent = {"reason": rules.REASON, "moves_down_seen": "0", "seen": str(draft.version)}
    sent |= {"start_on-day": str(today.day), "start_on-month": str(today.month), "start_on-year": str(today.year)}
    for some in ([], ticks[:1]):
        answer = owner.post(f"{address}/propose", {**sent, "weaker_seen": some})
        assert answer.status_code == 422
        assert answer.text.count("Tick each thing that becomes weaker, once you have read it") == 2
    assert owner.post(f"{address}/propose", {**sent, "weaker_seen": ticks}).status_code == 303
    signer = as_officer("senior_manager").get(f"{address}/sign").text
    for page in (answer.text, signer):
        for words in ("5 minutes → 1,000 minutes, longer", "a social worker → anybody who screens"):
            assert words in page
        assert "-   needs_decider: social_worker</del>\n" in page
        assert "+   needs_decider: any</ins>\n" in page
        assert "+       limit: {elapsed_minutes: 1000}" in page
    assert "was shown <strong>2 things</strong>" in signer


def test_a_draft_that_rewrites_the_past_is_not_offered_to_anybody(world: World, as_officer: AsOfficer) -> None:
    path = rules.path_of(rules.INFANTS)
    draft = rules.begun(world, {path: shipped_files()[path].replace("urgency: same_day", "urgency: act_now")})
    page = as_officer("rules_owner").get(f"/rules/drafts/{draft.number}").text
    assert "1 version that people were screened by is changed" in page
    assert "Propose it" not in page


def test_pages_say_that_a_draft_is_held_against_rules_yet_to_come_and_begins_no_sooner(
    world: World, as_officer: AsOfficer
) -> None:
    spring, today = clock.today() + timedelta(days=120), clock.today()
    rules.activated(world, rules.raised(), start_on=spring)
    draft = rules.begun(world, rules.longer(), title="Tidying")
    rules.tried(world, draft)
    address, owner = f"/rules/drafts/{draft.number}", as_officer("rules_owner")
    for page in ("", "/backtest", "/propose"):
        assert f"Rules signed for {london_day(spring)} stand below this draft" in owner.get(f"{address}{page}").text
    (form,) = [form for form in Page(owner.get(f"{address}/propose").text).forms if "weaker_seen" in form.fields]
    sent = {"reason": rules.REASON, "moves_down_seen": "0", "seen": str(draft.version)}
    sent |= {"weaker_seen": form.fields["weaker_seen"].options[0]}
    for day, status in ((today, 422), (spring, 303)):
        sent |= {"start_on-day": str(day.day), "start_on-month": str(day.month), "start_on-year": str(day.year)}
        answer = owner.post(f"{address}/propose", sent)
        assert answer.status_code == status
        assert (answer.text.count("Begin on that day or later, or go back first") == 2) is (status == 422)
    assert "stand below this draft" in as_officer("senior_manager").get(f"{address}/sign").text
    rules.signed(world, rules.held(draft.number))
    history = owner.get("/rules/history").text
    assert "/rules/history/1/go-back" in history
    assert "/rules/history/2/go-back" not in history
