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
    are_swapped,
    of_births,
    of_contacts,
    of_forenames,
    of_homes,
    of_identities,
    of_postcodes,
    of_surnames,
)
from hub.people.normalising import Described, Normal

FORENAME = {
    Names.SAME: 7.0, Names.FORM: 5.0, Names.PART: 4.5, Names.CLOSE: 5.0, Names.NEAR: 2.0, Names.SOUNDS: 3.5,
    Names.INITIAL: 1.5, Names.DIFFERENT: -4.0, Names.UNKNOWN: 0.0,
}  # fmt: skip
SURNAME = {
    Names.SAME: 8.5, Names.FORM: 6.0, Names.PART: 6.0, Names.CLOSE: 6.5, Names.NEAR: 3.0, Names.SOUNDS: 5.0,
    Names.INITIAL: 1.0, Names.DIFFERENT: -3.5, Names.UNKNOWN: 0.0,
}  # fmt: skip
BIRTH = {
    Births.SAME: 13.0, Births.SWAPPED: 10.0, Births.CENTURY: 10.0, Births.SLIP: 9.5, Births.YEAR_DIFFERS: 5.0,
    Births.YEAR_AND_MONTH: 6.0, Births.NEAR: 3.0, Births.YEAR: 4.0, Births.DAY_AND_MONTH: 5.0, Births.AGE_FITS: 2.0,
    Births.AGE_DIFFERS: -4.0, Births.DIFFERENT: -6.0, Births.UNKNOWN: 0.0,
}  # fmt: skip
HOME = {
    Homes.SAME: 9.0, Homes.ALIKE: 6.0, Homes.OTHER_FLAT: 5.0, Homes.SAME_STREET: 4.5, Homes.SAME_NUMBER: 1.0,
    Homes.DIFFERENT: -2.0, Homes.UNKNOWN: 0.0,
}  # fmt: skip
POSTCODE = {Codes.SAME: 6.0, Codes.SLIP: 3.0, Codes.AREA: 1.0, Codes.DIFFERENT: -1.5, Codes.UNKNOWN: 0.0}
PHONE = {Codes.SAME: 10.0, Codes.SLIP: 5.0, Codes.DIFFERENT: -0.5, Codes.UNKNOWN: 0.0, Codes.AREA: 0.0}
EMAIL = {Codes.SAME: 11.0, Codes.SLIP: 6.0, Codes.DIFFERENT: -0.5, Codes.UNKNOWN: 0.0, Codes.AREA: 0.0}
IDENTITY = {Codes.SAME: 22.0, Codes.SLIP: 9.0, Codes.DIFFERENT: -8.0, Codes.UNKNOWN: 0.0, Codes.AREA: 0.0}
SEX_SAME, SEX_DIFFERS = 0.9, -3.0
SWAPPED_NAMES = 14.0
HOUSEHOLD_AT_MOST = 18.0
POSSIBLE_FROM = 9.0
CERTAIN_FROM = 24.0

GOOD_NAMES = frozenset({Names.SAME, Names.FORM, Names.CLOSE})
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
    names_swapped: bool
    birth: Births
    home: Homes
    postcode: Codes
    phone: Codes
    email: Codes
    identity: Codes
    sexes: tuple[str, str]


def agreement(a: Normal, b: Normal) -> Agreement:
    """The levels of two people in one form; the same whichever comes first, the order of `sexes` apart."""
    return Agreement(
        of_forenames(a, b),
        of_surnames(a, b),
        are_swapped(a, b),
        of_births(a, b),
        of_homes(a.home, b.home),
        of_postcodes(a.postcode, b.postcode),
        of_contacts(a.phone, b.phone),
        of_contacts(a.email, b.email),
        of_identities(a.identity, b.identity),
        (a.sex, b.sex),
    )


def score(a: Described, b: Described) -> float:
    """The weight of all that agrees less all that differs, in bits; it orders candidates and is not shown."""
    return weight(agreement(a.normal, b.normal))


def judge(a: Described, b: Described) -> Judgement:
    """Certain, possible or none.

    Certain needs both names, the whole date of birth with something more or the identity number, and no contradiction.
    """
    levels = agreement(a.normal, b.normal)
    total = weight(levels)
    if total >= CERTAIN_FROM and _may_be_certain(levels):
        return Judgement.CERTAIN
    return Judgement.POSSIBLE if total >= POSSIBLE_FROM else Judgement.NONE


def weight(levels: Agreement) -> float:
    """The bits of one agreement. What a household shares counts only so far: it cannot say which of them this is."""
    person = BIRTH[levels.birth] + IDENTITY[levels.identity] + _sex(levels.sexes)
    shared = HOME[levels.home] + POSTCODE[levels.postcode] + PHONE[levels.phone] + EMAIL[levels.email]
    if levels.names_swapped:
        return person + SWAPPED_NAMES + min(shared, HOUSEHOLD_AT_MOST)
    return person + FORENAME[levels.forename] + min(SURNAME[levels.surname] + shared, HOUSEHOLD_AT_MOST)


def _sex(sexes: tuple[str, str]) -> float:
    if not all(sexes):
        return 0.0
    return SEX_SAME if sexes[0] == sexes[1] else SEX_DIFFERS


def _may_be_certain(levels: Agreement) -> bool:
    names = levels.forename in GOOD_NAMES and levels.surname in GOOD_SURNAMES
    same_number = levels.identity is Codes.SAME
    contradicted = (
        levels.identity not in (Codes.SAME, Codes.UNKNOWN)
        or levels.birth not in (Births.SAME, Births.SWAPPED, Births.CENTURY, Births.SLIP, Births.UNKNOWN)
        or (all(levels.sexes) and levels.sexes[0] != levels.sexes[1])
    )
    found_there = Codes.SAME in (levels.postcode, levels.phone, levels.email) or levels.home is Homes.SAME
    return names and not contradicted and (same_number or (levels.birth is Births.SAME and found_there))
