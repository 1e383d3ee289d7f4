"""Activated packs and every stored screening; the one door through which the rest of the hub reaches the rules."""

from hub.rulebook.models import FactAnswer, PackActivation, RulePack, ScreeningRun, ScreeningSubject
from hub.rulebook.packs import Book, active_book, book_by_fingerprint, install_shipped, open_book
from hub.rulebook.running import latest_run, replay, run, stored_case, subjects_of
from screening_rules import Case, FactError, Screening, Stated, Subject, SubjectResult, parse_case, parse_stated

__all__ = [
    "Book",
    "Case",
    "FactAnswer",
    "FactError",
    "PackActivation",
    "RulePack",
    "Screening",
    "ScreeningRun",
    "ScreeningSubject",
    "Stated",
    "Subject",
    "SubjectResult",
    "active_book",
    "book_by_fingerprint",
    "install_shipped",
    "latest_run",
    "open_book",
    "parse_case",
    "parse_stated",
    "replay",
    "run",
    "stored_case",
    "subjects_of",
]
