"""Keyed marks: blind tokens that let a look-up filter without reading, marks of request bodies, and the leaf's authenticator."""

from __future__ import annotations

import hmac

from sqlalchemy.orm import Session

from hub.crypto.keyring import bound_keyring
from hub.crypto.keys import secret_key

TOKEN_BYTES = 8


def blind_token(session: Session, index: str, text: str) -> bytes:
    """The token of `text` in `index` (its name and normaliser version, as "name-birth/1"), 8 bytes.

    Equal texts give equal tokens within an index and unrelated ones in another. A filter only: candidates are opened and compared.
    """
    keyring = bound_keyring()
    index_key = keyring.opened.get(f"index:{index}")
    if index_key is None:
        index_key = hmac.digest(secret_key(session, "index"), index.encode(), "sha256")
        keyring.opened[f"index:{index}"] = index_key
    return hmac.digest(index_key, text.encode(errors="surrogatepass"), "sha256")[:TOKEN_BYTES]


def body_mark(session: Session, body: bytes) -> bytes:
    """The keyed hash of a request body, 32 bytes: tells same from other without keeping what was sent."""
    return hmac.digest(secret_key(session, "idempotency"), body, "sha256")


def manifest_mac(body: bytes) -> bytes:
    """The authenticator of a backup's manifest under the audit key."""
    return hmac.digest(bound_keyring().audit_key, b"hub-manifest/1\x00" + body, "sha256")


def leaf_mac(body: bytes) -> bytes:
    """The authenticator of a leaf under the audit key, which the database never sees."""
    return hmac.digest(bound_keyring().audit_key, body, "sha256")
