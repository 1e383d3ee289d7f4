"""Which pack rules. Every pack ever activated is kept; a process reads the newest activation with each run."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, clock
from hub.actor import Actor
from hub.audit import Action
from hub.errors import Unavailable
from hub.rulebook.models import PackActivation, RulePack
from screening_rules import Pack, load_pack, shipped_files
from screening_rules.calendars import Calendar, parse_calendars
from screening_rules.clocks import Clock, parse_clocks


@dataclass(frozen=True, slots=True)
class Book:
    """A pack with its clocks and calendars, ready to use."""

    pack: Pack
    clocks: Mapping[str, Clock]
    calendars: Mapping[str, Calendar]

    @property
    def fingerprint(self) -> str:
        """The pack's fingerprint."""
        return self.pack.fingerprint


def open_book(files: Mapping[str, str]) -> Book:
    """The book these files make.

    Raises:
        PackError, RuleFileError: a file cannot be used.
    """
    pack = load_pack(files)
    calendars = parse_calendars(_ending(files, ".calendar.yaml"))
    return Book(pack, parse_clocks(_ending(files, ".clock.yaml"), calendars, pack.sources), calendars)


def _ending(files: Mapping[str, str], suffix: str) -> dict[str, str]:
    return {path: text for path, text in files.items() if path.endswith(suffix)}


@lru_cache(maxsize=8)
def _opened(fingerprint: str, files: bytes) -> Book:
    return open_book(json.loads(zlib.decompress(files)))


def book_by_fingerprint(session: Session, fingerprint: str) -> Book:
    """A pack that was once activated.

    Raises:
        Unavailable: it is not held.
    """
    held = session.get(RulePack, fingerprint)
    if held is None:
        raise Unavailable("The rules this was screened by are not held. The rules owner has to be told.")
    return _opened(held.fingerprint, held.files)


def active_book(session: Session) -> Book:
    """The pack that rules now.

    Raises:
        Unavailable: none was activated yet.
    """
    newest = session.scalar(select(PackActivation.fingerprint).order_by(PackActivation.number.desc()).limit(1))
    if newest is None:
        raise Unavailable("No rule pack is active. Run: hub db upgrade")
    return book_by_fingerprint(session, newest)


def install_shipped(session: Session, *, by: Actor) -> bool:
    """Activate the shipped pack where none ever was, by the system; whether it did. Later changes come through activation."""
    if session.scalar(select(PackActivation.number).limit(1)) is not None:
        return False
    files = shipped_files()
    book = open_book(files)
    packed = zlib.compress(json.dumps(files, sort_keys=True).encode())
    session.add(RulePack(fingerprint=book.fingerprint, files=packed, stored_at=clock.now()))
    session.flush()
    session.add(
        PackActivation(
            number=1, fingerprint=book.fingerprint, at=clock.now(), activated_by=by.mark, reason="first installation"
        )
    )
    audit.record(
        session,
        by=by,
        action=Action.PACK_ACTIVATED,
        objects=[("rule_pack", book.fingerprint)],
        purpose="first_installation",
    )
    return True
