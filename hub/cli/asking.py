"""Asking an officer at the prompt who they are, for a step that a named officer takes."""

from __future__ import annotations

import sys
from getpass import getpass

from hub import accounts, db
from hub.accounts import SignInState
from hub.actor import Actor
from hub.config import Settings
from hub.errors import Unprocessable

HERE = "127.0.0.1"
_SAYS = {
    SignInState.WAIT: "There were too many tries. Wait a few minutes, then try again.",
    SignInState.SET_UP_WANTED: "Set up your second factor in the hub's pages first.",
}


def officer_at_prompt(username: str, settings: Settings) -> Actor:
    """The officer, who gave their password and, where the hub asks for one, a fresh code; no session of theirs stays open.

    Raises:
        Unprocessable: they did not; the failure has its leaf.
    """
    password = _asked(f"Password of {username}: ")
    code = _asked("Code that the app shows now: ") if settings.second_factor else ""
    with db.transaction() as session:
        outcome = accounts.sign_in(
            session, username=username, password=password, code=code, address=HERE, settings=settings
        )
    if outcome.state is not SignInState.DONE or outcome.actor is None:
        raise Unprocessable({"officer": [_SAYS.get(outcome.state, "The username, password or code is not right.")]})
    with db.transaction() as session:
        signed_in = accounts.find_session(session, outcome.cookie, settings=settings)
        if signed_in is not None:
            accounts.sign_out(session, signed_in)
    return outcome.actor


def _asked(words: str) -> str:
    """On a screen nothing typed is shown; otherwise a line of standard input."""
    return getpass(words) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
