"""The Jinja macros give what the pinned GOV.UK Frontend gives, for every example it ships of the components in use."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from tests.web.sample import sample_app

EXAMPLES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "govuk_fixtures.json").read_text(encoding="utf-8")
)


class Shape(HTMLParser):
    """A page as a list of tags with sorted attributes and texts without spare space."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = sorted((name, " ".join((value or "").split())) for name, value in attrs)
        self.parts.append((tag, held))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if words := " ".join(data.split()):
            self.parts.append(words)


def shape(html: str) -> list[object]:
    parser = Shape()
    parser.feed(html)
    return parser.parts


@pytest.fixture(scope="module")
def env() -> Environment:
    return sample_app().jinja_env


def macro(component: str) -> str:
    return "govuk" + "".join(word.capitalize() for word in component.split("-"))


@pytest.mark.parametrize("component", sorted(EXAMPLES))
def test_the_macro_gives_what_the_shipped_examples_give(env: Environment, component: str) -> None:
    module = env.get_template(f"govuk_frontend_jinja/components/{component}/macro.html").module
    differing = [
        example["name"]
        for example in EXAMPLES[component]
        if shape(str(getattr(module, macro(component))(example["options"]))) != shape(example["html"])
    ]
    assert differing == []
