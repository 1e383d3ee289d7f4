"""Text is set in signs that the fonts have; what they have not stands by its number, and nothing makes a paper fail."""

from __future__ import annotations

import random
import unicodedata

import pytest

from hub.papers import said, signs
from hub.papers.signs import FONTS, IN_TURN, printable
from tests.factories.papers import set_of

KEPT = (
    "Màiri NicDhòmhnaill, Seòras Ó Súilleabháin, Żaneta Łukaszewska-Çelik, Đặng",
    "Олена Шевченко, Ελένη",
    "مريم",
    "“Stop”, she said – twice… 50 °C, £20, ½",
    "first\nsecond",
)


@pytest.mark.parametrize("text", KEPT)
def test_names_and_words_that_the_fonts_have_stay_as_they_are(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("王", "⟨U+738B⟩"),
        ("a\ud800b", "a⟨U+D800⟩b"),
        ("\x1b[31m", "⟨U+001B⟩[31m"),
        ("\u202egnirts\u202c\ufeff", "gnirts"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\u00a0b\u3000c\td", "a b c d"),
        ("e\u0301", "é"),
        ("Z" + "\u0321" * 5, "Z" + "⟨U+0321⟩" * 5),
    ],
)
def test_what_no_font_has_stands_by_its_number_and_what_only_steers_is_left_out(typed: str, shown: str) -> None:
    assert printable(typed).replace(signs.BREAK, "") == shown


def test_a_long_word_may_break_and_loses_nothing() -> None:
    assert printable("9" * 100).replace(signs.BREAK, "") == "9" * 100
    assert signs.BREAK in printable("9" * 29)
    assert signs.BREAK in printable("9-" * 29)
    assert signs.BREAK not in printable("9" * 28 + " " + "8" * 28)
    assert signs.BREAK not in printable("Featherstonehaugh-Cholmondeley-Auchtermuchty")


def test_bold_has_every_sign_that_plain_has() -> None:
    plain, bold = (
        set(signs._signs_of((FONTS / name).read_bytes())) for name in (IN_TURN[0], "SourceSans3-SemiBold.ttf")
    )
    assert plain == bold
    assert "é" in plain


def anything(length: int) -> str:
    """Signs from the whole of Unicode, many of them marks, with those of Europe more often than others."""
    drawn = random.Random(3)
    ranges = ((0x20, 0x250), (0x300, 0x370), (0x370, 0x3000), (0, 0x110000))
    return "".join(chr(drawn.randrange(*drawn.choice(ranges))) for _ in range(length))


def test_any_text_at_all_makes_a_paper() -> None:
    assert set_of(said(anything(4_000)))


def test_a_sign_let_through_that_no_font_has_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "_alone", lambda sign: "" if unicodedata.category(sign) in {"Cs", "Cc"} else sign)
    with pytest.raises(RuntimeError, match="could not be displayed"):
        set_of(said(anything(2_000)))
