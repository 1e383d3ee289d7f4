"""All that was told reaches whoever screens: every answer of the form stands on the screening page, the record and its PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from hub import front_door, rulebook
from hub.audit import Action
from hub.concerns import latest_version
from hub.concerns.recording import TOLD_KEYS
from hub.db import reading, transaction
from hub.schemas import choices
from hub.schemas.loading import load_concern
from hub.triage import as_told
from hub.web.also_told import LABELS
from hub.web.asking import Asking
from hub.web.logging_concern.outline import SHARED, person_section, what_section
from hub.web.logging_concern.typing_in import listed_fields
from hub.web.logging_concern.writing import writing
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.front_desk import FrontDesk
from tests.factories.hub_world import PASSWORD, World, leaves
from tests.factories.papers import words_of
from tests.factories.told import Document, answers_of, everything, text_of, words_for
from tests.factories.visitor import Visitor

SignIn = Callable[[str], Visitor]
LISTS = {
    "channel": {"other": "another way"}, "answer": choices.DANGER, "one_of_us": choices.YES_NO_NOT_KNOWN,
    "kind": {**choices.SERVICE_KINDS, **choices.SOURCES}, "consent_sought": choices.YES_NO_NOT_KNOWN,
    "basis": choices.SHARING_BASES, "risk": choices.YES_NO_NOT_KNOWN, "responsible_council": choices.COUNCILS,
    "confidentiality_told": choices.CONFIDENTIALITY, "wants_feedback": choices.YES_NO_NOT_KNOWN, "sex": choices.SEXES,
    "age_basis": choices.BASES, "relationship": choices.RELATIONSHIPS, "role": choices.ROLES,
    "knows": choices.YES_NO_NOT_KNOWN, "safe_to_ask": choices.YES_NO_NOT_KNOWN, "phone": {"no": "not safe"},
    "text": {"no": "not safe"}, "voicemail": {"no": "not safe"}, "letter": {"no": "not safe"}, "email": {"no": "not safe"},
}  # fmt: skip
ODD = {
    "happened": {"when": "the night of the big storm", "at": "the big storm"},
    "received_at": "around breakfast",
    "immediate_danger": {"answer": "later", "before": "before the tea"},
    "people": [{"forename": "Ines", "age_from": "quite old", "facts": {"dash_yes_count": "a good few"}}],
}


def catalogue_now() -> Any:
    with reading() as session:
        return rulebook.active_pack(session).facts


def sent(world: World, document: Document) -> front_door.Receipt:
    """The document comes in as JSON does."""
    new = load_concern({"narrative": "He said that he had been grabbed.", **document}, catalogue_now(), strict=True)
    with transaction() as session:
        return front_door.receive(session, new, by=world.actor("duty_worker"))


def pages_of(visitor: Visitor, ref: str, purpose: str = "case_file") -> dict[str, str]:
    """The words of the screening page, of the record and of its PDF."""
    record = [text_of(visitor.get(f"/concerns/{ref}{tab}").text) for tab in ("", "/people")]
    pdf = visitor.post(f"/concerns/{ref}/save", {"purpose": purpose, "password": PASSWORD})
    screening = text_of(visitor.get(f"/concerns/{ref}/screening").text)
    return {"screening": screening, "record": " ".join(record), "pdf": words_of(pdf.data)}


def unshown(pages: dict[str, str], document: Document) -> set[tuple[str, str]]:
    """Each page with the path of every answer it does not have."""
    facts = catalogue_now()
    wanted = {path: words_for(path, value, facts, LISTS).lower() for path, value in answers_of(document)}
    wanted |= {path: _label(path).lower() for path, words in wanted.items() if words in {"yes", "no"}}
    return {(page, path) for page, text in pages.items() for path, words in wanted.items() if words not in text.lower()}


def _label(path: str) -> str:
    """A bare yes or no is found anywhere: what is looked for is the label it stands under."""
    return LABELS.get(path) or LABELS[path.rpartition(".")[2]]


def test_every_answer_that_can_be_given_stands_on_the_screening_page_the_record_and_the_pdf(
    world: World, as_officer: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, officer = everything(catalogue_now()), as_officer("screening_officer")
    document["one_of_us"] = "no"
    receipt = sent(world, document)
    assert unshown(pages_of(officer, receipt.ref), document) == set()
    monkeypatch.setattr(as_told, "ABOUT_IT", tuple(each for each in as_told.ABOUT_IT if each != "service.address"))
    caught = {path for _, path in unshown(pages_of(officer, receipt.ref), document)}
    assert caught == {"service.address"}


def test_every_key_that_is_kept_is_among_those_tried(world: World) -> None:
    document = {**everything(catalogue_now()), "one_of_us": "no", "back_dating_reason": "  "}
    kept: set[str] = set()
    for each in (document, {**document, **ODD}):
        with reading() as session:
            kept |= set(latest_version(session, sent(world, each).concern_id).told or {})
    assert kept == set(TOLD_KEYS)


def test_every_question_of_the_full_form_is_among_those_tried(jo: FrontDesk) -> None:
    now = writing(UUID(jo.start().rpartition("/")[2]), jo.actor)
    sections = (*SHARED.values(), person_section("0", now), what_section("0", now))
    asked = {each["name"] for section in sections for each in listed_fields(section.groups(Asking({}), now))}
    tried = {
        path.replace(".", "-").replace("people-", "people-0-") for path, _ in answers_of(everything(now.catalogue))
    }
    assert asked - tried == {"people-0-facts_basis"}


def test_what_could_not_be_read_stands_as_it_was_typed(world: World, as_officer: SignIn) -> None:
    receipt = sent(world, ODD)
    for page, words in pages_of(as_officer("screening_officer"), receipt.ref).items():
        for typed in ("around breakfast", "before the tea", "the big storm", "a good few", "quite old"):
            assert f"“{typed}”: could not be read" in words, (page, typed)
        assert "the night of the big storm" in words, page


def test_a_service_named_before_stands_as_it_was_typed_this_time(world: World, as_officer: SignIn) -> None:
    sent(world, {"service": {"name": "Larchfield House", "address": "1 Elsewhere Row", "kind": "care_home"}})
    receipt = sent(world, {"service": {"name": "LARCHFIELD HOUSE", "address": "2 Newer Row", "kind": "hospital"}})
    for page, words in pages_of(as_officer("screening_officer"), receipt.ref).items():
        assert "LARCHFIELD HOUSE" in words, page
        assert "2 Newer Row" in words, page
        assert "1 Elsewhere Row" not in words, page


def test_what_is_told_of_an_alleged_source_of_harm_stands_under_that_name(world: World, as_officer: SignIn) -> None:
    alleged = PersonMaker(alleged=True, known_as="Big Dez", facts={"who_caused": "parent"})
    ref = steps.received(world, people=(PersonMaker(child=True), alleged)).ref
    page = text_of(as_officer("screening_officer").get(f"/concerns/{ref}/screening").text)
    assert "Dez (alleged source of harm) Part Alleged source of harm Known as Big Dez" in page


def test_danger_and_contact_stand_open_and_the_rest_folds_a_line_a_fact(world: World, as_officer: SignIn) -> None:
    document = everything(catalogue_now()) | {"one_of_us": "no"}
    document["happened"]["when"] = "Thursday, late"
    html = as_officer("screening_officer").get(f"/concerns/{sent(world, document).ref}/screening").text
    page, fold = html.partition("<details")[0], html.partition("<details")[2].partition("</details>")[0]
    assert "Safety and contact, as told" in page
    for label in ("Could a visit put a worker at risk?", "Reaching ", "Is it safe to ask them?"):
        assert (label in page, label in fold) == (True, False), label
    for label in ("Police incident number", "Name of", "Known as", "Date of birth"):
        assert label not in page, label
    assert re.search(r"Also told, \d+ answers", fold)
    assert [row for row in re.findall(r"<dd[^>]*>(.*?)</dd>", fold) if "; " in row and ": " in row] == []
    assert ("As told: Thursday, late" in fold, "When it happened, as told" in fold) == (True, False)


def test_who_told_us_stays_held_back_from_a_duty_worker_and_the_leaf_says_what_was_shown(
    world: World, as_officer: SignIn
) -> None:
    ref = sent(world, everything(catalogue_now()) | {"one_of_us": "no"}).ref
    for role, sees in (("duty_worker", False), ("screening_officer", True)):
        page = text_of(as_officer(role).get(f"/concerns/{ref}").text)
        assert ("SaidReferrerName" in page) is sees
        shown = leaves(Action.CONCERN_SHOWN)[-1]["shown"]
        assert ("referrer" in shown) is sees
        assert {"service", "sharing", "address", "unreadable"} <= set(shown)
