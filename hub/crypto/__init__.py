"""Keys, sealed attributes and blind tokens. Nothing leaves here unsealed except to whoever asked by name."""

from hub.crypto.boxes import open_box, pass_key, seal_box
from hub.crypto.keyring import Keyring, bind_keyring, bound_keyring, unbind_keyring
from hub.crypto.keys import (
    DataKey,
    KeyCheck,
    LooseKey,
    SecretKey,
    destroy_key,
    loose_key,
    new_key,
    opened_key,
    secret_key,
)
from hub.crypto.keys_folder import (
    add_checkpoint_file,
    add_master_file,
    create_keys_folder,
    make_empty_folder,
    put_away_checkpoint_file,
    put_away_master_file,
    put_primary,
    read_keys_folder,
    write_new,
)
from hub.crypto.memory import leave_no_core
from hub.crypto.opening import (
    KeyStatus,
    follow_checkpoint_key,
    forget_master,
    install_keys,
    key_status,
    know_checkpoint_key,
    know_master,
    prove_keys,
)
from hub.crypto.rotating import Batch, left_to_seal, left_to_wrap, seal_anew, sealed_tables, wrap_anew, wrapped_by
from hub.crypto.sealed import Sealed, SealedRow
from hub.crypto.signing import checkpoint_public_key, is_signed, own_public_keys, sign_checkpoint, sign_with
from hub.crypto.tokens import blind_token, body_mark, leaf_mac, manifest_mac
from hub.crypto.unopened import UNOPENED, Unsealable

__all__ = [
    "UNOPENED",
    "Batch",
    "DataKey",
    "KeyCheck",
    "KeyStatus",
    "Keyring",
    "LooseKey",
    "Sealed",
    "SealedRow",
    "SecretKey",
    "Unsealable",
    "add_checkpoint_file",
    "add_master_file",
    "bind_keyring",
    "blind_token",
    "body_mark",
    "bound_keyring",
    "checkpoint_public_key",
    "create_keys_folder",
    "destroy_key",
    "follow_checkpoint_key",
    "forget_master",
    "install_keys",
    "is_signed",
    "key_status",
    "know_checkpoint_key",
    "know_master",
    "leaf_mac",
    "leave_no_core",
    "left_to_seal",
    "left_to_wrap",
    "loose_key",
    "make_empty_folder",
    "manifest_mac",
    "new_key",
    "open_box",
    "opened_key",
    "own_public_keys",
    "pass_key",
    "prove_keys",
    "put_away_checkpoint_file",
    "put_away_master_file",
    "put_primary",
    "read_keys_folder",
    "seal_anew",
    "seal_box",
    "sealed_tables",
    "secret_key",
    "sign_checkpoint",
    "sign_with",
    "unbind_keyring",
    "wrap_anew",
    "wrapped_by",
    "write_new",
]
