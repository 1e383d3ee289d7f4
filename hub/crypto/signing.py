"""Signing checkpoints: Ed25519 under a key of the keys folder, which the database never sees."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hub.crypto.keyring import bound_keyring
from hub.errors import Unavailable


def sign_checkpoint(text: bytes) -> bytes:
    """The signature of `text`, 64 bytes.

    Raises:
        Unavailable: the keys folder has no checkpoint key.
    """
    return _key().sign(text)


def checkpoint_public_key() -> bytes:
    """The public key that checkpoints are checked with, 32 bytes.

    Raises:
        Unavailable: the keys folder has no checkpoint key.
    """
    return _key().public_key().public_bytes_raw()


def is_signed(text: bytes, signature: bytes) -> bool:
    """Whether the signature is this hub's own over `text`."""
    try:
        Ed25519PublicKey.from_public_bytes(checkpoint_public_key()).verify(signature, text)
    except InvalidSignature:
        return False
    return True


def _key() -> Ed25519PrivateKey:
    raw = bound_keyring().checkpoint_key
    if not raw:
        raise Unavailable("The keys folder has no checkpoint key. Run: hub keys add-checkpoint-key")
    return Ed25519PrivateKey.from_private_bytes(raw)
