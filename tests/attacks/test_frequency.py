"""What can be named from stolen blind tokens by counting stays within its budget, and an index of surnames alone would not."""

from __future__ import annotations

import pytest

from tests.attacks.frequency import attack, with_surname_alone

PEOPLE = 3000
BUDGET = 0.01


@pytest.fixture(scope="module")
def shipped():
    return attack(PEOPLE)


def test_public_frequencies_name_at_most_one_row_in_a_hundred(shipped) -> None:
    assert shipped.named <= BUDGET


def test_an_index_of_the_surname_alone_is_caught(shipped) -> None:
    """The planted defect, by the same count."""
    planted = attack(PEOPLE, keys_of=with_surname_alone)
    assert planted.named > BUDGET
    assert planted.named > 4 * shipped.named


def test_whoever_holds_the_very_same_list_is_not_kept_out_and_the_security_page_says_so() -> None:
    """No index that finds equals can hide from them; the patterns of counts are what the page warns of."""
    assert attack(PEOPLE // 3, knows="same_list").by_pattern > 0.5


def test_the_same_attack_gives_the_same_figure() -> None:
    assert attack(300) == attack(300)
