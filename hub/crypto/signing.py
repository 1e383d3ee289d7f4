"""Signing checkpoints: Ed25519 under a key of the keys folder, which the database never sees.

Which version signs is known to the database (`follow_checkpoint_key`); while one takes over from another, both sign.
"""

from __future__ import annotations

from dataclasses import replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hub.crypto.keyring import bind_keyring, bound_keyring
from hub.errors import Unavailable


def sign_with(*versions: int) -> None:
    """From now on this process signs with these versions of the checkpoint key, the one that stays first."""
    bind_keyring(replace(bound_keyring(), signing=versions))


def sign_checkpoint(text: bytes) -> list[tuple[bytes, bytes]]:
    """Of each key that signs now: its public key, 32 bytes, and its signature of `text`, 64 bytes.

    Raises:
        Unavailable: the keys folder has no checkpoint key.
    """
    return [(key.public_key().public_bytes_raw(), key.sign(text)) for key in _keys()]


def own_public_keys() -> list[bytes]:
    """The public key of every checkpoint key that is here, 32 bytes each, those that sign now first.

    Raises:
        Unavailable: the keys folder has no checkpoint key.
    """
    others = [key for version, key in bound_keyring().checkpoint_keys.items() if version not in bound_keyring().signing]
    keys = [*_keys(), *map(Ed25519PrivateKey.from_private_bytes, others)]
    return [key.public_key().public_bytes_raw() for key in keys]


def checkpoint_public_key() -> bytes:
    """The public key that new checkpoints are checked with.

    Raises:
        Unavailable: the keys folder has no checkpoint key.
    """
    return own_public_keys()[0]


def is_signed(text: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether the signature is that key's over `text`."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    except InvalidSignature:
        return False
    return True


def _keys() -> list[Ed25519PrivateKey]:
    ring = bound_keyring()
    if not ring.signing:
        raise Unavailable("The keys folder has no checkpoint key. Put it back from escrow; hub keys status says more.")
    return [Ed25519PrivateKey.from_private_bytes(ring.checkpoint_keys[version]) for version in ring.signing]
