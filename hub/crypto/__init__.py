"""Keys, sealed attributes and blind tokens. Nothing leaves here unsealed except to whoever asked by name."""

from hub.crypto.boxes import open_box, pass_key, seal_box
from hub.crypto.keyring import (
    Keyring,
    bind_keyring,
    bound_keyring,
    create_keys_folder,
    read_keys_folder,
    unbind_keyring,
)
from hub.crypto.keys import DataKey, KeyCheck, LooseKey, SecretKey, destroy_key, loose_key, new_key, secret_key
from hub.crypto.opening import KeyStatus, install_keys, key_status, prove_keys
from hub.crypto.sealed import Sealed, SealedRow, Unsealable
from hub.crypto.tokens import blind_token, body_mark, leaf_mac

__all__ = [
    "DataKey",
    "KeyCheck",
    "KeyStatus",
    "Keyring",
    "LooseKey",
    "Sealed",
    "SealedRow",
    "SecretKey",
    "Unsealable",
    "bind_keyring",
    "blind_token",
    "body_mark",
    "bound_keyring",
    "create_keys_folder",
    "destroy_key",
    "install_keys",
    "key_status",
    "leaf_mac",
    "loose_key",
    "new_key",
    "open_box",
    "pass_key",
    "prove_keys",
    "read_keys_folder",
    "seal_box",
    "secret_key",
    "unbind_keyring",
]
