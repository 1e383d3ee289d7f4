"""Splink matching one new record with everybody held, in DuckDB's memory."""

from __future__ import annotations

import logging
import time
from typing import Any

import pandas
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from tests.benchmarks.beside import answer

BLOCKS = (
    ("forename", "surname"), ("surname", "date_of_birth"), ("forename", "date_of_birth"), ("forename", "postcode"),
    ("surname", "postcode"), ("date_of_birth", "postcode"),
)  # fmt: skip
_ready: dict[str, Any] = {}


def prepare(path: str) -> int:
    """Everybody is held; how many."""
    logging.disable(logging.CRITICAL)
    table = pandas.read_csv(path, dtype=str)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            compare.JaroWinklerAtThresholds("forename", [0.9, 0.7]),
            compare.JaroWinklerAtThresholds("surname", [0.9, 0.7]),
            compare.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            compare.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
            compare.JaroWinklerAtThresholds("address", [0.9, 0.7]),
        ],
        blocking_rules_to_generate_predictions=[block_on(*fields) for fields in BLOCKS],
    )
    _ready["linker"] = Linker(table, settings, DuckDBAPI())
    return len(table)


def look_up(record: dict[str, str]) -> float:
    """The seconds of one look-up, its answer read."""
    told = {"unique_id": "new", **{name: value or None for name, value in record.items()}}
    began = time.perf_counter()
    found = _ready["linker"].inference.find_matches_to_new_records(
        [told], blocking_rules=[block_on(*fields) for fields in BLOCKS], match_weight_threshold=0
    )
    found.as_pandas_dataframe()
    taken = time.perf_counter() - began
    found.drop_table_from_database_and_remove_from_cache()
    return taken


if __name__ == "__main__":
    answer({"prepare": prepare, "look_up": look_up})
