"""A paper set as PDF, tagged for screen readers (PDF/UA-1), in memory: no file is written, and nothing is fetched."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hub.papers.blocks import Paper
from hub.papers.signs import FONTS, printable

if TYPE_CHECKING:
    from typst import Fonts

LOOKS = Path(__file__).with_name("paper.typ")
HERE = str(LOOKS.parent)  # the only folder that setting could read from; it holds no packages, and none are fetched


def typeset(paper: Paper, *, made_at: datetime) -> bytes:
    """The PDF; the same paper made at the same instant gives the same bytes.

    What no font has is written by its number: a name is never left out, nor a paper refused, for want of a sign.
    """
    import typst  # 81 MB: only a process that makes papers loads it

    said = {"title": paper.title, "reference": paper.reference, "marking": paper.marking, "printed": paper.printed}
    blocks = [{"kind": each.kind, **each.parts} for each in paper.blocks]
    return typst.compile(
        str(LOOKS),
        root=HERE,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        package_path=HERE,
        package_cache_path=HERE,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"paper": json.dumps(_printable({**said, "blocks": blocks}))},
        timestamp=int(made_at.timestamp()),
    )


@cache
def _fonts() -> Fonts:
    from typst import Fonts

    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _printable(told: Any) -> Any:
    """The same with every text in signs that the fonts have."""
    if isinstance(told, str):
        return printable(told)
    if isinstance(told, dict):
        return {name: _printable(each) for name, each in told.items()}
    return [_printable(each) for each in told] if isinstance(told, list) else told
