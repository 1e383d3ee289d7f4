"""Cohen's kappa and its interval against figures worked out by other people's programs, and where it has no meaning."""

from __future__ import annotations

from random import Random

import pytest

from hub.quality.agreeing import Kappa, exact, kappa, quadratic

BANDS = ("act_now", "same_day", "two_working_days", "five_working_days")
# answers of the first officer down, of the second across: kappa and its interval, plain and then weighted by squares, by
# statsmodels 0.15.0 (stats.inter_rater.cohens_kappa); its intervals are not cut at 1
WORKED_OUT = {
    "textbook": (
        [[20, 5], [10, 15]],
        0.400000000000,
        0.151092290477,
        0.648907709523,
        0.4,
        0.151092290477,
        0.648907709523,
    ),
    "three": (
        [[88, 14, 18], [10, 40, 10], [2, 6, 12]],
        0.491525423729,
        0.391563702054,
        0.591487145404,
        0.454545454545,
        0.324298631987,
        0.584792277104,
    ),
    "empty_margin": (
        [[9, 2, 0, 1], [3, 14, 0, 2], [0, 0, 0, 0], [1, 4, 0, 6]],
        0.516386182462,
        0.298481232243,
        0.734291132681,
        0.541995359629,
        0.272021570187,
        0.811969149070,
    ),
    "below_chance": (
        [[1, 9, 2, 1], [8, 2, 1, 1], [1, 1, 1, 9], [2, 1, 8, 1]],
        -0.197112715158,
        -0.309976966485,
        -0.084248463832,
        0.322279620063,
        0.113825548474,
        0.530733691652,
    ),
    "small": (
        [[4, 1, 0, 0], [1, 2, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
        0.687500000000,
        0.278059176273,
        1.096940823727,
        0.895833333333,
        0.721854437513,
        1.069812229154,
    ),
    "drawn": (
        [[16, 1, 3, 5], [0, 14, 6, 4], [0, 2, 18, 0], [4, 1, 0, 14]],
        0.607883461868,
        0.482913232196,
        0.732853691540,
        0.446083995460,
        0.225038498152,
        0.667129492767,
    ),
}


def pairs_of(table: list[list[int]]) -> list[tuple[str, str]]:
    names = BANDS[: len(table)]
    return [
        (names[row], names[column])
        for row, counts in enumerate(table)
        for column, n in enumerate(counts)
        for _ in range(n)
    ]


def near(found: Kappa, value: float, low: float, high: float) -> bool:
    wanted = (value, max(low, -1.0), min(high, 1.0))
    return (found.value, found.low, found.high) == pytest.approx(wanted, abs=1e-11)


@pytest.mark.parametrize("name", WORKED_OUT)
def test_kappa_and_its_interval_are_those_of_others(name: str) -> None:
    table, *figures = WORKED_OUT[name]
    answers, names = pairs_of(table), BANDS[: len(table)]
    Random(1).shuffle(answers)
    assert near(kappa(answers, names), *figures[:3])
    assert near(kappa(answers, names, quadratic), *figures[3:])
    assert not near(kappa([(one, names[0]) for one, _ in answers], names), *figures[:3]), "a slip is seen"


def test_answers_never_given_change_nothing() -> None:
    answers = pairs_of([[20, 5], [10, 15]])
    assert kappa(answers, BANDS) == kappa(answers, BANDS[:2])


def test_where_everybody_gave_one_answer_there_is_no_kappa() -> None:
    found = kappa([("act_now", "act_now")] * 12, BANDS)
    assert (found.pairs, found.observed, found.value, found.low) == (12, 1.0, None, None)


def test_where_no_two_answers_differ_there_is_no_interval() -> None:
    found = kappa([("act_now", "act_now")] * 6 + [("same_day", "same_day")] * 6, BANDS, quadratic)
    assert (found.value, found.low, found.high) == (1.0, None, None)


def test_one_who_always_says_the_same_agrees_by_chance_alone() -> None:
    found = kappa([("act_now", "act_now")] * 6 + [("same_day", "act_now")] * 6, BANDS)
    assert found.value == pytest.approx(0)


def test_answers_further_apart_agree_less() -> None:
    near_by = [("act_now", "same_day")] * 5 + [(each, each) for each in BANDS] * 3
    far_off = [("act_now", "five_working_days")] * 5 + [(each, each) for each in BANDS] * 3
    one, other = (kappa(each, BANDS, quadratic).value for each in (near_by, far_off))
    assert one is not None
    assert other is not None
    assert one > other
    assert exact(1, 1, 4) == quadratic(1, 1, 4) == 1
    assert quadratic(0, 3, 4) == 0


def test_of_no_answers_nothing_is_asked() -> None:
    with pytest.raises(ValueError, match="no answers"):
        kappa([], BANDS)
