"""A process that works while keys change: it read its keys once, enters people, adds rows beside them and changes them.

Run as `python -m tests.keys.working DATABASE KEYS`; it says "ready", works until its input ends, and says what it did.
"""

from __future__ import annotations

import json
import random
import sys
import threading
from pathlib import Path

from sqlalchemy import select

import migrations.tables  # noqa: F401  makes every room's tables known
from hub import clock, crypto, db
from hub.cli.telling import say
from hub.concerns import Service
from hub.errors import Conflict
from hub.people import NewPerson, Person, enter
from tests.audit.council import leaf
from tests.keys.held import a_row_beside


def one_piece_of_work() -> None:
    """A person more, a row more under another's key, a word changed in a row with a version and in one without."""
    with db.transaction() as session:
        enter(session, NewPerson(forename="Mairi", surname="Mockton"), at=clock.now())
        person = random.choice(session.scalars(select(Person).order_by(Person.id).limit(20)).all())
        session.add(a_row_beside(person, forename="Beside"))
        person.known_as = "Changed"
        session.scalars(select(Service)).first().address = f"{random.randint(1, 99)} Nowhere Wynd"
        leaf(session)


def work(stopped: threading.Event) -> dict[str, int]:
    """How many pieces were done, and how many met a conflict."""
    done = {"done": 0, "conflicts": 0}
    while not stopped.is_set():
        try:
            one_piece_of_work()
            done["done"] += 1
        except Conflict:
            done["conflicts"] += 1
        if done["done"] == 1:
            say("ready")
        stopped.wait(0.02)
    return done


if __name__ == "__main__":
    crypto.bind_keyring(crypto.read_keys_folder(Path(sys.argv[2])))
    db.bind(db.make_engine(sys.argv[1]))
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    say(json.dumps(work(ended)))
