"""Who can chair: independent of the case, free, the same as before, not the busiest; and who cannot, with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hub import audit, conferences, db
from hub.accounts import OfficerRole, OfficerTeam
from hub.actor import OPERATOR, Actor
from hub.audit import Action
from hub.conferences import ChairChoice
from hub.errors import Unprocessable
from hub.strands import Strand, take_part
from tests.factories.conferences import AGNES, BABY, ISLA, RORY, Room

pytestmark = pytest.mark.both_engines


def choices(room: Room, ref: str, by: Actor | None = None) -> dict[str, ChairChoice]:
    with db.reading() as session:
        conference = conferences.get_conference(session, ref)
        strands = [each.strand for each in conferences.people_at(session, conference.id)]
        limits = conferences.window(session, conference)
        found = conferences.chair_choices(session, strands, limits, by=by or room.coordinator)
    return {each.name: each for each in found}


def give_role(actor: Actor, role: str, team: object = None) -> None:
    with db.transaction() as session:
        session.add(OfficerRole(officer_id=actor.acting_officer_id, role=role))
        if team is not None:
            session.add(OfficerTeam(officer_id=actor.acting_officer_id, team_id=team))
        audit.record(session, by=OPERATOR, action=Action.OFFICER_CHANGED)


def name_of(room: Room, role: str) -> str:
    return room.world.actor(role).name


def test_who_decided_on_the_case_cannot_chair_it(room: Room) -> None:
    give_role(room.world.actor("screening_officer"), "chair")
    ref = room.requested(ISLA)
    chosen = choices(room, ref)[name_of(room, "screening_officer")]
    assert not chosen.can
    assert chosen.reasons == ("Has a part in this case: decided on it",)
    with pytest.raises(Unprocessable):
        room.allocate(ref, room.world.actor("screening_officer"))


def test_a_part_in_a_siblings_strand_of_the_same_concern_counts(room: Room) -> None:
    other = room.world.officer("chair", name="Una Garrowby")
    ref = room.requested(ISLA, RORY)
    with db.transaction() as session:
        strand = session.get_one(Strand, room.strand_ids(ref)[1])
        take_part(session, strand, other.acting_officer_id, "second")
        audit.record(session, by=OPERATOR, action=Action.DECISION_SIGNED)
    assert not choices(room, ref)["Una Garrowby"].can


def test_a_manager_of_a_team_whose_officer_has_a_part_cannot_chair(room: Room) -> None:
    give_role(room.world.actor("team_manager"), "chair")
    chosen = choices(room, room.requested(ISLA))[name_of(room, "team_manager")]
    assert not chosen.can
    assert chosen.reasons == ("Supervises somebody who has a part in this case",)


def test_a_manager_of_another_team_can_chair(room: Room) -> None:
    give_role(room.world.actor("senior_manager"), "chair")
    assert choices(room, room.requested(ISLA))[name_of(room, "senior_manager")].can


def test_who_is_in_the_same_team_but_supervises_nobody_can_chair(room: Room) -> None:
    colleague = room.world.officer("chair", name="Una Garrowby", team="screening")
    assert colleague.teams
    assert choices(room, room.requested(ISLA))["Una Garrowby"].can


def test_who_is_kept_from_the_record_cannot_chair(room: Room) -> None:
    ref = room.requested(ISLA)
    room.exclude("strand", room.strand_ids(ref)[0], room.chair)
    assert choices(room, ref)[room.chair.name].reasons == ("Is kept from this record",)


def test_nobody_allocates_to_themselves(room: Room) -> None:
    give_role(room.coordinator, "chair")
    assert not choices(room, room.requested(ISLA))[room.coordinator.name].can


def test_a_disabled_officer_is_no_choice(room: Room) -> None:
    gone = room.world.officer("chair", name="Una Garrowby")
    with db.transaction() as session:
        from hub.accounts import disable_officer

        disable_officer(session, gone.acting_officer_id, by=room.world.actor("administrator"))
    assert "Una Garrowby" not in choices(room, room.requested(ISLA))


def test_the_chair_with_fewer_conferences_comes_first(room: Room) -> None:
    room.world.officer("chair", name="Una Garrowby")
    room.allocated(RORY)
    found = list(choices(room, room.requested(ISLA)).values())
    assert [each.name for each in found] == ["Una Garrowby", room.chair.name]
    assert [each.load for each in found] == [0, 1]
    assert "Holds no conference now, the fewest" in found[0].reasons


def test_the_same_chair_comes_first_even_when_busier(room: Room) -> None:
    busy = room.world.officer("chair", name="Zoe Garrowby")
    first = room.allocated(ISLA, chair=busy)
    room.allocated(RORY, chair=busy)
    room.allocated(AGNES, chair=busy, route="asp_inq", conference="adult")
    with db.transaction() as session:  # the first meeting was held
        held = conferences.get_conference(session, first)
        held.state, held.starts_at = "held", datetime(2026, 12, 7, 10, tzinfo=UTC)
        audit.record(session, by=OPERATOR, action=Action.CONFERENCE_OUTCOME)
        strand = conferences.people_at(session, held.id)[0].strand
    with db.reading() as session:
        conference = conferences.get_conference(session, first)
        limits = conferences.window(session, conference)
        found = conferences.chair_choices(session, [strand], limits, by=OPERATOR)
    assert found[0].name == "Zoe Garrowby"
    assert found[0].is_same_chair
    assert found[0].reasons[0] == "Chaired the earlier meeting; same chair kept"


def test_for_an_adult_a_council_officer_comes_before_somebody_equally_free(room: Room) -> None:
    with db.transaction() as session:
        room.world.add(session, "zara", "chair", qualifications=("council_officer",), full_name="Zara Testwell")
        audit.record(session, by=OPERATOR, action=Action.OFFICER_ADDED)
    found = list(choices(room, room.requested(AGNES, route="asp_inq", conference="adult")).values())
    assert found[0].name == "Zara Testwell"
    assert "A council officer under the 2007 Act" in found[0].reasons


def test_a_chair_proposed_for_a_sooner_request_counts_as_laden_with_it(room: Room) -> None:
    room.world.officer("chair", name="Una Garrowby")
    room.allocated(BABY)
    for child in (ISLA, RORY, replace(ISLA, forename="Effie")):
        room.requested(child)
    with db.reading() as session:
        rows = conferences.coordination_list(session, by=room.coordinator).view
        alone = conferences.show_request(session, rows[1].ref, by=room.coordinator).view
    proposed = [row.proposed for row in rows]
    assert [each.name if each else "" for each in proposed] == ["Una Garrowby", room.chair.name, "Una Garrowby"]
    assert [row.choices[0].reasons[-1] for row in rows] == [
        "Holds no conference now, the fewest",
        "Holds 1 conference now, the fewest",
        "Holds no conference now and is proposed for 1 sooner, the fewest",
    ]
    assert alone.proposed == rows[1].proposed
