"""docs/benchmarks.md, made from what was measured. Nothing on it is typed by hand but the reasons for what was missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import yaml

from tests.benchmarks.results import MISSED, NOT_MEASURED, Figure, Reach, Row

REASONS = Path(__file__).with_name("reasons.yaml")
HEAD = """# Benchmarks

Written by `make bench`, which measures the hub beside others in one run, on the same data; `make bench ARGS="rules sealed"`
measures some rows only, `make bench ARGS="--help"` says what else can be chosen. Each comparison is repeated in rounds in
which every contender works once, in alternating order. A figure is the median of its rounds, with the tenth and the ninetieth
percentile in brackets; a ratio is taken round by round. Peers run in an environment of their own with the versions that
`tests/benchmarks/peers.txt` pins. Everybody in the data is made up.

The figures of every quarter at 1,000,000 concerns are not measured yet: the hub does not make them yet.
"""
UNSAID = "the reason has not been looked into yet"
CERTAIN_FIELDS = ("day", "command", "machine", "versions")


def read_reasons() -> dict[str, str]:
    """Why reaches were missed, by their name, as somebody found out."""
    found: dict[str, str] = yaml.safe_load(REASONS.read_text(encoding="utf-8")) or {}
    return found


def page(rows: Iterable[Row], reasons: Mapping[str, str], peers: Mapping[str, str]) -> str:
    """The whole page."""
    measured = list(rows)
    parts = [HEAD, _summary(measured, reasons), *(_section(row, reasons) for row in measured), _peers(peers)]
    return "\n".join(part for part in parts if part)


def _summary(rows: Sequence[Row], reasons: Mapping[str, str]) -> str:
    lines = [[row.title, reach.words, _got(reach), _state(reach, reasons)] for row in rows for reach in row.reaches]
    return "## What was reached\n\n" + _table(["Path", "Reach", "Measured", "State"], lines)


def _got(reach: Reach) -> str:
    return "" if reach.got is None else number(reach.got)


def _state(reach: Reach, reasons: Mapping[str, str]) -> str:
    if reach.state == MISSED:
        return f"**missed**: {reasons.get(reach.name, UNSAID)}"
    if reach.state == NOT_MEASURED:
        return f"not measured: {reach.why_not}"
    return "met"


def _section(row: Row, reasons: Mapping[str, str]) -> str:
    parts = [f"## {row.title}\n", row.what + "\n"]
    if row.figures:
        parts.append(_table(["Measured", "Figure", "Rounds"], [_line(each) for each in row.figures]))
    if row.ratios:
        parts.append(_table(["Side by side", "Ratio", "Rounds"], [_line(each) for each in row.ratios]))
    if row.reaches:
        lines = [f"- {reach.words}: {_state(reach, reasons)}" for reach in row.reaches]
        parts.append("\n".join(lines) + "\n")
    if row.absent:
        parts.append("Not beside it: " + "; ".join(row.absent) + ".\n")
    parts += [f"{note}\n" for note in row.notes]
    parts.append(_about(row))
    return "\n".join(parts)


def _line(figure: Figure) -> list[str]:
    unit = "" if figure.unit == "×" else f" {figure.unit}"
    spread = f" ({number(figure.low)} to {number(figure.high)})" if figure.repeats > 1 else ""
    return [
        figure.name,
        f"{number(figure.median)}{'×' if figure.unit == '×' else ''}{spread}{unit}",
        str(figure.repeats),
    ]


def _about(row: Row) -> str:
    told = row.about
    return (
        f"Measured on {told.get('day', '?')} with `{told.get('command', '?')}` on {told.get('machine', '?')}; "
        f"{told.get('versions', '?')}.\n"
    )


def _peers(peers: Mapping[str, str]) -> str:
    return "## The peers\n\n" + _table(["Package", "Version"], [[name, version] for name, version in peers.items()])


def number(value: float) -> str:
    """Three significant digits, thousands apart."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.4g}" if 0.9 < value < 1 else f"{value:.3g}"


def _table(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [headings, ["---"] * len(headings), *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in rows) + "\n"
