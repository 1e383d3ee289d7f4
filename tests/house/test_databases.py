"""The database fixtures: a real server that lasts as long as its run, and copies that do not know each other."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests import lent, postgres
from tests.postgres import Server

pytestmark = pytest.mark.postgres


def fill(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE offices (name text)")
        connection.execute("INSERT INTO offices VALUES ('Dudhope')")


def names(server: Server, database: str) -> list[str]:
    with server.connect(database) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM offices ORDER BY name")]


def test_a_copy_holds_what_the_template_held_and_nothing_another_copy_wrote(postgres_server: Server) -> None:
    postgres_server.create("offices")
    fill(postgres_server.url("offices"))
    postgres_server.create("one", template="offices")
    postgres_server.create("two", template="offices")
    with postgres_server.connect("one") as connection:
        connection.execute("INSERT INTO offices VALUES ('Lochee')")
    assert names(postgres_server, "one") == ["Dudhope", "Lochee"]
    assert names(postgres_server, "two") == ["Dudhope"]
    for database in ("one", "two", "offices"):
        postgres_server.drop(database)


@pytest.fixture
def lender(postgres_server: Server) -> Iterator[lent.Lender]:
    """Lends copies of a database with a table that is filled and one that is empty."""
    template = f"lending_{uuid4().hex}"
    postgres_server.create(template)
    fill(postgres_server.url(template))
    with postgres_server.connect(template) as connection:
        connection.execute("CREATE TABLE visits (office text)")
    made = lent.Lender(postgres_server, template)
    yield made
    for name in [each.name for each in made.free] + [template]:
        postgres_server.drop(name)


def test_a_database_that_was_lent_comes_back_empty_and_nobody_holds_on_to_it(lender: lent.Lender) -> None:
    first = lender.lend()
    holder = lender.server.connect(first.name)
    holder.execute("INSERT INTO visits VALUES ('Dudhope')")
    lender.take_back(first)
    with pytest.raises(psycopg.OperationalError):
        holder.execute("SELECT 1")
    holder.close()
    second = lender.lend()
    assert second.name == first.name
    with lender.server.connect(second.name) as connection:
        assert connection.execute("SELECT * FROM visits").fetchall() == []
    assert names(lender.server, second.name) == ["Dudhope"]
    lender.take_back(second)


@pytest.mark.parametrize(
    "left",
    [
        "CREATE TABLE left_behind (turn integer)",
        "CREATE INDEX ON visits (office)",
        "ALTER TABLE visits ALTER office SET DEFAULT 'Lochee'",
        "CREATE FUNCTION left_behind() RETURNS integer LANGUAGE sql RETURN 1",
        "GRANT SELECT ON visits TO public",
        "UPDATE offices SET name = 'Lochee'",
        "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || quote_ident(current_database()) || ' SET work_mem = 128'; END $$",
    ],
)
def test_a_database_that_comes_back_with_another_form_is_never_lent_again(lender: lent.Lender, left: str) -> None:
    first = lender.lend()
    with lender.server.connect(first.name) as connection:
        connection.execute(left)
    lender.take_back(first)
    assert lender.free == []
    with pytest.raises(psycopg.OperationalError):
        lender.server.connect(first.name)


def test_a_database_is_dropped_while_somebody_is_connected(postgres_server: Server) -> None:
    postgres_server.create("held")
    holder = postgres_server.connect("held")
    postgres_server.drop("held")
    with pytest.raises(psycopg.OperationalError):
        holder.execute("SELECT 1")
    holder.close()


def test_the_template_is_filled_once_however_many_workers_ask(postgres_server: Server, tmp_path: Path) -> None:
    filled: list[str] = []
    first = postgres.shared_template(postgres_server, tmp_path, filled.append, name="template_once")
    second = postgres.shared_template(postgres_server, tmp_path, filled.append, name="template_once")
    assert first == second == "template_once"
    assert filled == [postgres_server.url("template_once")]
    postgres_server.drop("template_once")


def test_every_worker_of_a_run_is_given_the_same_server(postgres_server: Server, run_folder: Path) -> None:
    assert postgres.shared_server(run_folder, run=os.getpid()) == postgres_server


def test_the_server_and_its_files_go_when_its_run_ends(tmp_path: Path) -> None:
    run = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    server = postgres.shared_server(tmp_path, run=run.pid)
    server.connect().close()
    run.communicate(b"\n")
    deadline = time.monotonic() + 10
    while server.folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not server.folder.exists()


def test_the_server_is_reached_by_its_socket_alone(postgres_server: Server) -> None:
    with postgres_server.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
