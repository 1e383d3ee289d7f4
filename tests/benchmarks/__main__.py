"""Measures the rows asked for, one after the other; each is kept as soon as it is measured, and the page is written anew."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace

from tests.benchmarks import beside, machine, page, results
from tests.benchmarks.asked import FOLDER, Asked, read_arguments
from tests.benchmarks.rows import ROWS, measure

PAGE = beside.ROOT / "docs/benchmarks.md"


def main(words: Sequence[str]) -> int:
    """Measure, keep, write; 1 when a row could not be measured, 130 when interrupted."""
    asked = read_arguments(words, ROWS)
    kept = beside.ROOT / FOLDER / ("tiny" if asked.is_tiny else "rows")
    failed = 0
    try:
        if not asked.only_page:
            failed = _measure_all(asked, " ".join(words))
    except KeyboardInterrupt:
        failed = 130
    found = [row for name in ROWS if (row := results.find_kept(name, kept))]
    text = page.page(found, page.read_reasons(), _named_peers())
    if asked.is_tiny:
        (kept / "benchmarks.md").write_text(text, encoding="utf-8")
    else:
        PAGE.write_text(text, encoding="utf-8")
    return failed


def _measure_all(asked: Asked, words: str) -> int:
    kept = beside.ROOT / FOLDER / ("tiny" if asked.is_tiny else "rows")
    kept.mkdir(parents=True, exist_ok=True)
    try:
        beside.install_peers()
    except beside.Absent as absent:
        _say(f"{absent}; what needs them is left out")
    failed = 0
    for name in asked.rows:
        _say(f"{name} …")
        try:
            row = measure(name, asked)
        except Exception:  # one row that fails must not cost the others
            traceback.print_exc()
            failed = 1
            continue
        command = f'make bench ARGS="{words}"' if words else "make bench"
        results.keep(replace(row, about={**machine.about(), "command": _plain(command)}), kept)
        for reach in row.reaches:
            _say(f"  {reach.words}: {reach.state}" + ("" if reach.got is None else f" ({page.number(reach.got)})"))
    return failed


def _plain(command: str) -> str:
    """The command without the whereabouts of somebody's database and files."""
    hidden = ("--database", "--keys", "--seed-report")
    words, plain = command.split(" "), []
    for place, word in enumerate(words):
        follows = place > 0 and words[place - 1] in hidden
        plain.append("…" + ('"' if word.endswith('"') else "") if follows else word)
    return " ".join(plain)


def _named_peers() -> dict[str, str]:
    lines = beside.LOCK.with_suffix(".in").read_text(encoding="utf-8").splitlines()
    names = (re.match(r"[\w-]+", line) for line in lines)
    return machine.installed_peers((name[0] for name in names if name), beside.PEERS)


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
