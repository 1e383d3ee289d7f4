"""Signing in. A wrong name, password or code is an outcome, not an error, and nothing tells a known name from an unknown one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit
from hub.accounts import one_time, passwords, throttling
from hub.accounts.models import Officer
from hub.accounts.sessions import SignedIn, actor_of, end_session, hash_of, mark_of, start_session
from hub.actor import SYSTEM, Actor
from hub.audit import Action
from hub.config import Settings
from hub.errors import NotAllowed

USERNAME = re.compile(r"[\w.@'+-]{1,100}", re.ASCII)
NOBODY = Actor(kind="nobody")


class SignInState(Enum):
    """How far somebody came."""

    DONE = "done"
    CODE_WANTED = "code_wanted"  # the password was right; the second factor is still to come
    SET_UP_WANTED = "set_up_wanted"  # as before, but this officer has yet to set one up
    REFUSED = "refused"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class SignInOutcome:
    """What came of trying; `cookie` is the value of the new session, empty when there is none."""

    state: SignInState
    cookie: str = ""
    actor: Actor | None = None
    wait_seconds: int = 0
    must_change_password: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """Who is being tried from where, as keyed marks."""

    account: bytes
    address: bytes


def guess_at(session: Session, username: str, address: str) -> Guess:
    """The marks of a username as typed and an address."""
    return Guess(throttling.account_mark(session, username), throttling.address_mark(session, address))


def wait_for(session: Session, guess: Guess) -> int:
    """Seconds until another guess is taken; 0 for at once. Guesses at one account come one after another."""
    return throttling.wait_seconds(session, guess.account, guess.address)


def sign_in(
    session: Session,
    *,
    username: str,
    password: str,
    code: str = "",
    address: str,
    settings: Settings,
    cookie: str = "",
) -> SignInOutcome:
    """The officer is signed in under a fresh session, or an outcome says what is missing; `cookie` is the browser's old one.

    Every failure counts against the account and the address and has its leaf. Commit whatever the outcome.
    """
    guess = guess_at(session, username, address)
    if wait := wait_for(session, guess):
        return _made_to_wait(session, guess, wait)
    officer = find_officer(session, username)
    right = passwords.is_right(officer.password_hash if officer else None, password, settings)
    if officer is None or not right or officer.disabled_at is not None:
        return _refused(session, guess, officer)
    if passwords.is_outdated(officer.password_hash, settings):
        officer.password_hash = passwords.hash_password(password, settings)
    if not settings.second_factor:
        return _signed_in(session, officer, guess, settings, old=cookie, second_factor=False)
    if officer.one_time_secret is None or not code:
        return _half_signed_in(session, officer, settings, old=cookie)
    return _with_code(session, officer, guess, code, settings, old=cookie)


def give_code(
    session: Session, half: SignedIn, code: str, *, address: str, settings: Settings, cookie: str
) -> SignInOutcome:
    """As `sign_in`, for somebody whose password was right: the code completes it under another fresh session."""
    officer = session.get_one(Officer, half.actor.acting_officer_id)
    guess = guess_at(session, officer.username, address)
    if wait := wait_for(session, guess):
        return _made_to_wait(session, guess, wait)
    return _with_code(session, officer, guess, code, settings, old=cookie)


def set_second_factor(
    session: Session, half: SignedIn, secret: str, code: str, *, address: str, settings: Settings, cookie: str
) -> SignInOutcome:
    """The officer's second factor is set up and they are signed in, if the code shows that their app holds the secret.

    Raises:
        NotAllowed: they have one already; a set-up code that resets it comes first.
    """
    officer = session.get_one(Officer, half.actor.acting_officer_id)
    if officer.one_time_secret is not None:
        raise NotAllowed("You have a second factor already. Ask an administrator for a code that resets it.")
    guess = guess_at(session, officer.username, address)
    if wait := wait_for(session, guess):
        return _made_to_wait(session, guess, wait)
    counter = one_time.matching_counter(secret, code)
    if counter is None or not one_time.use_counter(session, officer, counter):
        return _refused(session, guess, officer)
    officer.one_time_secret = secret
    audit.record(session, by=half.actor, action=Action.SECOND_FACTOR_SET)
    return _signed_in(session, officer, guess, settings, old=cookie, second_factor=True)


def find_officer(session: Session, username: str) -> Officer | None:
    """The officer of this username, disabled ones too; case does not matter."""
    wanted = username.strip().casefold()
    if not USERNAME.fullmatch(wanted):
        wanted = " "  # nobody's; asked for all the same, so that it takes as long
    return session.scalars(select(Officer).where(Officer.username == wanted)).one_or_none()


def _with_code(
    session: Session, officer: Officer, guess: Guess, code: str, settings: Settings, *, old: str
) -> SignInOutcome:
    if not one_time.accept_code(session, officer, code):
        return _refused(session, guess, officer)
    return _signed_in(session, officer, guess, settings, old=old, second_factor=True)


def _half_signed_in(session: Session, officer: Officer, settings: Settings, *, old: str) -> SignInOutcome:
    is_renewed = officer in session.dirty  # asked before the next statement flushes it
    end_session(session, hash_of(old))
    cookie = start_session(session, officer.id, settings=settings, second_factor=False)
    if is_renewed:
        audit.record(session, by=SYSTEM, action=Action.OFFICER_CHANGED, purpose="rehash", objects=_about(officer.id))
    wants = SignInState.CODE_WANTED if officer.one_time_secret else SignInState.SET_UP_WANTED
    return SignInOutcome(wants, cookie=cookie)


def _signed_in(
    session: Session, officer: Officer, guess: Guess, settings: Settings, *, old: str, second_factor: bool
) -> SignInOutcome:
    throttling.forgive(session, guess.account)
    end_session(session, hash_of(old))
    cookie = start_session(session, officer.id, settings=settings, second_factor=second_factor)
    session.flush()
    actor = actor_of(session, officer.id, mark_of(hash_of(cookie)))
    audit.record(session, by=actor, action=Action.SIGNED_IN, basis="second_factor" if second_factor else "password")
    return SignInOutcome(
        SignInState.DONE, cookie=cookie, actor=actor, must_change_password=officer.must_change_password
    )


def _refused(session: Session, guess: Guess, officer: Officer | None) -> SignInOutcome:
    throttling.count_failure(session, guess.account, guess.address)
    record_failure(session, guess, officer.id if officer else None, outcome="refused")
    return SignInOutcome(SignInState.REFUSED)


def _made_to_wait(session: Session, guess: Guess, seconds: int) -> SignInOutcome:
    record_failure(session, guess, None, outcome="made_to_wait")
    return SignInOutcome(SignInState.WAIT, wait_seconds=seconds)


def record_failure(session: Session, guess: Guess, officer_id: UUID | None, *, outcome: str) -> None:
    """The leaf of a failed try: about the officer if there is one, else about the mark of what was typed."""
    about = _about(officer_id) if officer_id else [("account_mark", guess.account.hex())]
    audit.record(session, by=NOBODY, action=Action.SIGN_IN_FAILED, objects=about, outcome=outcome)


def _about(officer_id: UUID) -> list[tuple[str, UUID | str]]:
    return [("officer", officer_id)]
