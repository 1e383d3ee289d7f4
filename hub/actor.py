"""Who is acting: a frozen value handed to every action as `by`, never read from the surroundings."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """An officer, a partner system or the hub itself, with what they held at the moment they acted.

    `teams` are team ids; `session_mark` is a hash of the session, safe to write in a leaf.
    """

    kind: str
    officer_id: UUID | None = None
    name: str = ""
    agency_id: UUID | None = None
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    qualifications: frozenset[str] = frozenset()
    teams: frozenset[UUID] = frozenset()
    session_mark: str = ""
    client: str = field(default="web")

    @property
    def mark(self) -> str:
        """What stands in a leaf for this actor: an id or the kind, never a name."""
        return str(self.officer_id) if self.officer_id else self.kind

    @property
    def acting_officer_id(self) -> UUID:
        """The officer's id; only an officer may reach the steps that need one."""
        if self.officer_id is None:
            raise LookupError(f"{self.kind} is not an officer")
        return self.officer_id


SYSTEM = Actor(kind="system", name="The hub", permissions=frozenset({"*"}))
OPERATOR = Actor(kind="operator", name="Operator at the command line", permissions=frozenset({"*"}), client="cli")
