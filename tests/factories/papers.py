"""A paper read back: its words as a reader meets them, and the tags that a screen reader goes by."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pypdf import PdfReader

from hub.papers import Block, Paper, heading, typeset

AT = datetime(2026, 11, 24, 10, 45, 30, 500, tzinfo=UTC)
MARKING = "OFFICIAL-SENSITIVE"
AROUND = re.compile(rf"{MARKING} \S+$|^Printed by .+ Page \d+ of \d+$", re.MULTILINE)


def opened(pdf: bytes) -> PdfReader:
    """The file as a viewer opens it."""
    return PdfReader(io.BytesIO(pdf), strict=True)


def lines_of(pdf: bytes) -> list[str]:
    """Every line set, without what stands around each page."""
    pages = (page.extract_text() for page in opened(pdf).pages)
    return [line for page in pages for line in AROUND.sub("", page).splitlines() if line]


def words_of(pdf: bytes) -> str:
    """All its words in one line; a word broken at its hyphen is whole again."""
    return one_line(re.sub(r"(?<=\w-)\n(?=\w)", "", "\n".join(lines_of(pdf))))


def one_line(text: str) -> str:
    """The text with each gap as one space."""
    return " ".join(text.split())


def tags_of(pdf: bytes) -> set[str]:
    """The kinds of tags it has: H1, Table, TH …"""
    return set(_kinds(opened(pdf).trailer["/Root"]["/StructTreeRoot"]))


def _kinds(tag: Any) -> Iterator[str]:
    tag = tag.get_object()
    if isinstance(tag, list):
        for each in tag:
            yield from _kinds(each)
    elif isinstance(tag, dict):
        if "/S" in tag:
            yield str(tag["/S"]).removeprefix("/")
        if "/K" in tag:
            yield from _kinds(tag["/K"])


def paper(*blocks: Block) -> Paper:
    """A short paper of these blocks below its heading."""
    return Paper("A paper", "DH-2222-2222", MARKING, "Printed by Jo Mockridge", (heading(1, "A paper"), *blocks))


def set_of(*blocks: Block) -> bytes:
    """The same as PDF."""
    return typeset(paper(*blocks), made_at=AT)
