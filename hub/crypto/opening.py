"""What happens at a start: first keys are made where nothing is held yet, and known answers are opened where something is."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from hub.crypto.keyring import KEY_BYTES, Keyring, bound_keyring
from hub.crypto.keys import DataKey, KeyCheck, SecretKey, unwrap, wrap
from hub.errors import StartRefused, Unavailable

SECRET_NAMES = ("index", "idempotency")


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """One key, and whether it is the right one."""

    name: str
    state: str
    is_primary: bool = False

    @property
    def version(self) -> int:
        """Which master key it is; 0 for any other key."""
        return int(self.name.removeprefix("master-")) if self.name.startswith("master-") else 0


def _known_answer(keyring: Keyring, name: str) -> bytes:
    key = keyring.audit_key if name == "audit" else keyring.master(int(name.removeprefix("master-")))
    return hmac.digest(key, b"hub-known-answer/1\x00" + name.encode(), "sha256")


def _names(keyring: Keyring) -> list[str]:
    return [*(f"master-{version}" for version in sorted(keyring.masters)), "audit"]


def install_keys(session: Session) -> None:
    """Write the known answers and random index and idempotency keys of a new hub; a hub that has them is left as it is.

    Raises:
        StartRefused: data are held, but not the answers: a key is never made where data exist.
    """
    keyring = bound_keyring()
    if session.scalar(select(exists().select_from(KeyCheck))):
        return
    for table in (DataKey, SecretKey):
        if session.scalar(select(exists().select_from(table))):
            raise StartRefused("The database holds keys but no known answers. Restore key_checks from the backup.")
    for name in _names(keyring):
        session.add(KeyCheck(name=name, answer=_known_answer(keyring, name)))
    for name in SECRET_NAMES:
        wrapped, version = wrap(secrets.token_bytes(KEY_BYTES), f"secret:{name}")
        session.add(SecretKey(name=name, wrapped=wrapped, master_version=version))


def know_master(session: Session, version: int) -> None:
    """The known answer of that master key is held, so that from now on every start asks for it.

    Raises:
        StartRefused: another answer is held already: the file is not the one that was promoted first.
    """
    name, keyring = f"master-{version}", bound_keyring()
    answer, held = _known_answer(keyring, name), session.get(KeyCheck, name)
    if held is None:
        session.add(KeyCheck(name=name, answer=answer))
    elif not hmac.compare_digest(held.answer, answer):
        raise StartRefused(f"The key {name} is wrong. Put the file here that was promoted on the first machine.")


def forget_master(session: Session, version: int) -> None:
    """No start asks for that master key any more."""
    session.execute(delete(KeyCheck).where(KeyCheck.name == f"master-{version}"))


def key_status(session: Session) -> list[KeyStatus]:
    """Every key the database knows of, in name order: right, wrong or missing."""
    keyring = bound_keyring()
    found = []
    for check in session.scalars(select(KeyCheck).order_by(KeyCheck.name)):
        missing = check.name != "audit" and int(check.name.removeprefix("master-")) not in keyring.masters
        right = not missing and hmac.compare_digest(_known_answer(keyring, check.name), check.answer)
        state = "missing" if missing else "right" if right else "wrong"
        found.append(KeyStatus(check.name, state, check.name == f"master-{keyring.primary}"))
    return found


def prove_keys(session: Session) -> None:
    """Return only if every key the database knows of is here and right.

    Raises:
        StartRefused: one is missing or wrong; the message names it.
    """
    states = key_status(session)
    if not states:
        raise StartRefused("The database has no known answers yet. Run: hub keys init")
    for state in states:
        if state.state != "right":
            remedy = "Put back the right file" if state.state == "wrong" else "Put it back from escrow"
            raise StartRefused(
                f"The key {state.name} is {state.state}. {remedy}; the hub never makes a new key where data exist."
            )
    _prove_masters(session, {state.name for state in states})
    for name in SECRET_NAMES:
        row = session.get(SecretKey, name)
        if row is None:
            raise StartRefused(f"The key {name} is missing from the database. Restore secret_keys from the backup.")
        try:
            bound_keyring().opened[name] = unwrap(row.wrapped, row.master_version, f"secret:{name}")
        except Unavailable as error:
            raise StartRefused(f"The key {name} does not open under master-{row.master_version}.") from error


def _prove_masters(session: Session, checked: set[str]) -> None:
    """Every master key that still wraps a data key has its known answer, so that none is missed."""
    proven = [int(name.removeprefix("master-")) for name in checked if name != "audit"]
    stray = session.scalar(
        select(DataKey.master_version)
        .where(DataKey.master_version.not_in(proven), DataKey.wrapped.is_not(None))
        .limit(1)
    )
    if stray is not None or "audit" not in checked:
        name = f"master-{stray}" if stray is not None else "audit"
        raise StartRefused(f"The key {name} has no known answer in the database. Restore key_checks from the backup.")
