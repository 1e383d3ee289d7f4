"""The spool's folder: what waits in it, what is held for a person, and moving between the two. Nothing is deleted but what came in."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hub import clock
from hub.db import held_alone, numbered_reference
from hub.errors import StartRefused

ENDING = ".spool"
HELD = "held"
FULL_BYTES = 100 * 1024 * 1024  # from here on everybody who watches is told; the spool still takes concerns
RECEIPT_PREFIX = "SP"
REASONS = {
    "unreadable": "The file could not be opened",
    "sender": "Whoever sent it may not send concerns any more, or had signed out before",
    "refused": "Something in it has to be mended",
    "twice": "It was sent before with other words",
    "failed": "It could not be received",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file. `kept_at` is when it was taken, as far as its open part can be read; `reason` is set where it is held."""

    path: Path
    kept_at: datetime | None
    reason: str = ""

    @property
    def id(self) -> str:
        """The file's own name, 32 signs that say nothing of what is in it."""
        return self.path.name.partition(".")[0]

    @property
    def receipt(self) -> str:
        """What the sender was given."""
        return receipt_of(self.id)


@dataclass(frozen=True, slots=True)
class Status:
    """What is in the spool. `oldest_at` is None where nothing waits."""

    waiting: int
    oldest_at: datetime | None
    held: int
    size_bytes: int

    @property
    def oldest_seconds(self) -> int:
        """How long the oldest has waited."""
        return max(0, int((clock.now() - self.oldest_at).total_seconds())) if self.oldest_at else 0

    @property
    def state(self) -> str:
        """In a word: empty, waiting, held (a person has to look) or nearly_full."""
        if self.size_bytes >= FULL_BYTES:
            return "nearly_full"
        return "held" if self.held else "waiting" if self.waiting else "empty"


def receipt_of(entry_id: str) -> str:
    """The receipt of a file of this name: what a sender can read out, with a check sign."""
    return numbered_reference(RECEIPT_PREFIX, int(entry_id[:12], 16))


def prepare_folder(folder: Path) -> None:
    """The folder and its `held` are there, for this user alone.

    Raises:
        StartRefused: it cannot be made or written, or others can read it.
    """
    try:
        for each in (folder, folder / HELD):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
            if stat.S_IMODE(each.stat().st_mode) & 0o077:
                raise StartRefused(f"{each} can be read by others. Run: chmod -R go= {folder}")
            if not os.access(each, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError(13, "no permission to write")
    except OSError as error:
        raise StartRefused(
            f"The spool's folder {folder} cannot be used ({error.strerror}). Set HUB_SPOOL_FOLDER."
        ) from error


def waiting(folder: Path) -> list[Entry]:
    """What waits to be received, the longest waiting first."""
    return sorted((_entry(path) for path in folder.glob(f"*{ENDING}")), key=_age)


def held(folder: Path) -> list[Entry]:
    """What waits for a person, the oldest first."""
    return sorted((_entry(path) for path in (folder / HELD).glob(f"*{ENDING}")), key=_age)


def find_held(folder: Path, entry_id: str) -> Entry | None:
    """The held file of this name."""
    return next((each for each in held(folder) if each.id == entry_id), None)


def _age(entry: Entry) -> tuple[datetime, str]:
    return entry.kept_at or clock.now() - timedelta(days=36500), entry.id


def _entry(path: Path) -> Entry:
    reason = path.name.split(".")[1] if path.parent.name == HELD else ""
    try:
        with path.open("rb") as file:
            kept_at = datetime.fromisoformat(json.loads(file.readline(1000))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        kept_at = None
    return Entry(path, kept_at, reason)


def status(folder: Path) -> Status:
    """How much waits, since when, and how much is held. A folder that is not there is empty."""
    there, aside = waiting(folder), held(folder)
    sizes = [_size(each.path) for each in (*there, *aside)]
    ages = [each.kept_at for each in there if each.kept_at]
    return Status(len(there), min(ages, default=None), len(aside), sum(sizes))


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def size_bytes(folder: Path) -> int:
    """How much room everything in the spool takes."""
    return sum(_size(path) for part in (folder, folder / HELD) for path in part.glob(f"*{ENDING}"))


def remove(entry: Entry) -> None:
    """The file is gone, because the hub has what was in it; one that is gone already is left so."""
    entry.path.unlink(missing_ok=True)
    sync(entry.path.parent)


def hold(entry: Entry, reason: str) -> Entry:
    """The file waits for a person; its name says why."""
    aside = entry.path.parent / HELD / f"{entry.id}.{reason}{ENDING}"
    return _moved(entry, aside, reason)


def put_back(entry: Entry) -> Entry:
    """A held file waits to be received again."""
    return _moved(entry, entry.path.parent.parent / f"{entry.id}{ENDING}", "")


def let_go(folder: Path, *, older_than: timedelta) -> None:
    """Halves that were never finished, and so never answered for, are cleared away once they are old."""
    for path in folder.glob(".*.part"):
        with suppress(OSError):
            if clock.now().timestamp() - path.stat().st_mtime > older_than.total_seconds():
                path.unlink()


def _moved(entry: Entry, path: Path, reason: str) -> Entry:
    entry.path.rename(path)
    sync(path.parent)
    sync(entry.path.parent)
    return Entry(path, entry.kept_at, reason)


def sync(folder: Path) -> None:
    """The folder's own list of names is on stable storage."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def turn(folder: Path) -> Iterator[bool]:
    """Whether this process is the one that empties this folder now; each machine has its own."""
    with held_alone(folder / ".turn") as is_mine:
        yield is_mine
