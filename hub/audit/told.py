"""What leaves say of themselves, read by the database: for counting many of them without fetching any."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class said(GenericFunction[str]):  # noqa: N801  a function of SQL, written like one
    """`said(AuditLeaf.body, "basis")`: the text that the leaf has under this name; nothing where the bytes are no leaf."""

    type = Text()
    inherit_cache = True


@compiles(said, "sqlite")
def _in_sqlite(element: said, compiler: Any, **more: Any) -> str:
    body, name = (compiler.process(each, **more) for each in element.clauses)
    leaf = f"CAST({body} AS TEXT)"
    return f"CASE WHEN json_valid({leaf}) THEN json_extract({leaf}, '$.' || {name}) END"


@compiles(said, "postgresql")
def _in_postgresql(element: said, compiler: Any, **more: Any) -> str:
    """Leaves are canonical: inside their texts a quotation mark never stands without its backslash."""
    body, name = (compiler.process(each, **more) for each in element.clauses)
    return f"""split_part(split_part(encode({body}, 'escape'), '"' || {name} || '":"', 2), '"', 1)"""
