"""What docs/rule-owners.md shows is a rule that ships, in words the loader knows, and a case that can be tried."""

from __future__ import annotations

import json
import re
from datetime import date

from screening_rules import Answer, parse_case, screen, shipped_files, shipped_pack
from screening_rules.conditions import parse_condition
from screening_rules.model import OPERATORS, URGENCIES
from screening_rules.sheet import Sheet
from screening_rules.strict_yaml import load
from tests.house import tree

GUIDE = (tree.ROOT / "docs" / "rule-owners.md").read_text(encoding="utf-8")
RULE, CHANGED = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
(CASE,) = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)


def test_the_rule_shown_is_the_rule_that_ships() -> None:
    shown = load("shown.rule.yaml", RULE)
    (path,) = [path for path, text in shipped_files().items() if f"id: {shown['id']}\n" in text]
    assert shown == load(path, shipped_files()[path]), "Show the rule as it is now."


def test_the_changed_version_shown_can_be_read() -> None:
    (version,) = load("changed.yaml", CHANGED.replace("    …\n", "")).values()
    sheet = Sheet("changed.yaml", CHANGED, [])
    assert parse_condition(sheet, shipped_pack().facts, version["when"], ("when",))
    assert not sheet.problems


def test_the_case_shown_can_be_tried() -> None:
    pack = shipped_pack()
    screening = screen(pack, parse_case(pack.facts, json.loads(CASE)), on=date(2026, 11, 22))
    (subject,) = screening.subjects
    found = {each.rule: each.answer for each in subject.findings}
    assert found["children.injury_under_two"] is Answer.UNKNOWN


def test_every_comparison_and_urgency_is_named_and_no_other() -> None:
    (sentence,) = re.findall(r"one comparison a line: (.*?)\. Nothing", GUIDE, re.DOTALL)
    assert set(re.findall(r"`(\w+)`", sentence)) == {each for kind in OPERATORS.values() for each in kind}
    (bands,) = re.findall(r"urgency: same_day +# (.*)", RULE)
    assert tuple(bands.split(", ")) == URGENCIES
