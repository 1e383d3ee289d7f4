"""The same four rows a submission in SQLAlchemy: plain, and versioned by sqlalchemy-continuum."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, Text, create_engine
from sqlalchemy.orm import Session, configure_mappers, declarative_base

from tests.benchmarks.beside import answer

KEPT = sys.argv[2] == "kept"
WORDS = ("forename", "surname", "born", "sex", "address", "postcode", "phone", "email")
if KEPT:
    from sqlalchemy_continuum import make_versioned

    make_versioned(user_cls=None)
Base: Any = declarative_base()


def _table(name: str, words: tuple[str, ...], *, of_concern: bool = True) -> Any:
    columns: dict[str, Any] = {"__tablename__": name.lower(), "id": Column(Integer, primary_key=True)}
    columns |= {word: Column(Text) for word in words}
    if of_concern:
        columns["concern_id"] = Column(Integer, ForeignKey("concern.id"))
    if KEPT:
        columns["__versioned__"] = {}
    return type(name, (Base,), columns)


Concern = _table("Concern", ("ref", "narrative"), of_concern=False)
Person = _table("Person", WORDS)
Item = _table("Item", ("queue", "reason"))
configure_mappers()
ENGINE = create_engine(f"postgresql+psycopg://hub@/{os.environ['BENCH_NAME']}?host={os.environ['BENCH_HOST']}")


def prepare() -> bool:
    """The tables stand."""
    Base.metadata.create_all(ENGINE)
    return True


def work(seconds: float) -> dict[str, Any]:
    """How many were written in so many seconds."""
    number, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        with Session(ENGINE) as session, session.begin():
            _write(session, number)
        number += 1
    return {"count": number, "seconds": time.perf_counter() - began}


def _write(session: Session, number: int) -> None:
    concern = Concern(ref=f"DH-{number}", narrative="A neighbour heard shouting again last night. " * 6)
    session.add(concern)
    session.flush()
    for forename in ("Catriona", "Iain"):
        told = dict.fromkeys(WORDS, "Invented Wynd, Dundee") | {"forename": forename, "surname": "Samplewood"}
        session.add(Person(concern_id=concern.id, **told))
    session.add(Item(concern_id=concern.id, queue="screening", reason="children.r1"))


if __name__ == "__main__":
    answer({"prepare": prepare, "work": work})
