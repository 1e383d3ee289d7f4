"""What of a pack Dundee has not confirmed, found by the id of the rule or clock that a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from hub import clock
from screening_rules import Pack
from screening_rules.unconfirmed import Unconfirmed, unconfirmed


def unconfirmed_in(pack: Pack, ids: Iterable[str], *, on: date | None = None) -> tuple[Unconfirmed, ...]:
    """Those of these rules and clocks that are not confirmed as they stand on that day, or today, each once, in this order."""
    held = _standing_on(pack, on or clock.today())
    return tuple(held[each] for each in dict.fromkeys(ids) if each in held)


@lru_cache(maxsize=8)
def _standing_on(pack: Pack, day: date) -> Mapping[str, Unconfirmed]:
    rules = {rule.id: rule.in_force(day) for rule in pack.rules.values()}
    clocks = {each.id: each.find_version(day) for each in pack.clocks.values()}
    starts = {name: version.start for name, version in (rules | clocks).items() if version}
    return {each.id: each for each in unconfirmed(pack) if each.start is not None and starts.get(each.id) == each.start}
