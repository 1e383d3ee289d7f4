"""Asking a signed-in officer once more who they are, before something that leaves the hub."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hub.accounts import one_time, passwords, throttling
from hub.accounts.models import Officer
from hub.accounts.sessions import SignedIn
from hub.accounts.signing_in import guess_at, record_failure, wait_for
from hub.config import Settings

WAIT = "There were too many tries. Wait a few minutes, then try again."
WRONG_PASSWORD = "Your password is not right"  # noqa: S105  a sentence
WRONG_CODE = "Enter the code that your app shows now. One that was used already is not taken again"


def confirm_again(
    session: Session, signed_in: SignedIn, *, password: str, code: str, address: str, settings: Settings
) -> dict[str, str]:
    """What was wrong, by field; nothing when the officer gave their password and, where the hub asks for one, a fresh code.

    A wrong one counts as a failed sign-in and has its leaf. Commit whatever the outcome.
    """
    officer = session.get_one(Officer, signed_in.actor.acting_officer_id)
    guess = guess_at(session, officer.username, address)
    if wait_for(session, guess):
        return {"password": WAIT}
    wrong = {}
    if not passwords.is_right(officer.password_hash, password, settings):
        wrong = {"password": WRONG_PASSWORD}
    elif settings.second_factor and not one_time.accept_code(session, officer, code):
        wrong = {"code": WRONG_CODE}
    if wrong:
        throttling.count_failure(session, guess.account, guess.address)
        record_failure(session, guess, officer.id, outcome="refused")
    return wrong
