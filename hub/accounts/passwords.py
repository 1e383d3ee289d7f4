"""Passwords: which are fit to use, and Argon2id hashes that take as long for somebody unknown as for an officer. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.config import Settings

LEAST_SIGNS = 12
MOST_SIGNS = 1024
_LEAST_LEFT = 8  # signs that must remain once everything easily guessed is taken out
_LOOKALIKES = str.maketrans("013457@$!", "oleastasi")
_RUNS = (
    "0123456789",
    "9876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujm",
)
_COMMON_WORDS = Path(__file__).parent / "common_words.txt"


def why_unfit(password: str, *, about: Iterable[str] = ()) -> str | None:
    """Why the password may not be used, or None when it may; `about` are words of its owner that it must not rest on.

    Length counts, not composition: any signs are allowed, spaces included.
    """
    if len(password) < LEAST_SIGNS:
        return f"Use {LEAST_SIGNS} characters or more. Three or four unrelated words are easy to remember."
    if len(password) > MOST_SIGNS:
        return f"Use {MOST_SIGNS} characters or fewer."
    if len(_left_over(password, about)) < _LEAST_LEFT:
        return (
            "This is too easy to guess. Do not build it on common words, runs of keys, or names of you and your work."
        )
    return None


def _left_over(password: str, about: Iterable[str]) -> str:
    """What no guesser tries first: without common words, words of the work and of the owner, runs and repeated signs."""
    text = password.casefold()
    for run in _RUNS:
        text = _without_run(text, run)
    text = text.translate(_LOOKALIKES)
    owner = {part for word in about for part in _parts(word.casefold()) if len(part) > 2}
    for word in sorted(_common_words() | owner, key=lambda word: (-len(word), word)):
        text = text.replace(word, "")
    return "".join(sign for place, sign in enumerate(text) if sign not in text[max(0, place - 2) : place])


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    return frozenset(_COMMON_WORDS.read_text(encoding="utf-8").split())


def _parts(words: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in words).split()


def _without_run(text: str, run: str) -> str:
    """`text` without any piece of four or more signs that stands in `run`."""
    for length in range(len(run), 3, -1):
        for start in range(len(run) - length + 1):
            text = text.replace(run[start : start + length], "")
    return text


@lru_cache(maxsize=8)
def _hasher(memory_kib: int, time_cost: int) -> PasswordHasher:
    return PasswordHasher(memory_cost=memory_kib, time_cost=time_cost, parallelism=1)


@lru_cache(maxsize=8)
def _nobodys_hash(memory_kib: int, time_cost: int) -> str:
    return _hasher(memory_kib, time_cost).hash(secrets.token_urlsafe(32))


def hash_password(password: str, settings: Settings) -> str:
    """The Argon2id hash of the password at the cost that the settings say."""
    return _hasher(settings.argon2_memory_kib, settings.argon2_time).hash(password.encode(errors="replace"))


def is_right(password_hash: str | None, password: str, settings: Settings) -> bool:
    """Whether the password is the one hashed; with no hash, or one that none can match, the same work is done for a no."""
    cost = settings.argon2_memory_kib, settings.argon2_time
    usable = password_hash is not None and password_hash.startswith("$argon2")
    compared = password_hash if password_hash and usable else _nobodys_hash(*cost)
    try:
        matches = _hasher(*cost).verify(compared, password[:MOST_SIGNS].encode(errors="replace"))
    except (VerificationError, InvalidHashError):
        return False
    return usable and matches and len(password) <= MOST_SIGNS


def is_outdated(password_hash: str, settings: Settings) -> bool:
    """Whether the hash was made at another cost than the settings say now."""
    return _hasher(settings.argon2_memory_kib, settings.argon2_time).check_needs_rehash(password_hash)


def warm_up(settings: Settings) -> None:
    """Nobody's hash is made, so that the first unknown name takes no longer than the second."""
    _nobodys_hash(settings.argon2_memory_kib, settings.argon2_time)
