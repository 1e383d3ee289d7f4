"""What must hold before anything is served: a database at its latest form, the right keys, and a trail that takes leaves."""

from __future__ import annotations

import structlog
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from hub import crypto, db
from hub.app.logs import set_up_logs
from hub.config import Settings
from hub.errors import StartRefused

log = structlog.get_logger("hub")


def start(settings: Settings, *, is_bound: bool = False) -> None:
    """This process is bound to the database and the keys of `settings`, and the keys are the right ones.

    Raises:
        StartRefused: the database or a key is missing or wrong; the message names it.
    """
    set_up_logs(settings)
    if not is_bound:
        bind_ground(settings)
    try:
        with db.reading() as session:
            crypto.prove_keys(session)
            if settings.mode == "production":
                _refuse_forgetful(session)
    except ProgrammingError as error:
        raise StartRefused("The database has not been set up. Run: hub db upgrade") from error
    except OperationalError as error:
        words = "The database cannot be read or has not been set up. Check HUB_DATABASE_URL, then run: hub db upgrade"
        raise StartRefused(words) from error


def _refuse_forgetful(session: Session) -> None:
    """What PostgreSQL says is saved has to survive a power cut; SQLite is asked at every connection."""
    off = [name for name in ("fsync", "synchronous_commit") if session.scalar(text(f"SHOW {name}")) == "off"]
    if off:
        raise StartRefused(f"PostgreSQL may lose what it said was saved. Set to on, then start: {', '.join(off)}.")


def warn_of_no_phone(settings: Settings) -> None:
    """Whoever starts the hub in production is told in the log if the danger script has no number to say."""
    if settings.mode == "production" and not settings.duty_phone:
        log.warning("duty_phone_not_set", setting="HUB_DUTY_PHONE")


def bind_ground(settings: Settings) -> None:
    """This process is bound to the database and the keys folder of `settings`, and leaves no core dump of them.

    Raises:
        StartRefused: the keys folder is missing, half filled or open to others.
    """
    crypto.leave_no_core()
    crypto.bind_keyring(crypto.read_keys_folder(settings.keys_folder))
    db.unbind()
    db.bind(db.make_engine(settings.database_url))
