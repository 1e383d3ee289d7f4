"""One rule file being read: takes values out of it and notes each mistake by line, so that all are reported at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from screening_rules.strict_yaml import RuleFileError, load

Trail = tuple[str, ...]
_ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?")


@dataclass
class Sheet:
    """A file and its problems. Each taking method notes a problem and gives an empty value where it must refuse."""

    path: str
    text: str
    problems: list[RuleFileError]
    data: Any = field(init=False, default=None)

    def read(self) -> bool:
        """Whether the text could be read as strict YAML; then `data` holds it."""
        try:
            self.data = load(self.path, self.text)
        except RuleFileError as error:
            self.problems.append(error)
            return False
        return True

    def refuse(self, trail: Trail, problem: str, remedy: str) -> None:
        """The problem is noted at the line that the keys of `trail` lead to, as near as can be told."""
        self.problems.append(RuleFileError(self.path, self._line(trail), problem, remedy))

    def _line(self, trail: Trail) -> int | None:
        lines, found, begin = self.text.splitlines(), None, 0
        for key in trail:
            pattern = re.compile(rf"(?:^|[\s\[{{,-])['\"]?{re.escape(key)}['\"]?(?:$|[\s:,\]}}])")
            hit = next((n for n in range(begin, len(lines)) if pattern.search(lines[n])), None)
            if hit is not None:
                found, begin = hit + 1, hit
        return found

    def mapping(self, raw: Any, trail: Trail, *, what: str) -> Mapping[str, Any]:
        """`raw` as a map, or an empty one."""
        if isinstance(raw, dict):
            return raw
        self.refuse(trail, f"{what} is not a map of keys and values", "Write 'key: value' lines under it")
        return {}

    def only(self, raw: Mapping[str, Any], allowed: Collection[str], trail: Trail) -> None:
        """Every key of `raw` is one of `allowed`, or is refused."""
        for key in raw:
            if key not in allowed:
                self.refuse((*trail, str(key)), f"the key {key!s} is not known here", f"Use: {', '.join(allowed)}")

    def id(self, key: Any, trail: Trail) -> str:
        """`key` as an id in lower-case words joined by _."""
        if not isinstance(key, str) or not _ID.fullmatch(key):
            self.refuse((*trail, str(key)), f"{key!s} is not an id", "Use lower-case letters, figures and _")
        return str(key)

    def words(self, raw: Mapping[str, Any], key: str, trail: Trail, *, optional: bool = False) -> str:
        """The text under `key`; "" where it is missing."""
        value = raw.get(key)
        if value is None and optional:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.refuse((*trail, key), f"{key} is missing or is not text", f"Write '{key}: ...' in plain words")
            return ""
        return value.strip()

    def one_of(
        self, raw: Mapping[str, Any], key: str, trail: Trail, allowed: Collection[str], *, optional: bool = False
    ) -> str | None:
        """The listed value under `key`; None where it is missing and optional."""
        value = raw.get(key)
        if value is None and optional:
            return None
        if not isinstance(value, str) or value not in allowed:
            self.refuse((*trail, key), f"{key} {value!s} is not known", f"Use one of: {', '.join(allowed)}")
            return next(iter(allowed), None)
        return value

    def several(
        self, raw: Mapping[str, Any], key: str, trail: Trail, allowed: Collection[str] | None, *, at_least: int = 0
    ) -> tuple[str, ...]:
        """The texts listed under `key`, each one of `allowed` if given."""
        values = raw.get(key, [])
        if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
            self.refuse((*trail, key), f"{key} is not a list of words", f"Write '{key}: [one, two]'")
            return ()
        if len(values) < at_least:
            self.refuse((*trail, key), f"{key} is missing or empty", f"Name at least {at_least}")
        for each in values:
            if allowed is not None and each not in allowed:
                self.refuse((*trail, key, each), f"{key}: {each} is not known", _listing(allowed))
        return tuple(values)

    def flag(self, raw: Mapping[str, Any], key: str, trail: Trail, *, default: bool | None) -> bool:
        """The true or false under `key`; with no default it must be there."""
        value = raw.get(key, default)
        if not isinstance(value, bool):
            self.refuse((*trail, key), f"{key} is missing, or neither true nor false", f"Write '{key}: true' or false")
            return False
        return value

    def day(self, value: Any, trail: Trail, *, what: str) -> date:
        """`value` as a day."""
        if type(value) is date:
            return value
        self.refuse(trail, f"{what} is not a date", "Write it as YYYY-MM-DD, without quotes")
        return date.max


def _listing(allowed: Collection[str]) -> str:
    names: Sequence[str] = sorted(allowed)
    if len(names) > 40:
        return "Check its spelling, or add it to its file first"
    return f"Use one of: {', '.join(names)}" if names else "Add it to its file first"
