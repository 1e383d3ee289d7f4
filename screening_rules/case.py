"""The facts of one concern, laid out for screening, and the plain form in which they are stored. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from screening_rules.facts import Catalogue, FactError, Facts, Stated, parse_stated

_PLACES = {"concern": "under concern", "household": "under household", "subject": "under a subject"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A person the concern is about, and what is stated of them."""

    id: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Case:
    """What is stated of the concern, of the household, and of each subject; there is at least one subject."""

    concern: Facts
    household: Facts
    subjects: tuple[Subject, ...]

    def __post_init__(self) -> None:
        if not self.subjects:
            raise FactError(None, "a case has at least one subject, even when nothing is known of them")
        if len({subject.id for subject in self.subjects}) < len(self.subjects):
            raise FactError(None, "two subjects have the same id")

    def about(self, subject: Subject) -> dict[str, Stated]:
        """Everything stated that bears on `subject`: the concern's, the household's and their own."""
        return {**self.concern, **self.household, **subject.facts}


def parse_case(catalogue: Catalogue, raw: Any) -> Case:
    """The case that `raw`, the plain form of `to_json`, describes.

    Raises:
        FactError: a fact is unknown, stands in the wrong place or does not fit; or there is no subject.
    """
    outer = _only(raw, {"concern", "household", "subjects"}, "a case")
    listed = outer.get("subjects")
    if not isinstance(listed, list):
        raise FactError(None, "subjects is a list")
    subjects = tuple(_subject(catalogue, each) for each in listed)
    concern, household = (parse_facts(catalogue, place, outer.get(place)) for place in ("concern", "household"))
    return Case(concern, household, subjects)


def _subject(catalogue: Catalogue, raw: Any) -> Subject:
    one = _only(raw, {"id", "facts"}, "a subject")
    if not isinstance(one.get("id"), str) or not one["id"]:
        raise FactError(None, "each subject has an id, a text")
    return Subject(one["id"], parse_facts(catalogue, "subject", one.get("facts")))


def _only(raw: Any, keys: set[str], what: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping) or set(raw) - keys:
        raise FactError(None, f"{what} is a map with only these keys: {', '.join(sorted(keys))}")
    return raw


def parse_facts(catalogue: Catalogue, scope: str, raw: Any) -> dict[str, Stated]:
    """What `raw`, a map of fact ids, states of facts of one scope; nothing means no facts.

    Raises:
        FactError: a fact is not in the catalogue, belongs to another scope, or its value does not fit.
    """
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise FactError(None, f"the facts {_PLACES[scope]} are a map")
    for fact in raw:
        if fact not in catalogue:
            raise FactError(None, f"a fact {_PLACES[scope]} is not in facts.yaml: check its spelling")
        if catalogue[fact].scope != scope:
            raise FactError(fact, f"it belongs {_PLACES[catalogue[fact].scope]}, not {_PLACES[scope]}")
    return {fact: parse_stated(catalogue[fact], value) for fact, value in raw.items()}


def to_json(case: Case) -> dict[str, Any]:
    """The case as plain lists, maps and texts; `parse_case` gives the same case back."""
    return {
        "concern": _plain(case.concern),
        "household": _plain(case.household),
        "subjects": [{"id": subject.id, "facts": _plain(subject.facts)} for subject in case.subjects],
    }


def _plain(facts: Facts) -> dict[str, Any]:
    return {fact: plain_stated(stated) for fact, stated in facts.items()}


def plain_stated(stated: Stated) -> Any:
    """One stated fact in plain form: bare where only a value is held."""
    said = {"basis": stated.basis, "said_by": stated.said_by, "asked": stated.asked or None}
    extras = {key: value for key, value in said.items() if value is not None}
    if stated.value is None and stated.is_known:
        return {**_ends(stated), **extras}
    value = _plain_value(stated.value)
    return {"value": value, **extras} if extras else value


def _ends(stated: Stated) -> dict[str, float]:
    return {key: end for key, end in (("from", stated.low), ("to", stated.high)) if isfinite(end)}


def _plain_value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
