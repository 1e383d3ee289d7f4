"""What becomes of the data keys that a backup's records name, when the keys are those of a newer backup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from uuid import UUID

from hub.crypto import line_of


@dataclass(frozen=True, slots=True)
class Named:
    """The data keys that rows are under: `records` with how many audited rows each keeps sealed, `working` under any other."""

    records: Counter[UUID] = field(default_factory=Counter)
    working: set[UUID] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Found:
    """The data keys of one part: those that open, and those that were destroyed."""

    live: set[UUID] = field(default_factory=set)
    destroyed: set[UUID] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Fates:
    """Which keys are brought from an older part, stand as destroyed, or are lost; and how many records two of these shut."""

    brought: frozenset[UUID] = field(repr=False)
    destroyed: frozenset[UUID] = field(repr=False)
    lost: frozenset[UUID] = field(repr=False)
    records_erased: int
    records_lost: int


def fates_of(named: Named, there: Found, erased: Iterable[UUID], older: Callable[[set[UUID]], Found]) -> Fates:
    """What becomes of each key: `there` are the keys of the newest part, `erased` those it knows destroyed.

    A key that is not there was replaced (then one of its line is), deleted with a working row, or is missing. Whatever
    of its line was destroyed is destroyed with it. The rest is asked of `older`, which is called only for what is wanted.
    """
    gone = {*erased, *there.destroyed}
    shut, alive = _lines(gone), _lines(there.live)
    mentioned = named.records.keys() | named.working
    wanted = {
        key
        for key in mentioned - there.live
        if line_of(key) not in shut and (key in named.records or line_of(key) in alive)
    }
    kept = older(wanted) if wanted else Found()
    brought = wanted & kept.live
    lost = (wanted & named.records.keys()) - brought - kept.destroyed
    opening = brought | {key for key in there.live if line_of(key) not in shut}
    destroyed = (gone | mentioned | there.live) - opening - lost
    return Fates(
        frozenset(brought),
        frozenset(destroyed),
        frozenset(lost),
        _rows(named, destroyed),
        _rows(named, lost),
    )


def _lines(keys: Iterable[UUID]) -> set[bytes]:
    return {line_of(key) for key in keys}


def _rows(named: Named, keys: AbstractSet[UUID]) -> int:
    return sum(number for key, number in named.records.items() if key in keys)
