"""Who can sign in to the demonstration, and how: synthetic officers, one of each role, sharing a password nobody uses elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from hub.demo import staff

PASSWORD = "samplewood-lantern-14"  # noqa: S105  printed on the demonstration's own pages; the seeding hashes it


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
    """The named officers of the synthetic city, in the order of its own list."""
    named = staff.officers()[: len(staff.NAMED)]
    return DemoPeople(PASSWORD, tuple(DemoPerson(one.username, one.name, one.job, one.roles) for one in named))
