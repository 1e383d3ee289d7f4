"""Roots and proofs as RFC 6962 has them, for logs of any size that grow by any number of entries."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.audit import merkle

# Source: the reference data of Certificate Transparency (github.com/transparency-dev/merkle, testonly/), for RFC 6962 section 2.1
ENTRIES = [
    bytes.fromhex(each)
    for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
INCLUSION = {
    (0, 1): [],
    (0, 2): [A],
    (1, 2): [ROOTS[1]],
    (2, 3): [ROOTS[2]],
    (1, 5): [ROOTS[1], B, D],
    (0, 8): [A, B, C],
    (5, 8): [D, E, ROOTS[4]],
}
CONSISTENCY = {(1, 1): [], (1, 8): [A, B, C], (2, 5): [B, D], (6, 8): [F, E, ROOTS[4]]}


class Log:
    """A log in memory that grows as the stored one does and counts what it reads."""

    def __init__(self) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.size, self.reads = 0, 0

    def node(self, level: int, index: int) -> bytes:
        self.reads += 1
        return self.nodes[level, index]

    def grow(self, hashes: list[bytes]) -> None:
        found = list(merkle.grown(self.size, hashes, self.node))
        self.nodes.update({(0, self.size + place): each for place, each in enumerate(hashes)})
        for level, index, root in found:
            assert (level, index) not in self.nodes
            self.nodes[level, index] = root
        self.size += len(hashes)


def log_of(*lengths: int) -> Log:
    made = Log()
    for length in lengths:
        made.grow([merkle.entry_hash(b"%d" % (made.size + each)) for each in range(length)])
    return made


def plain_root(hashes: list[bytes]) -> bytes:
    """The definition of the RFC, read from the top down."""
    if len(hashes) < 2:
        return hashes[0] if hashes else merkle.EMPTY
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    return merkle.joined(plain_root(hashes[:half]), plain_root(hashes[half:]))


@pytest.fixture(scope="module")
def known() -> Log:
    made = Log()
    for each in ENTRIES:
        made.grow([merkle.entry_hash(each)])
    return made


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference_data(known: Log, size: int) -> None:
    assert merkle.root_of(size, known.node).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_proofs_are_those_of_the_reference_data(known: Log, index: int, size: int) -> None:
    proof = merkle.inclusion_proof(index, size, known.node)
    assert [each.hex() for each in proof] == INCLUSION[index, size]
    assert merkle.is_included(known.nodes[0, index], index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "size"), CONSISTENCY)
def test_consistency_proofs_are_those_of_the_reference_data(known: Log, old: int, size: int) -> None:
    proof = merkle.consistency_proof(old, size, known.node)
    assert [each.hex() for each in proof] == CONSISTENCY[old, size]
    assert merkle.is_consistent(old, bytes.fromhex(ROOTS[old]), size, bytes.fromhex(ROOTS[size]), proof)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_growing_in_any_steps_gives_the_root_of_the_definition(lengths: list[int]) -> None:
    made = log_of(*lengths)
    entries = [made.nodes[0, place] for place in range(made.size)]
    assert merkle.root_of(made.size, made.node) == plain_root(entries)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 200), st.data())
def test_every_entry_and_every_beginning_can_be_shown_and_nothing_else(size: int, data: st.DataObject) -> None:
    made = log_of(size)
    root = merkle.root_of(size, made.node)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    shown = merkle.inclusion_proof(index, size, made.node)
    assert merkle.is_included(made.nodes[0, index], index, size, shown, root)
    assert not merkle.is_included(merkle.entry_hash(b"other"), index, size, shown, root)
    assert not merkle.is_included(made.nodes[0, index], index, size, [*shown, root], root)
    begun = merkle.consistency_proof(old, size, made.node)
    assert merkle.is_consistent(old, merkle.root_of(old, made.node), size, root, begun)
    assert not merkle.is_consistent(old, merkle.EMPTY, size, root, begun)
    assert not merkle.is_consistent(old, merkle.root_of(old, made.node), size, merkle.EMPTY, begun)


def test_a_proof_reads_few_nodes_of_a_large_log() -> None:
    made = log_of(5000)
    made.reads = 0
    merkle.inclusion_proof(1234, 5000, made.node)
    merkle.consistency_proof(1234, 5000, made.node)
    assert made.reads <= 4 * 13


def test_an_entry_that_is_not_there_has_no_proof() -> None:
    made = log_of(3)
    with pytest.raises(ValueError, match="not among 3"):
        merkle.inclusion_proof(3, 3, made.node)
    with pytest.raises(ValueError, match="not the beginning"):
        merkle.consistency_proof(0, 3, made.node)
