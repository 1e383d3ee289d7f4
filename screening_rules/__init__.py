"""Law and policy as dated, sourced data, and the pure functions that apply it. No Flask, no database, no clock."""

from screening_rules.case import Case, Subject, parse_case, to_json
from screening_rules.cases import CaseResult, Report, check, missing_cases, run_cases
from screening_rules.dmn import to_dmn
from screening_rules.explain import explain
from screening_rules.explanation import Behind, Counterfactual, Explanation, NearMiss, Question, Reason
from screening_rules.facts import Catalogue, Fact, FactError, Facts, Stated, parse_stated, wanted
from screening_rules.loader import PackError, load_pack, shipped_files, shipped_pack
from screening_rules.model import URGENCIES, Answer, Pack, Route, Rule, Source, Version, band
from screening_rules.outcomes import Outcome
from screening_rules.plain import plain_explanation
from screening_rules.screening import EVALUATOR, Finding, Recommendation, Screening, SubjectResult, screen
from screening_rules.strict_yaml import RuleFileError
from screening_rules.trying import try_facts
from screening_rules.typed import read_number, read_numbers
from screening_rules.words import URGENCY_WORDS, in_words, stated_in_words, value_in_words

__all__ = [
    "EVALUATOR",
    "URGENCIES",
    "URGENCY_WORDS",
    "Answer",
    "Behind",
    "Case",
    "CaseResult",
    "Catalogue",
    "Counterfactual",
    "Explanation",
    "Fact",
    "FactError",
    "Facts",
    "Finding",
    "NearMiss",
    "Outcome",
    "Pack",
    "PackError",
    "Question",
    "Reason",
    "Recommendation",
    "Report",
    "Route",
    "Rule",
    "RuleFileError",
    "Screening",
    "Source",
    "Stated",
    "Subject",
    "SubjectResult",
    "Version",
    "band",
    "check",
    "explain",
    "in_words",
    "load_pack",
    "missing_cases",
    "parse_case",
    "parse_stated",
    "plain_explanation",
    "read_number",
    "read_numbers",
    "run_cases",
    "screen",
    "shipped_files",
    "shipped_pack",
    "stated_in_words",
    "to_dmn",
    "to_json",
    "try_facts",
    "value_in_words",
    "wanted",
]
