"""Shapes of household: who lives together, how old, and what they live with. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from hub.demo.dice import Weighted

SHARES = {
    "single_adult": 20, "single_older": 13, "couple": 15, "couple_older": 9, "couple_children": 17, "lone_parent": 12,
    "blended": 3, "three_generations": 2, "kinship": 1, "adult_child": 5, "sharers": 3,
}  # fmt: skip
SLOTS = tuple(shape for shape, share in SHARES.items() for _ in range(share))
WITH_CHILDREN = ("couple_children", "lone_parent", "blended", "three_generations", "kinship")

CHILDREN = Weighted({1: 46, 2: 36, 3: 13, 4: 5})
GROWN = Weighted(
    {"": 78, "mental_health": 8, "physical_disability": 4, "substance_use": 4, "learning_disability": 2,
     "autism": 1, "acquired_brain_injury": 1, "long_term_illness": 2}
)  # fmt: skip
OLDER = Weighted(
    {"": 42, "frailty": 24, "dementia": 14, "physical_disability": 9, "long_term_illness": 8, "mental_health": 3}
)  # fmt: skip
NEEDS_CARE = Weighted({"learning_disability": 50, "mental_health": 25, "autism": 15, "acquired_brain_injury": 10})
YOUNG = Weighted({"": 91, "autism": 4, "learning_disability": 3, "physical_disability": 2})


@dataclass(frozen=True, slots=True)
class Sketch:
    """Somebody not yet named: their part, generation (0 grandparents, 1 adults, 2 children) and age in years."""

    part: str
    generation: int
    sex: str
    age: int
    family: int = 0
    elsewhere: bool = False


def sketches(shape: str, rng: Random) -> list[Sketch]:
    """Who belongs to a household of this shape."""
    return BUILDERS[shape](rng)


def condition(rng: Random, sketch: Sketch) -> str:
    """What the person lives with, if anything (empty: nothing known)."""
    if sketch.part == "adult_child":
        return NEEDS_CARE.throw(rng)
    if sketch.age >= 65:
        return OLDER.throw(rng)
    return (GROWN if sketch.age >= 16 else YOUNG).throw(rng)


def _sex(rng: Random) -> str:
    return "female" if rng.random() < 0.51 else "male"


def _other(sex: str) -> str:
    return "male" if sex == "female" else "female"


def _children(rng: Random, parent_age: int, family: int = 0) -> list[Sketch]:
    """Children one to four years apart (a few are twins), the eldest first; at least one."""
    age = max(0, min(17, parent_age - rng.randint(18, 33)))
    found: list[Sketch] = []
    for _ in range(CHILDREN.throw(rng)):
        found.append(Sketch("child", 2, _sex(rng), age, family))
        age -= 0 if rng.random() < 0.02 else rng.randint(1, 4)
        if age < 0:
            break
    return found


def _couple_of(rng: Random, low: int, high: int) -> list[Sketch]:
    age, sex = rng.randint(low, high), _sex(rng)
    same = rng.random() < 0.04
    other = max(low, age + rng.randint(-6, 6))
    return [
        Sketch("partner", 1, sex, age),
        Sketch("partner", 1, sex if same else _other(sex), other, int(rng.random() < 0.4)),
    ]


def _single_adult(rng: Random) -> list[Sketch]:
    age, sex = rng.randint(18, 64), _sex(rng)
    former = Sketch("ex_partner", 1, _other(sex), max(18, age + rng.randint(-7, 7)), 1, elsewhere=True)
    return [Sketch("adult", 1, sex, age), former]


def _single_older(rng: Random) -> list[Sketch]:
    age = rng.randint(65, 97)
    sex = "female" if rng.random() < 0.66 else "male"
    return [
        Sketch("adult", 1, sex, age),
        Sketch("grown_child", 2, _sex(rng), age - rng.randint(21, 36), elsewhere=True),
    ]


def _couple_older(rng: Random) -> list[Sketch]:
    pair = _couple_of(rng, 65, 92)
    age = min(one.age for one in pair) - rng.randint(21, 36)
    return [*pair, Sketch("grown_child", 2, _sex(rng), age, elsewhere=True)]


def _couple_children(rng: Random) -> list[Sketch]:
    pair = _couple_of(rng, 20, 48)
    return [*pair, *_children(rng, min(one.age for one in pair))]


def _lone_parent(rng: Random) -> list[Sketch]:
    sex = "female" if rng.random() < 0.88 else "male"
    age = rng.randint(19, 48)
    family = int(rng.random() < 0.45)
    former = Sketch("ex_partner", 1, _other(sex), max(19, age + rng.randint(-5, 8)), 1, elsewhere=True)
    return [Sketch("parent", 1, sex, age), *_children(rng, age, family), former]


def _blended(rng: Random) -> list[Sketch]:
    age = rng.randint(22, 45)
    mother, step = Sketch("parent", 1, "female", age), Sketch("step_parent", 1, "male", age + rng.randint(-5, 9), 1)
    return [mother, step, *_children(rng, age)]


def _three_generations(rng: Random) -> list[Sketch]:
    grandparent, parent = rng.randint(48, 72), rng.randint(18, 30)
    return [
        Sketch("grandparent", 0, "female", max(grandparent, parent + 18)),
        Sketch("parent", 1, "female", parent),
        *_children(rng, parent),
    ]


def _kinship(rng: Random) -> list[Sketch]:
    age = rng.randint(50, 72)
    parent = rng.randint(22, age - 18)
    mother = Sketch("parent", 1, "female", parent, elsewhere=True)
    return [Sketch("grandparent", 0, "female", age), *_children(rng, parent), mother]


def _adult_child(rng: Random) -> list[Sketch]:
    pair = _couple_of(rng, 48, 84)
    youngest = min(one.age for one in pair)
    return [*pair, Sketch("adult_child", 2, _sex(rng), max(18, youngest - rng.randint(20, 36)))]


def _sharers(rng: Random) -> list[Sketch]:
    return [Sketch("sharer", 1, _sex(rng), rng.randint(18, 38), nth % 2) for nth in range(rng.randint(2, 4))]


BUILDERS: dict[str, Callable[[Random], list[Sketch]]] = {
    "single_adult": _single_adult,
    "single_older": _single_older,
    "couple": lambda rng: _couple_of(rng, 18, 64),
    "couple_older": _couple_older,
    "couple_children": _couple_children,
    "lone_parent": _lone_parent,
    "blended": _blended,
    "three_generations": _three_generations,
    "kinship": _kinship,
    "adult_child": _adult_child,
    "sharers": _sharers,
}
