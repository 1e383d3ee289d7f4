"""What a row of the page holds, and how it is kept between runs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

MET, MISSED, NOT_MEASURED = "met", "missed", "not measured"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the median of its repeats and the tenth and ninetieth percentile around it."""

    name: str
    unit: str
    median: float
    low: float
    high: float
    repeats: int


@dataclass(frozen=True, slots=True)
class Reach:
    """What has to be reached. `got` is None where this run could not tell, and `why_not` says why."""

    name: str
    words: str
    wanted: float
    at_most: bool
    got: float | None = None
    why_not: str = ""

    @property
    def state(self) -> str:
        """Met, missed or not measured."""
        if self.got is None:
            return NOT_MEASURED
        return MET if (self.got <= self.wanted if self.at_most else self.got >= self.wanted) else MISSED


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the page as it was measured."""

    name: str
    title: str
    what: str
    figures: tuple[Figure, ...] = ()
    ratios: tuple[Figure, ...] = ()
    reaches: tuple[Reach, ...] = ()
    notes: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()  # peers that could not be measured, and why
    about: dict[str, str] = field(default_factory=dict)  # command, day, machine and versions


def keep(row: Row, folder: Path) -> None:
    """The row stands in `folder` until it is measured again."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{row.name}.json"
    making = path.with_suffix(".making")
    making.write_text(json.dumps(asdict(row), indent=1), encoding="utf-8")
    making.replace(path)


def find_kept(name: str, folder: Path) -> Row | None:
    """The row as it was last measured, or None."""
    path = folder / f"{name}.json"
    return read_row(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def read_row(told: dict[str, Any]) -> Row:
    """The row that was written as JSON."""
    shapes = {"figures": Figure, "ratios": Figure, "reaches": Reach}
    parts = {name: tuple(shape(**each) for each in told[name]) for name, shape in shapes.items()}
    return Row(**{**told, **parts, "notes": tuple(told["notes"]), "absent": tuple(told["absent"])})
