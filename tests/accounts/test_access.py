"""Role and relation, and deny above both: what a list shows and what one record answers are the same thing said twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from hub import audit, clock, crypto, db
from hub.accounts import (
    ROLES,
    Exclusion,
    Grant,
    Permission,
    has_sight_of,
    may,
    not_excluded,
    permissions_of,
    require,
    require_sight_of,
    visible_to,
)
from hub.accounts.access import give_sight, live_grants
from hub.accounts.models import LEVELS
from hub.actor import SYSTEM, Actor
from hub.concerns import Concern
from hub.errors import NotAllowed, NotFound
from tests.audit.council import leaf
from tests.factories.hub_world import World

NOW = datetime(2026, 11, 22, 10, 31, tzinfo=UTC)
OWN, OTHER = UUID(int=1), UUID(int=2)
ME = Actor(kind="officer", officer_id=UUID(int=11), teams=frozenset({OWN}))
GRANTS = {
    "none": None,
    "mine": {},
    "mine, until later": {"until": NOW + timedelta(seconds=1)},
    "mine, run out": {"until": NOW},
    "mine, ended": {"ended_at": NOW - timedelta(days=1)},
    "my team's": {"officer_id": None, "team_id": OWN},
    "my team's, run out": {"officer_id": None, "team_id": OWN, "until": NOW - timedelta(days=1)},
    "another's": {"officer_id": UUID(int=12)},
    "another team's": {"officer_id": None, "team_id": OTHER},
    "of another type": {"object_type": "strand"},
}
EXCLUSIONS = {"none": None, "me": UUID(int=11), "another": UUID(int=12)}
ACTORS = {
    "officer": ME,
    "officer of no team": replace(ME, teams=frozenset()),
    "partner": Actor(kind="partner", teams=frozenset(), permissions=frozenset({"concern_receive"})),
    "system": SYSTEM,
}


@dataclass(frozen=True)
class Case:
    """One record and all that bears on who may open it."""

    team: UUID
    level: str
    grant: str
    exclusion: str
    id: UUID = field(default_factory=uuid4)

    def may_open(self, actor: str) -> bool:
        """The plain oracle: excluded never; else own team's and open, or a live grant."""
        if actor in {"partner", "system"}:
            return actor == "system"
        if self.exclusion == "me":
            return False
        teams = ACTORS[actor].teams
        granted = self.grant in {"mine", "mine, until later"} or (self.grant == "my team's" and OWN in teams)
        return granted or (self.level == "open" and self.team in teams)


CASES = [Case(*each) for each in product((OWN, OTHER), LEVELS, GRANTS, EXCLUSIONS)]


def the_concern(case: Case) -> Concern:
    return Concern(
        id=case.id, ref=str(case.id), team_id=case.team, level=case.level, channel="phone", source_kind="school",
        received_at=NOW, keyed_at=NOW, danger="no", one_of_us="no",
    )  # fmt: skip


def relations(case: Case) -> Iterator[Grant | Exclusion]:
    grant = GRANTS[case.grant]
    if grant is not None:
        values = {"object_type": "concern", "officer_id": ME.officer_id, "basis": "grant", "given_at": NOW}
        yield Grant(**(values | {"object_id": case.id} | grant))
    if EXCLUSIONS[case.exclusion]:
        yield Exclusion(
            object_type="concern",
            object_id=case.id,
            officer_id=EXCLUSIONS[case.exclusion],
            reason_code="own",
            set_at=NOW,
        )


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlalchemy.Engine]:
    """Every combination of team, level, grant and exclusion, once, without the rows they would point at."""
    folder = tmp_path_factory.mktemp("access")
    (folder / "hub.sqlite").write_bytes(sqlite_template.read_bytes())
    engine = db.make_engine(f"sqlite:///{folder}/hub.sqlite")
    crypto.bind_keyring(crypto.create_keys_folder(folder / "keys"))
    plain = sqlalchemy.create_engine(engine.url).execution_options(hub_migration=True)
    with sqlalchemy.orm.Session(plain) as session:
        for case in CASES:
            session.add_all([the_concern(case), *relations(case)])
        session.commit()
    plain.dispose()
    yield engine
    engine.dispose()
    crypto.unbind_keyring()


@pytest.mark.parametrize("actor", ACTORS)
@time_machine.travel(NOW, tick=False)
def test_a_list_and_a_single_record_agree_with_the_plain_rule(filled: sqlalchemy.Engine, actor: str) -> None:
    by = ACTORS[actor]
    with db.reading(filled) as session:
        listed = set(session.scalars(select(Concern.id).where(visible_to(by, "concern", Concern))))
        for case in CASES:
            record = session.get_one(Concern, case.id)
            expected = case.may_open(actor)
            assert (case.id in listed, has_sight_of(session, by, "concern", record)) == (expected, expected), case
            assert _answer(session, by, record) == (None if expected else _refusal(case)), case


def _refusal(case: Case) -> type[Exception]:
    return NotFound if case.level == "sealed" else NotAllowed


def _answer(session: db.HubSession, by: Actor, record: Concern) -> type[Exception] | None:
    try:
        require_sight_of(session, by, "concern", record)
    except (NotAllowed, NotFound) as refused:
        return type(refused)
    return None


def test_a_rule_that_forgets_the_exclusion_is_found_out(filled: sqlalchemy.Engine) -> None:
    """The planted defect: allow without deny."""
    with db.reading(filled) as session:
        forgetful = set(
            session.scalars(select(Concern.id).where(Concern.team_id.in_(ME.teams), Concern.level == "open"))
        )
    assert any(not case.may_open("officer") for case in CASES if case.id in forgetful)


@time_machine.travel(NOW, tick=False)
def test_an_actor_who_is_no_officer_holds_no_grant_not_even_a_teams(filled: sqlalchemy.Engine) -> None:
    with db.reading(filled) as session:
        assert session.scalars(live_grants(ACTORS["partner"], "concern")).all() == []
        assert session.scalars(live_grants(ME, "concern")).all() != []


@time_machine.travel(NOW, tick=False)
def test_the_criterion_of_exclusions_keeps_only_the_one_officer_away(filled: sqlalchemy.Engine) -> None:
    with db.reading(filled) as session:
        seen = set(session.scalars(select(Concern.id).where(not_excluded(ME, "concern", Concern.id))))
    assert seen == {case.id for case in CASES if case.exclusion != "me"}


def test_a_sealed_record_answers_exactly_as_one_that_does_not_exist(filled: sqlalchemy.Engine) -> None:
    sealed = next(case for case in CASES if (case.level, case.grant, case.team) == ("sealed", "none", OWN))
    with db.reading(filled) as session:
        answers = []
        for record in (session.get(Concern, sealed.id), None):
            with pytest.raises(NotFound) as refused:
                require_sight_of(session, ME, "concern", record)
            answers.append((str(refused.value), refused.value.status, refused.value.title, refused.value.object_type))
    assert answers[0] == answers[1]


@given(roles=st.frozensets(st.sampled_from(sorted(ROLES)), max_size=4))
def test_roles_add_up_and_nothing_else_is_allowed(roles: frozenset[str]) -> None:
    by = Actor(kind="officer", officer_id=UUID(int=1), permissions=permissions_of(roles))
    for permission in Permission:
        allowed = any(permission in ROLES[role].permissions for role in roles)
        assert may(by, permission) is allowed
        if allowed:
            require(by, permission)
        else:
            with pytest.raises(NotAllowed) as refused:
                require(by, permission)
            assert refused.value.permission == permission.value


@pytest.mark.both_engines
def test_a_break_glass_grant_opens_for_its_hours_and_not_a_second_more(world: World) -> None:
    by = world.actor("screening_officer")
    with time_machine.travel(NOW, tick=False) as moment:
        with db.transaction() as session:
            team = world.teams["management"]
            concern = the_concern(Case(team, "restricted", "none", "none"))
            session.add(concern)
            session.flush()
            session.add(
                Grant(object_type="concern", object_id=concern.id, officer_id=by.officer_id, basis="break_glass",
                      given_at=clock.now(), until=NOW + timedelta(hours=4))
            )  # fmt: skip
            leaf(session)
        moment.move_to(NOW + timedelta(hours=4, seconds=-1))
        with db.reading() as session:
            assert require_sight_of(session, by, "concern", session.get(Concern, concern.id)) == "break_glass"
        moment.move_to(NOW + timedelta(hours=4))
        with db.reading() as session, pytest.raises(NotAllowed, match="not with you"):
            require_sight_of(session, by, "concern", session.get(Concern, concern.id))


@pytest.mark.both_engines
def test_giving_sight_twice_leaves_one_grant_and_giving_it_again_opens_an_ended_one(world: World) -> None:
    by, object_id = world.actor("chair"), uuid4()
    with db.transaction() as session:
        for _ in range(2):
            give_sight(session, object_type="strand", object_id=object_id, officer_id=by.acting_officer_id)
        (grant,) = session.scalars(select(Grant).where(Grant.object_id == object_id))
        grant.ended_at = clock.now()
        audit.record(session, by=by, action=audit.Action.GRANT_GIVEN)
    with db.transaction() as session:
        assert session.scalars(live_grants(by, "strand")).all() == []
        give_sight(session, object_type="strand", object_id=object_id, officer_id=by.acting_officer_id)
        audit.record(session, by=by, action=audit.Action.GRANT_GIVEN)
    with db.reading() as session:
        assert session.scalars(live_grants(by, "strand")).all() == [object_id]
