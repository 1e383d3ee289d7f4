import pytest

from hub.people.identity_numbers import check_digit, read_identity_number


@pytest.mark.parametrize(("nine", "tenth"), [("010190123", 2), ("311299456", 6), ("150608781", 7), ("290204002", 4)])
def test_the_check_digit_follows_the_known_vectors(nine, tenth):
    assert check_digit(nine) == tenth


def test_some_nine_digits_have_no_tenth():
    assert None in {check_digit(f"41010100{last}") for last in range(10)} | {
        check_digit(f"4101010{n:02}") for n in range(99)
    }


def test_an_invented_number_with_a_fitting_last_digit_has_no_warning():
    nine = "410317012"
    assert read_identity_number(f"{nine}{check_digit(nine)}").is_sound


def test_spaces_do_not_matter_and_leading_zeros_stay():
    assert read_identity_number("010190 1232").text == "0101901232"


@pytest.mark.parametrize("told", ["0101901231", "010190123", "9901901232", "0113901232", "ABC", "٠١٠١٩٠١٢٣٢1"])
def test_a_doubtful_number_warns_and_is_kept(told):
    found = read_identity_number(told)
    assert found.text
    assert not found.is_sound
    assert found.warning.endswith("Kept as told.")
    assert told not in found.warning


def test_nothing_told_is_none():
    assert read_identity_number(" - ") is None
