"""A draft as its pages show it: read as far as it can be read, beside the pack it stands upon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from hub import accounts
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.rulebook.drafts import check_draft, files_of, get_draft
from hub.rulebook.models import RuleDraft
from hub.rulebook.packs import pack_by_fingerprint
from screening_rules import Pack, Report, Rule, RuleCase, load_pack
from screening_rules.changes import Changes, changes
from screening_rules.loader import PackError, Readable, read_files

_LISTS = {"facts.yaml", "sources.yaml", "routes.yaml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedDraft:
    """One draft, its files, and what stands between them and a pack. `pack` is None while anything is wrong with them."""

    number: int
    title: str
    state: str
    version: int
    goes_back: bool
    made_by: str
    made_at: datetime
    edited_by: tuple[str, ...]
    changed_at: datetime
    reason: str
    starts_on: date | None
    sent_back_why: str
    fingerprint: str
    base: Pack
    files: Mapping[str, str]
    read: Readable
    pack: Pack | None
    report: Report

    @property
    def is_open(self) -> bool:
        """Whether it may be changed now."""
        return self.state == "open"

    @property
    def can_be_edited(self) -> bool:
        """Whether forms can be filled: the closed lists that they offer can be read."""
        return not any(problem.path in _LISTS for problem in self.read.problems)

    @property
    def changes(self) -> Changes:
        """What it says otherwise than the pack it stands upon."""
        return changes(self.base, self.read, self.files)

    def cases_of(self, rule: Rule) -> tuple[RuleCase, ...]:
        """The examples beside a rule, in the order of their file."""
        return tuple(case for case in self.read.cases if case.rule == rule.id)


def open_for_page(session: Session, number: int, *, by: Actor) -> OpenedDraft:
    """The draft of that number, with names of people.

    Raises:
        NotAllowed, NotFound: not theirs to read, or there is none.
    """
    require(by, Permission.RULES_READ)
    draft = get_draft(session, number)
    files = files_of(draft)
    marks = [draft.made_by, *map(_officer, draft.edited_by)]
    names = accounts.officer_names(session, [each for each in marks if each])
    return OpenedDraft(
        number=draft.number,
        title=draft.title,
        state=draft.state,
        version=draft.version,
        goes_back=draft.goes_back,
        made_by=names.get(draft.made_by, "Somebody"),
        made_at=draft.made_at,
        edited_by=tuple(names.get(each, "Somebody") for each in marks[1:]),
        changed_at=draft.changed_at,
        reason=draft.reason or "",
        starts_on=draft.starts_on,
        sent_back_why=draft.sent_back_why or "",
        fingerprint=draft.fingerprint,
        base=pack_by_fingerprint(session, draft.base_fingerprint),
        files=files,
        read=_read(draft.fingerprint, tuple(files.items())),
        pack=_pack(draft.fingerprint, tuple(files.items())),
        report=check_draft(draft),
    )


@lru_cache(maxsize=8)
def _read(_fingerprint: str, files: tuple[tuple[str, str], ...]) -> Readable:
    return read_files(dict(files))
