"""`hub demo`: who can sign in to the demonstration and how; also written to a file for programs that drive it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from hub.cli.telling import Parsers, add_json, say_json
from hub.config import Settings, read_settings
from hub.demo.people import demo_people
from hub.demo.secrets_file import kept_secrets
from hub.errors import Unprocessable


def add_commands(parts: Parsers) -> None:
    """`hub demo`."""
    demo = parts.add_parser("demo", help="who can sign in to the demonstration, and how")
    add_json(demo)
    demo.set_defaults(run=_demo)


def _demo(asked: argparse.Namespace) -> int:
    settings = read_settings()
    if not settings.is_demo:
        raise Unprocessable({"mode": ["There are demo people only with HUB_MODE=demo."]})
    write_people(settings)
    if asked.json:
        say_json(people_for_programs(settings))
    else:
        show_people(settings)
    return 0


def people_for_programs(settings: Settings) -> dict[str, Any]:
    """How each of the demo people signs in, for a program that drives the demonstration."""
    known, secrets = demo_people(), kept_secrets(settings)
    return {
        "sign_in": f"{address(settings)}/sign-in",
        "second_factor": settings.second_factor,
        "api_token": secrets.api_token,
        "people": [
            {
                "username": one.username,
                "password": known.password,
                "one_time_secret": secrets.one_time.get(one.username, ""),
                "name": one.name,
                "job": one.job,
                "roles": list(one.roles),
            }
            for one in known.people
        ],
    }


def people_file(settings: Settings) -> Path:
    """Where `write_people` writes: beside the data folder."""
    return settings.data_folder.parent / "demo-people.json"


def write_people(settings: Settings) -> None:
    """The file of the demo people is there and up to date."""
    path = people_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # it holds secrets, if only of people who do not exist
    path.chmod(0o600)
    path.write_text(json.dumps(people_for_programs(settings), indent=2) + "\n", encoding="utf-8")


def show_people(settings: Settings) -> None:
    """A table of the demo people on standard output."""
    known = demo_people()
    table = Table(
        title=f"Sign in at {address(settings)} - everyone's password is {known.password}", title_justify="left"
    )
    for heading in ("Role", "Name", "Username"):
        table.add_column(heading)
    for one in known.people:
        table.add_row(one.job, one.name, one.username)
    Console(soft_wrap=True).print(table)


def address(settings: Settings) -> str:
    """Where the service answers on this machine."""
    return f"http://{settings.host}:{settings.port}"
