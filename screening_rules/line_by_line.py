"""Two texts of one file beside each other, line by line. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

MOST_MATCHED = 5_000  # lines; two longer texts that differ throughout would take minutes to match
LEFT_OUT = "…"


@dataclass(frozen=True, slots=True)
class FileDifference:
    """A file that differs; `is_told` says that words elsewhere tell all of it.

    Each line has its sign: "-" was, "+" is, " " is as it was, "…" where equal lines are left out.
    """

    path: str
    lines: tuple[tuple[str, str], ...]
    is_new: bool
    is_gone: bool
    is_told: bool


def line_by_line(path: str, before: str | None, after: str | None, is_told: bool = False) -> FileDifference:
    """Every line that one text has and the other has not, with three lines around; None is no file."""
    lines = tuple(_lines((before or "").splitlines(keepends=True), (after or "").splitlines(keepends=True)))
    return FileDifference(path, lines, before is None, after is None, is_told)


def _lines(was: list[str], now: list[str]) -> Iterator[tuple[str, str]]:
    if len(was) + len(now) > MOST_MATCHED:
        yield from (("-", line.rstrip("\r\n")) for line in was)
        yield from (("+", line.rstrip("\r\n")) for line in now)
        return
    for line in list(unified_diff(was, now))[2:]:
        yield (LEFT_OUT, "") if line.startswith("@@") else (line[:1], line[1:].rstrip("\r\n"))
