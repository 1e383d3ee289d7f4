"""The `hub` command.

Exit codes: 0 done; 1 looked at and found wanting; 2 asked for in a way that cannot be; 69 something it needs is not there
(a port in use, a database that does not answer); 78 the settings, the keys or the database's form forbid it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sqlalchemy.exc import OperationalError

from hub.cli import (
    accounts,
    audit,
    backup,
    database,
    demo,
    keys,
    openapi,
    people,
    rules,
    seed,
    serving,
    spool,
    wards,
    worker,
)
from hub.errors import HubError, StartRefused, Unavailable, Unprocessable

UNAVAILABLE = 69


def main(argv: Sequence[str] | None = None) -> int:
    """What the command named in `argv` (default: the process's own) comes to, as an exit code."""
    asked = _parser().parse_args(argv)
    try:
        return int(asked.run(asked))
    except StartRefused as refused:
        return _say(refused.message, StartRefused.exit_code)
    except Unprocessable as wrong:
        return _say(" ".join(words for each in wrong.fields.values() for words in each), 2)
    except Unavailable as missing:
        return _say(missing.message, UNAVAILABLE)
    except HubError as refused:
        return _say(refused.message, 2)
    except OperationalError:
        return _say("The database does not answer. Check HUB_DATABASE_URL, then run: hub db upgrade", UNAVAILABLE)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hub", description="The safeguarding hub.")
    parts = parser.add_subparsers(required=True, metavar="command")
    for part in (
        serving,
        worker,
        spool,
        database,
        keys,
        backup,
        accounts,
        audit,
        demo,
        seed,
        rules,
        wards,
        people,
        openapi,
    ):
        part.add_commands(parts)
    return parser


def _say(words: str, code: int) -> int:
    sys.stderr.write(f"{words}\n")
    return code
