"""Who can sign in to the demonstration, and how: synthetic officers, one of each role, sharing a password nobody uses elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

PASSWORD = "samplewood-lantern-14"  # noqa: S105  printed on the demonstration's own pages; the seeding hashes it
STAFF = "hub.demo.staff"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as."""

    username: str
    name: str
    job: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Everybody to sign in as, and the password they share."""

    password: str
    people: tuple[DemoPerson, ...]


def demo_people() -> DemoPeople:
    """The named officers of the synthetic city, in the order of its own list; none where the city is not built."""
    if find_spec(STAFF) is None:
        return DemoPeople(PASSWORD, ())
    staff = import_module(STAFF)
    named = staff.officers()[: len(staff.NAMED)]
    return DemoPeople(PASSWORD, tuple(DemoPerson(one.username, one.name, one.job, tuple(one.roles)) for one in named))
