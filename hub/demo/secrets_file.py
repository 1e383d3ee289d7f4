"""The file of what the demonstration's sign-in needs beside passwords: one-time secrets and one partner's token. Never in production."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from hub.config import Settings

OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class DemoSecrets:
    """One-time secrets by username, and the value of the police's API token (empty where there is none)."""

    one_time: dict[str, str] = field(default_factory=dict)
    api_token: str = ""


def secrets_file(settings: Settings) -> Path:
    """Where it is: beside the data folder, so that no backup of the data holds it."""
    return settings.data_folder.parent / "demo-secrets.json"


def keep_secrets(settings: Settings, secrets: DemoSecrets) -> None:
    """The file is there, readable by its owner alone."""
    path = secrets_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=OWNER_ONLY)
    path.chmod(OWNER_ONLY)
    told = {"one_time": secrets.one_time, "api_token": secrets.api_token}
    path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def kept_secrets(settings: Settings) -> DemoSecrets:
    """What the file holds; nothing where there is none."""
    path = secrets_file(settings)
    if not path.exists():
        return DemoSecrets()
    told = json.loads(path.read_text(encoding="utf-8"))
    return DemoSecrets(told["one_time"], told["api_token"])
