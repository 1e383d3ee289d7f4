"""What can be named from stolen blind tokens by counting stays within its budget, and an index of surnames alone would not."""

from __future__ import annotations

import pytest

from tests.attacks.frequency import attack, with_surname_alone

PEOPLE = 4000  # fewer tell nothing: where counts are small, ranks are chance
BUDGET = 0.01


@pytest.fixture(scope="module")
def shipped():
    return attack(PEOPLE)


def test_public_frequencies_name_at_most_one_row_in_a_hundred(shipped) -> None:
    assert shipped.named <= BUDGET


def test_an_index_of_the_surname_alone_is_caught(shipped) -> None:
    """The planted defect, by the same count. Of five draws of 4,000 it named 0.5 to 6.1 %, the shipped keys 0.03 to 0.3 %."""
    planted = attack(PEOPLE, keys_of=with_surname_alone)
    assert planted.named > BUDGET
    assert planted.named > 4 * shipped.named


def test_whoever_holds_the_very_same_list_is_not_kept_out_and_the_security_page_says_so() -> None:
    """No index that finds equals can hide from them; the patterns of counts are what the page warns of."""
    assert attack(PEOPLE // 4, knows="same_list").by_pattern > 0.3
