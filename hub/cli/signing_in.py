"""Officers who sign in at the prompt, each for one step that needs them by name."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from hub import accounts, audit, db
from hub.accounts import SignInOutcome, SignInState
from hub.actor import Actor
from hub.audit import Action
from hub.cli.telling import say
from hub.config import Settings
from hub.errors import NotAllowed

PLACE = "command line"  # stands where a browser's address would


@contextmanager
def signed_in(settings: Settings, words: str) -> Iterator[Actor]:
    """The officer who signed in after these words were said, signed out again at the end.

    Raises:
        NotAllowed: the name, the password or the code was wrong, too often, or has to be set in a browser first;
            or what they then tried was refused, which has its leaf.
    """
    say(words)
    username, password = input("Username: "), getpass.getpass("Password: ")
    outcome = _try(settings, username, password)
    if outcome.state is SignInState.CODE_WANTED:
        outcome = _try(settings, username, password, code=getpass.getpass("Code from your app: "), old=outcome.cookie)
    if outcome.actor is None or outcome.must_change_password:
        _sign_out(settings, outcome.cookie)
        raise NotAllowed(_why(outcome))
    by = replace(outcome.actor, client="cli")
    try:
        yield by
    except NotAllowed as refused:
        _record_refusal(refused, by)
        raise
    finally:
        _sign_out(settings, outcome.cookie)


def _try(settings: Settings, username: str, password: str, *, code: str = "", old: str = "") -> SignInOutcome:
    with db.transaction() as session:
        return accounts.sign_in(
            session, username=username, password=password, code=code, address=PLACE, settings=settings, cookie=old
        )


def _why(outcome: SignInOutcome) -> str:
    if outcome.state is SignInState.WAIT:
        return f"There were too many tries. Wait {outcome.wait_seconds} seconds, then try again."
    if outcome.state is SignInState.REFUSED:
        return "The username, the password or the code is not right."
    return "Sign in with a browser first: your password or your second factor has to be set there."


def _record_refusal(refused: NotAllowed, by: Actor) -> None:
    with db.transaction() as session:
        audit.record(session, by=by, action=Action.REFUSED, purpose=refused.permission, basis="none", outcome="refused")


def _sign_out(settings: Settings, cookie: str) -> None:
    with db.reading() as session:
        known = accounts.find_session(session, cookie, settings=settings)
    if known is not None:
        with db.transaction() as session:
            accounts.sign_out(session, known)
