"""A frequency attack on blind tokens: how many rows of a stolen database can be named by counting.

The attacker holds the database and not the keys: which row has which token of which index, and so how many rows share each.
They also hold a list to count in:

- `independent`, the attacker the budget is set for: names, dates of birth and homes of another city with the same
  frequencies, as public tables give them. They pair the commonest token of an index with its commonest text, and so on down.
- `register`, a stronger one: the very people of this city, all of them, of whom the database holds some. They pair in the
  same way. A leaked register of everybody would be such a list.
- `same_list`, the strongest: exactly the people who are held, told exactly as they are held, and only the pairing missing.
  They also compare how many others each row shares each token with: a pattern of counts that one row and one person alone have.

A row counts as named when the attacker's best claim about it is true, whatever the claim is: initials and a date of birth count too.
"""

from __future__ import annotations

import hashlib
import hmac
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hub.demo.population import City, Person
from hub.people.dates_told import PartialDate
from hub.people.keys import compound_keys
from hub.people.normalising import Described

Keys = tuple[tuple[str, str], ...]
TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Result:
    """How many rows were attacked, and the shares of them (0 to 1) named by counting and by patterns of counts."""

    people: int
    by_rank: float
    by_pattern: float

    @property
    def named(self) -> float:
        """The larger of the two."""
        return max(self.by_rank, self.by_pattern)


def shipped_keys(person: Described) -> Keys:
    """The keys as the hub makes them."""
    return compound_keys(person)


def with_surname_alone(person: Described) -> Keys:
    """The planted defect: an index of the surname alone beside them."""
    return (*compound_keys(person), ("surname", person.normal.family))


def attack(
    people: int, *, knows: str = "independent", keys_of: Callable[[Described], Keys] = shipped_keys, seed: int = 7
) -> Result:
    """What the attacker who knows that list gets of so many people held; the same for the same seed."""
    chance = random.Random(seed)
    held = [keys_of(each) for each in population(people, seed=seed)]
    stolen = _as_stolen(held, chance)
    if knows == "same_list":
        return Result(people, _by_rank(stolen, held, held, chance), _by_pattern(stolen, held, chance))
    size, city = (10 * people, seed) if knows == "register" else (people, seed + 1)
    listed = [keys_of(each) for each in population(size, seed=city)]
    return Result(people, _by_rank(stolen, held, listed, chance), 0.0)


def population(people: int, *, seed: int) -> list[Described]:
    """So many people of a synthetic city, taken from all over it."""
    city = City(seed, TODAY)
    order = random.Random(seed).sample(range(city.households), city.households)
    found: list[Described] = []
    for number in order:
        found += [described(each) for each in city.household(number).people]
        if len(found) >= people:
            break
    return found[:people]


def described(person: Person) -> Described:
    """The person as the hub would hold them."""
    born = person.born
    return Described(
        forename=person.forename, surname=person.surname, known_as=person.known_as, sex=person.sex,
        date_of_birth=PartialDate(born.isoformat(), born.year, born.month, born.day),
        address=person.home.address, postcode=person.home.postcode,
        phone=person.phone, email=person.email, identity_number=person.identity_number,
    )  # fmt: skip


def _as_stolen(held: Sequence[Keys], chance: random.Random) -> list[Keys]:
    """The tokens of each row, under a key that the attacker has not."""
    secret = chance.randbytes(32)
    return [tuple((index, _token(secret, index, text)) for index, text in keys) for keys in held]


def _token(secret: bytes, index: str, text: str) -> str:
    return hmac.new(secret, f"{index}\x00{text}".encode(), hashlib.sha256).hexdigest()[:16]


def _by_rank(stolen: Sequence[Keys], held: Sequence[Keys], listed: Sequence[Keys], chance: random.Random) -> float:
    """The share of rows whose commonest token was paired with the right text."""
    tokens, texts = Counter(_all(stolen)), Counter(_all(listed))
    claims = _paired(_ranked(tokens, chance), _ranked(texts, chance))
    right = 0
    for tokens_of_row, truth in zip(stolen, held, strict=True):
        claimed = [token for token in tokens_of_row if token in claims]
        best = max(claimed, key=lambda token: tokens[token], default=None)
        right += best is not None and claims[best] in truth
    return right / len(stolen)


def _all(rows: Iterable[Keys]) -> Iterable[tuple[str, str]]:
    return (key for row in rows for key in row)


def _ranked(counts: Counter[tuple[str, str]], chance: random.Random) -> dict[str, list[tuple[str, str]]]:
    """The keys of each index, commonest first, ties broken by chance."""
    found = defaultdict(list)
    for key in sorted(counts, key=lambda key: (-counts[key], chance.random())):
        found[key[0]].append(key)
    return found


def _paired(
    tokens: dict[str, list[tuple[str, str]]], texts: dict[str, list[tuple[str, str]]]
) -> dict[tuple[str, str], tuple[str, str]]:
    return {token: text for index in tokens for token, text in zip(tokens[index], texts.get(index, []), strict=False)}


def _by_pattern(stolen: Sequence[Keys], held: Sequence[Keys], chance: random.Random) -> float:
    """The share of rows whose pattern of counts one person of the list alone has."""
    people: dict[tuple[tuple[str, int], ...], list[int]] = defaultdict(list)
    for place, pattern in enumerate(_patterns(held)):
        people[pattern].append(place)
    guesses = (chance.choice(people[pattern]) for pattern in _patterns(stolen))
    return sum(guess == row for row, guess in enumerate(guesses)) / len(stolen)


def _patterns(rows: Sequence[Keys]) -> list[tuple[tuple[str, int], ...]]:
    counts = Counter(_all(rows))
    return [tuple(sorted((key[0], counts[key]) for key in row)) for row in rows]
