"""What can be known about a concern, and what somebody stated: a value, a range, or not known. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import inf, isfinite
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from screening_rules.model import Condition

SCOPES = ("concern", "subject", "household")
TYPES = ("yes_no", "number", "choice", "choices", "date")
ASKED = ("quick", "full", "screening", "history")
AT_RECEIPT = frozenset({"quick", "full"})
SECTIONS = ("immediate_safety", "people", "what_happened", "other_people", "screening")
BASES = ("claimed", "observed", "verified")
WHO = (
    "referrer",
    "person",
    "family",
    "school",
    "health",
    "gp",
    "police",
    "social_work",
    "housing",
    "care_provider",
    "officer",
    "records",
)
NOT_KNOWN = "not_known"
_ONLY_NOT_KNOWN = (NOT_KNOWN, [NOT_KNOWN], (NOT_KNOWN,))
_NUMBER = (int, float)

Value: TypeAlias = bool | int | float | str | date | tuple[str, ...]


class FactError(ValueError):
    """A stated fact cannot be used; the message is plain words and never repeats the value."""

    def __init__(self, fact: str | None, problem: str) -> None:
        self.fact, self.problem = fact, problem
        super().__init__(f"{fact}: {problem}" if fact else problem)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that can be known, and how it is asked for.

    `background` marks a fact, like age, that alone does not speak for any rule. `applies` hides the question
    only where it is certainly not true. `told` is the sentence in which a count is told, with its place as {ordinal}.
    `least` and `most` are the least and the most that a number may be, both included; infinite where the file says neither.
    """

    id: str
    scope: str
    type: str
    question: str
    short: str
    unit: str | None = None
    choices: Mapping[str, str] | None = None
    hint: str | None = None
    who: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    section: str | None = None
    applies: Condition | None = None
    background: bool = False
    told: str | None = None
    least: float = -inf
    most: float = inf

    @property
    def is_asked_at_receipt(self) -> bool:
        """Whether whoever tells of a concern is asked it; the others are worked out, or asked in screening."""
        return not AT_RECEIPT.isdisjoint(self.asked)

    def allows(self, number: float) -> bool:
        """Whether a number of this fact can be so."""
        return self.least <= number <= self.most


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every fact of a pack by id, in the order of its file."""

    by_id: Mapping[str, Fact]

    def __getitem__(self, fact: str) -> Fact:
        return self.by_id[fact]

    def __contains__(self, fact: object) -> bool:
        return fact in self.by_id

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)


@dataclass(frozen=True, slots=True)
class Stated:
    """What is held about one fact; without a value or an end it is unknown.

    `low` and `high` bound a number (a date: its day number, `date.toordinal()`) and are infinite where open.
    `asked` is true where somebody asked and the answer was "not known".
    """

    value: Value | None = None
    low: float = -inf
    high: float = inf
    basis: str | None = None
    said_by: str | None = None
    asked: bool = False

    @property
    def is_known(self) -> bool:
        """True where a value or at least one end of a range is held."""
        return self.value is not None or self.low != -inf or self.high != inf


Facts: TypeAlias = Mapping[str, Stated]

UNKNOWN_FACT = Stated()


def parse_stated(fact: Fact, raw: Any) -> Stated:
    """What `raw` states about `fact`: a bare value, a map with `value`, or a range with `from` and `to`.

    Nothing, null and "not_known" are unknown.

    Raises:
        FactError: the value does not fit the fact, or the map has other keys.
    """
    if not isinstance(raw, dict):
        return _stated(fact, raw)
    odd = set(raw) - {"value", "from", "to", "basis", "said_by", "asked"}
    if odd:
        raise FactError(fact.id, "use only value, from, to, basis, said_by and asked")
    basis, said_by, asked = raw.get("basis"), raw.get("said_by"), raw.get("asked", False)
    if basis is not None and basis not in BASES:
        raise FactError(fact.id, "the basis is one of: " + ", ".join(BASES))
    if not isinstance(said_by, str | None) or not isinstance(asked, bool):
        raise FactError(fact.id, "said_by is text and asked is true or false")
    if "from" in raw or "to" in raw:
        return _range(fact, raw, basis, said_by)
    return _stated(fact, raw.get("value"), basis, said_by, asked=asked)


def _stated(
    fact: Fact, raw: Any, basis: str | None = None, said_by: str | None = None, *, asked: bool = False
) -> Stated:
    if raw is None or raw in _ONLY_NOT_KNOWN:
        return Stated(basis=basis, said_by=said_by, asked=asked or raw is not None)
    value = parse_value(fact, raw)
    if fact.type in {"number", "date"}:
        point = bound(value)
        return Stated(value, point, point, basis, said_by)
    return _bare(value) if basis is said_by is None else Stated(value, basis=basis, said_by=said_by)


@lru_cache(maxsize=4096, typed=True)
def _bare(value: Value) -> Stated:
    """A yes, a no, or choices of which nothing more is said, made once: what everybody may answer, and nobody's words."""
    return Stated(value)


def _range(fact: Fact, raw: Mapping[str, Any], basis: str | None, said_by: str | None) -> Stated:
    if fact.type != "number" or raw.get("value") is not None:
        raise FactError(fact.id, "only a number without a value may be a range")
    low, high = (None if raw.get(end) is None else parse_value(fact, raw[end]) for end in ("from", "to"))
    first, last = (-inf if low is None else bound(low)), (inf if high is None else bound(high))
    if first > last:
        raise FactError(fact.id, "the range ends before it begins")
    return Stated(low if first == last else None, first, last, basis, said_by)


def bound(value: Value) -> float:
    """The number by which a number or a date is compared; a date is its day number."""
    if isinstance(value, date):
        return value.toordinal()
    assert isinstance(value, _NUMBER)
    return value


def parse_value(fact: Fact, raw: Any) -> Value:
    """One exact value of `fact`.

    Raises:
        FactError: it does not fit the fact's type, is not one of its choices, or is a number that cannot be.
    """
    match fact.type:
        case "yes_no" if isinstance(raw, bool):
            return raw
        case "number" if isinstance(raw, _NUMBER) and not isinstance(raw, bool) and fact.allows(raw) and isfinite(raw):
            return raw
        case "choice" if isinstance(raw, str) and raw in (fact.choices or {}):
            return raw
        case "choices" if isinstance(raw, list | tuple) and all(isinstance(each, str) for each in raw):
            return _several(fact, raw)
        case "date":
            return _day(fact, raw)
    raise FactError(fact.id, f"the value must be {wanted(fact)}")


def wanted(fact: Fact) -> str:
    """What a value of `fact` looks like, in words."""
    listed = ", ".join(fact.choices or {})
    return {
        "yes_no": "true or false",
        "number": f"a number{f' of {fact.unit}' if fact.unit else ''}{_limits(fact)}",
        "choice": f"one of: {listed}",
        "choices": f"a list of any of: {listed}",
        "date": "a date as YYYY-MM-DD",
    }[fact.type]


def _limits(fact: Fact) -> str:
    if fact.least == -inf:
        return "" if fact.most == inf else f" up to {fact.most:g}"
    return f" from {fact.least:g}" + ("" if fact.most == inf else f" to {fact.most:g}")


def _several(fact: Fact, raw: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    if any(each not in (fact.choices or {}) and each != NOT_KNOWN for each in raw):
        raise FactError(fact.id, f"the value must be {wanted(fact)}")
    return tuple(dict.fromkeys(raw))


def _day(fact: Fact, raw: Any) -> date:
    if type(raw) is date:
        return raw
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError) as error:
        raise FactError(fact.id, f"the value must be {wanted(fact)}") from error
