"""Which passwords may be used, and how they are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from hub.accounts import passwords
from tests.factories.hub_world import settings_for


@pytest.mark.parametrize(
    "password",
    [
        "seven herons at dusk",
        "xqvz!mplw7rt",
        "żółw śpiewa nocą",
        "correct horse battery staple",
        "n" + "ghtmare owl " * 80,
    ],
)
def test_a_long_enough_password_of_any_signs_is_fit(password: str) -> None:
    assert passwords.why_unfit(password) is None


def test_eleven_signs_are_too_few_and_twelve_are_enough() -> None:
    assert passwords.why_unfit("xqvzmplw7rt") is not None
    assert passwords.why_unfit("xqvzmplw7rtk") is None


def test_sixty_four_signs_and_many_more_are_allowed_but_not_without_end() -> None:
    long = "herons over the firth at dusk, seven of them, and then one more "
    assert passwords.why_unfit((long * 16)[:1024]) is None
    assert passwords.why_unfit((long * 17)[:1025]) is not None


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Passw0rd2026!",
        "P@ssword12345",
        "qwertyuiop12",
        "123456789012",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "letmeinletmein",
        "Summer2026!!!!",
        "DundeeDundee12",
        "safeguardinghub1",
        "AdministratorAdministrator",
    ],
)
def test_common_words_runs_and_words_of_the_work_make_a_password_unfit(password: str) -> None:
    assert passwords.why_unfit(password) is not None


def test_a_password_may_not_rest_on_its_owners_name() -> None:
    assert passwords.why_unfit("testwellsam26") is None
    assert passwords.why_unfit("testwellsam26", about=["sam.testwell", "sam.testwell@council.example"]) is not None


def test_the_hash_is_argon2id_at_the_cost_of_the_settings(tmp_path: Path) -> None:
    settings = replace(settings_for(tmp_path, "sqlite://"), argon2_memory_kib=19456, argon2_time=2)
    made = passwords.hash_password("seven herons at dusk", settings)
    assert made.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.is_right(made, "seven herons at dusk", settings)
    assert not passwords.is_right(made, "seven herons at dawn", settings)


def test_a_hash_of_another_cost_is_outdated(tmp_path: Path) -> None:
    cheap = settings_for(tmp_path, "sqlite://")
    made = passwords.hash_password("seven herons at dusk", cheap)
    assert not passwords.is_outdated(made, cheap)
    assert passwords.is_outdated(made, replace(cheap, argon2_time=2))


@pytest.mark.parametrize("kept", [None, "", "!", "not a hash"])
def test_nobody_has_the_password_of_an_account_without_one(tmp_path: Path, kept: str | None) -> None:
    settings = settings_for(tmp_path, "sqlite://")
    assert not passwords.is_right(kept, "", settings)
    assert not passwords.is_right(kept, "!", settings)
    assert not passwords.is_right(kept, kept or "", settings)


@pytest.mark.parametrize("kept", [None, "!"])
def test_the_same_work_is_done_where_there_is_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str | None
) -> None:
    settings, compared = settings_for(tmp_path, "sqlite://"), []
    real = PasswordHasher.verify

    def verify(hasher: PasswordHasher, made: str, password: bytes) -> bool:
        compared.append(made)
        return real(hasher, made, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    passwords.is_right(kept, "a guess of someone", settings)
    assert len(compared) == 1
    assert compared[0].startswith("$argon2id$v=19$m=8,t=1,p=1$")
