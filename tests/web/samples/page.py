"""One sample page: a template, who looks at it, and its content."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Page:
    """`current` is the menu link that the page belongs to."""

    template: str
    content: dict[str, Any] = field(default_factory=dict)
    who: str = "duty"
    current: str = ""
