"""Records as papers for a meeting, the Reporter or a court: gathered as their pages show them, set as tagged PDF, kept nowhere."""

from hub.papers.blocks import Block, Item, Paper, bullets, heading, numbers, quiet, rows, said, table, warning, words
from hub.papers.gathering import PURPOSES, RecordForPaper, gather_record
from hub.papers.typesetting import typeset

__all__ = [
    "PURPOSES",
    "Block",
    "Item",
    "Paper",
    "RecordForPaper",
    "bullets",
    "gather_record",
    "heading",
    "numbers",
    "quiet",
    "rows",
    "said",
    "table",
    "typeset",
    "warning",
    "words",
]
