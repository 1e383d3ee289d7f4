"""What every template keeps to: short enough to read, and nothing unescaped."""

from __future__ import annotations

import re

import pytest

from tests.house import tree

MAXIMUM_LINES = 120
# Text written out in the template itself may be marked safe; a value may not.
UNESCAPED = re.compile(r"(?<!['\"\s])\s*\|\s*safe\b|\bautoescape\s+false\b")
STYLE = re.compile(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE)
# A template that must pass HTML through stands here with its reason.
MAY_PASS_HTML: dict[str, str] = {}


def test_no_template_is_longer_than_120_lines() -> None:
    sizes = {path: tree.text(path).count("\n") for path in tree.templates()}
    tree.nothing(
        (f"{path} has {n} lines" for path, n in sizes.items() if n > MAXIMUM_LINES), "Move a part to a partial."
    )


def test_no_template_turns_escaping_off() -> None:
    paths = [path for path in tree.templates() if str(path) not in MAY_PASS_HTML]
    tree.nothing(
        places(UNESCAPED, {str(path): tree.text(path) for path in paths}),
        "Use {% set x %}…{% endset %} or a macro, which Jinja trusts already; or give the reason in MAY_PASS_HTML.",
    )


def test_no_template_holds_inline_style_or_script() -> None:
    tree.nothing(
        places(STYLE, {str(path): tree.text(path) for path in tree.templates()}),
        "Use a class or a data- attribute: the content security policy refuses inline style and script.",
    )


def places(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    """Where the pattern stands: `file:line the line`."""
    return [
        f"{name}:{number} {line.strip()[:100]}"
        for name, whole in texts.items()
        for number, line in enumerate(whole.splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize(
    ("pattern", "caught", "passed"),
    [
        (UNESCAPED, "{{ told|safe }}", "{{ told }} is it safe to ask"),
        (UNESCAPED, "{{ told | safe }}", "{{ told | safely }}"),
        (UNESCAPED, "{{ ' id=%s' % told | safe }}", "{{ ' hidden' | safe if told }}"),
        (UNESCAPED, "{% autoescape false %}", "{% autoescape true %}"),
        (STYLE, '<p style="color: red">', '<p class="style">'),
        (STYLE, "<a onclick='go()'>", "<a href='/on'>"),
        (STYLE, "<script>go()</script>", '<script type="module" src="/a.js"></script>'),
    ],
)
def test_each_pattern_catches_what_it_is_for(pattern: re.Pattern[str], caught: str, passed: str) -> None:
    assert pattern.search(caught)
    assert not pattern.search(passed)
