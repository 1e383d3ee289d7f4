"""How far one part of two descriptions agrees: closed lists of levels, the same whichever comes first. Pure."""

from __future__ import annotations

from enum import StrEnum

from rapidfuzz.distance import OSA

from hub.people.addresses import Address
from hub.people.dates_told import PartialDate
from hub.people.identity_numbers import IdentityNumber
from hub.people.names import roots_of, sound
from hub.people.normalising import Normal


class Names(StrEnum):
    """How far two forenames, or two surnames, agree."""

    SAME = "same"
    FORM = "form"
    PART = "part"
    CLOSE = "close"
    NEAR = "near"
    SOUNDS = "sounds"
    INITIAL = "initial"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class Births(StrEnum):
    """How far two dates of birth, or a date and an age, agree."""

    SAME = "same"
    FIRST_OF_JANUARY = "first_of_january"
    SWAPPED = "swapped"
    CENTURY = "century"
    SLIP = "slip"
    YEAR_DIFFERS = "year_differs"
    YEAR_AND_MONTH = "year_and_month"
    NEAR = "near"
    YEAR = "year"
    DAY_AND_MONTH = "day_and_month"
    AGE_FITS = "age_fits"
    AGE_DIFFERS = "age_differs"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class Homes(StrEnum):
    """How far two addresses agree, the postcode apart."""

    SAME = "same"
    ALIKE = "alike"
    OTHER_FLAT = "other_flat"
    SAME_STREET = "same_street"
    SAME_NUMBER = "same_number"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class Codes(StrEnum):
    """How far two codes agree: postcode, telephone, e-mail, identity number."""

    SAME = "same"
    SLIP = "slip"
    AREA = "area"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


_ORDER = {level: place for place, level in enumerate(Names)}


def of_two_names(one: str, other: str) -> Names:
    """How far two plain names agree, forms of a forename apart."""
    if one == other:
        return Names.SAME
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == 1:
        return Names.INITIAL if longer[0] == shorter else Names.DIFFERENT
    slips = OSA.distance(one, other, score_cutoff=4)
    if slips == 1 or (slips == 2 and len(longer) >= 7):
        return Names.CLOSE if len(longer) >= 4 else Names.NEAR
    if slips <= 4 and sound(one) == sound(other):
        return Names.SOUNDS
    if (len(shorter) >= 4 and longer.startswith(shorter)) or slips / len(longer) <= 0.36:
        return Names.NEAR
    return Names.DIFFERENT


def of_forenames(a: Normal, b: Normal) -> Names:
    """How far two people's forenames agree, whichever of the names they go by agrees best."""
    if not a.callings or not b.callings:
        return Names.UNKNOWN
    found = [_of_callings(one, other) for one in a.callings for other in b.callings]
    best = min(found, key=_ORDER.__getitem__)
    if _ORDER[best] > _ORDER[Names.PART] and not {*a.forenames, *a.known_as}.isdisjoint({*b.forenames, *b.known_as}):
        return Names.PART
    return best


def _of_callings(one: str, other: str) -> Names:
    level = of_two_names(one, other)
    return Names.FORM if level is not Names.SAME and not roots_of(one).isdisjoint(roots_of(other)) else level


def of_surnames(a: Normal, b: Normal) -> Names:
    """How far two surnames agree; one part of a double surname may agree alone."""
    if not a.family or not b.family:
        return Names.UNKNOWN
    whole = of_two_names(a.family, b.family)
    if _ORDER[whole] > _ORDER[Names.PART] and not set(a.surnames).isdisjoint(b.surnames):
        return Names.PART
    if len(a.surnames) == len(b.surnames) == 1 or whole is not Names.DIFFERENT:
        return whole
    near = [of_two_names(one, other) for one in a.surnames for other in b.surnames]
    return Names.NEAR if Names.CLOSE in near else whole


def crossed_names(a: Normal, b: Normal) -> int:
    """How many of forename and surname agree with the other's place: 2 where the two were swapped."""
    if not (a.forenames and b.forenames and a.family and b.family):
        return 0
    crossed = (("".join(a.forenames), b.family), ("".join(b.forenames), a.family))
    return sum(of_two_names(*pair) in (Names.SAME, Names.CLOSE) for pair in crossed)


def of_births(a: Normal, b: Normal) -> Births:
    """How far dates of birth agree, or a date of birth and an age."""
    if a.born and b.born:
        return _of_dates(a.born, b.born)
    ranges = [_years(a), _years(b)]
    if None in ranges:
        return Births.UNKNOWN
    (first_from, first_to), (second_from, second_to) = (pair for pair in ranges if pair)
    gap = max(first_from, second_from) - min(first_to, second_to)
    if gap <= 0:
        return Births.AGE_FITS
    return Births.AGE_DIFFERS if gap > 2 else Births.UNKNOWN


def _years(of: Normal) -> tuple[int, int] | None:
    if of.born and of.born.year:
        return of.born.year, of.born.year
    return (of.born_from, of.born_to) if of.born_from is not None and of.born_to is not None else None


def _of_dates(a: PartialDate, b: PartialDate) -> Births:
    if a.is_whole and b.is_whole:
        return _of_whole_dates(a, b)
    pairs = [(a.year, b.year), (a.month, b.month), (a.day, b.day)]
    same = [None if None in pair else pair[0] == pair[1] for pair in pairs]
    if False in same:
        return Births.DIFFERENT if same[0] is not True else Births.NEAR
    if same[0] and same[1]:
        return Births.YEAR_AND_MONTH
    if same[0]:
        return Births.YEAR
    return Births.DAY_AND_MONTH if same[1] else Births.UNKNOWN


def _of_whole_dates(a: PartialDate, b: PartialDate) -> Births:
    first, second = _figures(a), _figures(b)
    if first == second:
        return Births.FIRST_OF_JANUARY if first.endswith("0101") else Births.SAME
    same_year = a.year == b.year
    if same_year and (a.day, a.month) == (b.month, b.day):
        return Births.SWAPPED
    if (a.day, a.month) == (b.day, b.month):
        return _of_years(a, b, first, second)
    slips = OSA.distance(first, second)
    if slips == 1:
        return Births.SLIP
    if same_year and a.month == b.month:
        return Births.YEAR_AND_MONTH
    two_alike = (same_year and a.day == b.day) or slips == 2
    return Births.NEAR if two_alike else Births.DIFFERENT


def _of_years(a: PartialDate, b: PartialDate, first: str, second: str) -> Births:
    if first[2:] == second[2:]:
        return Births.CENTURY if a.century_told and b.century_told else Births.SAME
    return Births.SLIP if OSA.distance(first, second) == 1 else Births.YEAR_DIFFERS


def _figures(of: PartialDate) -> str:
    return f"{of.year:04}{of.month:02}{of.day:02}"


def of_homes(a: Address | None, b: Address | None) -> Homes:
    """How far two addresses agree: number and street first, then their words."""
    if a is None or b is None or not a.words or not b.words:
        return Homes.UNKNOWN
    street = max(OSA.normalized_similarity(a.street, b.street), OSA.normalized_similarity(a.words, b.words))
    same_house = bool(a.house) and a.house == b.house
    if street >= 0.8:
        if same_house or not (a.house or b.house):
            return Homes.OTHER_FLAT if a.flat and b.flat and a.flat != b.flat else Homes.SAME
        return Homes.SAME_STREET if a.house and b.house else Homes.ALIKE
    if same_house:
        return Homes.ALIKE if street >= 0.6 else Homes.SAME_NUMBER
    return Homes.DIFFERENT


def of_postcodes(a: str, b: str) -> Codes:
    """How far two postcodes agree; `area` is the same part before the last three signs."""
    if not a or not b:
        return Codes.UNKNOWN
    if a == b:
        return Codes.SAME
    if OSA.distance(a, b, score_cutoff=1) == 1:
        return Codes.SLIP
    return Codes.AREA if len(a) > 4 and len(b) > 4 and a[:-3] == b[:-3] else Codes.DIFFERENT


def of_contacts(a: str, b: str) -> Codes:
    """How far two telephone numbers or two e-mail addresses agree."""
    if not a or not b:
        return Codes.UNKNOWN
    if a == b:
        return Codes.SAME
    return Codes.SLIP if min(len(a), len(b)) >= 8 and OSA.distance(a, b, score_cutoff=1) == 1 else Codes.DIFFERENT


def of_identities(a: IdentityNumber | None, b: IdentityNumber | None) -> Codes:
    """How far two identity numbers agree."""
    return of_contacts(a.text if a else "", b.text if b else "")
