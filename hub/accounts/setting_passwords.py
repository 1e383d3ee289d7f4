"""Setting one's own password: with a code from an administrator, or with the password one has. Both end every open session."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from hub import audit, clock
from hub.accounts import passwords, throttling
from hub.accounts.models import Officer, SetUpCode
from hub.accounts.sessions import SignedIn, end_sessions_of, start_session
from hub.accounts.signing_in import Guess, find_officer, guess_at, record_failure, wait_for
from hub.actor import Actor
from hub.audit import Action
from hub.config import Settings
from hub.db.references import SIGNS

LIVES_FOR = timedelta(minutes=60)
_SIGNS = 16  # of 31: 79 bits
WRONG_CODE = "The username or the code is not right, or the code is older than 60 minutes. Ask for a new one."
WRONG_PASSWORD = "Your current password is not right."  # noqa: S105  a sentence


@dataclass(frozen=True, slots=True)
class PasswordOutcome:
    """What came of setting a password: `errors` by field, none when it is set; `cookie` is the value of the fresh session."""

    errors: dict[str, tuple[str, ...]]
    cookie: str = ""
    wait_seconds: int = 0

    @property
    def is_set(self) -> bool:
        """Whether the new password holds."""
        return not self.errors and not self.wait_seconds


def new_set_up_code(session: Session, officer_id: UUID, *, resets_second_factor: bool = False) -> str:
    """A code for this officer, which takes the place of any before it; the caller's leaf tells of it."""
    code = "".join(secrets.choice(SIGNS) for _ in range(_SIGNS))
    row = session.get(SetUpCode, officer_id) or SetUpCode(officer_id=officer_id)
    row.code_hash, row.used_at, row.resets_second_factor = _hash(code), None, resets_second_factor
    row.expires_at = clock.now() + LIVES_FOR
    session.add(row)
    return "-".join(code[at : at + 4] for at in range(0, _SIGNS, 4))


def set_up_password(
    session: Session, *, username: str, code: str, password: str, address: str, settings: Settings
) -> PasswordOutcome:
    """The officer's password is the new one, if the code is theirs and the password fit; commit whatever the outcome.

    A wrong username and a wrong code are told apart by nobody, and the officer's second factor stays unless the code resets it.
    """
    if words := passwords.why_unfit(password, about=[username, settings.council]):
        return PasswordOutcome({"password": (words,)})
    guess = guess_at(session, username, address)
    if wait := wait_for(session, guess):
        return PasswordOutcome({}, wait_seconds=wait)
    new_hash = passwords.hash_password(password, settings)
    officer = find_officer(session, username)
    row = session.get(SetUpCode, officer.id) if officer else None
    if not _is_right(row, code) or officer is None or row is None or officer.disabled_at is not None:
        return _wrong(session, guess, officer, "code", WRONG_CODE)
    row.used_at = clock.now()
    if row.resets_second_factor:
        officer.one_time_secret = None
    _set(session, officer, new_hash, guess)
    by = Actor(kind="officer", officer_id=officer.id)
    audit.record(session, by=by, action=Action.PASSWORD_CHANGED, basis="set_up_code")
    return PasswordOutcome({})


def change_password(
    session: Session, signed_in: SignedIn, *, old: str, new: str, address: str, settings: Settings
) -> PasswordOutcome:
    """The officer's password is the new one, every session has ended, and a fresh one has begun; commit whatever the outcome."""
    officer = session.get_one(Officer, signed_in.actor.acting_officer_id)
    guess = guess_at(session, officer.username, address)
    if wait := wait_for(session, guess):
        return PasswordOutcome({}, wait_seconds=wait)
    if not passwords.is_right(officer.password_hash, old, settings):
        return _wrong(session, guess, officer, "old", WRONG_PASSWORD)
    if words := passwords.why_unfit(new, about=[officer.username, officer.name, officer.email, settings.council]):
        return PasswordOutcome({"password": (words,)})
    _set(session, officer, passwords.hash_password(new, settings), guess)
    had_factor = signed_in.second_factor_at is not None
    cookie = start_session(session, officer.id, settings=settings, second_factor=had_factor)
    audit.record(session, by=signed_in.actor, action=Action.PASSWORD_CHANGED, basis="password")
    return PasswordOutcome({}, cookie=cookie)


def _set(session: Session, officer: Officer, new_hash: str, guess: Guess) -> None:
    officer.password_hash, officer.must_change_password = new_hash, False
    throttling.forgive(session, guess.account)
    end_sessions_of(session, officer.id)


def _wrong(session: Session, guess: Guess, officer: Officer | None, field: str, words: str) -> PasswordOutcome:
    throttling.count_failure(session, guess.account, guess.address)
    record_failure(session, guess, officer.id if officer else None, outcome="refused")
    return PasswordOutcome({field: (words,)})


def _is_right(row: SetUpCode | None, code: str) -> bool:
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    held = row.code_hash if row else b"\x00" * 32
    same = hmac.compare_digest(held, _hash(typed))
    return bool(same and row and row.used_at is None and row.expires_at > clock.now())


def _hash(code: str) -> bytes:
    return hashlib.sha256(b"hub-set-up/1\x00" + code.encode(errors="replace")).digest()
