"""A draft as its pages show it: read as far as it can be read, beside the pack it stands upon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from hub import accounts
from hub.accounts import Permission, may, require
from hub.actor import Actor
from hub.rulebook.activating import may_sign
from hub.rulebook.drafts import check_draft, files_of, get_draft, read_draft
from hub.rulebook.packs import pack_by_fingerprint, yet_to_come
from screening_rules import Pack, Report, Rule
from screening_rules.changes import Changes, changes
from screening_rules.loader import Readable
from screening_rules.model import RuleCase
from screening_rules.weaker import Weaker, weaker

_LISTS = {"facts.yaml", "sources.yaml", "routes.yaml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedDraft:
    """One draft, its files, and what stands between them and a pack.

    `base_from` is the day on which the pack it stands upon begins to rule; None where that day has come.
    """

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
    weaker_seen: int
    proposed_by: str
    proposed_at: datetime | None
    signed_by: str
    signed_at: datetime | None
    may_sign: bool
    may_change: bool
    sent_back_by: str
    sent_back_why: str
    fingerprint: str
    base: Pack
    base_from: date | None
    files: Mapping[str, str]
    read: Readable
    report: Report

    @property
    def is_open(self) -> bool:
        """Whether it may be changed now."""
        return self.state == "open"

    @property
    def is_editable(self) -> bool:
        """Whether whoever looks may change it now."""
        return self.is_open and self.may_change

    @property
    def can_be_edited(self) -> bool:
        """Whether forms can be filled: the closed lists that they offer can be read."""
        return not any(problem.path in _LISTS for problem in self.read.problems)

    @property
    def changes(self) -> Changes:
        """What it says otherwise than the pack it stands upon."""
        return changes(self.base, self.read, self.files)

    def weaker(self, today: date) -> tuple[Weaker, ...]:
        """What becomes weaker beside what the backtest counts."""
        return weaker(self.base, self.read, today)

    def may_rewrite(self, rule: str, start: date, today: date) -> bool:
        """Whether a version may be changed: nobody was screened by it, since it is new here or has not started."""
        held = self.base.rules.get(rule)
        return start > today or held is None or all(version.start != start for version in held.versions)

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
    files, report = files_of(draft), check_draft(draft)
    marks = [draft.made_by, draft.proposed_by, draft.signed_by, draft.sent_back_by, *map(UUID, draft.edited_by)]
    names = accounts.officer_names(session, [each for each in marks if each])
    return OpenedDraft(
        number=draft.number,
        title=draft.title,
        state=draft.state,
        version=draft.version,
        goes_back=draft.goes_back,
        made_by=names[draft.made_by],
        made_at=draft.made_at,
        edited_by=tuple(names[UUID(each)] for each in draft.edited_by),
        changed_at=draft.changed_at,
        reason=draft.reason or "",
        starts_on=draft.starts_on,
        weaker_seen=draft.weaker_seen or 0,
        proposed_by=names[draft.proposed_by] if draft.proposed_by else "",
        proposed_at=draft.proposed_at,
        signed_by=names[draft.signed_by] if draft.signed_by else "",
        signed_at=draft.signed_at,
        may_sign=may(by, Permission.RULES_SIGN) and may_sign(draft, by=by),
        may_change=may(by, Permission.RULES_CHANGE),
        sent_back_by=names[draft.sent_back_by] if draft.sent_back_by else "",
        sent_back_why=draft.sent_back_why or "",
        fingerprint=draft.fingerprint,
        base=pack_by_fingerprint(session, draft.base_fingerprint),
        base_from=yet_to_come(session, draft.base_fingerprint),
        files=files,
        read=read_draft(draft),
        report=report,
    )
