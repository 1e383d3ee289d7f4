"""In production the operator alone changes no key: two key custodians sign in at the prompt and stand by it."""

from __future__ import annotations

from hub import db, oversight
from hub.app.starting import start
from hub.cli.signing_in import signed_in
from hub.config import Settings, read_settings


def started_with_two(what: str) -> Settings:
    """The settings of this process, which is ready to work; in production two key custodians have agreed to `what`.

    Raises:
        NotAllowed: one of them could not sign in, keeps no keys, or is the other.
    """
    settings = read_settings()
    start(settings)
    if needs_two(settings):
        with signed_in(settings, f"Two key custodians stand by this: {what}. The first signs in.") as first:
            pass
        with signed_in(settings, "Now the second, who is somebody else.") as second, db.transaction() as session:
            oversight.agree_about_keys(session, first=first, by=second)
    return settings


def needs_two(settings: Settings) -> bool:
    """Whether real records are held here."""
    return settings.mode == "production"
