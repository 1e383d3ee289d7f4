"""Households of the synthetic city, each made when asked for and always the same. Pure: memory holds none of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hub.demo import identity, names
from hub.demo.dice import dice
from hub.demo.places import Place, place
from hub.demo.shapes import SLOTS, Sketch, condition, sketches


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the city as they truly are; what concerns say of them may differ."""

    id: str
    forename: str
    surname: str
    known_as: str
    born: date
    sex: str
    part: str
    generation: int
    elsewhere: bool
    home: Place
    phone: str
    email: str
    identity_number: str
    condition: str

    def age_on(self, day: date) -> int:
        """Age in completed years on the day."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(frozen=True, slots=True)
class Household:
    """People who live together, and those of the family who live elsewhere."""

    number: int
    shape: str
    home: Place
    people: tuple[Person, ...]

    def adults_on(self, day: date) -> tuple[Person, ...]:
        """Members aged 16 or over on the day, as listed."""
        return tuple(one for one in self.people if not one.elsewhere and one.age_on(day) >= 16)

    def children_on(self, day: date) -> tuple[Person, ...]:
        """Members born by the day and under 16 on it, or under 18 and living as somebody's child, eldest first."""
        return tuple(one for one in self.people if one.part == "child" and one.born <= day and one.age_on(day) < 18)

    def elsewhere(self) -> tuple[Person, ...]:
        """Family who live at another address."""
        return tuple(one for one in self.people if one.elsewhere)


@dataclass(frozen=True)
class City:
    """A whole city by its seed, the day it is seen from, and how many households it has (a multiple of 100)."""

    seed: int
    today: date
    households: int = 60_000

    def household(self, number: int) -> Household:
        """The household of this number; equal however often it is asked for."""
        rng = dice(self.seed, "household", number)
        shape = SLOTS[number % 100]
        home = place(rng)
        family = (names.surname(rng), names.surname(rng))
        people = tuple(
            self._person(rng, f"{number}-{nth}", sketch, family[sketch.family], home)
            for nth, sketch in enumerate(sketches(shape, rng))
        )
        return Household(number, shape, home, people)

    def some_household(self, rng: Random, shapes: tuple[str, ...]) -> Household:
        """A household of one of the shapes, each household of them equally likely."""
        slots = [slot for slot, shape in enumerate(SLOTS) if shape in shapes]
        return self.household(rng.choice(slots) + 100 * rng.randrange(self.households // 100))

    def _person(self, rng: Random, id_: str, sketch: Sketch, last: str, home: Place) -> Person:
        born = self.today - timedelta(days=int((sketch.age + rng.random()) * 365.25))
        first = names.forename(rng, sketch.sex, born.year)
        grown = sketch.age >= 14
        return Person(
            id=id_, forename=first.name, surname=last,
            known_as=first.short if rng.random() < 0.4 else "", born=born, sex=sketch.sex,
            part=sketch.part, generation=sketch.generation, elsewhere=sketch.elsewhere,
            home=place(rng) if sketch.elsewhere else home,
            phone=(identity.landline if sketch.age > 70 else identity.mobile)(rng) if grown else "",
            email=identity.email(rng, first.name, last) if grown and rng.random() < 0.4 else "",
            identity_number=identity.identity_number(rng, born, sketch.sex),
            condition=condition(rng, sketch),
        )  # fmt: skip
