"""Names brought to one form, and the Scottish and British forms of names (our own list, `forms_of_names.csv`). Pure."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

from doublemetaphone import doublemetaphone

KINDS = {
    "short": "a short form of",
    "spelling": "another spelling of",
    "gaelic": "the Gaelic form of",
    "scots": "a Scots form of",
    "english": "an English form of",
}
TITLES = frozenset(("mr", "mrs", "miss", "ms", "mx", "dr", "rev", "prof", "sir", "lady"))
PARTICLES = frozenset(
    ("mac", "mc", "o", "van", "von", "de", "del", "della", "la", "le", "st", "saint", "al", "el", "bin", "abu", "ap")
)
NO_NAMES = frozenset(("unknown", "unnamed", "unborn", "nk", "tbc", "anon", "anonymous"))
_NOT_LETTERS = re.compile(r"[^a-z]+")
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_M_APOSTROPHE = re.compile(r"\b([mM])['’]\s*(?=[A-Za-z])")
_MAC = re.compile(r"^m(?:a?c|h?ic) ?(?=[a-z]{3})")


def plain(text: str) -> str:
    """The text in lower case, without accents or apostrophes, everything but letters made one space."""
    lowered = _APOSTROPHES.sub("", text).lower().replace("ø", "o").replace("ł", "l").replace("ß", "ss")
    if not lowered.isascii():
        lowered = "".join(sign for sign in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(sign))
    return _NOT_LETTERS.sub(" ", lowered).strip()


def forename_parts(text: str) -> tuple[str, ...]:
    """The forenames in the order told, plain; titles and words that stand for no name left out."""
    return tuple(word for word in _words(text) if word != "baby")


def _words(text: str) -> list[str]:
    told = plain(text)
    if told in ("not known", "no name", "not given"):
        return []
    return [word for word in told.split() if word not in TITLES and word not in NO_NAMES]


def surname_parts(text: str) -> tuple[str, ...]:
    """The parts of a surname: several in a double one; Mac and Mc are one, and O', van, de … join what follows."""
    text = _M_APOSTROPHE.sub(r"\1c", text)
    parts: list[str] = []
    waiting = ""
    for word in _words(text):
        if word in PARTICLES:
            waiting += word
            continue
        parts.append(_MAC.sub("mac", waiting + word))
        waiting = ""
    return (*parts, waiting) if waiting else tuple(parts)


def sound(name: str) -> str:
    """How a plain name sounds (Double Metaphone, first reading); the name itself where nothing sounds."""
    return str(doublemetaphone(name)[0]) or name


def _rows(file: str) -> list[dict[str, str]]:
    source = files("hub.people").joinpath(file).read_text(encoding="utf-8")
    return list(csv.DictReader(source.splitlines()))


@lru_cache(maxsize=1)
def common_names() -> dict[str, frozenset[str]]:
    """The `forename` and `surname` forms so common in Scotland that sharing one says less: general knowledge."""
    listed: dict[str, set[str]] = {"forename": set(), "surname": set()}
    for row in _rows("common_names.csv"):
        listed[row["kind"]].update(row["names"].split())
    return {kind: frozenset(names) for kind, names in listed.items()}


@lru_cache(maxsize=1)
def forms_of_names() -> dict[str, tuple[tuple[str, str], ...]]:
    """Every form in the list with the names it is a form of: (name, kind), in the list's order."""
    listed: dict[str, list[tuple[str, str]]] = {}
    for row in _rows("forms_of_names.csv"):
        for form in row["forms"].split():
            listed.setdefault(form, []).append((row["name"], row["kind"]))
    return {form: tuple(names) for form, names in listed.items()}


@lru_cache(maxsize=1)
def _roots() -> dict[str, frozenset[str]]:
    listed = forms_of_names()

    def climb(name: str, below: frozenset[str]) -> frozenset[str]:
        above = [parent for parent, _ in listed.get(name, ()) if parent not in below]
        found = [climb(parent, below | {name}) for parent in above]
        return frozenset().union(*found) if found else frozenset({name})

    return {name: climb(name, frozenset()) for name in listed}


def roots_of(name: str) -> frozenset[str]:
    """The names that a plain forename may stand for: itself where the list does not know it."""
    return _roots().get(name) or frozenset({name})


def how_related(one: str, other: str) -> str | None:
    """Words for how two plain forenames are forms of one name, or None where the list does not join them."""
    if one == other or roots_of(one).isdisjoint(roots_of(other)):
        return None
    for form, name in ((one, other), (other, one)):
        kind = next((kind for parent, kind in forms_of_names().get(form, ()) if parent == name), None)
        if kind:
            return f"{form.capitalize()} is {KINDS[kind]} {name.capitalize()}"
    first, second = sorted((one, other))
    shared = min(roots_of(one) & roots_of(other))
    return f"{first.capitalize()} and {second.capitalize()} are both forms of {shared.capitalize()}"
