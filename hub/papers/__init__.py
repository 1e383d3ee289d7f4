"""Records as papers for a meeting, the Reporter or a court: gathered as their pages show them, set as tagged PDF, kept nowhere."""

from hub.papers.blocks import Block, Item, Paper, bullets, heading, numbers, quiet, rows, said, table, warning, words
from hub.papers.gathering import KEPT_SECRET, PURPOSES, WHY_WHO_TOLD, RecordForPaper, gather_record
from hub.papers.typesetting import typeset

__all__ = [
    "KEPT_SECRET",
    "PURPOSES",
    "WHY_WHO_TOLD",
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
