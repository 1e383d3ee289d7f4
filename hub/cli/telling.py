"""What commands say: plain lines on standard output, or JSON where a program reads it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

# what `add_subparsers` gives; argparse keeps the type to itself
Parsers = Any


def say(words: str = "") -> None:
    """One line on standard output."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def say_json(value: Any) -> None:
    """The value as JSON, readable by people too."""
    say(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def at_most(most: int, *, least: int = 0) -> Callable[[str], int]:
    """Reads an argument that is a number from `least` to `most`; argparse says in words what is not."""

    def number(text: str) -> int:
        if not text.isdecimal() or len(text) > 20 or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"it is a number from {least} to {most}")
        return int(text)

    return number


def add_json(parser: argparse.ArgumentParser) -> None:
    """The command takes --json."""
    parser.add_argument("--json", action="store_true", help="say it as JSON")
