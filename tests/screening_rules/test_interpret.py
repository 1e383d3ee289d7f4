from datetime import date
from typing import Any

import pytest

from screening_rules import model
from screening_rules.facts import Stated, Value
from screening_rules.interpret import answer
from screening_rules.model import All, Answer, Compare, Not

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
TRUE = Compare("yes", "yes_no", "is", True)
FALSE = Compare("no", "yes_no", "is", True)
OPEN = Compare("open", "yes_no", "is", True)
FACTS = {"yes": Stated(True), "no": Stated(False)}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (All((TRUE, TRUE)), YES),
        (All((TRUE, OPEN)), UNKNOWN),
        (All((FALSE, OPEN)), NO),
        (model.Any((FALSE, FALSE)), NO),
        (model.Any((FALSE, OPEN)), UNKNOWN),
        (model.Any((TRUE, OPEN)), YES),
        (Not(TRUE), NO),
        (Not(FALSE), YES),
        (Not(OPEN), UNKNOWN),
    ],
)
def test_groups_follow_kleene(condition: Any, expected: Answer) -> None:
    assert answer(condition, FACTS) is expected


def age(operator: str, limit: float, low: float, high: float) -> Answer:
    stated = Stated(low if low == high else None, low, high)
    return answer(Compare("age", "number", operator, limit), {"age": stated})


@pytest.mark.parametrize(
    ("operator", "below", "at", "above"),
    [
        ("under", YES, NO, NO),
        ("at_most", YES, YES, NO),
        ("at_least", NO, YES, YES),
        ("over", NO, NO, YES),
        ("is", NO, YES, NO),
        ("is_not", YES, NO, YES),
    ],
)
def test_each_limit_is_exact_on_both_sides(operator: str, below: Answer, at: Answer, above: Answer) -> None:
    assert [age(operator, 16, years, years) for years in (15, 16, 17)] == [below, at, above]


@pytest.mark.parametrize("operator", ["under", "at_most", "at_least", "over", "is", "is_not"])
def test_a_range_that_straddles_the_limit_is_unknown(operator: str) -> None:
    assert age(operator, 16, 15, 17) is UNKNOWN


def test_a_range_wholly_on_one_side_is_settled() -> None:
    assert age("under", 18, 15, 17) is YES
    assert age("under", 15, 15, 17) is NO
    assert age("is", 18, 15, 17) is NO


def test_dates_are_compared_as_days() -> None:
    day = date(2026, 6, 1)
    held = {"seen": Stated(day, day.toordinal(), day.toordinal())}
    assert answer(Compare("seen", "date", "at_least", day), held) is YES
    assert answer(Compare("seen", "date", "over", day), held) is NO


@pytest.mark.parametrize(
    ("operator", "value", "held", "expected"),
    [
        ("includes", "a", ("a", "b"), YES),
        ("includes", "c", ("a", "b"), NO),
        ("includes", "c", (), NO),
        ("includes", "c", ("a", "not_known"), UNKNOWN),
        ("includes", "a", ("a", "not_known"), YES),
        ("includes", "a", None, UNKNOWN),
        ("includes_any", ("c", "b"), ("b",), YES),
        ("includes_any", ("c", "d"), ("b",), NO),
        ("includes_any", ("c", "d"), ("b", "not_known"), UNKNOWN),
    ],
)
def test_a_list_is_complete_unless_it_says_otherwise(
    operator: str, value: Value, held: tuple[str, ...] | None, expected: Answer
) -> None:
    assert answer(Compare("harms", "choices", operator, value), {"harms": Stated(held)}) is expected


def test_one_of_a_choice() -> None:
    condition = Compare("home", "choice", "one_of", ("street", "hostel"))
    assert answer(condition, {"home": Stated("street")}) is YES
    assert answer(condition, {"home": Stated("house")}) is NO
    assert answer(condition, {}) is UNKNOWN


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (Stated(low=15, high=16), YES),
        (Stated(low=15), YES),
        (Stated(high=16), YES),
        (Stated(low=16, high=17), NO),
        (Stated(low=10, high=15), NO),
        (Stated(16, 16, 16), NO),
        (Stated(), UNKNOWN),
    ],
)
def test_a_number_is_unclear_at_a_limit_where_what_is_known_reaches_both_sides(held: Stated, expected: Answer) -> None:
    assert answer(Compare("age", "number", "unclear_at", 16), {"age": held}) is expected


def test_known_is_never_unknown() -> None:
    known, unknown = (Compare("home", "choice", "known", wanted) for wanted in (True, False))
    for held, expected in (({"home": Stated("street")}, YES), ({"home": Stated(asked=True)}, NO), ({}, NO)):
        assert answer(known, held) is expected
        assert answer(unknown, held) is Answer(YES - expected)
