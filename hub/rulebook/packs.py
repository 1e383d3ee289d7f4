"""Which pack rules. Every pack ever activated is kept; a process reads the newest activation with each run.

A pack that does not load never rules: the newest one that does goes on, and `hub.rulebook.alarming` says so.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from hub import audit, clock
from hub.actor import Actor
from hub.audit import Action
from hub.db import table_of
from hub.errors import Unavailable
from hub.rulebook.models import PackActivation, RulePack
from screening_rules import Pack, PackError, load_pack, shipped_pack

MOST_BYTES = 16 * 1024 * 1024  # of a pack's files together
_KEPT = 8
_opened: dict[str, Pack] = {}
_unusable: dict[str, datetime] = {}  # what did not load, and when it was last tried
_TRIED_AGAIN = timedelta(minutes=1)  # somebody may have put the right files back
_newest: list[str] = []  # the fingerprint last read as the one that rules
_RULES_HERE = "rulebook_ruling"  # what a unit of work was told, and for which day
log = structlog.get_logger("hub")


class NotAPack(ValueError):
    """What is kept does not unpack into files."""


def plain(files: Mapping[str, str]) -> bytes:
    """A pack's files as one text; of at most `MOST_BYTES` where they shall be kept."""
    return json.dumps(files, sort_keys=True).encode()


def packed(files: Mapping[str, str]) -> bytes:
    """A pack's files as they are kept."""
    return zlib.compress(plain(files))


def unpacked(kept: bytes) -> dict[str, str]:
    """What `packed` was given.

    Raises:
        NotAPack: the bytes are others, or more than a pack may have.
    """
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(kept, MOST_BYTES)
        files = json.loads(found) if unpacking.eof else None
    except (zlib.error, ValueError, RecursionError) as error:
        raise NotAPack("the kept files do not unpack") from error
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        raise NotAPack("what is kept are no files")
    return files


def pack_by_fingerprint(session: Session, fingerprint: str) -> Pack:
    """A pack that was once activated; the last few stay open in this process, since a fingerprint never means another pack.

    Raises:
        Unavailable: it is not held, or does not load.
    """
    found = usable_pack(session, fingerprint)
    if found is None:
        raise Unavailable(
            "The rules this was screened by are not held, or do not load. The rules owner has to be told."
        )
    return found


def usable_pack(session: Session, fingerprint: str) -> Pack | None:
    """The pack of that fingerprint where it is held and loads; what does not is logged once by each process."""
    if fingerprint not in _opened:
        tried = _unusable.get(fingerprint)
        if tried is not None and clock.now() - tried < _TRIED_AGAIN:
            return None
        held = session.get(RulePack, fingerprint)
        pack = _load(fingerprint, held.files) if held else None
        if pack is None:
            return None
        keep_open(pack)
    return _opened[fingerprint]


def _load(fingerprint: str, kept: bytes) -> Pack | None:
    """The pack, unless the files are none or are not those that were activated."""
    try:
        pack = load_pack(unpacked(kept))
    except (NotAPack, PackError) as error:
        problem = type(error).__name__
    else:
        if pack.fingerprint == fingerprint:
            return pack
        problem = "other_files"
    if fingerprint not in _unusable:
        log.error("rule_pack_not_usable", fingerprint=fingerprint, problem=problem)
    _unusable[fingerprint] = clock.now()
    return None


def keep_open(pack: Pack) -> None:
    """This process need not load that pack again."""
    while len(_opened) >= _KEPT:
        _opened.pop(next(iter(_opened)))
    _opened[pack.fingerprint] = pack
    _unusable.pop(pack.fingerprint, None)


_ACTIVATIONS = table_of(PackActivation).c
_NEWEST_FIRST = select(PackActivation).order_by(PackActivation.number.desc())
_HAS_STARTED = or_(_ACTIVATIONS.starts_on.is_(None), _ACTIVATIONS.starts_on <= bindparam("today"))
_RULING = select(_ACTIVATIONS.fingerprint).where(_HAS_STARTED).order_by(_ACTIVATIONS.number.desc())
_NEWEST = _RULING.limit(1)
# the fingerprint of the newest pack that has started, in a statement of another room
RULING = _NEWEST.scalar_subquery()


def active_pack(session: Session) -> Pack:
    """The pack that rules now: of the newest activation that has started, or the newest older one that loads.

    One unit of work asks once, so that all of it goes by the same rules.

    Raises:
        Unavailable: none was activated yet, or none loads.
    """
    day = clock.today()
    known: tuple[date, Pack] | None = session.info.get(_RULES_HERE)
    if known is None or known[0] != day:
        known = session.info[_RULES_HERE] = day, pack_that_rules(session, session.scalar(_NEWEST, ruling()))
    return known[1]


def forget_ruling(session: Session) -> None:
    """The rest of this unit of work asks anew; a step of activating."""
    session.info.pop(_RULES_HERE, None)


def ruling() -> dict[str, date]:
    """The values of statements with `RULING` in them."""
    return {"today": clock.today()}


def pack_that_rules(session: Session, newest: str | None) -> Pack:
    """What `active_pack` gives, for whoever read `RULING` along with something else.

    Raises:
        Unavailable: as `active_pack` does.
    """
    if newest is None:
        raise Unavailable("No rule pack is active. Run: hub db upgrade")
    found = usable_pack(session, newest) or _first_usable(session, session.scalars(_RULING, ruling()).all())
    _newest[:] = [found.fingerprint]
    return found


def pack_on(session: Session, day: date) -> Pack:
    """The pack that rules on that London day, by what is activated so far, or the newest older one that loads.

    Raises:
        Unavailable: none does.
    """
    return _first_usable(session, session.scalars(_RULING, {"today": day}).all())


def standing_pack(session: Session) -> Pack:
    """The pack a change stands upon: the newest activated that loads, whether or not its first day has come."""
    return _first_usable(session, [each.fingerprint for each in activations(session)])


def yet_to_come(session: Session, fingerprint: str) -> date | None:
    """The London day from which a pack rules, by the newest activation of it, while that day has not come; else None."""
    day = next((each.starts_on for each in activations(session) if each.fingerprint == fingerprint), None)
    return day if day is not None and day > clock.today() else None


def activations(session: Session) -> list[PackActivation]:
    """Every activation, the newest first."""
    return list(session.scalars(_NEWEST_FIRST))


def newest_started(session: Session) -> PackActivation | None:
    """The newest activation whose first day has come, whether or not its pack loads."""
    return session.scalars(_NEWEST_FIRST.where(_HAS_STARTED).limit(1), {"today": clock.today()}).first()


def _first_usable(session: Session, fingerprints: Sequence[str]) -> Pack:
    for each in dict.fromkeys(fingerprints):
        found = usable_pack(session, each)
        if found is not None:
            return found
    raise Unavailable("No rule pack that loads is held. The rules owner has to be told.")


def last_known_pack() -> Pack:
    """The pack that ruled when this process last asked, else the shipped one: for forms while the database is down."""
    return next((_opened[each] for each in _newest if each in _opened), None) or shipped_pack()


def store_pack(session: Session, pack: Pack) -> None:
    """The pack is kept for ever; a step of activating it."""
    if session.get(RulePack, pack.fingerprint) is None:
        files = packed(pack.files)
        session.add(RulePack(fingerprint=pack.fingerprint, files=files, stored_at=clock.now()))
        session.flush()


def install_shipped(session: Session, *, by: Actor) -> bool:
    """Activate the shipped pack where none ever was, by the system; whether it did. Later changes come through activation."""
    if session.scalar(select(PackActivation.number).limit(1)) is not None:
        return False
    pack = shipped_pack()
    keep_open(pack)
    store_pack(session, pack)
    session.add(
        PackActivation(
            number=1, fingerprint=pack.fingerprint, at=clock.now(), activated_by=by.mark, reason="first installation"
        )
    )
    audit.record(
        session,
        by=by,
        action=Action.PACK_ACTIVATED,
        objects=[("rule_pack", pack.fingerprint)],
        purpose="first_installation",
    )
    return True
