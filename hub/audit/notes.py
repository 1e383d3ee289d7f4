"""Signed notes: a text with an Ed25519 signature line, as the public formats for checkpoints of logs have them.

Source: C2SP signed-note and tlog-checkpoint (c2sp.org). A key's id is the beginning of SHA-256 over its name, a line end, 0x01, the key.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from hub.crypto import is_signed, own_public_keys, sign_checkpoint

_ED25519 = b"\x01"


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A log's size and root as a checkpoint has them."""

    origin: str
    size: int
    root: bytes


class NotSigned(ValueError):
    """The note is not one that this hub signed."""


def key_id(name: str, public_key: bytes) -> bytes:
    """The four bytes that say which key a signature line is of."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:4]


def signed_note(text: str, *, name: str) -> str:
    """`text` (ending in a line end) with a signature line of each key that signs now."""
    signed = (key_id(name, public_key) + signature for public_key, signature in sign_checkpoint(text.encode()))
    return f"{text}\n" + "".join(f"— {name} {base64.b64encode(each).decode()}\n" for each in signed)


def checkpoint_note(at: Witnessed) -> str:
    """The signed note of a checkpoint: origin, decimal size, base64 root."""
    return signed_note(f"{at.origin}\n{at.size}\n{base64.b64encode(at.root).decode()}\n", name=at.origin)


def text_of(note: str) -> str:
    """The text of a note that a checkpoint key of this hub signed which is here.

    Raises:
        NotSigned: none did, or the note is none.
    """
    keys = own_public_keys()
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    for line in lines.splitlines():
        mark, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        try:
            signature = base64.b64decode(encoded, validate=True)
        except ValueError:
            continue
        ours = [key for key in keys if mark == "—" and signature[:4] == key_id(name, key)]
        if any(is_signed(text.encode(), signature[4:], key) for key in ours):
            return text
    raise NotSigned("the note is not signed with this hub's checkpoint key")


def read_checkpoint(note: str) -> Witnessed:
    """What a checkpoint that this hub signed says.

    Raises:
        NotSigned: it did not sign it, or the note is no checkpoint.
    """
    origin, size, root, *_ = [*text_of(note).split("\n"), "", ""]
    if not size.isdecimal():
        raise NotSigned("the note is no checkpoint")
    return Witnessed(origin, int(size), base64.b64decode(root))
