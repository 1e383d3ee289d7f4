"""The rules as DMN 1.3: valid against the standard's own schema, whole, and with the unknown kept unknown."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from lxml import etree

from screening_rules import Pack, shipped_pack
from screening_rules.dmn import MODEL, NOT_CONFIRMED, feel, to_dmn
from screening_rules.model import All, Any, Compare, Condition, Not

ON = date(2026, 11, 23)
DMN = {"dmn": MODEL}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return shipped_pack()


@pytest.fixture(scope="module")
def document(pack: Pack) -> etree._Element:
    return etree.fromstring(to_dmn(pack, ON).encode())


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The standard's schema as SpiffWorkflow carries it."""
    return etree.XMLSchema(etree.parse(Path(str(files("SpiffWorkflow.dmn.parser.schema") / "DMN13.xsd"))))


def test_the_document_is_valid_against_the_schema_of_dmn_1_3(document: etree._Element, schema: etree.XMLSchema) -> None:
    assert schema.validate(document), schema.error_log


def test_the_schema_sees_a_document_that_is_not_dmn(document: etree._Element, schema: etree.XMLSchema) -> None:
    spoiled = etree.fromstring(etree.tostring(document))
    spoiled.find("dmn:decision", DMN).set("hitPolicy", "COLLECT")
    assert not schema.validate(spoiled)


def test_each_rule_in_force_is_a_decision_with_its_facts_sources_and_sentence(
    pack: Pack, document: etree._Element
) -> None:
    for rule in pack.rules.values():
        version = rule.in_force(ON)
        decision = document.find(f"dmn:decision[@id='rule_{rule.id.replace('.', '_')}']", DMN)
        assert (decision is not None) == (version is not None), rule.id
        if version is None:
            continue
        told = decision.findtext("dmn:description", namespaces=DMN)
        assert version.because in told
        assert (NOT_CONFIRMED in told) == (not version.confirmed)
        assert decision.findtext("dmn:literalExpression/dmn:text", namespaces=DMN) == feel(version.when)
        named = {each.get("href") for each in decision.iterfind(".//dmn:requiredAuthority", DMN)}
        assert named == {f"#source_{source}" for source in version.sources}


def test_everything_referred_to_is_in_the_document(document: etree._Element) -> None:
    held = {f"#{each.get('id')}" for each in document.iter() if each.get("id")}
    assert {each.get("href") for each in document.iter() if each.get("href")} <= held


def test_a_rule_is_left_out_before_its_first_day(pack: Pack) -> None:
    first = min(rule.versions[0].start for rule in pack.rules.values())
    assert "literalExpression" not in to_dmn(pack, first - timedelta(days=1)).split("rules_that_hold")[0]
    assert "literalExpression" in to_dmn(pack, first).split("rules_that_hold")[0]


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Compare("injury", "yes_no", "is", value=True), "injury"),
        (Compare("injury", "yes_no", "is", value=False), "not(injury)"),
        (Compare("injury", "yes_no", "is_not", value=True), "not(injury)"),
        (Compare("injury", "yes_no", "known", value=False), "(injury = null)"),
        (
            Compare("age", "number", "under", 16),
            "(if age = null then null else if age.to < 16 then true else if age.from >= 16 then false else null)",
        ),
        (
            Compare("age", "number", "is", 16),
            "(if age = null then null else if age.from = 16 and age.to = 16 then true"
            " else if age.from > 16 or age.to < 16 then false else null)",
        ),
        (
            Compare("age", "number", "unclear_at", 16),
            "(if age = null then null else (age.from = null or age.from < 16) and (age.to = null or age.to >= 16))",
        ),
        (
            Compare("born", "date", "at_least", date(2010, 2, 1)),
            '(if born = null then null else born >= date("2010-02-01"))',
        ),
        (
            Compare("who", "choice", "one_of", ("a", 'b"')),
            '(if who = null then null else who = "a" or who = "b\\"")',
        ),
        (
            Compare("harms", "choices", "includes", "fgm"),
            '(if harms = null then null else if list contains(harms, "fgm") then true'
            ' else if list contains(harms, "not_known") then null else false)',
        ),
        (
            All((Not(Compare("a", "yes_no", "is", value=True)), Any((Compare("b", "yes_no", "is", value=True),)))),
            "(not(a) and (b))",
        ),
    ],
)
def test_what_is_not_known_stays_null(condition: Condition, words: str) -> None:
    assert feel(condition) == words
