"""Which signs the fonts of a paper have, read from the fonts themselves; and text written in those alone. Pure."""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).with_name("fonts")
IN_TURN = ("SourceSans3-Regular.ttf", "DejaVuSans.ttf")
LONGEST_WORD = 28  # signs that fit the narrowest column words are put in; a longer one may be broken
PIECE = 8  # signs between two places where it may be
MOST_MARKS = 4  # on one sign; more would climb over the lines around it
BREAK = "\u200b"
_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_LONG = re.compile(rf"(?:[^ \n-]|-(?![^\W\d_])){{{LONGEST_WORD + 1},}}")  # a double name breaks at its hyphen anyway
_UNICODE_FULL = (3, 10)  # the table of a font that lists all its signs, by platform and encoding


def printable(text: str) -> str:
    """The text with "\\n" for line ends, without a sign that no font has, and no word so long that it would leave the page.

    A sign that cannot be set stands by its number, ⟨U+1F9D1⟩; what only steers how others are shown is left out.
    """
    plain = _ENDS.sub("\n", unicodedata.normalize("NFC", text))
    shown = "".join(_shown(each) for each in _with_marks(plain))
    return _LONG.sub(lambda word: _in_pieces(word[0]), shown)


def _in_pieces(word: str) -> str:
    signs = _with_marks(word)
    return BREAK.join("".join(signs[at : at + PIECE]) for at in range(0, len(signs), PIECE))


def _with_marks(text: str) -> list[str]:
    """Each sign together with the marks that stand on it."""
    found: list[str] = []
    for sign in text:
        if found and _is_mark(sign):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _shown(together: str) -> str:
    """As it is where one font has all of it: marks are never set in another font than what they stand on."""
    is_whole = len(together) <= 1 + MOST_MARKS and any(signs.issuperset(together) for signs in _fonts())
    if together == "\n" or is_whole:
        return together
    return "".join(_alone(sign) for sign in together)


def _alone(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Cf" or unicodedata.name(sign, "").startswith("VARIATION SELECTOR"):
        return ""
    if kind == "Zs" or sign == "\t":
        return " "
    has_one = not _is_mark(sign) and any(sign in signs for signs in _fonts())
    return sign if has_one else f"⟨U+{ord(sign):04X}⟩"


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M"


@cache
def _fonts() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(filter(_is_seen, _signs_of((FONTS / name).read_bytes()))) for name in IN_TURN)


def _is_seen(sign: str) -> bool:
    """Neither steering nor unassigned, and no space but the plain one."""
    kind = unicodedata.category(sign)
    return sign == " " or (kind[0] not in "CZ")


def _signs_of(font: bytes) -> list[str]:
    """Every sign a TrueType font has a shape for."""
    (tables,) = struct.unpack_from(">H", font, 4)
    places = {font[at : at + 4]: struct.unpack_from(">L", font, at + 8)[0] for at in range(12, 12 + 16 * tables, 16)}
    start = places[b"cmap"]
    (listed,) = struct.unpack_from(">H", font, start + 2)
    lists = [struct.unpack_from(">HHL", font, start + 4 + 8 * each) for each in range(listed)]
    (full,) = (start + offset for *kind, offset in lists if tuple(kind) == _UNICODE_FULL)
    (groups,) = struct.unpack_from(">L", font, full + 12)
    ranges = (struct.unpack_from(">LLL", font, full + 16 + 12 * each) for each in range(groups))
    return [chr(code) for first, last, _ in ranges for code in range(first, last + 1)]
