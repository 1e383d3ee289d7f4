"""What is sealed or signed while no database answers: boxes under fresh keys that the primary master key wraps, and keys for passes."""

from __future__ import annotations

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.crypto.keyring import KEY_BYTES, bound_keyring
from hub.crypto.keys import unwrapped, wrap
from hub.crypto.unopened import Unsealable
from hub.errors import StartRefused, Unavailable

_FORMAT = b"hub-box/1"
_NONCE_BYTES = 12
_HEAD_BYTES = len(_FORMAT) + 4 + 2


def seal_box(plain: bytes, *, purpose: str, binding: bytes) -> bytes:
    """`plain` under a fresh key of its own; the box carries that key, wrapped. It opens only with the same purpose and binding."""
    key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(_NONCE_BYTES)
    wrapped, version = wrap(key, f"box:{purpose}")
    head = _FORMAT + version.to_bytes(4, "big") + len(wrapped).to_bytes(2, "big")
    return head + wrapped + nonce + AESGCM(key).encrypt(nonce, plain, _bound(purpose, binding))


def open_box(box: bytes, *, purpose: str, binding: bytes) -> bytes:
    """What `seal_box` was given.

    Raises:
        Unsealable: anything about it differs, or its master key is not here.
    """
    version = int.from_bytes(box[len(_FORMAT) : len(_FORMAT) + 4], "big")
    end = _HEAD_BYTES + int.from_bytes(box[_HEAD_BYTES - 2 : _HEAD_BYTES], "big")
    nonce, sealed = box[end : end + _NONCE_BYTES], box[end + _NONCE_BYTES :]
    try:
        if not box.startswith(_FORMAT):
            raise Unsealable
        key = unwrapped(box[_HEAD_BYTES:end], version, f"box:{purpose}")
        return AESGCM(key).decrypt(nonce, sealed, _bound(purpose, binding))
    except (InvalidTag, ValueError, StartRefused, Unavailable):
        raise Unsealable from None


def pass_key(purpose: str) -> bytes:
    """The key under which passes of one purpose are signed and checked without a database; the same in every process."""
    return hmac.digest(bound_keyring().audit_key, b"hub-pass/1\x00" + purpose.encode(), "sha256")


def _bound(purpose: str, binding: bytes) -> bytes:
    parts = (_FORMAT, purpose.encode(), binding)
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
