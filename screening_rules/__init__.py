"""Law and policy as dated, sourced data, and the pure functions that apply it. No Flask, no database, no clock."""

from screening_rules.case import Case, Subject, parse_case, to_json
from screening_rules.facts import Catalogue, Fact, FactError, Facts, Stated, parse_stated
from screening_rules.loader import PackError, load_pack, shipped_files, shipped_pack
from screening_rules.model import URGENCIES, Answer, Pack, Route, Rule, Source, Version, band
from screening_rules.screening import EVALUATOR, Finding, Recommendation, Screening, SubjectResult, screen
from screening_rules.strict_yaml import RuleFileError

__all__ = [
    "EVALUATOR",
    "URGENCIES",
    "Answer",
    "Case",
    "Catalogue",
    "Fact",
    "FactError",
    "Facts",
    "Finding",
    "Pack",
    "PackError",
    "Recommendation",
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
    "load_pack",
    "parse_case",
    "parse_stated",
    "screen",
    "shipped_files",
    "shipped_pack",
    "to_json",
]
