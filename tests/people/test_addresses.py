import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.people.addresses import postcode_in, read_address, read_postcode


@pytest.mark.parametrize("told", ["DD4 9CI", "dd49ci", " DD4  9CI ", "DD4-9CI", "DD4 9C1"])
def test_a_postcode_has_one_form(told):
    assert read_postcode(told) == "DD49CI"


def test_a_letter_for_a_nought_is_put_right_in_the_second_half_only():
    assert read_postcode("DD4 OCV") == "DD40CV"
    assert read_postcode("nonsense") == "NONSENSE"
    assert read_postcode("4223") == "4223"
    assert read_postcode("") == ""


@pytest.mark.parametrize(
    "told",
    [
        "2/1, 14 Nowhere Wynd, Dundee DD4 9CI",
        "Flat 2/1, 14 Nowhere Wynd",
        "14 Nowhere Wynd, flat 2/1",
        "14 Nowhere Wynd (2/1)",
    ],
)
def test_a_flat_position_may_stand_anywhere(told):
    found = read_address(told)
    assert (found.house, found.flat, found.street) == ("14", "2/1", "nowhere wynd")


def test_a_number_over_a_number_alone_is_house_and_flat():
    found = read_address("14/5 Nowhere Wynd")
    assert (found.house, found.flat) == ("14", "5")


def test_short_words_for_streets_are_written_out_but_a_saint_is_not():
    assert read_address("3 Nowhere St").street == "nowhere street"
    assert read_address("3 Nowhere Cres., Dundee").street == "nowhere crescent"
    assert read_address("3 St Fauxley Pl").street == "st fauxley place"


def test_a_house_with_a_name_has_no_number():
    found = read_address("Fauxley Farm, by Nowhere")
    assert (found.house, found.street) == ("", "fauxley farm")


def test_the_postcode_inside_an_address_is_found_and_left_out_of_its_words():
    assert postcode_in("14 Nowhere Wynd, Dundee, dd4 9ci") == "DD49CI"
    assert "dd4" not in read_address("14 Nowhere Wynd, Dundee, DD4 9CI").words


@pytest.mark.parametrize("told", [" , ", "Dundee", "Broughty Ferry", "no fixed abode", "not known", "homeless"])
def test_nothing_told_and_no_door_told_are_none(told):
    assert read_address(told) is None


@given(st.text(max_size=60))
def test_no_words_at_all_make_it_fail(told):
    found = read_address(told)
    assert found is None or found.house or found.street
    assert read_postcode(read_postcode(told)) == read_postcode(told)
