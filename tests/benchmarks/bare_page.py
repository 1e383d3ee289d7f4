"""The least a page of a queue can be: 25 rows by their key as JSON; nobody signed in, nothing opened, nothing in the trail."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import psycopg

ROWS = """
    SELECT id, ref, rank, act_by, reason, danger FROM work_items
    WHERE queue = 'screening' AND team_id = %s AND state = 'open' AND level = 'open' ORDER BY rank, act_by, id LIMIT 25
"""


@cache
def _connection() -> psycopg.Connection[Any]:
    return psycopg.connect(os.environ["BENCH_DATABASE"], autocommit=True)


def application(_environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
    """WSGI."""
    rows = _connection().execute(ROWS, [os.environ["BENCH_TEAM"]]).fetchall()
    body = json.dumps([[str(value) for value in row] for row in rows]).encode()
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
