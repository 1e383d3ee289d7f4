"""What is on a closed list is used, worded and guarded: audit actions, permissions, tables, and the ways round the trail."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from pathlib import Path

import pytest
import yaml
from sqlalchemy import LargeBinary

import migrations.tables  # noqa: F401  makes every room's tables known
from hub.accounts import ROLES, Permission
from hub.audit import ACTIONS, Action, in_words
from hub.crypto import SealedRow
from hub.db import Base
from tests.house import tree

COLUMNS = Path("tests/house/columns.yaml")
CLASSES = ("keep", "erase", "export")
# On the list before the room that uses them stands; take a name off when it does.
ACTIONS_WAITING = set(
    """CHAIR_ALLOCATED CHAIR_DECLINED CONCERN_LISTED CONCERN_SHOWN CONFERENCE_CANCELLED
    CONFERENCE_CONVENED CONFERENCE_OUTCOME CONFERENCE_SHOWN DANGER_RAISED DECISION_MADE DECISION_SENT_BACK
    DECISION_SIGNED DRAFT_DISCARDED DRAFT_OPENED GRANT_GIVEN LIMBS_ANSWERED MAIL_SENT ONWARD_ACCEPTED
    ONWARD_CAME_BACK PERSON_MOVED QUEUE_SHOWN
    ROWS_MIGRATED SCREENED_AGAIN STRAND_SHOWN SUGGESTIONS_SHOWN VIEW_GIVEN""".split()
)
PERMISSIONS_WAITING = set(
    """AUDIT_READ CONCERN_SEE CONFERENCE_MINUTE DRAFTS_OVERSEE ONWARD_RECORD
    RULES_CHANGE RULES_READ""".split()
)
# Where a way round the audit guard may be named at all.
WAYS_ROUND = {
    "hub_migration": {"hub/db/migrating.py", "hub/audit/guard.py", "hub/cli/database.py", "hub/backups/restoring.py"},
    "importing(": {"hub/audit/guard.py", "hub/audit/leaves.py", "hub/demo/", "hub/interchange/"},
    "record_import(": {"hub/audit/leaves.py", "hub/demo/", "hub/interchange/"},
    "raw_connection": set(),
    "driver_connection": {"hub/db/engine.py"},
    "dbapi_connection": set(),
}


def unused(members: Iterable[Enum], texts: Iterable[str]) -> set[str]:
    """The members of an enum that none of the texts names."""
    whole = "\n".join(texts)
    return {member.name for member in members if not re.search(rf"\b{type(member).__name__}\.{member.name}\b", whole)}


def texts_but(path: str) -> list[str]:
    """The product's code, without the file that makes the list."""
    return [tree.text(each) for each in tree.python("hub") if str(each) != path]


def test_every_audit_action_is_used() -> None:
    tree.nothing(
        sorted(unused(Action, texts_but("hub/audit/actions.py")) - ACTIONS_WAITING),
        "Write its leaf, or strike it from hub/audit/actions.py (if a room to come uses it: ACTIONS_WAITING).",
    )


def test_every_audit_action_is_worded() -> None:
    kinds = set("collect alter consult disclose combine erase auth denied admin key system".split())
    assert ACTIONS.keys() == set(Action)
    for action, meaning in ACTIONS.items():
        assert meaning.kind in kinds, action
        assert re.fullmatch(r"[a-z].+[^.]", in_words(action)), action
    assert len({meaning.words for meaning in ACTIONS.values()}) == len(ACTIONS), "two actions share their words"


def test_every_permission_is_asked_for_and_held_by_some_role() -> None:
    tree.nothing(
        sorted(unused(Permission, texts_but("hub/accounts/permissions.py")) - PERMISSIONS_WAITING),
        "Ask for it with require(...), or strike it from hub/accounts/permissions.py.",
    )
    held = {permission for role in ROLES.values() for permission in role.permissions}
    assert set(Permission) - held == set()


def test_keeping_accounts_keys_rules_and_the_trail_opens_no_records() -> None:
    opens = {permission for permission in Permission if re.match(r"CONCERN|PERSON|STRAND|CONFERENCE", permission.name)}
    for name, role in ROLES.items():
        assert not (role.is_privileged and role.permissions & opens), name


def test_what_is_said_to_wait_is_on_its_list() -> None:
    assert set(Action.__members__) >= ACTIONS_WAITING
    assert set(Permission.__members__) >= PERMISSIONS_WAITING


def test_an_unused_name_is_caught() -> None:
    class Colour(Enum):
        RED = "red"
        RED_DEEP = "red_deep"

    assert unused(Colour, ["Colour.RED_DEEP"]) == {"RED"}


def test_ways_round_the_trail_stand_only_where_they_must() -> None:
    found = (
        f"{path} says {way}"
        for path in tree.python("hub")
        for way, allowed in WAYS_ROUND.items()
        if way in tree.text(path) and not any(str(path).startswith(each) for each in allowed)
    )
    tree.nothing(found, "Change rows through the session and end with audit.record(...).")


def classified() -> dict[str, dict[str, str]]:
    """Table → column → class, from the data file."""
    held: dict[str, dict[str, str]] = yaml.safe_load(tree.text(COLUMNS))
    found: dict[str, dict[str, str]] = {}
    for table, classes in held.items():
        assert classes.keys() <= set(CLASSES), f"{table} has a class that is none of {CLASSES}"
        pairs = [(column, kind) for kind, columns in classes.items() for column in columns.split()]
        assert len(pairs) == len(dict(pairs)), f"{table} names a column twice"
        found[table] = dict(pairs)
    return found


def test_every_column_says_whether_it_is_kept_erased_or_exported() -> None:
    held = classified()
    columns = {(table.name, column.name) for table in Base.metadata.sorted_tables for column in table.columns}
    said = {(table, column) for table, its in held.items() for column in its}
    tree.nothing(
        (f"{table}.{column}" for table, column in sorted(columns - said)), f"Say keep, erase or export in {COLUMNS}."
    )
    tree.nothing(
        (f"{table}.{column}" for table, column in sorted(said - columns)),
        f"There is no such column: strike it in {COLUMNS}.",
    )


def test_what_is_sealed_or_points_at_a_person_is_never_kept() -> None:
    held = classified()
    for mapper in Base.registry.mappers:
        table = mapper.local_table
        for column in table.columns:
            is_token = isinstance(column.type, LargeBinary) and column.name == "token"
            if column.name.endswith("_sealed") or is_token:
                assert held[table.name][column.name] in {"erase", "export"}, f"{table.name}.{column.name}"
        if issubclass(mapper.class_, SealedRow):
            assert held[table.name]["key_id"] == "keep", "the key's row stays as a tombstone"


MAPPERS = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)


@pytest.mark.parametrize("mapper", MAPPERS, ids=lambda mapper: mapper.class_.__name__)
def test_every_table_says_whether_it_is_audited_and_a_working_one_why_not(mapper) -> None:
    kept = mapper.class_.__kept__
    assert kept.audited != kept.because.startswith("because "), mapper.class_.__name__
    label = [column.info.get("label", column.name) for column in mapper.local_table.columns]
    assert len(label) == len(set(label)), "two columns with one label would share a place in the digest"
