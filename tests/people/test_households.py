from hub.people.households import household_keys
from hub.people.normalising import Described


def at(address, postcode="", **rest):
    return Described(address=address, postcode=postcode, **rest)


def may_be_one_home(one, other):
    return not set(household_keys(one)).isdisjoint(household_keys(other))


def test_one_home_told_in_many_ways_is_one_household():
    ways = [at("14 Nowhere St", "DD4 9CI"), at("14 Nowhere Street, Dundee DD4 9CI"), at("14, nowhere street")]
    assert all(may_be_one_home(one, other) for one in ways for other in ways)


def test_the_next_door_and_the_next_flat_are_other_households():
    home = at("Flat 2/1, 14 Nowhere Wynd", "DD4 9CI")
    assert not may_be_one_home(home, at("Flat 2/2, 14 Nowhere Wynd", "DD4 9CI"))
    assert not may_be_one_home(home, at("16 Nowhere Wynd", "DD4 9CI"))


def test_a_protected_address_has_no_household():
    assert household_keys(at("14 Nowhere Wynd", "DD4 9CI", address_protected=True)) == ()


def test_a_farm_without_a_number_goes_by_its_name():
    assert may_be_one_home(at("Fauxley Farm, Nowhere"), at("fauxley farm, by Nowhere"))


def test_a_postcode_or_a_town_alone_is_no_household():
    assert household_keys(at("", "DD4 9CI")) == ()
    assert household_keys(at("Dundee")) == ()


def test_a_home_goes_by_its_postcode_and_by_its_street():
    by_street = ("household_street", "14|nowhere wynd")
    assert household_keys(at("14 Nowhere Wynd", "DD4 9CI")) == (("household_postcode", "DD49CI|14"), by_street)
    assert household_keys(at("14 Nowhere Wynd")) == (by_street,)
