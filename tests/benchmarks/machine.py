"""The class of machine and the versions a row was measured with; never a name of the machine."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from hub import clock
from tests import postgres

OURS = ("sqlalchemy", "psycopg", "cryptography", "flask", "gunicorn")


@cache
def about() -> dict[str, str]:
    """Day, machine and versions."""
    return {"day": clock.today().isoformat(), "machine": _machine(), "versions": ", ".join(_versions())}


def _machine() -> str:
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores of {_family()}, {gigabytes:.0f} GB of memory, {platform.system()}"


def _family() -> str:
    path = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.+)$", path.read_text(), re.MULTILINE) if path.exists() else None
    return found.group(1) if found else platform.machine()


def _versions() -> list[str]:
    found = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    try:
        said = subprocess.run(
            [postgres.programs() / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        found.append("PostgreSQL " + said.stdout.split()[2])
    except postgres.PostgresMissingError:
        found.append("no PostgreSQL")
    return [*found, *(f"{name} {version(name)}" for name in OURS)]


def installed_peers(names: Iterable[str], folder: Path) -> dict[str, str]:
    """The versions of those packages that are installed in the peers' environment."""
    found = {}
    for name in names:
        for path in folder.glob(f"lib/python*/site-packages/{name.replace('-', '_')}-*.dist-info"):
            found[name] = path.name.removesuffix(".dist-info").rpartition("-")[2]
    return found
