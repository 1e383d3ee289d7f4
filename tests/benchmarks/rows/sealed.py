"""A row of twelve sealed fields written and read: sealed attributes beside the bare cipher and other sealed columns."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import uuid4

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub import crypto
from hub.crypto.sealed import row_binding, seal, unseal
from hub.people import Person
from tests.benchmarks.asked import Asked
from tests.benchmarks.beside import Absent, beside
from tests.benchmarks.measuring import figure, paired, ratio, seconds_of
from tests.benchmarks.results import Figure, Reach, Row

FIELDS = {
    "forename": "Catriona", "surname": "Samplewood-Mock", "known_as": "Trina", "description": "Red coat, a small dog",
    "date_of_birth": "2009-03-14", "due_on": "2026-12-01", "sex": "female", "address": "2/1, 14 Invented Wynd, Dundee",
    "postcode": "DD1 9ZZ", "phone": "01632 960123", "email": "catriona@example.invalid", "identity_number": "1403090000",
}  # fmt: skip
TIMES = 300
FUNCTIONS, ATTRIBUTES, BARE = "the hub, seal and open", "the hub, ORM attributes", "bare AESGCM"
FERNET, COLUMN = "Fernet", "sqlalchemy-utils StringEncryptedType (AES-GCM)"
UNIT = "µs a row"


def measure(asked: Asked) -> Row:
    """Microseconds for twelve fields, written and read."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        crypto.bind_keyring(crypto.create_keys_folder(Path(folder) / "keys"))
        written, read, absent = _both(asked)
        crypto.unbind_keyring()
    figures = [figure(f"{name}, write", UNIT, values) for name, values in written.items()]
    figures += [figure(f"{name}, read", UNIT, values) for name, values in read.items()]
    ratios = {
        (name, way): ratio(f"{name} / {BARE}, {way}", kept[name], kept[BARE])
        for way, kept in (("write", written), ("read", read))
        for name in kept
        if name != BARE
    }
    return Row(
        "sealed",
        "Sealed fields",
        "Twelve short fields of a person, sealed and opened again. The hub's values are padded and bound to table, column, "
        "row and key; the bare cipher seals the same texts without any of it. No database takes part.",
        tuple(figures),
        tuple(ratios.values()),
        tuple(_reaches(ratios, written, read)),
        absent=tuple(absent),
    )


def _both(asked: Asked) -> tuple[dict[str, list[float]], dict[str, list[float]], list[str]]:
    writes, reads = _bare_and_fernet()
    for found, more in zip((writes, reads), _ours(), strict=True):
        found.update(more)
    absent: list[str] = []
    with beside("peer_programs.sealed", peers=True) as peer:
        try:
            peer.ask("prepare", fields=FIELDS)
            writes[COLUMN] = lambda: 1e6 * float(peer.ask("write", times=TIMES // 3))
            reads[COLUMN] = lambda: 1e6 * float(peer.ask("read", times=TIMES // 3))
        except Absent as why:
            absent.append(f"{COLUMN} ({why})")
        written = paired(writes, repeats=asked.repeats, budget_seconds=asked.budget_seconds / 2)
        read = paired(reads, repeats=asked.repeats, budget_seconds=asked.budget_seconds / 2)
    return written, read, absent


Works = dict[str, Callable[[], float]]


def _micro(work: Callable[[], object]) -> Callable[[], float]:
    return lambda: 1e6 * seconds_of(work, TIMES)


def _bare_and_fernet() -> tuple[Works, Works]:
    cipher, fernet = AESGCM(AESGCM.generate_key(256)), Fernet(Fernet.generate_key())
    texts = [value.encode() for value in FIELDS.values()]

    def bare() -> list[bytes]:
        found = []
        for text in texts:
            nonce = secrets.token_bytes(12)
            found.append(nonce + cipher.encrypt(nonce, text, b"people"))
        return found

    sealed, tokens = bare(), [fernet.encrypt(text) for text in texts]
    writes = {BARE: _micro(bare), FERNET: _micro(lambda: [fernet.encrypt(text) for text in texts])}
    reads = {
        BARE: _micro(lambda: [cipher.decrypt(each[:12], each[12:], b"people").decode() for each in sealed]),
        FERNET: _micro(lambda: [fernet.decrypt(token).decode() for token in tokens]),
    }
    return writes, reads


def _ours() -> tuple[Works, Works]:
    key = crypto.new_key("person")
    person = Person(key=key, kind="subject", **FIELDS)
    binding = row_binding("people", uuid4(), key.id)
    labels = {f"people.{name}": value for name, value in FIELDS.items()}
    sealed = {label: seal(key.aead, binding, label, value) for label, value in labels.items()}

    def write() -> None:
        for name, value in FIELDS.items():
            setattr(person, name, value)

    writes = {
        FUNCTIONS: _micro(lambda: [seal(key.aead, binding, label, value) for label, value in labels.items()]),
        ATTRIBUTES: _micro(write),
    }
    reads = {
        FUNCTIONS: _micro(lambda: [unseal(key.aead, binding, label, value) for label, value in sealed.items()]),
        ATTRIBUTES: _micro(lambda: [getattr(person, name) for name in FIELDS]),
    }
    return writes, reads


def _reaches(
    ratios: Mapping[tuple[str, str], Figure], written: dict[str, list[float]], read: dict[str, list[float]]
) -> list[Reach]:
    found = [
        Reach(f"sealed-{name}", words, wanted, True, ratios[key].median)
        for name, words, wanted, key in (
            ("seal", "seal at most 1.3 times the bare cipher", 1.3, (FUNCTIONS, "write")),
            ("open", "open at most 1.3 times the bare cipher", 1.3, (FUNCTIONS, "read")),
            ("write", "ORM attributes at most twice the bare cipher, write", 2, (ATTRIBUTES, "write")),
            ("read", "ORM attributes at most 3 times the bare cipher, read", 3, (ATTRIBUTES, "read")),
        )
    ]
    for way, kept in (("write", written), ("read", read)):
        got = ratio("", kept[COLUMN], kept[ATTRIBUTES]).median if COLUMN in kept else None
        words = f"ORM attributes at least 5 times faster than StringEncryptedType, {way}"
        found.append(Reach(f"sealed-column-{way}", words, 5, False, got, "" if got else "the peer was not there"))
    return found
