"""Every vignette, told as a partner's system would tell it, reaches the screening queue as the rules expect."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
import yaml
from sqlalchemy import select

from hub import concerns, db, rulebook, triage
from hub.actor import Actor
from hub.concerns import Part
from hub.queues import WorkItem
from hub.rulebook import Screening
from hub.triage import LIMBS, Limb
from tests.api.conftest import Send
from tests.factories.hub_world import World

FOLDER = Path(__file__).parent.parent / "vignettes"
STORIES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}


def _name(part: Part) -> str:
    person = part.person
    return person.forename or person.description or ("unborn baby" if person.unborn else "")


def _parts(ref: str) -> dict[str, UUID]:
    with db.reading() as session:
        concern = concerns.get_concern(session, ref)
        return {_name(part): part.person.id for part in concerns.parts_of(session, concern.id)}


def _screening(ref: str) -> Screening:
    with db.reading() as session:
        concern = concerns.get_concern(session, ref)
        return rulebook.replay(session, rulebook.latest_run(session, concern.id))


def _answer_limbs(ref: str, people: dict[str, UUID], limbs: dict[str, dict[str, bool]], by: Actor) -> None:
    """An officer who screens answers the three points of each adult; a point the story leaves out is not known."""
    for name, told in limbs.items():
        words = {True: "yes", False: "no", None: "not_known"}
        points = {point: Limb(words[told.get(point)], "As seen and told on the visit today.") for point in LIMBS}
        with db.transaction() as session:
            concern = concerns.get_concern(session, ref)
            triage.answer_limbs(session, concern_id=concern.id, person_id=people[name], limbs=points, by=by)


def _find_out(ref: str, people: dict[str, UUID], found_out: dict[str, dict[str, Any]], by: Actor) -> None:
    """What the story's officer found out before anything else is answered, as they would type it."""
    for name, facts in found_out.items():
        answers = {fact: {True: "yes", False: "no"}[value] if isinstance(value, bool) else f"{value}"
                   for fact, value in facts.items()}  # fmt: skip
        with db.transaction() as session:
            concern = concerns.get_concern(session, ref)
            triage.answer_facts(
                session, concern_id=concern.id, person_id=people[name], answers=answers, said_by="The records",
                how_known="verified", by=by,
            )  # fmt: skip


def _hold(screening: Screening, people: dict[str, UUID], expected: dict[str, Any]) -> None:
    results = {UUID(each.id): each for each in screening.subjects}
    for name, want in expected.items():
        found = results[people[name]].recommendation
        assert set(want.get("routes", ())) <= set(found.routes), name
        assert not set(want.get("without", ())) & set(found.routes), name
        assert set(want.get("possible", ())) <= set(found.possible_routes), name
        assert set(want.get("mandatory", ())) <= set(found.mandatory_routes), name
        assert set(want.get("actions", ())) <= set(found.actions), name
        if "urgency" in want:
            assert found.urgency == want["urgency"], name
        if "reach" in want:
            assert found.could_reach == want["reach"], name


def _at(story: dict[str, Any]) -> str:
    return str(story["told"].get("received_at", "2026-11-24T10:31"))


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_a_vignette_reaches_the_queue_as_the_rules_expect(send: Send, world: World, story: dict[str, Any]) -> None:
    sam = world.officer("screening_officer")
    with time_machine.travel(f"{_at(story)}+00:00", tick=True):
        token = world.token(role="partner_reporter", agency="Mock School")
        reply = send(story["told"], token=token)
        assert reply.status_code == 201, reply.text
        assert reply.json["warnings"] == []
        ref = reply.json["ref"]
        people = _parts(ref)
        _find_out(ref, people, story.get("found_out", {}), sam)
        _hold(_screening(ref), people, story["expect_before"])
        with db.reading() as session:
            item = session.scalars(select(WorkItem).where(WorkItem.ref == ref)).one()
        assert (item.queue, item.state) == ("screening", "open")
        assert item.rank == _screening(ref).rank
        if "limbs" in story:
            _answer_limbs(ref, people, story["limbs"], sam)
            _hold(_screening(ref), people, story["expect_after"])
