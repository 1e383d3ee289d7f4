"""What a backup says of itself: its parts, its tables, where the trail stood; authenticated under the audit key. No personal data."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import rfc8785

from hub.crypto import manifest_mac
from hub.errors import HubError

FORMAT = "hub-backup/1"
FILE = "manifest.json"


class BackupRefused(HubError):
    """The backup cannot be trusted or does not fit; nothing was written."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The rows of one table: how many, and the sum of their digests, which does not depend on their order."""

    rows: int = 0
    digest: str = "0" * 64


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup: `files` by name with their SHA-256, `slots` the trail's counters, `checkpoint` its newest signed note or empty."""

    backup: str
    taken_at: str
    schema: str
    files: Mapping[str, str]
    tables: Mapping[str, Tally]
    slots: Mapping[str, int]
    checkpoint: str
    format: str = FORMAT

    def write(self, folder: Path) -> None:
        """The folder is a whole backup from now on: without this file it is none."""
        told = asdict(self)
        mac = manifest_mac(rfc8785.dumps(told)).hex()
        (folder / FILE).write_text(json.dumps({"manifest": told, "mac": mac}, indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest in `folder`, as it was written under this hub's keys.

    Raises:
        BackupRefused: it is missing or changed, or these are not the keys it was written under.
    """
    told = _read(folder / FILE)
    try:
        body, mac = told["manifest"], bytes.fromhex(told["mac"])
        is_ours = hmac.compare_digest(manifest_mac(rfc8785.dumps(body)), mac)
        if not is_ours or body["format"] != FORMAT:
            raise ValueError
        return Manifest(**{**body, "tables": {name: Tally(**each) for name, each in body["tables"].items()}})
    except (KeyError, TypeError, ValueError) as error:
        words = "The manifest was changed, or the keys folder is not the one this backup was made with."
        raise BackupRefused(words) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupRefused(f"{path.parent.name} holds no whole {FILE}: it is not a finished backup.") from error
    if not isinstance(told, dict):
        raise BackupRefused(f"{path.parent.name} holds no whole {FILE}: it is not a finished backup.")
    return told
