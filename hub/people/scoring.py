"""What agreement is worth, and what it adds up to: certain, possible or none. Pure; nothing here joins two records.

The weights are judgement, in bits: the binary logarithm of how much likelier a level is between two records of one
person than between two strangers. They were set from what is generally known about British names and records and held
against generated people with known truth and public test files; they are not a probability and are shown to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hub.people.agreeing import (
    Births,
    Codes,
    Homes,
    Names,
    crossed_names,
    of_births,
    of_contacts,
    of_forenames,
    of_homes,
    of_identities,
    of_postcodes,
    of_surnames,
)
from hub.people.names import common_names
from hub.people.normalising import Described, Normal

FORENAME = {
    Names.SAME: 7.0, Names.FORM: 5.0, Names.PART: 4.5, Names.CLOSE: 5.0, Names.NEAR: 2.0, Names.SOUNDS: 3.5,
    Names.INITIAL: 1.5, Names.DIFFERENT: -3.5, Names.UNKNOWN: 0.0,
}  # fmt: skip
SURNAME = {
    Names.SAME: 9.5, Names.FORM: 6.0, Names.PART: 6.0, Names.CLOSE: 6.5, Names.NEAR: 3.0, Names.SOUNDS: 5.0,
    Names.INITIAL: 1.0, Names.DIFFERENT: -3.0, Names.UNKNOWN: 0.0,
}  # fmt: skip
BIRTH = {
    Births.SAME: 13.5, Births.FIRST_OF_JANUARY: 8.0, Births.SWAPPED: 9.0, Births.CENTURY: 8.0, Births.SLIP: 7.5,
    Births.YEAR_DIFFERS: 2.0, Births.YEAR_AND_MONTH: 3.5, Births.NEAR: 1.0, Births.YEAR: 4.5, Births.DAY_AND_MONTH: 7.0,
    Births.AGE_FITS: 2.0, Births.AGE_DIFFERS: -4.0, Births.DIFFERENT: -5.0, Births.UNKNOWN: 0.0,
}  # fmt: skip
HOME = {
    Homes.SAME: 10.0, Homes.ALIKE: 6.0, Homes.OTHER_FLAT: 5.0, Homes.SAME_STREET: 4.5, Homes.SAME_NUMBER: 1.0,
    Homes.DIFFERENT: -3.0, Homes.UNKNOWN: 0.0,
}  # fmt: skip
POSTCODE = {Codes.SAME: 7.0, Codes.SLIP: 4.0, Codes.AREA: 0.5, Codes.DIFFERENT: -2.0, Codes.UNKNOWN: 0.0}
PHONE = {Codes.SAME: 10.0, Codes.SLIP: 5.0, Codes.DIFFERENT: -0.5, Codes.UNKNOWN: 0.0, Codes.AREA: 0.0}
EMAIL = {Codes.SAME: 11.0, Codes.SLIP: 6.0, Codes.DIFFERENT: -0.5, Codes.UNKNOWN: 0.0, Codes.AREA: 0.0}
IDENTITY = {Codes.SAME: 22.0, Codes.SLIP: 9.0, Codes.DIFFERENT: -8.0, Codes.UNKNOWN: 0.0, Codes.AREA: 0.0}
SEX_SAME, SEX_DIFFERS = 0.9, -3.0
CROSSED = {0: -99.0, 1: 4.0, 2: 13.0}
COMMON_FORENAME, COMMON_SURNAME = 1.0, 2.5
POSSIBLE_FROM = 11.0
CERTAIN_FROM = 24.0

GOOD_NAMES = frozenset({Names.SAME, Names.FORM, Names.CLOSE})
SAME_BIRTH = (Births.SAME, Births.FIRST_OF_JANUARY)
NOT_THE_SAME_BIRTH = {
    Names.DIFFERENT: (Births.DIFFERENT, Births.AGE_DIFFERS, Births.AGE_FITS, Births.UNKNOWN),
    Names.UNKNOWN: (Births.DIFFERENT, Births.AGE_DIFFERS),
}
GOOD_SURNAMES = GOOD_NAMES | {Names.PART, Names.SOUNDS}


class Judgement(StrEnum):
    """What the hub says of two records. Certain is still only said, never done."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    NONE = "none"


@dataclass(frozen=True)
class Agreement:
    """The level of every part of two descriptions."""

    forename: Names
    surname: Names
    names_crossed: int
    birth: Births
    home: Homes
    postcode: Codes
    phone: Codes
    email: Codes
    identity: Codes
    sexes: tuple[str, str]
    forename_is_common: bool
    surname_is_common: bool


def agreement(a: Normal, b: Normal) -> Agreement:
    """The levels of two people in one form; the same whichever comes first, the order of `sexes` apart."""
    return Agreement(
        of_forenames(a, b),
        of_surnames(a, b),
        crossed_names(a, b),
        of_births(a, b),
        of_homes(a.home, b.home),
        of_postcodes(a.postcode, b.postcode),
        of_contacts(a.phone, b.phone),
        of_contacts(a.email, b.email),
        of_identities(a.identity, b.identity),
        (a.sex, b.sex),
        not common_names()["forename"].isdisjoint((*a.callings, *b.callings)),
        a.family in common_names()["surname"] or b.family in common_names()["surname"],
    )


@dataclass(frozen=True)
class Weighed:
    """The bits of one agreement, which only put candidates in order, and the judgement."""

    score: float
    judgement: Judgement


def weigh(a: Described, b: Described) -> Weighed:
    """Score and judgement of two descriptions; the same whichever comes first.

    Certain needs both names, the whole date of birth with something more or the identity number, and no contradiction.
    What a family shares is not enough for possible where nothing says which of them this is.
    """
    levels = agreement(a.normal, b.normal)
    total = weight(levels)
    if total < POSSIBLE_FROM or may_be_a_relative(a.normal, b.normal):
        return Weighed(total, Judgement.NONE)
    is_certain = total >= CERTAIN_FROM and _may_be_certain(levels)
    return Weighed(total, Judgement.CERTAIN if is_certain else Judgement.POSSIBLE)


def score(a: Described, b: Described) -> float:
    """The weight of all that agrees less all that differs, in bits."""
    return weigh(a, b).score


def judge(a: Described, b: Described) -> Judgement:
    """Certain, possible or none, as `weigh` has it."""
    return weigh(a, b).judgement


def likeness(a: Described, b: Described) -> Judgement:
    """Whether two descriptions are certainly, possibly or not of one person."""
    return weigh(a, b).judgement


def weight(levels: Agreement) -> float:
    """The bits of one agreement."""
    person = BIRTH[levels.birth] + IDENTITY[levels.identity] + _sex(levels.sexes)
    shared = HOME[levels.home] + POSTCODE[levels.postcode] + PHONE[levels.phone] + EMAIL[levels.email]
    return person + shared + _names(levels)


def _names(levels: Agreement) -> float:
    forename, surname = FORENAME[levels.forename], SURNAME[levels.surname]
    if levels.forename_is_common and forename > 0:
        forename -= COMMON_FORENAME
    if levels.surname_is_common and surname > 0:
        surname -= COMMON_SURNAME
    return max(forename + surname, CROSSED[levels.names_crossed])


def may_be_a_relative(a: Normal, b: Normal) -> bool:
    """Nothing that belongs to one person alone agrees: not forename, birth, nor identity number. `weigh` says none of them."""
    forename, birth = of_forenames(a, b), of_births(a, b)
    return (
        birth in NOT_THE_SAME_BIRTH.get(forename, ())
        and of_identities(a.identity, b.identity) not in (Codes.SAME, Codes.SLIP)
        and crossed_names(a, b) != 2
    )


def _sex(sexes: tuple[str, str]) -> float:
    if not all(sexes):
        return 0.0
    return SEX_SAME if sexes[0] == sexes[1] else SEX_DIFFERS


def _may_be_certain(levels: Agreement) -> bool:
    names = levels.forename in GOOD_NAMES and levels.surname in GOOD_SURNAMES
    same_number = levels.identity is Codes.SAME
    contradicted = (
        levels.identity not in (Codes.SAME, Codes.UNKNOWN)
        or levels.birth not in (*SAME_BIRTH, Births.SWAPPED, Births.CENTURY, Births.SLIP, Births.UNKNOWN)
        or (all(levels.sexes) and levels.sexes[0] != levels.sexes[1])
    )
    found_there = Codes.SAME in (levels.postcode, levels.phone, levels.email) or levels.home is Homes.SAME
    return names and not contradicted and (same_number or (levels.birth in SAME_BIRTH and found_there))
