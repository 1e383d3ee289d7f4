"""What takes long to compile is compiled once by a process, not once by each test: templates, addresses, statements."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from werkzeug.routing import Rule

_builders: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}
_first: dict[str, Engine] = {}
_statements: dict[str, dict[Any, Any]] = {}


class Templates(BytecodeCache):
    """Every template that this process compiled; one whose text differs is another."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The template's code, where it was compiled before."""
        bucket.code = self._held.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """The template need not be compiled again."""
        assert bucket.code is not None
        self._held[bucket.key, bucket.checksum] = bucket.code


class Address(Rule):
    """An address whose builder is compiled once, for however many applications have it."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (append_unknown, repr(self.defaults), *self._trace)
        if key not in _builders:
            _builders[key] = super()._compile_builder(append_unknown)
        return _builders[key]


def once_by_process() -> None:
    """From now on every application of this process has its templates and addresses compiled once."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Templates()}
    Flask.url_rule_class = Address


def known_statements(made: Engine) -> Engine:
    """The engine, with what this process compiled for others of its kind of database."""
    kind = made.dialect.name
    if kind not in _first:
        made.connect().close()  # only then does its dialect know which version it speaks to
    made.dialect = _first.setdefault(kind, made).dialect
    made.update_execution_options(compiled_cache=_statements.setdefault(kind, {}))
    return made
