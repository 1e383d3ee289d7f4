"""Addresses and postcodes brought to one form, with Scottish flat positions such as 2/1. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

STREET_WORDS = {
    "st": "street", "str": "street", "rd": "road", "pl": "place", "ave": "avenue", "av": "avenue", "cres": "crescent",
    "cr": "crescent", "ter": "terrace", "terr": "terrace", "tce": "terrace", "ct": "court", "crt": "court",
    "gdns": "gardens", "gdn": "gardens", "garden": "gardens", "dr": "drive", "drv": "drive", "ln": "lane",
    "sq": "square", "wy": "wynd", "pk": "park", "gr": "grove", "grv": "grove", "hse": "house", "cl": "close",
    "wk": "walk", "bldgs": "buildings", "bldg": "buildings", "n": "north", "s": "south", "e": "east", "w": "west",
}  # fmt: skip
KINDS_OF_STREET = frozenset(
    (
        *STREET_WORDS.values(), "way", "row", "brae", "loan", "gate", "vennel", "quay", "circus", "gait", "path",
        "rise", "view", "mews", "green", "hill", "circuit",
    )
) - {"house", "north", "south", "east", "west"}  # fmt: skip
DWELLINGS = frozenset(
    ("farm", "cottage", "house", "lodge", "croft", "steading", "caravan", "hostel", "hotel", "hospital")
)
LEFT_OUT = frozenset(("scotland", "uk", "gb", "united", "kingdom", "the"))
_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][0-9A-Z]?)\s*([0-9][A-Z]{2})\b", re.IGNORECASE)
_OUTWARD, _INWARD = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?"), re.compile(r"[0-9][A-Z]{2}")
_NOT_IN_A_CODE, _NOT_IN_AN_ADDRESS = re.compile(r"[^0-9A-Z]"), re.compile(r"[^0-9a-z,/]+")
_AS_FIGURE, _AS_LETTERS = str.maketrans("OIL", "011"), str.maketrans("01", "OI")
_FLAT = re.compile(r"\b(?:flat|apartment|apt|unit|room)\s+([0-9]+(?:/[0-9a-z]{1,2})?|[a-z])\b")
_SLASH = re.compile(r"\b([0-9]{1,3}|g|b)/([0-9]{1,3}|[lrmcg])\b")
_STOREY = re.compile(
    r"\b(?:([0-9]f[0-9])|(ground|first|second|third|top|basement)(?: floor)?(?: flat)? ?(left|right|middle)?)\b"
)
_NUMBER = re.compile(r"\b([0-9]{1,5}[a-z]?)\b")


@dataclass(frozen=True)
class Address:
    """An address in one form: house number, flat (empty if untold), the words of the street, all words in order."""

    house: str
    flat: str
    street: str
    words: str


def read_postcode(told: str) -> str:
    """The postcode in capitals without spaces, such as `DD49ZZ`; O for 0 and the like put right where only one fits."""
    text = _NOT_IN_A_CODE.sub("", told.upper())
    if 5 <= len(text) <= 7 and not text.isdigit():
        figure = text[-3].translate(_AS_FIGURE)
        ends = text[-2:].translate(_AS_LETTERS)
        if is_postcode(put_right := text[:-3] + figure + ends):
            return put_right
    return text


def is_postcode(code: str) -> bool:
    """Whether it has the form of a whole postcode, in capitals without spaces."""
    return bool(_OUTWARD.fullmatch(code[:-3]) and _INWARD.fullmatch(code[-3:]))


def is_postcode_or_district(told: str) -> bool:
    """Whether it has the form of a postcode as people tell it: a whole one, or its first half alone, such as `DD4`."""
    code = read_postcode(told)
    return is_postcode(code) or bool(_OUTWARD.fullmatch(code) and len(code) < 5)


def postcode_in(address: str) -> str:
    """The last British postcode written inside an address, or nothing."""
    found = _POSTCODE.findall(address)
    return read_postcode("".join(found[-1])) if found else ""


def read_address(told: str) -> Address | None:
    """The address taken apart: `14/5` and `flat 5, 14` are house 14, flat 5.

    None where nothing was told, or neither a number, a street nor a dwelling: a town, or no fixed abode.
    """
    text = _POSTCODE.sub(" ", told).lower().replace("'", "").replace("\n", ",")
    text = _NOT_IN_AN_ADDRESS.sub(" ", text).strip(" ,")
    if not text:
        return None
    text, flat = _without_flat(text)
    found = _NUMBER.search(text)
    house = found[1] if found else ""
    if flat.count("/") == 1 and not house and flat[0].isdigit():
        house, flat = flat.split("/")
    rest = text if not found else f"{text[: found.start()]} , {text[found.end() :]}"
    street = _street(rest, numbered=bool(house))
    return Address(house, flat, street, " ".join(_words(rest))) if house or street else None


def _without_flat(text: str) -> tuple[str, str]:
    for pattern in (_FLAT, _SLASH, _STOREY):
        if found := pattern.search(text):
            flat = "/".join(part for part in found.groups() if part)
            return f"{text[: found.start()]} , {text[found.end() :]}", flat
    return text, ""


def _words(text: str) -> list[str]:
    words = text.replace(",", " ").replace("/", " ").split()
    return [STREET_WORDS.get(word, word) if place else word for place, word in enumerate(words) if word not in LEFT_OUT]


def _street(rest: str, *, numbered: bool) -> str:
    """The words up to the kind of street; else the first words that have a number or a dwelling with them."""
    parts = [_words(part) for part in rest.split(",")]
    for words in parts:
        ends = [place for place, word in enumerate(words) if place and word in KINDS_OF_STREET]
        if ends:
            return " ".join(words[: ends[-1] + 1])
    return " ".join(next((words for words in parts if words and (numbered or not DWELLINGS.isdisjoint(words))), []))
