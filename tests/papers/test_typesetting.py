"""A paper is tagged, the same each time, and says what it is given: whatever somebody typed comes out as words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typst import TypstError

from hub.papers import Item, bullets, heading, quiet, rows, said, signs, table, typeset, typesetting, warning, words
from tests.factories.naughty import SORTS
from tests.factories.papers import AT, lines_of, one_line, opened, paper, set_of, tags_of, words_of

MARKUP = (
    "= No heading",
    "- no item",
    "*bold* _slanted_ `code` $x^2$ <label> @nobody",
    '#panic() #read("/etc/hostname") #sys.version',
    '#import "@preview/cetz:0.3.4"',
    "\\u{41} \\# // no comment /* nor this */ -- ~ ... 'single' \"double\"",
)
WIDEST_LINE = 140  # signs that fit beside each other, with room to spare


def said_as_typed(pdf: bytes) -> bool:
    told = words_of(pdf)
    return all(one_line(each) in told for each in MARKUP)


def test_it_is_tagged_for_screen_readers_and_says_its_title_and_language() -> None:
    pdf = set_of(heading(2, "People"), table((("What", 1), ("As told", 2)), [("Age", "8")]), bullets([Item("One")]))
    root = opened(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert (root["/Lang"], opened(pdf).metadata.title) == ("en-GB", "A paper")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert tags_of(pdf) >= {"H1", "H2", "Table", "THead", "TH", "TD", "L", "LI"}


def test_every_page_bears_marking_reference_and_number_and_a_tables_head_comes_again() -> None:
    pages = opened(set_of(table((("Limit", 1), ("Ends", 1)), [("x", "y")] * 120))).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        for expected in ("OFFICIAL-SENSITIVE DH-2222-2222", f"Page {number} of {len(pages)}", "Limit Ends"):
            assert expected in text, number


def test_the_same_paper_made_at_the_same_second_is_the_same_to_the_last_byte() -> None:
    one = paper(words("Rory was tired."))
    assert typeset(one, made_at=AT) == typeset(one, made_at=AT)
    assert typeset(one, made_at=AT) != typeset(one, made_at=AT + timedelta(seconds=1))
    assert typeset(one, made_at=AT) != typeset(replace(one, printed="Somebody else"), made_at=AT)


def test_what_somebody_typed_is_never_read_as_markup() -> None:
    kinds = (words, quiet, said, lambda each: warning("Lead.", each), lambda each: heading(2, each))
    assert said_as_typed(set_of(*(kind(each) for kind in kinds for each in MARKUP)))
    assert said_as_typed(set_of(bullets(Item(each) for each in MARKUP)))
    assert said_as_typed(set_of(rows((each, "x") for each in MARKUP), rows(("x", each) for each in MARKUP)))
    assert said_as_typed(set_of(table((("A", 1),), [(each,) for each in MARKUP])))


def test_a_paper_that_read_it_as_markup_would_be_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = typesetting.LOOKS.read_text(encoding="utf-8")
    reading = looks.replace("#let lines(words) = ", '#let lines(words) = eval(words, mode: "markup") // ')
    assert reading != looks
    monkeypatch.setattr(typesetting, "LOOKS", tmp_path / "paper.typ")
    monkeypatch.setattr(typesetting, "HERE", str(tmp_path))
    typesetting.LOOKS.write_text(reading, encoding="utf-8")
    assert not said_as_typed(set_of(*(words(each) for each in MARKUP[:2])))
    with pytest.raises(TypstError, match="panic"):
        set_of(words(MARKUP[3]))


def test_all_that_is_naughty_is_set_and_stays_on_the_page() -> None:
    pdf = set_of(*(said(each) for each in SORTS.values()), bullets(Item(each) for each in SORTS.values()))
    lines = lines_of(pdf)
    told = one_line(" ".join(lines))
    for name in ("script", "template", "sql", "formula", "path", "format", "yaml", "arabic digits"):
        assert told.count(one_line(SORTS[name])) == 2, name
    assert max(map(len, lines)) < WIDEST_LINE


def test_a_word_that_would_leave_the_page_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "BREAK", "")
    assert max(map(len, lines_of(set_of(said(SORTS["many digits"]))))) > WIDEST_LINE


def test_a_long_word_leaves_no_trace_in_what_is_copied_and_searched() -> None:
    long = "Rory" * 30
    lists = bullets([Item(long, (long,), long)]), rows([(long, long)]), table(((long, 1), ("x", 3)), [(long, long)])
    lines = lines_of(set_of(heading(2, long), words(long, lead=long), warning(long, long), quiet(long), *lists))
    assert "".join(lines).replace(" ", "").count(long) == 14
    assert max(map(len, lines)) < WIDEST_LINE
    assert signs.BREAK not in "".join(lines)


def test_nothing_is_read_but_what_belongs_to_the_papers_and_no_font_of_the_machine_is_used() -> None:
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in opened(set_of(words("Plain"), heading(2, "Bold"), words("\u0663"))).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {each.partition("+")[2] for each in fonts} == {"SourceSans3-Regular", "SourceSans3-SemiBold", "DejaVuSans"}
