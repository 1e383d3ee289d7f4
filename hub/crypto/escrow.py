"""The keys folder in escrow: a sealed bundle that may lie anywhere, and shares in words of the one key that opens it.

The sharing is SLIP-39 as its authors publish it (decision 0011); nothing of it is written here.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics

from hub.crypto.keyring import KEY_BYTES
from hub.crypto.keys_folder import make_empty_folder, read_keys_folder, write_new
from hub.errors import Unprocessable

_FORMAT = "hub-escrow/1"
_NONCE_BYTES = 12
_NOT_THESE = (
    "These shares do not open this bundle. Check that they belong to it, and that enough of them are different."
)


def split_keys(folder: Path, *, shares: int, needed: int) -> tuple[str, tuple[str, ...]]:
    """A sealed bundle of every key in `folder`, and the words of each share; `needed` of them open it, fewer tell nothing.

    Raises:
        Unprocessable: the numbers make no sense; two at least are needed, of at most sixteen.
    """
    if not 2 <= needed <= shares <= 16:
        raise Unprocessable({"shares": ["Ask for 2 to 16 shares, of which at least 2 are needed."]})
    read_keys_folder(folder)
    files = {path.name: path.read_text(encoding="ascii") for path in sorted(folder.iterdir()) if path.name[0] != "."}
    key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(_NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, json.dumps(files).encode(), _FORMAT.encode())
    bundle = json.dumps({"format": _FORMAT, "sealed": base64.b64encode(sealed).decode()})
    return bundle, tuple(generate_mnemonics(1, [(needed, shares)], key)[0])


def shares_needed(words: str) -> int:
    """How many shares open the bundle that this one belongs to.

    Raises:
        Unprocessable: a word is not right, missing or too many; the words carry a check of three.
    """
    try:
        return int(Share.from_mnemonic(words).member_threshold)
    except (MnemonicError, ValueError) as error:
        raise Unprocessable(
            {"share": ["A word of this share is mistyped, missing or too many. Type it again."]}
        ) from error


def join_keys(bundle: str, shares: Sequence[str], folder: Path) -> None:
    """The keys of the bundle are in `folder`, which was not there or empty, and are whole.

    Raises:
        Unprocessable: the shares are too few, of another bundle, or the bundle is damaged; nothing was written.
        StartRefused: the folder holds files.
    """
    files = _opened(bundle, shares)
    make_empty_folder(folder)
    for name, text in files.items():
        write_new(folder / Path(name).name, text)
    read_keys_folder(folder)


def _opened(bundle: str, shares: Sequence[str]) -> dict[str, str]:
    try:
        sealed = base64.b64decode(json.loads(bundle)["sealed"], validate=True)
        key = combine_mnemonics(shares)
        plain = AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _FORMAT.encode())
    except (MnemonicError, InvalidTag, ValueError, KeyError, TypeError) as error:
        raise Unprocessable({"shares": [_NOT_THESE]}) from error
    files: dict[str, str] = json.loads(plain)
    return files
