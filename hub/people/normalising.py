"""A person as described, and the forms to compare by. Pure; nothing told is ever refused or rewritten."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import phonenumbers

from hub.people.addresses import Address, postcode_in, read_address, read_postcode
from hub.people.dates_told import PartialDate, read_date
from hub.people.identity_numbers import IdentityNumber, read_identity_number
from hub.people.names import forename_parts, roots_of, sound, surname_parts

__all__ = ["Described", "PartialDate", "read_date", "read_phone"]

NORMALISER_VERSION = 1
_HOME_NUMBER = re.compile(r"0[1-9][0-9]{8,9}")
_SIGNS_IN_A_NUMBER = str.maketrans("", "", " -().\t")


@dataclass(frozen=True)
class Described:
    """A person in the words we were given, dates of birth read. Ages are whole years on `age_on`."""

    forename: str = ""
    surname: str = ""
    known_as: str = ""
    date_of_birth: PartialDate | None = None
    age_from: int | None = None
    age_to: int | None = None
    age_on: date | None = None
    sex: str = "not_known"
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    identity_number: str = ""
    address_protected: bool = False

    @cached_property
    def normal(self) -> Normal:
        """The forms to compare by, worked out once."""
        return normalised(self)


@dataclass(frozen=True)
class Normal:
    """What was described, in one form. Names are plain; a protected address and its postcode are left out."""

    forenames: tuple[str, ...]
    known_as: tuple[str, ...]
    surnames: tuple[str, ...]
    born: PartialDate | None
    born_from: int | None
    born_to: int | None
    sex: str
    home: Address | None
    postcode: str
    phone: str
    email: str
    identity: IdentityNumber | None

    @cached_property
    def callings(self) -> tuple[str, ...]:
        """Every name they may be called by: first forename, first name known as, and forenames run together."""
        run_together = "".join(self.forenames)
        return tuple(dict.fromkeys(name for name in (*self.forenames[:1], *self.known_as[:1], run_together) if name))

    @cached_property
    def family(self) -> str:
        """The surname run together."""
        return "".join(self.surnames)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The names their callings may stand for."""
        return frozenset().union(*(roots_of(name) for name in self.callings))

    @cached_property
    def sounds(self) -> frozenset[str]:
        """How the surname and each part of a double one sound."""
        return frozenset(sound(name) for name in {self.family, *self.surnames} if name)


def normalised(described: Described) -> Normal:
    """The described person in one form; what could not be read is empty."""
    born_from, born_to = _years_of_birth(described)
    shown = "" if described.address_protected else described.address
    postcode = "" if described.address_protected else read_postcode(described.postcode) or postcode_in(shown)
    sex = described.sex if described.sex in ("female", "male") else ""
    return Normal(
        forename_parts(described.forename),
        forename_parts(described.known_as),
        surname_parts(described.surname),
        described.date_of_birth if described.date_of_birth and described.date_of_birth.is_known else None,
        born_from,
        born_to,
        sex,
        read_address(shown),
        postcode,
        read_phone(described.phone),
        described.email.strip().lower(),
        read_identity_number(described.identity_number),
    )


def _years_of_birth(described: Described) -> tuple[int | None, int | None]:
    if described.age_on is None or (described.age_from is None and described.age_to is None):
        return None, None
    youngest = described.age_from if described.age_from is not None else described.age_to
    oldest = described.age_to if described.age_to is not None else described.age_from
    assert youngest is not None
    assert oldest is not None
    return described.age_on.year - max(youngest, oldest) - 1, described.age_on.year - min(youngest, oldest)


def read_phone(told: str) -> str:
    """The telephone number with its country (`+441632960014`), British unless told otherwise; else its figures."""
    text = told.translate(_SIGNS_IN_A_NUMBER)
    if _HOME_NUMBER.fullmatch(text):
        return "+44" + text[1:]
    if not text:
        return ""
    try:
        number = phonenumbers.parse(told, "GB")
    except phonenumbers.NumberParseException:
        return re.sub(r"[^0-9]", "", told)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
