"""The keyring this process holds: master keys by version, audit key and checkpoint keys, in memory only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.errors import StartRefused

KEY_BYTES = 32
_bound: list[Keyring] = []


@dataclass(frozen=True, slots=True)
class Keyring:
    """Master keys by version, which of them wraps new keys, the key that authenticates leaves and those that sign checkpoints."""

    masters: Mapping[int, bytes] = field(repr=False)
    primary: int
    audit_key: bytes = field(repr=False)
    opened: dict[str, bytes] = field(default_factory=dict, repr=False)  # secret keys, once unwrapped
    checkpoint_keys: Mapping[int, bytes] = field(default_factory=dict, repr=False)  # Ed25519, by version
    signing: tuple[int, ...] = ()  # the version that signs; while it takes over, then the one before it
    folder: Path | None = None
    stamp: tuple[int, int] = (0, 0)  # which file named the primary version when it was read
    ciphers: dict[int, AESGCM] = field(
        default_factory=dict, repr=False, compare=False
    )  # under master keys, once asked for

    def master(self, version: int) -> bytes:
        """Master key `version`.

        Raises:
            StartRefused: it is not in the folder.
        """
        if version not in self.masters:
            raise StartRefused(
                f"Master key {version} is missing from the keys folder (master-{version}.key). Put it back."
            )
        return self.masters[version]

    def cipher(self, version: int) -> AESGCM:
        """The cipher under master key `version`.

        Raises:
            StartRefused: it is not in the folder.
        """
        if version not in self.ciphers:
            self.ciphers[version] = AESGCM(self.master(version))
        return self.ciphers[version]


def bind_keyring(keyring: Keyring) -> None:
    """From now on this process seals and opens with `keyring`."""
    _bound[:] = [keyring]


def unbind_keyring() -> None:
    """Forget the keyring."""
    _bound.clear()


def bound_keyring() -> Keyring:
    """The keyring this process holds.

    Raises:
        LookupError: none was bound.
    """
    if not _bound:
        raise LookupError("no keys are bound; call hub.crypto.bind_keyring(read_keys_folder(path)) first")
    return _bound[0]
