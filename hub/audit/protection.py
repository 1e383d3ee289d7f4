"""Triggers that refuse to change or delete what the trail holds, on both engines; on PostgreSQL the service's role may only insert."""

from __future__ import annotations

import re

from sqlalchemy import Connection

from hub.audit.models import LOG_TABLES

_LEAVES = ("audit_leaves", "audit_objects", "audit_batches")
_KEYS = {
    "audit_leaves": ("slot", "seq"),
    "audit_objects": ("slot", "seq", "object_type", "object_id"),
    "audit_batches": ("slot", "seq"),
    "audit_slots": ("id",),
    "audit_epochs": ("number",),
    "audit_log": ("index",),
    "audit_nodes": ("level", "index"),
    "audit_checkpoints": ("epoch", "size"),
    "audit_alarms": ("slot", "seq", "kind"),
}
_REFUSE = "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"


def protect_audit_tables(connection: Connection) -> None:
    """From now on UPDATE and DELETE on the leaves and what belongs to them fail in the database itself; slots only count upwards."""
    if connection.dialect.name == "sqlite":
        _protect_slots_sqlite(connection)
    else:
        _protect_slots_postgresql(connection)
    _append_only(connection, _LEAVES)


def protect_log_tables(connection: Connection) -> None:
    """The same for the log that the leaves are sealed into."""
    _append_only(connection, LOG_TABLES)


def _append_only(connection: Connection, tables: tuple[str, ...]) -> None:
    for table in tables:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {_REFUSE}")
            _keep_rows_sqlite(connection, table)
        else:
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION hub_refuse_change()"
            )


def _keep_rows_sqlite(connection: Connection, table: str) -> None:
    # INSERT OR REPLACE removes the row it replaces without firing a delete trigger
    same = " AND ".join(f'"{column}" = NEW."{column}"' for column in _KEYS[table])
    held = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608  # nosec B608  names of our own tables
    connection.exec_driver_sql(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {held} {_REFUSE}")
    connection.exec_driver_sql(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {_REFUSE}")


def _protect_slots_sqlite(connection: Connection) -> None:
    _keep_rows_sqlite(connection, "audit_slots")
    connection.exec_driver_sql(
        "CREATE TRIGGER audit_slots_count_up BEFORE UPDATE ON audit_slots WHEN NEW.seq <> OLD.seq + 1 OR NEW.id <> OLD.id "
        "BEGIN SELECT RAISE(ABORT, 'audit slots only count up'); END"
    )


def _protect_slots_postgresql(connection: Connection) -> None:
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION hub_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$"
    )
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION hub_count_up() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NEW.seq <> OLD.seq + 1 OR NEW.id <> OLD.id THEN RAISE EXCEPTION 'audit slots only count up'; "
        "END IF; RETURN NEW; END $$"
    )
    connection.exec_driver_sql(
        "CREATE TRIGGER audit_slots_count_up BEFORE UPDATE ON audit_slots FOR EACH ROW EXECUTE FUNCTION hub_count_up()"
    )
    connection.exec_driver_sql(
        "CREATE TRIGGER audit_slots_no_delete BEFORE DELETE OR TRUNCATE ON audit_slots "
        "FOR EACH STATEMENT EXECUTE FUNCTION hub_refuse_change()"
    )


def forget_protection(connection: Connection) -> None:
    """Remove what the triggers called, once the tables that had them are gone."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS hub_refuse_change(), hub_count_up()")


def grant_service_role(connection: Connection, role: str) -> None:
    """Give PostgreSQL role `role` what the service needs: everything on the work's tables, only INSERT and SELECT on the trail.

    Raises:
        ValueError: `role` is not a plain lower-case name.
    """
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", role):
        raise ValueError("the service role's name must be plain lower-case letters, digits and underscores")
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}" for table in (*_LEAVES, *LOG_TABLES)),
        f"REVOKE DELETE, TRUNCATE ON audit_slots FROM {role}",
    ):
        connection.exec_driver_sql(statement)
