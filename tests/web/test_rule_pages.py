"""Rules read and changed in the browser: nothing typed is lost, two people do not overwrite one another, and files stay files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from hub import clock, db, rulebook
from hub.rulebook.opening import OpenedDraft, open_for_page
from hub.web.signed_in import POLLS
from hub.web.words import london_day
from screening_rules.loader import shipped_files
from screening_rules.model import Compare
from tests.factories import rules
from tests.factories.hub_world import World
from tests.factories.pages import Form, Page
from tests.factories.visitor import Visitor

RULE = "children.injury_under_two"
FILE = rules.path_of(RULE)
CASES = FILE.replace(".rule.yaml", ".cases.yaml")
AsOfficer = Callable[[str], Visitor]


@pytest.fixture
def owner(as_officer: AsOfficer) -> Visitor:
    return as_officer("rules_owner")


@pytest.fixture
def draft(world: World) -> int:
    with db.transaction() as session:
        return rulebook.drafts.begin(session, title="The age", by=world.actor("rules_owner")).number


def opened(world: World, number: int) -> OpenedDraft:
    with db.reading() as session:
        return open_for_page(session, number, by=world.actor("rules_owner"))


def main_form(page: Page) -> Form:
    return max(page.forms, key=lambda form: len(form.fields))


def filled(html: str, **typed: Any) -> dict[str, Any]:
    """What a browser would send of the page's largest form, with these typed over it."""
    form = main_form(Page(html))
    held = {
        name: field.value
        for name, field in form.fields.items()
        if field.kind not in {"button", "checkbox", "radio"} or field.value
    }
    for name in ("routes", "actions", "sources", "rules_out", "fact"):
        if name in form.fields:
            held[name] = form.fields[name].options
    return {**held, **typed}


def day(on: date, name: str = "start") -> dict[str, str]:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def version_page(number: int, start: str = "new") -> str:
    return f"/rules/drafts/{number}/rules/{RULE}/versions/{start}"


def changed_age(visitor: Visitor, number: int, *, years: str = "3", on: date | None = None) -> Any:
    """The age of the rule changed on its page, from a day on."""
    page = version_page(number)
    typed = filled(visitor.get(page).text, **{"when-0-value": years}, **day(on or clock.today()))
    typed |= {"change": "The age is higher from now on.", "confirmed": "no", "_do": "save"}
    return visitor.post(page, typed)


def test_an_owner_changes_an_age_and_the_rest_of_the_file_stays_byte_for_byte(
    owner: Visitor, world: World, draft: int
) -> None:
    assert changed_age(owner, draft).status_code == 303
    now = opened(world, draft)
    before, after = shipped_files()[FILE], now.files[FILE]
    assert after.startswith(before)
    assert f"  {clock.today()}:\n" in after
    (age, _) = now.read.rules[RULE].versions[-1].when.parts
    assert age == Compare("age_years", "number", "under", 3)
    assert [path for path in now.files if now.files[path] != now.base.files[path]] == [FILE]


def test_what_is_wrong_stands_beside_its_field_and_everything_typed_is_kept(
    owner: Visitor, world: World, draft: int
) -> None:
    page = version_page(draft)
    typed = filled(owner.get(page).text, **{"when-0-value": "soon", "because": "", "title": "Mine"})
    answer = owner.post(page, {**typed, "_do": "save"})
    assert answer.status_code == 422
    for words in ("Enter a number of years", "Enter why, in a sentence", "Enter the day from which it holds"):
        assert answer.text.count(words) == 2
    kept = main_form(Page(answer.text)).fields
    assert (kept["when-0-value"].value, kept["title"].value) == ("soon", "Mine")
    assert opened(world, draft).version == 1


@pytest.mark.parametrize("typed", ["131", "-1", "1_0", "١٢"])
def test_a_threshold_that_a_number_can_never_be_is_refused_beside_its_field(
    owner: Visitor, draft: int, typed: str
) -> None:
    page = version_page(draft)
    answer = owner.post(page, {**filled(owner.get(page).text, **{"when-0-value": typed}), "_do": "save"})
    assert answer.status_code == 422
    assert answer.text.count("Enter a number of years from 0 to 130") == 2


def test_a_condition_is_built_by_buttons_alone(owner: Visitor, world: World, draft: int) -> None:
    page = version_page(draft)
    typed = filled(owner.get(page).text, **{"when-add": "home_unsafe"}, **day(clock.today()))
    facts = [fact.id for fact in opened(world, draft).read.lists.facts if fact.type == "choices"]
    for step, more in (
        ({"_do": "group when"}, {}),
        ({"_do": "add when-2", "when-2-add": facts[0]}, {}),
        ({"_do": "remove when-1"}, {}),
    ):
        answer = owner.post(page, {**typed, **step, **more})
        assert answer.status_code == 200
        typed = filled(answer.text)
    assert typed["when-1-0-fact"] == facts[0]
    choices = list(opened(world, draft).read.lists.facts[facts[0]].choices or {})[:2]
    typed |= {"when-1-0-operator": "includes_any", "when-1-0-value": choices, "when-1-kind": "none"}
    read_back = owner.post(page, {**typed, "_do": "look"})
    assert "it is not so that" in read_back.text
    saved = owner.post(page, {**typed, "change": "Built anew.", "confirmed": "no", "_do": "save"})
    assert saved.status_code == 303
    assert f"includes_any: [{', '.join(choices)}]" in opened(world, draft).files[FILE]


def test_a_page_saved_as_it_stands_changes_nothing(owner: Visitor, world: World, draft: int) -> None:
    changed_age(owner, draft)
    before = opened(world, draft)
    page = version_page(draft, clock.today().isoformat())
    assert owner.post(page, {**filled(owner.get(page).text), "confirmed": "no", "_do": "save"}).status_code == 303
    assert opened(world, draft).version == before.version


def test_a_double_click_saves_once(owner: Visitor, world: World, draft: int) -> None:
    page = version_page(draft)
    typed = filled(owner.get(page).text, **{"when-0-value": "3"}, **day(clock.today()))
    typed |= {"change": "Once.", "confirmed": "no", "_do": "save"}
    assert [owner.post(page, typed).status_code for _ in range(2)] == [303, 303]
    assert len(opened(world, draft).read.rules[RULE].versions) == 2


def test_a_version_that_has_started_is_not_changed_on_a_page(owner: Visitor, draft: int) -> None:
    assert owner.get(version_page(draft, "2024-01-01")).status_code == 404
    answer = changed_age(owner, draft, on=clock.today() - timedelta(days=1))
    assert answer.status_code == 422
    assert "what people were screened by is never changed" in answer.text


def test_two_people_at_once_see_both_and_lose_nothing(
    owner: Visitor, as_officer: AsOfficer, world: World, draft: int
) -> None:
    other = world.officer("rules_owner", name="Petra Lindqvane")
    page = version_page(draft)
    mine = filled(owner.get(page).text, **{"when-0-value": "4"}, **day(clock.today()))
    mine |= {"change": "My own words on it.", "confirmed": "no", "_do": "save"}
    changed_age(as_officer(other_name(world, other)), draft, years="3")
    answer = owner.post(page, mine)
    assert answer.status_code == 409
    assert "Petra Lindqvane changed this draft while you typed" in answer.text
    assert "under 3 years" in answer.text
    typed = filled(answer.text)
    assert (typed["when-0-value"], typed["change"]) == ("4", "My own words on it.")
    later = {**typed, **day(clock.today() + timedelta(days=1)), "confirmed": "no", "_do": "save"}
    assert owner.post(page, later).status_code == 303


def other_name(world: World, actor: Any) -> str:
    return next(name for name, held in world.actors.items() if held.officer_id == actor.officer_id)


def test_a_new_rule_needs_its_examples_and_stands_in_files_of_its_own(owner: Visitor, world: World, draft: int) -> None:
    page = f"/rules/drafts/{draft}/rules/new"
    typed = {
        **{"area": "children", "name": "made_up", "title": "A rule made up", "because": "It is tried here."},
        **{"when-kind": "all", "when-0-fact": "age_years", "when-0-operator": "at_most", "when-0-value": "4"},
        **{"routes-add": "cp_ird", "sources-add": "child_thresholds", "urgency": "same_day", "confirmed": "no"},
        **{"change": "First version.", "_do": "save"},
        **day(clock.today()),
    }
    assert owner.post(page, {**typed, "seen": "1", "name": "injury_under_two"}).status_code == 422
    assert owner.post(page, {**typed, "seen": "1"}).status_code == 303
    now = opened(world, draft)
    (path,) = now.files.keys() - now.base.files.keys()
    assert path.endswith("_made_up.rule.yaml")
    assert now.read.rules["children.made_up"].versions[0].when == Compare("age_years", "number", "at_most", 4)
    told = owner.get(f"/rules/drafts/{draft}/rules/children.made_up").text
    for words in ("where the rule applies", "where the rule does not apply", "where it cannot tell"):
        assert f">Add an example {words}</a>." in told
    assert ">Add an example with age: 5 years</a>." in told
    assert told.count(f"Not every answer of “A rule made up” from {london_day(clock.today())} has an example") == 3
    proposal = owner.get(f"/rules/drafts/{draft}/propose").text
    assert "Add an example where the rule applies" in proposal
    assert "It can be proposed once 7 things above are mended" in proposal
    assert "Propose it</button>" not in proposal
    assert told.count(f"Add an example on {london_day(clock.today())}") == 1


def test_an_example_is_added_changed_and_taken_out(owner: Visitor, world: World, draft: int) -> None:
    page = f"/rules/drafts/{draft}/rules/{RULE}/cases/new"
    typed = filled(owner.get(page).text, **{"name": "fifteen to seventeen", "expect": "unknown", "seen": "1"})
    typed |= {"fact-add": "age_years", "_do": "take"}
    again = filled(owner.post(page, typed).text, **{"facts-0": "1 to 3", "expect": "unknown"})
    assert owner.post(page, {**again, "facts-0": "soon", "_do": "save"}).status_code == 422
    assert owner.post(page, {**again, "_do": "save"}).status_code == 303
    last = opened(world, draft).cases_of(opened(world, draft).read.rules[RULE])[-1]
    assert (last.name, last.facts["age_years"].low, last.facts["age_years"].high) == ("fifteen to seventeen", 1, 3)
    place = page.replace("new", "6")
    kept = filled(owner.get(place).text, **{"name": "one to three", "expect": "unknown"})
    assert kept["facts-0"] == "1 to 3"
    assert owner.post(place, {**kept, "_do": "save"}).status_code == 303
    assert owner.post(place, {**filled(owner.get(place).text), "_do": "remove"}).status_code == 303
    assert opened(world, draft).files[CASES] == shipped_files()[CASES]


def test_text_is_kept_as_typed_even_where_it_cannot_be_used(owner: Visitor, world: World, draft: int) -> None:
    page = f"/rules/drafts/{draft}/files/{FILE}"
    typed = "id: [\r\n# mine  \r\n"
    answer = owner.post(page, {**filled(owner.get(page).text), "text": typed})
    assert answer.location == page
    shown = owner.get(page).text
    assert "What is wrong in this file" in shown
    assert opened(world, draft).files[FILE] == typed.replace("\r\n", "\n")
    assert owner.get(f"/rules/drafts/{draft}/rules/{RULE}").status_code == 404
    assert "This is not YAML" in owner.get(f"/rules/drafts/{draft}").text


def test_a_rule_ends_on_a_day_and_goes_on_after_all(owner: Visitor, world: World, draft: int) -> None:
    page = f"/rules/drafts/{draft}/rules/{RULE}/end"
    later = clock.today() + timedelta(days=30)
    assert owner.post(page, {"seen": "1", **day(clock.today() - timedelta(days=1), "on")}).status_code == 422
    assert owner.post(page, {"seen": "1", **day(later, "on")}).status_code == 303
    assert opened(world, draft).read.rules[RULE].withdrawn == later
    assert owner.post(page, {"seen": "2", "on-day": "", "on-month": "", "on-year": ""}).status_code == 303
    assert opened(world, draft).files[FILE] == shipped_files()[FILE]


def test_a_session_that_ended_saves_nothing(owner: Visitor, world: World, draft: int) -> None:
    page = version_page(draft)
    typed = filled(owner.get(page).text, **day(clock.today()))
    owner.post("/sign-out", on="/rules/drafts")
    answer = owner.client.post(page, data={**typed, "_do": "save"})
    assert (answer.status_code, opened(world, draft).version) == (303, 1)
    assert answer.location.startswith("/sign-in")


def test_waiting_for_a_backtest_never_keeps_anybody_signed_in(owner: Visitor, draft: int, world: World) -> None:
    changed_age(owner, draft)
    state = owner.get(f"/rules/drafts/{draft}/backtest/state")
    assert state.json == {"mark": ""}
    assert "rules.backtest_state" in POLLS


def test_a_draft_whose_examples_are_not_written_yet_can_be_tried_on_the_past(owner: Visitor, draft: int) -> None:
    changed_age(owner, draft)
    page = f"/rules/drafts/{draft}"
    assert "is not tried on" in owner.get(page).text
    answer = owner.post(f"{page}/backtest", on=page)
    assert answer.location == f"{page}/backtest"
    assert "It waits for its turn" in owner.get(answer.location).text
