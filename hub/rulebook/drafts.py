"""Packs under change. Whatever is typed is kept, loadable or not; nothing here rules anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub import audit, clock
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action
from hub.errors import Conflict, NotFound, OutOfOrder, Unprocessable
from hub.rulebook.models import RuleDraft, RulePack
from hub.rulebook.packs import MOST_BYTES, packed, plain, standing_pack, unpacked
from screening_rules import PackError, Report, RuleFileError, check, load_pack
from screening_rules.loader import Readable, fingerprint, read_files

PATH = re.compile(r"[a-z0-9_]{1,60}(?:/[a-z0-9_]{1,60}){0,3}(?:\.[a-z]{1,20})?\.yaml")
_CHECKED = 16
_checked: dict[str, Report] = {}
_READ = 8
_read_before: dict[str, Readable] = {}


@dataclass(frozen=True, slots=True)
class Changed:
    """A draft after a change, and what now stands between its files and a pack."""

    draft: RuleDraft
    problems: tuple[RuleFileError, ...]


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that differs from the pack the draft stands upon; None where there is no such file."""

    path: str
    before: str | None
    after: str | None


def begin(session: Session, *, title: str, by: Actor) -> RuleDraft:
    """A draft with the files of the newest activated pack, open to be changed.

    Raises:
        NotAllowed: not theirs to change.
        Unprocessable: no title.
    """
    require(by, Permission.RULES_CHANGE)
    if not title.strip():
        raise Unprocessable({"title": ["Enter what the change is about"]})
    base, now = standing_pack(session), clock.now()
    draft = RuleDraft(
        number=next_number(session),
        title=title.strip(),
        base_fingerprint=base.fingerprint,
        fingerprint=base.fingerprint,
        files=packed(base.files),
        made_by=by.acting_officer_id,
        made_at=now,
        edited_by=[],
        changed_at=now,
    )
    add(session, draft)
    _record(session, Action.RULES_DRAFT_BEGUN, draft, by)
    return draft


def change_files(
    session: Session, number: int, changes: Mapping[str, str | None], *, seen_version: int, by: Actor
) -> Changed:
    """The draft holds these texts as typed (None takes a file away), even where they do not load; what is wrong comes back.

    Raises:
        NotAllowed, NotFound: not theirs to change, or there is none.
        OutOfOrder: it is not open.
        Conflict: somebody else changed it since they looked.
        Unprocessable: a file's name is none, or all is more than a pack may have.
    """
    require(by, Permission.RULES_CHANGE)
    draft = open_draft(session, number, seen_version)
    files = files_of(draft)
    for path, text in changes.items():
        files.pop(path, None)
        if text is not None:
            files[path] = text
    _require_fit(files)
    _put(draft, files, by)
    _record(session, Action.RULES_DRAFT_CHANGED, draft, by)
    return Changed(draft, problems_of(draft))


def carry_over(session: Session, number: int, *, seen_version: int, by: Actor) -> tuple[str, ...]:
    """The draft stands upon the newest activated pack, with its own changes on it; the files that both had changed.

    Of those the draft's text is kept, and a person has to read them.

    Raises:
        NotAllowed, NotFound, OutOfOrder, Conflict: as for `change_files`.
    """
    require(by, Permission.RULES_CHANGE)
    draft, newest = open_draft(session, number, seen_version), standing_pack(session)
    was = {each.path: each for each in changes_of(session, draft)}
    both = [path for path, each in was.items() if newest.files.get(path) not in (each.before, each.after)]
    own = {path: each.after for path, each in was.items()}
    files = {path: text for path, text in newest.files.items() if path not in own}
    draft.base_fingerprint = newest.fingerprint
    _put(draft, {**files, **{path: text for path, text in own.items() if text is not None}}, by)
    _record(session, Action.RULES_DRAFT_CHANGED, draft, by)
    return tuple(sorted(both))


def withdraw(session: Session, number: int, *, seen_version: int, by: Actor) -> RuleDraft:
    """Nobody works on the draft any more; it is kept.

    Raises:
        NotAllowed, NotFound, OutOfOrder, Conflict: as for `change_files`.
    """
    require(by, Permission.RULES_CHANGE)
    draft = open_draft(session, number, seen_version)
    draft.state = "withdrawn"
    _record(session, Action.RULES_DRAFT_WITHDRAWN, draft, by)
    return draft


def open_drafts(session: Session, *, by: Actor) -> list[RuleDraft]:
    """Drafts that are open or wait for a second person, the last changed first."""
    require(by, Permission.RULES_READ)
    rows = select(RuleDraft).where(RuleDraft.state.in_(("open", "proposed")))
    return list(session.scalars(rows.order_by(RuleDraft.changed_at.desc(), RuleDraft.number.desc())))


def draft_by_number(session: Session, number: int, *, by: Actor) -> RuleDraft:
    """One draft, whatever became of it.

    Raises:
        NotAllowed, NotFound: not theirs to read, or there is none.
    """
    require(by, Permission.RULES_READ)
    return get_draft(session, number)


def files_of(draft: RuleDraft) -> dict[str, str]:
    """All files of the draft by path, as typed."""
    return unpacked(draft.files)


def changes_of(session: Session, draft: RuleDraft) -> tuple[FileChange, ...]:
    """The files in which the draft differs from the pack it stands upon, by path."""
    before, after = unpacked(session.get_one(RulePack, draft.base_fingerprint).files), files_of(draft)
    paths = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    return tuple(FileChange(path, before.get(path), after.get(path)) for path in paths)


def problems_of(draft: RuleDraft) -> tuple[RuleFileError, ...]:
    """What stands between the draft's files and a pack, without trying its cases."""
    held = _checked.get(draft.fingerprint)
    if held is not None and not held.cases:  # cases were tried of whatever loads: then only examples are missing
        return held.problems
    try:
        load_pack(files_of(draft))
    except PackError as error:
        return error.problems
    return ()


def check_draft(draft: RuleDraft) -> Report:
    """Mistakes in the draft's files, and every case tried; the same files are tried once by a process."""
    files = files_of(draft)
    name = fingerprint(files)
    if name not in _checked:
        while len(_checked) >= _CHECKED:
            _checked.pop(next(iter(_checked)))
        _checked[name] = check(files)
    return _checked[name]


def read_draft(draft: RuleDraft) -> Readable:
    """The draft's files as far as they can be read; the last few drafts stay read in this process."""
    if draft.fingerprint not in _read_before:
        while len(_read_before) >= _READ:
            _read_before.pop(next(iter(_read_before)))
        _read_before[draft.fingerprint] = read_files(files_of(draft))
    return _read_before[draft.fingerprint]


def get_draft(session: Session, number: int) -> RuleDraft:
    """The draft of that number; a step of what shows or changes it. Raises: NotFound where there is none."""
    found = session.get(RuleDraft, number)
    if found is None:
        raise NotFound
    return found


def open_draft(session: Session, number: int, seen_version: int) -> RuleDraft:
    """The draft, where it is open and unchanged since it was seen; a step of changing it.

    Raises:
        NotFound, OutOfOrder, Conflict: there is none; it is not open; it was changed meanwhile.
    """
    draft = get_draft(session, number)
    if draft.state != "open":
        raise OutOfOrder("This draft is not open. Take it back first, or begin another.")
    require_unchanged(draft, seen_version)
    return draft


def require_unchanged(draft: RuleDraft, seen_version: int) -> None:
    """Return only if nobody changed the draft since that version was seen. Raises: Conflict."""
    if draft.version != seen_version:
        raise Conflict("Somebody else changed this draft since you looked. Nothing was saved; look again.")


def next_number(session: Session) -> int:
    """The number of the next draft."""
    return (session.scalar(select(func.max(RuleDraft.number))) or 0) + 1


def add(session: Session, draft: RuleDraft) -> None:
    """The draft is stored. Raises: Conflict where somebody began one at the same moment."""
    session.add(draft)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("Somebody else began a draft at the same moment. Nothing was saved; try again.") from error


def _require_fit(files: Mapping[str, str]) -> None:
    """The names are names of rule files, and all together can be kept and unpacked again."""
    for path in files:
        if not PATH.fullmatch(path):
            raise Unprocessable({"path": ["Name the file as its neighbours are named"]})
        if not _is_text(files[path]):
            raise Unprocessable({"files": ["A file has signs that are no text"]})
    if len(plain(files)) > MOST_BYTES:
        raise Unprocessable({"files": ["The files are larger than a pack may be. Nothing was saved."]})


def _is_text(told: str) -> bool:
    """Whether it can be written down: half a sign, which a browser never sends, cannot."""
    try:
        told.encode()
    except UnicodeEncodeError:
        return False
    return True


def _put(draft: RuleDraft, files: dict[str, str], by: Actor) -> None:
    draft.files, draft.fingerprint, draft.changed_at = packed(files), fingerprint(files), clock.now()
    draft.edited_by = [*(each for each in draft.edited_by if each != by.mark), by.mark]


def _record(session: Session, action: Action, draft: RuleDraft, by: Actor) -> None:
    audit.record(session, by=by, action=action, objects=[("rule_draft", str(draft.number))], basis="rules")
