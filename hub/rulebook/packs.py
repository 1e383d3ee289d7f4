"""Which pack rules. Every pack ever activated is kept; a process reads the newest activation with each run."""

from __future__ import annotations

import json
import zlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, clock
from hub.actor import Actor
from hub.audit import Action
from hub.errors import Unavailable
from hub.rulebook.models import PackActivation, RulePack
from screening_rules import Pack, load_pack, shipped_files, shipped_pack

_KEPT = 8
_opened: dict[str, Pack] = {}
_newest: list[str] = []  # the fingerprint last read as the one that rules


def pack_by_fingerprint(session: Session, fingerprint: str) -> Pack:
    """A pack that was once activated; the last few stay open in this process, since a fingerprint never means another pack.

    Raises:
        Unavailable: it is not held.
    """
    if fingerprint not in _opened:
        held = session.get(RulePack, fingerprint)
        if held is None:
            raise Unavailable("The rules this was screened by are not held. The rules owner has to be told.")
        while len(_opened) >= _KEPT:
            _opened.pop(next(iter(_opened)))
        _opened[fingerprint] = load_pack(json.loads(zlib.decompress(held.files)))
    return _opened[fingerprint]


_NEWEST = select(PackActivation.fingerprint).order_by(PackActivation.number.desc()).limit(1)


def active_pack(session: Session) -> Pack:
    """The pack that rules now.

    Raises:
        Unavailable: none was activated yet.
    """
    newest = session.scalar(_NEWEST)
    if newest is None:
        raise Unavailable("No rule pack is active. Run: hub db upgrade")
    found = pack_by_fingerprint(session, newest)
    _newest[:] = [newest]
    return found


def last_known_pack() -> Pack:
    """The pack that ruled when this process last asked, else the shipped one: for forms while the database is down."""
    return next((_opened[each] for each in _newest if each in _opened), None) or shipped_pack()


def install_shipped(session: Session, *, by: Actor) -> bool:
    """Activate the shipped pack where none ever was, by the system; whether it did. Later changes come through activation."""
    if session.scalar(select(PackActivation.number).limit(1)) is not None:
        return False
    files, pack = shipped_files(), shipped_pack()
    packed = zlib.compress(json.dumps(files, sort_keys=True).encode())
    _opened[pack.fingerprint] = pack
    session.add(RulePack(fingerprint=pack.fingerprint, files=packed, stored_at=clock.now()))
    session.flush()
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
