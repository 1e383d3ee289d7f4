"""PostgreSQL databases lent to one test after another: emptied in a moment, where making and dropping one takes thirty times as long.

A database that comes back with another form than it was made with (a table, trigger, right or setting more or less) is dropped.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from tests.postgres import Server

MOST_LOANS = 60  # what was deleted is still walked over; after so many tests a fresh one is quicker
CATALOGUES = (
    "pg_class pg_attribute pg_attrdef pg_constraint pg_index pg_trigger pg_proc pg_rewrite pg_policy pg_type pg_enum "
    "pg_namespace pg_extension pg_statistic pg_db_role_setting pg_default_acl"
).split()
ALONE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


@dataclass
class Database:
    """One that is lent; `kept` are the tables that migrations filled, `emptying` what deletes every row of all others."""

    name: str
    kept: list[str]
    emptying: sql.Composed
    form: object = None
    loans: int = 0


@dataclass
class Lender:
    """The databases of one process on one server, all copies of one template."""

    server: Server
    template: str
    free: list[Database] = field(default_factory=list)

    def lend(self) -> Database:
        """A database as the template is, for nobody else until it is taken back."""
        lent = self.free.pop() if self.free else self._make()
        lent.loans += 1
        return lent

    def take_back(self, lent: Database) -> None:
        """Nobody is connected to it, and it is as the template again, or gone."""
        if lent.loans < MOST_LOANS and self._emptied(lent):
            self.free.append(lent)
        else:
            self.server.drop(lent.name)

    def _make(self) -> Database:
        name = f"t_{uuid.uuid4().hex}"
        self.server.create(name, template=self.template)
        with self.server.connect(name) as connection:
            tables = {table: _holds_rows(connection, table) for (table,) in connection.execute(TABLES)}
            kept = [table for table, is_filled in tables.items() if is_filled]
            made = Database(name, kept, _emptying([table for table in tables if table not in kept]))
            made.form = _form(connection, made)
        return made

    def _emptied(self, lent: Database) -> bool:
        try:
            with self.server.connect(lent.name) as connection:
                connection.execute(ALONE)
                connection.execute(lent.emptying)
                return _form(connection, lent) == lent.form
        except psycopg.Error:
            return False


def _holds_rows(connection: psycopg.Connection, table: str) -> bool:
    return connection.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(sql.SQL(table))).rowcount > 0


def _emptying(tables: list[str]) -> sql.Composed:
    """One transaction that deletes whatever any trigger guards."""
    deleting = (sql.SQL("DELETE FROM {}").format(sql.SQL(table)) for table in tables)
    return sql.SQL("; ").join([sql.SQL("SET session_replication_role = replica"), *deleting])


def _form(connection: psycopg.Connection, lent: Database) -> object:
    """Differs once a row was added to, changed in or taken from what says how the database is made, or a table that is kept."""
    told = (
        sql.SQL("SELECT count(*) AS many, sum(xmin::text::bigint) AS told FROM {}").format(sql.SQL(each))
        for each in [*CATALOGUES, *lent.kept]
    )
    return connection.execute(sql.SQL(" UNION ALL ").join(told)).fetchall()


_lenders: dict[Path, Lender] = {}


def lender(server: Server, template: str) -> Lender:
    """Who lends this server's databases in this process."""
    return _lenders.setdefault(server.folder, Lender(server, template))
