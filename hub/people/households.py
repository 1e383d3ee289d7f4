"""Which people may share a home: keys from the address. Pure; a protected address gives none."""

from __future__ import annotations

from hub.people.keys import Key
from hub.people.normalising import Described

INDEXES = ("household_postcode", "household_street")


def household_keys(described: Described) -> tuple[Key, ...]:
    """The (index name, text) pairs of the home, by postcode and by street: homes with a pair in common may be one.

    A home without a number goes by its name and street. The flat is part of the key: a stair is no household.
    """
    normal = described.normal
    home = normal.home
    if home is None:
        return ()
    door = "/".join(part for part in (home.house, home.flat) if part)
    keys: list[Key] = []
    if normal.postcode and (door or home.words):
        keys.append(("household_postcode", f"{normal.postcode}|{door or home.words}"))
    if home.street:
        keys.append(("household_street", f"{door}|{home.street}"))
    return tuple(keys)
