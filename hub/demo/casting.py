"""Who of a household a concern is about, and who else appears in it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hub.demo.population import Household, Person

PARENT_WORDS = {"female": "Mum", "male": "Dad"}


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of one concern: subjects first to last, others of the household, and who cares for a child.

    `due_on` is set where the first subject is a baby not yet born; `mother` is then the person they will be born to.
    """

    household: Household
    subjects: tuple[Person, ...]
    others: tuple[Person, ...]
    alleged: Person | None = None
    mother: Person | None = None
    due_on: date | None = None

    @property
    def first(self) -> Person:
        """Who the concern is mainly about (the mother, for a baby not yet born)."""
        return self.mother or self.subjects[0]


def domestic(rng: Random, household: Household, day: date) -> Cast | None:
    """Somebody harmed by a partner or former partner, with every child of the household as a subject too."""
    adults = [one for one in household.adults_on(day) if one.generation == 1]
    former = [one for one in household.elsewhere() if one.part == "ex_partner" and one.age_on(day) >= 16]
    pair = adults[:2] if len(adults) > 1 else [*adults, *former][:2]
    if len(pair) < 2 or (len(adults) == 1 and adults[0].sex == "male" and rng.random() < 0.6):
        return None
    if len(adults) > 1 and (pair[0].sex == "female") != (rng.random() < 0.83):
        pair.reverse()
    victim, alleged = pair
    return Cast(household, (victim, *household.children_on(day)), (), alleged)


def child(rng: Random, household: Household, day: date) -> Cast | None:
    """A child of the household first, brothers and sisters as subjects after, and the adults around them."""
    children = list(household.children_on(day))
    if not children:
        return None
    children.insert(0, children.pop(rng.randrange(len(children))))
    grown = tuple(one for one in household.adults_on(day) if one not in children)
    return Cast(household, tuple(children), grown)


def adult(rng: Random, household: Household, day: date) -> Cast | None:
    """An adult of the household, one who lives with a condition if there is one, and the others around them."""
    adults = [one for one in household.adults_on(day) if one.age_on(day) >= 18]
    if not adults:
        return None
    living_with = [one for one in adults if one.condition]
    if not living_with and rng.random() < 0.6:
        return None
    subject = rng.choice(living_with or adults)
    return Cast(household, (subject,), tuple(one for one in adults if one is not subject))


def unborn(rng: Random, household: Household, day: date) -> Cast | None:
    """A baby not yet born, six to thirty weeks from birth, and the mother."""
    mothers = [one for one in household.adults_on(day) if one.sex == "female" and one.age_on(day) <= 43]
    if not mothers:
        return None
    mother = rng.choice(mothers)
    others = tuple(one for one in household.adults_on(day) if one is not mother and one.generation == 1)
    due_on = day + timedelta(days=rng.randint(13 * 7, 28 * 7))
    children = tuple(one for one in household.children_on(day) if one is not mother)
    return Cast(household, children, others, mother=mother, due_on=due_on)


CASTS: dict[str, Callable[[Random, Household, date], Cast | None]] = {
    "domestic": domestic,
    "child": child,
    "adult": adult,
    "unborn": unborn,
}


def alleged(rng: Random, cast: Cast, said: str, day: date) -> tuple[Person | None, str]:
    """Who is said to have caused it and as what, where a situation says `said`; nobody where it names nobody."""
    if cast.alleged:
        return cast.alleged, "ex_partner" if cast.alleged.elsewhere else "partner"
    near = [one for one in (*cast.others, *cast.household.elsewhere()) if one.age_on(day) >= 16]
    parents = [one for one in cast.household.adults_on(day) if one.generation == 1 and one is not cast.first]
    if said == "parent" and parents:
        return rng.choice(parents), "parent"
    if said in {"family", "partner"} and near:
        person = rng.choice(near)
        return person, as_what(person)
    return None, {"family": "relative", "parent": "relative"}.get(said, said)


def as_what(person: Person) -> str:
    """What somebody near an adult is to them."""
    return {"partner": "partner", "ex_partner": "ex_partner"}.get(person.part, "relative")


def carer_word(cast: Cast, day: date) -> str:
    """What a child would call whoever looks after them."""
    adults = [one for one in cast.household.adults_on(day) if one.generation < 2]
    if not adults:
        return "the carer"
    first = min(adults, key=lambda one: (one.part == "step_parent", -one.generation, one.sex == "male"))
    return "Gran" if first.generation == 0 else PARENT_WORDS[first.sex]


def parent_word(person: Person | None) -> str:
    """What a child would call the person said to have hurt them."""
    if person is None:
        return "somebody at home"
    return "Mum's boyfriend" if person.part == "step_parent" else PARENT_WORDS[person.sex]


def relationship(person: Person, to: Person) -> str:
    """What `person` is to `to`, in the words of the form."""
    if person is to:
        return ""
    if person.generation == to.generation:
        if to.generation == 2 and "grown_child" not in (person.part, to.part):
            return "sibling"
        return {"partner": "partner", "parent": "partner", "step_parent": "partner", "ex_partner": "ex_partner"}.get(
            person.part, "friend" if person.part == "sharer" else "other"
        )
    return _across(person, to)


def _across(person: Person, to: Person) -> str:
    if person.generation > to.generation:
        if person.generation - to.generation > 1:
            return "other"
        return "daughter" if person.sex == "female" else "son"
    if to.generation - person.generation > 1:
        return "grandparent"
    if person.part == "step_parent":
        return "other"
    return "mother" if person.sex == "female" else "father"
