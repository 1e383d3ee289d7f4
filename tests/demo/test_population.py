"""Households: always the same, of believable ages, and impossible to mistake for anybody's."""

from hub.demo.dice import dice
from hub.demo.population import City
from hub.demo.shapes import SHARES, SLOTS


def test_a_household_is_the_same_however_often_it_is_asked_for(city: City) -> None:
    assert city.household(123) == city.household(123)
    assert city.household(123) != City(city.seed + 1, city.today).household(123)


def test_shapes_fill_a_hundred_places_exactly() -> None:
    assert len(SLOTS) == 100
    assert set(SLOTS) == set(SHARES)


def test_parents_are_at_least_sixteen_years_older_than_children_of_the_house(city: City) -> None:
    for number in range(2_000):
        home = city.household(number)
        youngest_parent = min((one.born for one in home.people if one.part == "parent"), default=None)
        if youngest_parent:
            eldest = min(one.born for one in home.people if one.generation == 2)
            assert max(one.born for one in home.people if one.part == "parent").year + 16 <= eldest.year


def test_people_of_a_house_share_its_address_and_those_elsewhere_do_not(city: City) -> None:
    home = city.household(75)
    assert {one.home for one in home.people if not one.elsewhere} == {home.home}
    assert all(one.home != home.home for one in home.elsewhere())


def test_identity_numbers_have_a_right_check_digit_and_an_impossible_day(city: City) -> None:
    for number in range(300):
        for person in city.household(number).people:
            digits = [int(digit) for digit in person.identity_number]
            total = sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits[:9], strict=True))
            assert (total + digits[9]) % 11 == 0
            assert 41 <= int(person.identity_number[:2]) <= 71
            assert (digits[8] % 2 == 1) == (person.sex == "male")


def test_names_are_many_and_some_are_common(city: City) -> None:
    names = [city.household(number).people[0].surname for number in range(3_000)]
    assert 300 <= len(set(names)) <= 700
    assert 20 <= max(map(names.count, set(names))) <= 120


def test_some_household_is_of_the_shape_asked_for(city: City) -> None:
    rng = dice("shape")
    assert {city.some_household(rng, ("kinship", "blended")).shape for _ in range(60)} == {"kinship", "blended"}
