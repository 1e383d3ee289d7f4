"""What commands say: plain lines on standard output, or JSON where a program reads it."""

from __future__ import annotations

import argparse
import json
import sys
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


def add_json(parser: argparse.ArgumentParser) -> None:
    """The command takes --json."""
    parser.add_argument("--json", action="store_true", help="say it as JSON")
