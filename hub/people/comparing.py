"""Two descriptions side by side, field by field, as an officer sees them: agrees, differs, not known. Pure.

No score is shown. Identity numbers are compared and never shown; a protected address is neither compared nor shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hub.people.addresses import Address
from hub.people.agreeing import Births, Codes, Homes, Names, of_identities
from hub.people.names import how_related
from hub.people.naming import age_told
from hub.people.normalising import Described, Normal
from hub.people.scoring import Agreement, agreement


class Verdict(StrEnum):
    """What the officer is told of one field."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class FieldComparison:
    """One field: what we were told, what the record holds (`None` where nothing), the verdict, perhaps a note."""

    field: str
    told: str | None
    held: str | None
    verdict: Verdict
    note: str = ""


AGREEING_NAMES = frozenset({Names.SAME, Names.FORM, Names.PART, Names.CLOSE, Names.SOUNDS, Names.INITIAL})
BIRTH_NOTES = {
    Births.FIRST_OF_JANUARY: "1 January is often given where the day is not known",
    Births.SWAPPED: "Day and month may be swapped",
    Births.CENTURY: "The year may be in the wrong century",
    Births.SLIP: "One figure differs or two are swapped",
    Births.YEAR_DIFFERS: "Same day and month, another year",
    Births.YEAR_AND_MONTH: "Same month and year",
    Births.YEAR: "Same year; the rest is not known",
    Births.DAY_AND_MONTH: "Same day and month; the year is not known",
    Births.NEAR: "Close, but not the same",
    Births.AGE_FITS: "The age told fits",
    Births.AGE_DIFFERS: "The age told does not fit",
}
AGREEING_BIRTHS = frozenset({Births.SAME, Births.FIRST_OF_JANUARY, Births.AGE_FITS, Births.YEAR, Births.DAY_AND_MONTH})
PROTECTED = "Protected, not shown here"
GIVEN, HELD = "Given, not shown here", "Held, not shown here"


def compare(told: Described, held: Described) -> tuple[FieldComparison, ...]:
    """The comparison of every field that either side has, names and date of birth always, in the order to show."""
    a, b = told.normal, held.normal
    levels = agreement(a, b)
    always = (_names(told, held, levels), _births(told, held, levels))
    others = (
        _sexes(a, b),
        _homes(told, held, levels),
        _contacts("phone", (told.phone, held.phone), levels.phone),
        _contacts("email", (told.email, held.email), levels.email),
        _identities(a, b),
    )
    return (*always, *(field for field in others if field.told or field.held))


def _names(told: Described, held: Described, levels: Agreement) -> FieldComparison:
    pair = _shown_name(told), _shown_name(held)
    if levels.names_crossed == 2:
        return FieldComparison("name", *pair, Verdict.AGREES, "Forename and surname may be swapped")
    found = {levels.forename, levels.surname}
    if found - AGREEING_NAMES - {Names.UNKNOWN}:
        verdict = Verdict.DIFFERS
    else:
        verdict = Verdict.NOT_KNOWN if Names.UNKNOWN in found else Verdict.AGREES
    notes = (*_forename_notes(told.normal, held.normal, levels.forename), *_surname_notes(levels.surname))
    note = "; ".join(notes)
    return FieldComparison("name", *pair, verdict, note[:1].upper() + note[1:])


def _shown_name(of: Described) -> str | None:
    whole = " ".join(part.strip() for part in (of.forename, of.surname) if part.strip())
    known_as = of.known_as.strip()
    if not known_as:
        return whole or None
    return f"{whole}, known as {known_as}" if whole else f"Known as {known_as}"


def _forename_notes(a: Normal, b: Normal, level: Names) -> Iterator[str]:
    if level is Names.FORM:
        related = (how_related(one, other) for one in a.callings for other in b.callings)
        yield next((words for words in related if words), "")
    elif level is Names.DIFFERENT:
        yield "forename differs"
    elif level is Names.UNKNOWN:
        yield "no forename to compare"
    elif level is not Names.SAME:
        words = {Names.INITIAL: "same initial", Names.PART: "one forename in common"}
        yield words.get(level, "forename nearly the same")


def _surname_notes(level: Names) -> Iterator[str]:
    if level is Names.PART:
        yield "part of a double surname"
    elif level is Names.DIFFERENT:
        yield "surname differs"
    elif level is Names.UNKNOWN:
        yield "no surname to compare"
    elif level is not Names.SAME:
        yield "surname sounds the same" if level is Names.SOUNDS else "surname nearly the same"


def _births(told: Described, held: Described, levels: Agreement) -> FieldComparison:
    verdict = Verdict.AGREES if levels.birth in AGREEING_BIRTHS else Verdict.DIFFERS
    if levels.birth is Births.UNKNOWN:
        verdict = Verdict.NOT_KNOWN
    note = _birth_note(told, held, levels)
    return FieldComparison("date_of_birth", _shown_birth(told), _shown_birth(held), verdict, note)


def _birth_note(told: Described, held: Described, levels: Agreement) -> str:
    note = BIRTH_NOTES.get(levels.birth, "")
    one, other = told.date_of_birth, held.date_of_birth
    if levels.birth is Births.SWAPPED and one and other:
        return f"{note}: {one.day:02}/{one.month:02}, {other.day:02}/{other.month:02}"
    return note


def _shown_birth(of: Described) -> str | None:
    if of.date_of_birth:
        return of.date_of_birth.in_words()
    told = age_told({"from": of.age_from, "to": of.age_to})
    return f"Aged {told} when told" if told else None


def _sexes(a: Normal, b: Normal) -> FieldComparison:
    verdict = Verdict.AGREES if a.sex == b.sex else Verdict.DIFFERS
    if not a.sex or not b.sex:
        verdict = Verdict.NOT_KNOWN
    return FieldComparison("sex", a.sex or None, b.sex or None, verdict)


def _homes(told: Described, held: Described, levels: Agreement) -> FieldComparison:
    pair = _shown_home(told), _shown_home(held)
    if told.address_protected or held.address_protected:
        return FieldComparison("address", *pair, Verdict.NOT_KNOWN, "A protected address is not compared")
    return FieldComparison("address", *pair, *_home_verdict(levels, told.normal.home, held.normal.home))


def _shown_home(of: Described) -> str | None:
    if of.address_protected:
        return PROTECTED
    return ", ".join(part.strip() for part in (of.address, of.postcode) if part.strip()) or None


def _home_verdict(levels: Agreement, one: Address | None, other: Address | None) -> tuple[Verdict, str]:
    code = levels.postcode
    if levels.home is Homes.UNKNOWN:
        if code is Codes.UNKNOWN:
            return Verdict.NOT_KNOWN, ""
        return (Verdict.AGREES, "Same postcode") if code is Codes.SAME else (Verdict.DIFFERS, "")
    if levels.home in (Homes.SAME, Homes.ALIKE) and code in (Codes.SAME, Codes.UNKNOWN, Codes.SLIP):
        note = "One sign of the postcode differs" if code is Codes.SLIP else ""
        return Verdict.AGREES, note or ("" if levels.home is Homes.SAME else "Nearly the same address")
    return Verdict.DIFFERS, _home_note(levels)


def _home_note(levels: Agreement) -> str:
    if levels.home is Homes.OTHER_FLAT:
        return "Same building, another flat"
    if levels.home is Homes.SAME_STREET:
        return "Same street, another number"
    if levels.home in (Homes.SAME, Homes.ALIKE):
        return "Same address, another postcode"
    return "Same postcode" if levels.postcode is Codes.SAME else ""


def _contacts(field: str, pair: tuple[str, str], level: Codes) -> FieldComparison:
    told, held = (text.strip() or None for text in pair)
    return FieldComparison(field, told, held, _code_verdict(level), _code_note(level))


def _identities(a: Normal, b: Normal) -> FieldComparison:
    level = of_identities(a.identity, b.identity)
    warned = any(number and number.warning for number in (a.identity, b.identity))
    note = "; ".join(part for part in (_code_note(level), "A CHI number here has a warning" if warned else "") if part)
    pair = GIVEN if a.identity else None, HELD if b.identity else None
    return FieldComparison("identity_number", *pair, _code_verdict(level), note)


def _code_verdict(level: Codes) -> Verdict:
    return {Codes.SAME: Verdict.AGREES, Codes.UNKNOWN: Verdict.NOT_KNOWN}.get(level, Verdict.DIFFERS)


def _code_note(level: Codes) -> str:
    return "One figure differs or two are swapped" if level is Codes.SLIP else ""
