"""Who may see what: records made restricted, and officers kept from people."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from hub import audit
from hub.accounts import Exclusion
from hub.actor import OPERATOR
from hub.audit import Action
from hub.concerns import get_concern, parts_of
from hub.db import transaction
from tests.factories.hub_world import World

LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)


def make_restricted(ref: str) -> None:
    """The concern and its people are restricted from now on."""
    with transaction() as session:
        concern = get_concern(session, ref)
        concern.level = "restricted"
        for each in parts_of(session, concern.id):
            each.person.level = "restricted"
        audit.record(session, by=OPERATOR, action=Action.OFFICER_CHANGED)


def with_another_team(world: World, ref: str, team: str = "children") -> None:
    """The concern is with another team."""
    with transaction() as session:
        get_concern(session, ref).team_id = world.teams[team]
        audit.record(session, by=OPERATOR, action=Action.OFFICER_CHANGED)


def keep_from(world: World, *people: UUID, officer: str = "screening_officer") -> None:
    """The officer is kept from these people."""
    holder = world.actor(officer).acting_officer_id
    with transaction() as session:
        session.add_all(
            Exclusion(object_type="person", object_id=each, officer_id=holder, reason_code="family", set_at=LONG_AGO)
            for each in people
        )
        audit.record(session, by=OPERATOR, action=Action.EXCLUSION_SET)
