"""A sealed value opens in its own place under its own key, and nowhere else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import clock, crypto
from hub.concerns import NewConcern, NewReferrer
from hub.crypto import Unsealable
from hub.crypto.keys import unwrap, wrap
from hub.crypto.sealed import row_binding, seal, unseal
from hub.errors import Unavailable
from hub.people import NewPerson, Person

KEY, ROW = UUID(int=1), UUID(int=2)
AEAD = AESGCM(bytes(range(32)))
HERE = row_binding("people", ROW, KEY)

any_text = st.text(st.characters(codec=None))  # lone surrogates too: what arrives by JSON may hold them
any_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(value=any_json)
def test_what_is_sealed_opens_as_it_was(value: object) -> None:
    assert unseal(AEAD, HERE, "people.forename", seal(AEAD, HERE, "people.forename", value)) == value


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "\x00",
        "\x80",
        "\u0080\x00\x00",
        "é" * 31,
        "👩‍👧‍👦 Ærøskøbing 李",
        "\ud800",
        "x" * 100_000,
        [],
        {},
        0,
        False,
        "€" * 50_000,
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_odd_values_open_as_they_were(value: object) -> None:
    assert unseal(AEAD, HERE, "x", seal(AEAD, HERE, "x", value)) == value


def test_every_byte_counts() -> None:
    sealed = seal(AEAD, HERE, "people.forename", "Rory")
    for at in range(len(sealed)):
        for bit in range(8):
            changed = sealed[:at] + bytes([sealed[at] ^ 1 << bit]) + sealed[at + 1 :]
            with pytest.raises(Unsealable):
                unseal(AEAD, HERE, "people.forename", changed)
    for length in range(len(sealed)):
        with pytest.raises(Unsealable):
            unseal(AEAD, HERE, "people.forename", sealed[:length])


@pytest.mark.parametrize(
    ("binding", "column", "key"),
    [
        (row_binding("people", UUID(int=3), KEY), "people.forename", AEAD),
        (row_binding("referrers", ROW, KEY), "people.forename", AEAD),
        (row_binding("people", ROW, UUID(int=9)), "people.forename", AEAD),
        (HERE, "people.surname", AEAD),
        (HERE, "people.forename", AESGCM(bytes(32))),
        (row_binding("peoplepeople", ROW, KEY)[:-6], "people.forename", AEAD),
    ],
    ids=["another row", "another table", "another key's id", "another column", "another key", "parts run together"],
)
def test_a_value_that_was_moved_does_not_open(binding: bytes, column: str, key: AESGCM) -> None:
    sealed = seal(AEAD, HERE, "people.forename", "Rory")
    with pytest.raises(Unsealable, match="could not be opened"):
        unseal(key, binding, column, sealed)


PARTS = (b"hub-seal/1", b"people", ROW.bytes, KEY.bytes, b"people.forename")


def bound_to(parts: Sequence[bytes]) -> bytes:
    """The associated data, written down here a second time so that a changed layout is noticed."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def test_every_byte_of_what_a_value_is_bound_to_counts() -> None:
    sealed = seal(AEAD, HERE, "people.forename", "Rory")
    assert AEAD.decrypt(sealed[:12], sealed[12:], bound_to(PARTS)).startswith(b"\x02Rory\x80")
    whole = bound_to(PARTS)
    for at in range(len(whole)):
        for bit in range(8):
            changed = whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :]
            with pytest.raises(InvalidTag):
                AEAD.decrypt(sealed[:12], sealed[12:], changed)
    for left_out in range(len(PARTS)):
        with pytest.raises(InvalidTag):
            AEAD.decrypt(sealed[:12], sealed[12:], bound_to([*PARTS[:left_out], *PARTS[left_out + 1 :]]))


@pytest.mark.usefixtures("bound")
def test_every_byte_of_a_wrapped_key_and_its_name_counts() -> None:
    wrapped, version = wrap(bytes(range(32)), "a name")
    assert unwrap(wrapped, version, "a name") == bytes(range(32))
    for at in range(len(wrapped)):
        for bit in range(8):
            with pytest.raises(Unavailable):
                unwrap(wrapped[:at] + bytes([wrapped[at] ^ 1 << bit]) + wrapped[at + 1 :], version, "a name")
        with pytest.raises(Unavailable):
            unwrap(wrapped[:at], version, "a name")
    for name in ("", "a nam", "a name ", "A name"):
        with pytest.raises(Unavailable):
            unwrap(wrapped, version, name)


def repeats(sealing: Callable[[str], bytes], values: Sequence[str]) -> int:
    """How many nonces came twice."""
    nonces = [sealing(value)[:12] for value in values]
    return len(nonces) - len(set(nonces))


@settings(max_examples=25)
@given(values=st.lists(any_text, min_size=2, max_size=40))
def test_no_nonce_comes_twice_whatever_is_sealed(values: list[str]) -> None:
    assert repeats(lambda value: seal(AEAD, HERE, "x", value), values * 10) == 0


def test_a_seal_that_repeats_its_nonce_is_found_out() -> None:
    """The planted defect: a nonce made from the value."""
    assert repeats(lambda value: hashlib.sha256(value.encode()).digest(), ["Rory", "Isla", "Rory"]) == 1


def test_a_seal_that_binds_no_place_is_found_out() -> None:
    """The planted defect: without associated data a value opens wherever it is moved to."""
    sealed = seal(AEAD, b"", "", "Rory")
    assert unseal(AEAD, b"", "", sealed) == "Rory"


@pytest.mark.parametrize("text", ["", "\x02", '"Rory"', "[1]", "Ròry\ud800", "\x80", "\x00\x00"])
def test_text_comes_back_as_it_was_whatever_it_looks_like(text: str) -> None:
    assert unseal(AEAD, HERE, "people.forename", seal(AEAD, HERE, "people.forename", text)) == text


def test_the_same_value_never_looks_the_same_twice() -> None:
    sealed = {seal(AEAD, HERE, "people.forename", "Rory") for _ in range(500)}
    assert len(sealed) == len({each[:12] for each in sealed}) == 500


@settings(max_examples=40)
@given(length=st.integers(0, 5000))
def test_length_shows_only_in_steps(length: int) -> None:
    plain = len(seal(AEAD, HERE, "x", "y" * length)) - 12 - 16
    assert plain >= length + 2
    assert plain % 32 == 0
    assert plain <= length + 1 + (32 if length < 255 else 256 if length < 4095 else 1024)


@pytest.mark.parametrize(
    ("one", "other"), [("yes", "no"), ("", "not_known"), ("M", "trans_or_non_binary"), (None, [1, 2])]
)
def test_short_answers_are_all_one_length(one: object, other: object) -> None:
    assert len(seal(AEAD, HERE, "x", one)) == len(seal(AEAD, HERE, "x", other))


# Rows


@pytest.fixture
def keys(tmp_path):
    yield crypto.create_keys_folder(tmp_path / "keys")
    crypto.unbind_keyring()


def a_person(**values: object) -> Person:
    person = Person(key=crypto.new_key("person"), kind="subject", entered_at=clock.now(), **values)
    person.cluster_id = person.id
    return person


@pytest.fixture
def bound(keys):
    crypto.bind_keyring(keys)
    return keys


def test_a_row_holds_only_sealed_bytes_and_gives_back_what_was_said(bound) -> None:
    person = a_person(forename="Rory", age={"from": 15, "to": 17})
    assert (person.forename, person.age, person.surname) == ("Rory", {"from": 15, "to": 17}, None)
    assert person.surname_sealed is None
    assert b"Rory" not in person.forename_sealed
    person.forename = None
    assert person.forename_sealed is None


@pytest.mark.parametrize("change", ["column", "row", "key"])
def test_a_value_moved_by_whoever_writes_the_database_does_not_open(bound, change: str) -> None:
    one, other = a_person(forename="Rory"), a_person(forename="Nessa")
    if change == "column":
        one.surname_sealed = one.forename_sealed
    elif change == "row":
        other.surname_sealed = None
        other.forename_sealed = one.forename_sealed
    else:
        one.key = other.key
    with pytest.raises(Unsealable):
        _ = one.surname if change == "column" else other.forename if change == "row" else one.forename


def test_a_row_put_under_another_key_seals_for_that_key(bound) -> None:
    person, key = a_person(forename="Rory"), crypto.new_key("person")
    person.key = key
    person.forename = "Rory"
    stored = row_binding("people", person.id, key.id)
    assert unseal(key.aead, stored, "people.forename", person.forename_sealed) == "Rory"


def test_a_destroyed_key_opens_nothing_and_seals_nothing(bound) -> None:
    person = a_person(forename="Rory")
    crypto.destroy_key(person.key)
    assert person.key.wrapped is None
    with pytest.raises(Unavailable, match="has been erased"):
        _ = person.forename
    with pytest.raises(Unavailable, match="has been erased"):
        person.surname = "Samplewood"


def test_bulk_rows_are_sealed_as_single_ones_are(bound) -> None:
    key, row_id = crypto.new_key("person"), uuid4()
    columns = Person.sealed_columns(key, row_id, forename="Rory", surname=None)
    person = Person(key=key, id=row_id, kind="subject")
    person.forename_sealed = columns["forename_sealed"]
    assert (person.forename, columns["surname_sealed"]) == ("Rory", None)


@pytest.mark.parametrize(
    "question",
    [lambda: Person.surname == "x", lambda: Person.surname != "x", lambda: Person.surname.in_(["x"]),
     lambda: Person.surname < "x", lambda: hash(Person.surname), lambda: Person.surname.like("x")],
)  # fmt: skip
def test_a_sealed_attribute_cannot_be_asked_for_in_a_query(question) -> None:
    with pytest.raises((TypeError, AttributeError)):
        question()


def test_an_attribute_nobody_declared_is_refused(bound) -> None:
    with pytest.raises(TypeError, match="no attribute 'middle_name'"):
        a_person(middle_name="x")


def test_nothing_that_holds_a_secret_prints_it(bound) -> None:
    canary = "Zebedee"
    person = a_person(forename=canary)
    told = NewPerson(forename=canary)
    concern = NewConcern(narrative=canary, people=(told,), referrer=NewReferrer(name=canary))
    shown = " ".join(
        f"{each!r} {each!s}" for each in (person, person.key, bound, told, concern, Person.forename, Unsealable())
    )
    assert canary not in shown
    for secret in (*bound.masters.values(), bound.audit_key, person.key.wrapped):
        assert str(secret)[2:-1] not in shown
        assert secret.hex() not in shown
    assert json.dumps(canary) not in shown
