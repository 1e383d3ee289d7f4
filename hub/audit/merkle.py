"""The hash tree of RFC 6962 over a growing log: roots and proofs from the roots of complete subtrees. Pure.

`node(level, index)` gives the root of the `index`-th complete subtree over 2**level entries. Nothing reads more than O(log n) of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

Node = Callable[[int, int], bytes]
EMPTY = hashlib.sha256(b"").digest()


def entry_hash(entry: bytes) -> bytes:
    """The hash of one entry of the log."""
    return hashlib.sha256(b"\x00" + entry).digest()


def joined(left: bytes, right: bytes) -> bytes:
    """The hash over two neighbouring subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def grown(size: int, added: Sequence[bytes], node: Node) -> Iterator[tuple[int, int, bytes]]:
    """The complete subtrees (level, index, root) that a log of `size` entries gains by the entry hashes `added`; level 1 and up."""
    level, begins, row = 0, size, list(added)
    while row:
        if begins % 2:
            begins -= 1
            row.insert(0, node(level, begins))
        row = [joined(row[place], row[place + 1]) for place in range(0, len(row) - 1, 2)]
        level, begins = level + 1, begins // 2
        for place, root in enumerate(row):
            yield level, begins + place, root


def root_of(size: int, node: Node) -> bytes:
    """The root of the first `size` entries."""
    return range_root(0, size, node)


def range_root(begins: int, ends: int, node: Node) -> bytes:
    """The root of the entries from `begins` up to `ends`; `begins` is a multiple of the next power of two of their number."""
    roots, at = [], begins
    while at < ends:
        level = (ends - at).bit_length() - 1
        roots.append(node(level, at >> level))
        at += 1 << level
    if not roots:
        return EMPTY
    root = roots.pop()
    while roots:
        root = joined(roots.pop(), root)
    return root


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """What shows, with the hash of entry `index`, that it stands in the log of `size` entries; nearest neighbour first.

    Raises:
        ValueError: there is no such entry.
    """
    if not 0 <= index < size:
        raise ValueError(f"entry {index} is not among {size}")
    begins, ends, proof = 0, size, []
    while ends - begins > 1:
        middle = begins + _split(ends - begins)
        if index < middle:
            proof.append(range_root(middle, ends, node))
            ends = middle
        else:
            proof.append(range_root(begins, middle, node))
            begins = middle
    return proof[::-1]


def consistency_proof(old: int, size: int, node: Node) -> list[bytes]:
    """What shows that the log of `old` entries is the beginning of the log of `size` entries.

    Raises:
        ValueError: `old` is not between 1 and `size`.
    """
    if not 1 <= old <= size:
        raise ValueError(f"a log of {old} entries is not the beginning of one of {size}")
    begins, ends, proof, is_whole = 0, size, [], True
    while old != ends:
        middle = begins + _split(ends - begins)
        if old <= middle:
            proof.append(range_root(middle, ends, node))
            ends = middle
        else:
            proof.append(range_root(begins, middle, node))
            begins, is_whole = middle, False
    if not is_whole:
        proof.append(range_root(begins, ends, node))
    return proof[::-1]


def is_included(entry: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows the entry hash at `index` in the log with this size and root."""
    if not 0 <= index < size:
        return False
    steps, last = [], size - 1
    while last:
        if index % 2 or index < last:
            steps.append(index % 2)
        index, last = index // 2, last // 2
    if len(proof) != len(steps):
        return False
    for is_right, other in zip(steps, proof, strict=True):
        entry = joined(other, entry) if is_right else joined(entry, other)
    return entry == root


def is_consistent(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows the log of `old` entries to be the beginning of the one with this size and root."""
    if old == size:
        return not proof and old_root == root
    if not 0 < old < size:
        return False
    index, last = old - 1, size - 1
    while index % 2:
        index, last = index // 2, last // 2
    rest = iter(proof)
    one = other = next(rest, b"") if index else old_root
    while last:
        if index % 2 or index < last:
            step = next(rest, b"")
            if index % 2:
                one = joined(step, one)
            other = joined(step, other) if index % 2 else joined(other, step)
        index, last = index // 2, last // 2
    return one == old_root and other == root and next(rest, None) is None


def _split(length: int) -> int:
    return int(1 << ((length - 1).bit_length() - 1))
