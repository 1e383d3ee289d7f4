"""What happens at a start: first keys are made where nothing is held yet, and known answers are opened where something is."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from hub.crypto.keyring import KEY_BYTES, Keyring, bound_keyring
from hub.crypto.keys import DataKey, KeyCheck, SecretKey, unwrap, wrap
from hub.crypto.keys_folder import keyring_anew, keyring_with
from hub.crypto.signing import sign_with
from hub.errors import StartRefused, Unavailable

SECRET_NAMES = ("index", "idempotency")
AUDIT, CHECKPOINT = "audit", "checkpoint"


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
    return _answer(keyring.audit_key if name == AUDIT else keyring.master(int(name.removeprefix("master-"))), name)


def _answer(key: bytes, name: str) -> bytes:
    return hmac.digest(key, b"hub-known-answer/1\x00" + name.encode(), "sha256")


def _names(keyring: Keyring) -> list[str]:
    return [*(f"master-{version}" for version in sorted(keyring.masters)), AUDIT]


def install_keys(session: Session) -> None:
    """Write the known answers and random index and idempotency keys of a new hub; one that has them only learns its checkpoint key.

    Raises:
        StartRefused: data are held, but not the answers: a key is never made where data exist. Or there is no checkpoint key.
    """
    keyring = bound_keyring()
    if not keyring.signing:
        raise StartRefused(
            "The keys folder has no checkpoint key. Put it back, or for a first one run: hub keys add-checkpoint-key"
        )
    is_held = session.scalar(select(exists().select_from(KeyCheck)))
    if session.get(KeyCheck, CHECKPOINT) is None:
        know_checkpoint_key(session, keyring.signing[0])
    if is_held:
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


def know_checkpoint_key(session: Session, version: int) -> None:
    """The known answer of that version of the checkpoint key is held: it signs from now on, and every start asks for it."""
    answer = _answer(bound_keyring().checkpoint_keys[version], CHECKPOINT)
    held = session.get(KeyCheck, CHECKPOINT)
    if held is None:
        session.add(KeyCheck(name=CHECKPOINT, answer=answer))
    else:
        held.answer = answer


def follow_checkpoint_key(session: Session) -> None:
    """This process signs with the checkpoint key that the database knows; its folder is read again for one that is new.

    Raises:
        Unavailable: that key is not in the folder.
    """
    answer = session.scalar(select(KeyCheck.answer).where(KeyCheck.name == CHECKPOINT))
    if answer is None:
        return
    version = _checkpoint_version(answer)
    if version is None:
        raise Unavailable("The checkpoint key that the database knows is not in this keys folder. Copy it here.")
    if bound_keyring().signing[:1] != (version,):
        sign_with(version)


def _checkpoint_version(answer: bytes) -> int | None:
    """Which version of the checkpoint key gives this answer; None when none that is here does."""
    for keyring in (bound_keyring, keyring_anew):
        for version, key in keyring().checkpoint_keys.items():
            if hmac.compare_digest(_answer(key, CHECKPOINT), answer):
                return version
    return None


def forget_master(session: Session, version: int) -> None:
    """No start asks for that master key any more."""
    session.execute(delete(KeyCheck).where(KeyCheck.name == f"master-{version}"))


def key_status(session: Session) -> list[KeyStatus]:
    """Every key the database knows of, in name order: right, wrong or missing."""
    primary = f"master-{bound_keyring().primary}"
    checks = session.scalars(select(KeyCheck).order_by(KeyCheck.name))
    return [KeyStatus(check.name, _state(check), check.name == primary) for check in checks]


def _state(check: KeyCheck) -> str:
    keyring = bound_keyring()
    if check.name == CHECKPOINT:
        is_right = _checkpoint_version(check.answer) is not None
        return "right" if is_right else "wrong" if keyring.checkpoint_keys else "missing"
    if check.name != AUDIT:
        version = int(check.name.removeprefix("master-"))
        keyring = keyring_with(version)  # another process may have made it since this one began
        if version not in keyring.masters:
            return "missing"
    return "right" if hmac.compare_digest(_known_answer(keyring, check.name), check.answer) else "wrong"


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
    follow_checkpoint_key(session)
    for name in SECRET_NAMES:
        row = session.get(SecretKey, name)
        if row is None:
            raise StartRefused(f"The key {name} is missing from the database. Restore secret_keys from the backup.")
        try:
            bound_keyring().opened[name] = unwrap(row.wrapped, row.master_version, f"secret:{name}")
        except Unavailable as error:
            raise StartRefused(f"The key {name} does not open under master-{row.master_version}.") from error


def _prove_masters(session: Session, checked: set[str]) -> None:
    """Every master key that still wraps a data key has its known answer, and so have the other two, so that none is missed."""
    proven = [int(name.removeprefix("master-")) for name in checked - {AUDIT, CHECKPOINT}]
    stray = session.scalar(
        select(DataKey.master_version)
        .where(DataKey.master_version.not_in(proven), DataKey.wrapped.is_not(None))
        .limit(1)
    )
    if stray is not None or AUDIT not in checked:
        name = f"master-{stray}" if stray is not None else AUDIT
        raise StartRefused(f"The key {name} has no known answer in the database. Restore key_checks from the backup.")
    if CHECKPOINT not in checked:
        raise StartRefused("The key checkpoint has no known answer in the database yet. Run: hub db upgrade")
