"""What the seeding knows before the first concern: the rules, the council's teams, and the ids of its officers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from string import ascii_uppercase
from uuid import UUID

from hub.db import Reference, new_reference
from hub.db.references import SIGNS
from hub.demo.sheets import Sheet
from hub.demo.staff import DemoOfficer
from hub.rulebook import Pack

NAMED_SENIOR = "catriona.pretendham"


@dataclass(frozen=True)
class Known:
    """The ids of agencies (by the city's own names), teams (by kind) and officers (by username), and the rules in force.

    `until` is the moment the city is told at; `rungs` holds who stands on each rung of the danger ladder. A city written
    in several parts at once says which `part` of how many this is, so that no two parts make the same reference.
    """

    pack: Pack
    until: datetime
    prefix: str
    council: UUID
    agencies: Mapping[str, UUID]
    teams: Mapping[str, UUID]
    officers: Mapping[str, UUID]
    staff: Mapping[str, DemoOfficer]
    rungs: tuple[tuple[UUID, ...], ...]
    rung_minutes: int
    claim_minutes: int
    taken: set[str] = field(default_factory=set)
    part: int = 0
    parts: int = 1

    def reference(self, sheet: Sheet, kind: str, object_id: UUID) -> str:
        """A new reference for a record of the sheet."""
        ref = new_reference(self.prefix)
        while ref in self.taken or not self._is_mine(ref):
            ref = new_reference(self.prefix)
        self.taken.add(ref)
        sheet.put(Reference, {"ref": ref, "kind": kind, "object_id": object_id})
        return ref

    def _is_mine(self, ref: str) -> bool:
        return self.parts == 1 or SIGNS.index(ref[len(self.prefix) + 1]) % self.parts == self.part

    def incident_number(self, told: str) -> str:
        """The number as told; in a later part of a city with a letter more, since each part counts from one."""
        return f"{told}-{ascii_uppercase[self.part]}" if told and self.part else told

    def is_council_officer(self, username: str) -> bool:
        """Whether the officer may decide for adults on their own."""
        return "council_officer" in self.staff[username].qualifications
