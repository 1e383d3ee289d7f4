"""Activated packs and every stored screening; the one door through which the rest of the hub reaches the rules."""

from hub.rulebook.models import FactAnswer, PackActivation, RulePack, ScreeningRun, ScreeningSubject
from hub.rulebook.packs import active_pack, install_shipped, pack_by_fingerprint
from hub.rulebook.running import latest_run, replay, run, stored_case, subjects_of
from screening_rules import Case, FactError, Pack, Screening, Stated, Subject, SubjectResult, parse_case, parse_stated

__all__ = [
    "Case",
    "FactAnswer",
    "FactError",
    "Pack",
    "PackActivation",
    "RulePack",
    "Screening",
    "ScreeningRun",
    "ScreeningSubject",
    "Stated",
    "Subject",
    "SubjectResult",
    "active_pack",
    "install_shipped",
    "latest_run",
    "pack_by_fingerprint",
    "parse_case",
    "parse_stated",
    "replay",
    "run",
    "stored_case",
    "subjects_of",
]
