"""Keeping a concern in a sealed file: written, synced, named and synced again before anybody is told that it is kept."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import time
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from hub import crypto
from hub.crypto import Unsealable
from hub.errors import Unavailable
from hub.spool.folder import ENDING, HELD, Entry, receipt_of, size_bytes, sync
from hub.spool.pacing import wait_seconds

FORMAT = "hub-spool/1"
MOST_FILE_BYTES = 4 * 1024 * 1024
MOST_SPOOL_BYTES = 1024 * 1024 * 1024
_PURPOSE = "spool"


class NotKept(Unavailable):
    """It could not be kept: no room, too large, or the disk failed. The sender is told that it was not received."""

    title = "Not received"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Waiting:
    """A concern on its way in: who sent it by which right, under which key, and the document as it was sent. Never printed.

    `officer_id` and `session` (the hash of the session's cookie) are set for a form, `token_id` for a partner's system;
    `versions` are those of the draft's sections.
    """

    client: str
    key: str
    document: dict[str, Any]
    strict: bool
    kept_at: datetime
    officer_id: str = ""
    session: str = ""
    token_id: str = ""
    draft_id: str = ""
    versions: dict[str, int] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """What is compared when it is sent again: the same bytes as when the hub itself receives it."""
        return json.dumps(self.document, sort_keys=True).encode()


def keep(folder: Path, told: Waiting, *, by_pass: str) -> str:
    """The concern is on stable storage, sealed; its receipt. The same one sent again under its key is the same file.

    Raises:
        NotKept: it is not; nothing of it will come in.
    """
    name = _name(told)
    head = json.dumps(
        {
            "format": FORMAT,
            "id": name,
            "at": told.kept_at.isoformat(),
            "key": _mark(f"{told.client}\x00{told.key}"),
            "pass": _mark(by_pass),
        }
    ).encode()
    plain = zlib.compress(json.dumps({**asdict(told), "kept_at": told.kept_at.isoformat()}).encode())
    whole = head + b"\n" + crypto.seal_box(plain, purpose=_PURPOSE, binding=head)
    try:
        if _is_there(folder, name):
            sync(folder)
            return receipt_of(name)
        if len(whole) > MOST_FILE_BYTES or size_bytes(folder) + len(whole) > MOST_SPOOL_BYTES:
            raise NotKept("There is no room to keep this. It was not received.")
        time.sleep(wait_seconds(_mark(by_pass)))
        _write(folder, name, whole)
    except OSError as error:
        raise NotKept("This could not be kept. It was not received.") from error
    return receipt_of(name)


def _name(told: Waiting) -> str:
    """The same for the same words under the same key, unknown to whoever has not the keys."""
    whole = json.dumps([told.client, told.key, told.document], sort_keys=True).encode()
    return hmac.digest(crypto.pass_key("spool-name"), whole, "sha256")[:16].hex()


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _is_there(folder: Path, name: str) -> bool:
    return any(next(part.glob(f"{name}.*"), None) for part in (folder, folder / HELD))


def _write(folder: Path, name: str, whole: bytes) -> None:
    part = folder / f".{name}.{secrets.token_hex(4)}.part"
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            rest = memoryview(whole)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        part.rename(folder / f"{name}{ENDING}")
        sync(folder)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def open_entry(entry: Entry) -> Waiting:
    """What is in the file.

    Raises:
        Unsealable: it was changed, moved or renamed, or its key is not here.
        OSError: it cannot be read.
    """
    head, _, box = entry.path.read_bytes().partition(b"\n")
    plain = crypto.open_box(box, purpose=_PURPOSE, binding=head)
    try:
        told = json.loads(zlib.decompress(plain))
        if json.loads(head)["id"] != entry.id:
            raise Unsealable
        return Waiting(**{**told, "kept_at": datetime.fromisoformat(told["kept_at"])})
    except (ValueError, TypeError, KeyError, zlib.error):
        raise Unsealable from None
