from datetime import date

import pytest

from screening_rules.strict_yaml import MAXIMUM_BYTES, MAXIMUM_DEPTH, RuleFileError, load


def refusal(text: str) -> RuleFileError:
    with pytest.raises(RuleFileError) as refused:
        load("packs/x.yaml", text)
    return refused.value


def test_plain_values_are_read_as_what_they_are() -> None:
    read = load("f", "a: 1\nb: 1.5\nc: true\nd: null\ne: word\nf: 2026-01-31\ng: '2026-01-31'\nh: [x, -2]\n")
    assert read == {
        "a": 1,
        "b": 1.5,
        "c": True,
        "d": None,
        "e": "word",
        "f": date(2026, 1, 31),
        "g": "2026-01-31",
        "h": ["x", -2],
    }


def test_numbers_with_a_leading_nought_or_colon_stay_text() -> None:
    assert load("f", "a: 010\nb: 1:30\nc: 1_000\nd: 0x1f\n") == {"a": "010", "b": "1:30", "c": "1_000", "d": "0x1f"}


@pytest.mark.parametrize("word", ["yes", "No", "on", "OFF", "y", "TRUE", "~", ".nan", ".inf"])
def test_a_word_that_tools_read_differently_is_refused_with_its_line(word: str) -> None:
    refused = refusal(f"a: 1\nb: {word}\n")
    assert (refused.path, refused.line) == ("packs/x.yaml", 2)
    assert "quotes" in refused.remedy


def test_the_same_word_in_quotes_is_text() -> None:
    assert load("f", "a: 'yes'\nb: \"no\"\n") == {"a": "yes", "b": "no"}


def test_on_may_be_a_key_but_yes_may_not() -> None:
    assert load("f", "on: 2026-01-01\n") == {"on": date(2026, 1, 1)}
    assert refusal("yes: 1\n").line == 1


def test_a_key_that_stands_twice_is_refused_at_its_second_line() -> None:
    assert refusal("a: 1\nb: 2\na: 3\n").line == 3


@pytest.mark.parametrize(
    "text",
    ["a: &x [1]\nb: *x\n", "a: !!python/object:os.system x\n", "a: !custom 1\n", "? [a]\n: 1\n"],
)
def test_aliases_tags_merges_and_odd_keys_are_refused(text: str) -> None:
    refusal(text)


@pytest.mark.parametrize(
    "text", ["", "a: [1\n", "a: 1\n b: 2\n", "a: 2026-02-30\n", "---\na: 1\n---\nb: 2\n", "a: \x00\n", "a: \ud800\n"]
)
def test_what_is_not_one_readable_document_is_refused(text: str) -> None:
    refusal(text)


def test_the_size_limit_holds_at_its_boundary() -> None:
    head = "a: "
    assert load("f", head + "x" * (MAXIMUM_BYTES - len(head)))
    refusal(head + "x" * (MAXIMUM_BYTES - len(head) + 1))


def test_the_depth_limit_holds_at_its_boundary() -> None:
    assert load("f", "[" * MAXIMUM_DEPTH + "1" + "]" * MAXIMUM_DEPTH)
    refusal("[" * (MAXIMUM_DEPTH + 1) + "1" + "]" * (MAXIMUM_DEPTH + 1))
    assert "deeply" in refusal("[" * 50_000).problem


def test_a_merge_key_is_only_text() -> None:
    assert load("f", "a: {<<: {b: 1}}\n") == {"a": {"<<": {"b": 1}}}
