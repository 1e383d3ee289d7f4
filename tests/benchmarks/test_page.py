"""The page of the benchmarks: what was missed is shown as missed, what was not measured as not measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks import page, results
from tests.benchmarks.results import Figure, Reach, Row

SLOW = Reach("queue-p99", "99 of 100 within 100 ms", 100, True, 140.0)
ROW = Row(
    "queue",
    "Queue page",
    "Twenty-five rows.",
    figures=(Figure("the hub", "pages a second", 412.5, 400, 430, 11),),
    ratios=(Figure("the hub / bare page", "×", 0.41, 0.4, 0.43, 11),),
    reaches=(SLOW,),
    absent=("django-helpdesk (it did not start)",),
    about={"day": "2026-11-23", "command": "make bench", "machine": "4 cores", "versions": "Python 3.11"},
)


def test_a_missed_reach_is_shown_as_missed_with_its_reason() -> None:
    text = page.page([ROW], {"queue-p99": "rendering takes most of it"}, {})
    assert "| Queue page | 99 of 100 within 100 ms | 140 | **missed**: rendering takes most of it |" in text
    assert "| met |" not in text


def test_a_missed_reach_without_a_reason_says_that_nobody_looked() -> None:
    assert f"**missed**: {page.UNSAID}" in page.page([ROW], {}, {})


def test_a_reach_that_was_met_shows_no_reason() -> None:
    met = replace(ROW, reaches=(replace(SLOW, got=99.0),))
    text = page.page([met], {"queue-p99": "rendering takes most of it"}, {})
    assert "| 99 | met |" in text
    assert "rendering" not in text


def test_what_could_not_be_measured_is_neither_met_nor_missed() -> None:
    unknown = replace(ROW, reaches=(replace(SLOW, got=None, why_not="the peer was not there"),))
    text = page.page([unknown], {}, {})
    assert "not measured: the peer was not there" in text
    assert "missed" not in text
    assert "| met |" not in text


@pytest.mark.parametrize(
    ("at_most", "got", "state"),
    [(True, 100.0, "met"), (True, 100.1, "missed"), (False, 100.0, "met"), (False, 99.9, "missed")],
)
def test_the_limit_itself_is_still_met(at_most: bool, got: float, state: str) -> None:
    assert Reach("a", "a limit of 100", 100, at_most, got).state == state


def test_figures_stand_with_their_spread_and_absent_peers_are_named() -> None:
    text = page.page([ROW], {}, {"django": "5.2"})
    assert "| the hub | 412 (400 to 430) pages a second | 11 |" in text
    assert "| the hub / bare page | 0.41× (0.4 to 0.43) | 11 |" in text
    assert "Not beside it: django-helpdesk (it did not start)." in text
    assert "| django | 5.2 |" in text


def test_a_row_is_kept_and_found_again(tmp_path: Path) -> None:
    assert results.find_kept("queue", tmp_path) is None
    results.keep(ROW, tmp_path)
    assert results.find_kept("queue", tmp_path) == ROW


def test_every_reason_is_a_sentence_for_a_reach() -> None:
    for name, reason in page.read_reasons().items():
        assert reason.strip(), f"say in tests/benchmarks/reasons.yaml why {name} was missed"
