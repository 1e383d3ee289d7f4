"""One run of a pack over facts given as plain JSON, told in plain JSON, for trying rules at the prompt. Pure."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from screening_rules.case import parse_case
from screening_rules.explain import explain
from screening_rules.explanation import Explanation
from screening_rules.model import Pack
from screening_rules.plain import plain_explanation
from screening_rules.results import Finding, SubjectResult
from screening_rules.screening import screen


def try_facts(pack: Pack, raw: Any, on: date) -> dict[str, Any]:
    """What `pack` says on the day `on` about the case `raw` (the form of `parse_case`), as plain maps and lists.

    Raises:
        FactError: `raw` is not a case of this pack.
    """
    case = parse_case(pack.facts, raw)
    screening = screen(pack, case, on=on)
    return {
        "on": on.isoformat(),
        "fingerprint": pack.fingerprint,
        "evaluator": screening.evaluator,
        "rank": screening.rank,
        "subjects": [_told(result, explain(pack, case, screening, result.id)) for result in screening.subjects],
    }


def _told(result: SubjectResult, explanation: Explanation) -> dict[str, Any]:
    return {
        "id": result.id,
        **asdict(result.recommendation),
        "findings": [_finding(finding) for finding in result.findings],
        **plain_explanation(explanation),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    plain = asdict(finding)
    return plain | {"version": finding.version.isoformat(), "answer": finding.answer.name.lower()}
