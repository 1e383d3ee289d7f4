"""What a paper is made of: plain words in blocks, one after another. How each looks is said in paper.typ alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a paper; `parts` holds its words under the names that paper.typ reads them by."""

    kind: str
    parts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list: a lead in bold, its words, and quieter lines below."""

    words: str
    more: tuple[str, ...] = ()
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. Its title names nobody: viewers show it, and it stays in their histories."""

    title: str
    reference: str
    marking: str
    printed: str
    blocks: tuple[Block, ...]


def heading(level: int, text: str) -> Block:
    """A heading; the paper's own is level 1, and no level is left out."""
    return Block("heading", {"level": level, "words": text})


def words(text: str, *, lead: str = "") -> Block:
    """A paragraph, its lead in bold."""
    return Block("words", {"lead": lead, "words": text})


def quiet(text: str) -> Block:
    """A paragraph in small grey."""
    return Block("quiet", {"words": text})


def said(text: str) -> Block:
    """Words as somebody said or wrote them, set apart as a quotation."""
    return Block("said", {"words": text})


def warning(lead: str, text: str) -> Block:
    """What may not be overlooked."""
    return Block("warning", {"lead": lead, "words": text})


def bullets(items: Iterable[Item]) -> Block:
    """A list in no order."""
    return Block("bullets", {"items": [_parts(each) for each in items]})


def numbers(items: Iterable[Item]) -> Block:
    """A list in order."""
    return Block("numbers", {"items": [_parts(each) for each in items]})


def rows(pairs: Iterable[tuple[str, str]]) -> Block:
    """Labels with their values beside them; an empty value reads "Not known", as on the pages."""
    return Block("rows", {"rows": [[label, value or "Not known"] for label, value in pairs]})


def table(columns: Sequence[tuple[str, int]], lines: Iterable[Sequence[str]]) -> Block:
    """A table whose head repeats on every page; each column is its label and its share of the width."""
    labels, widths = [label for label, _ in columns], [width for _, width in columns]
    return Block("table", {"columns": labels, "widths": widths, "rows": [list(line) for line in lines]})


def _parts(item: Item) -> dict[str, Any]:
    return {"lead": item.lead, "words": item.words, "more": list(item.more)}
