"""Settings are read once, and what is unsafe for production is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from hub.app.starting import warn_of_no_phone
from hub.config import DEMO_PHONE, DEMO_SECRET, Settings, read_settings
from hub.errors import StartRefused

SAFE = {
    "HUB_MODE": "production",
    "HUB_SECRET_KEY": "s" * 32,
    "HUB_DATABASE_URL": "postgresql://hub@db/hub?sslmode=verify-full",
    "HUB_DATA_FOLDER": "/srv/hub/data",
    "HUB_KEYS_FOLDER": "/srv/hub/keys",
    "HUB_SPOOL_FOLDER": "/srv/hub/spool",
}


def test_safe_settings_start_in_production() -> None:
    settings = read_settings(SAFE)
    assert (settings.second_factor, settings.secure_cookies, settings.is_demo) == (True, True, False)


def test_only_a_demonstration_makes_up_the_duty_managers_number() -> None:
    assert read_settings({"HUB_MODE": "demo"}).duty_phone == DEMO_PHONE
    assert read_settings({"HUB_MODE": "demo", "HUB_DUTY_PHONE": "01632 960 001"}).duty_phone == "01632 960 001"
    assert read_settings(SAFE).duty_phone == ""


@pytest.mark.parametrize("phone", ["", "01632 960 001"])
def test_who_starts_the_hub_is_warned_that_no_number_is_set(phone: str) -> None:
    with capture_logs() as logged:
        warn_of_no_phone(read_settings({**SAFE, "HUB_DUTY_PHONE": phone}))
    assert [each["event"] for each in logged] == ([] if phone else ["duty_phone_not_set"])


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("HUB_SECRET_KEY", "", "HUB_SECRET_KEY"),
        ("HUB_SECRET_KEY", "s" * 31, "HUB_SECRET_KEY"),
        ("HUB_SECRET_KEY", DEMO_SECRET, "HUB_SECRET_KEY"),
        ("HUB_METRICS_TOKEN", "t" * 31, "HUB_METRICS_TOKEN"),
        ("HUB_SECOND_FACTOR", "false", "HUB_SECOND_FACTOR"),
        ("HUB_SECURE_COOKIES", "0", "HUB_SECURE_COOKIES"),
        ("HUB_DATABASE_URL", "sqlite:///hub.db", "HUB_DATABASE_URL"),
        ("HUB_DATABASE_URL", "postgresql://hub@db/hub", "HUB_DATABASE_URL"),
        ("HUB_DATABASE_URL", "postgresql://hub@db/hub?sslmode=require", "HUB_DATABASE_URL"),
        ("HUB_DATABASE_URL", "postgresql://hub@/hub?host=/run/pg&host=db.council.example", "HUB_DATABASE_URL"),
        ("FLASK_DEBUG", "1", "FLASK_DEBUG"),
        ("FLASK_DEBUG", "true", "FLASK_DEBUG"),
        ("HUB_KEYS_FOLDER", "/srv/hub/data/keys", "HUB_KEYS_FOLDER"),
        ("HUB_KEYS_FOLDER", "/srv/hub/data", "HUB_KEYS_FOLDER"),
        ("HUB_SPOOL_FOLDER", "/srv/hub/data/spool", "HUB_SPOOL_FOLDER"),
        ("HUB_SPOOL_FOLDER", "/srv/hub/keys", "HUB_SPOOL_FOLDER"),
        ("HUB_ARGON2_MEMORY_KIB", "19455", "HUB_ARGON2_MEMORY_KIB"),
        ("HUB_ARGON2_TIME", "1", "HUB_ARGON2_TIME"),
    ],
)
def test_production_refuses_each_unsafe_setting_by_name(setting: str, value: str, named: str) -> None:
    with pytest.raises(StartRefused, match=f"Production refuses these settings: {named} must") as refused:
        read_settings({**SAFE, setting: value})
    assert value not in str(refused.value) or len(value) < 6, "the value itself is never told"
    assert refused.value.exit_code == 78


@pytest.mark.parametrize(
    ("url", "in_clear"),
    [
        ("postgresql://hub@/hub?host=/run/postgresql", "false"),
        ("postgresql+psycopg://hub@127.0.0.1:5432/hub", "false"),
        ("postgresql://hub@[::1]/hub", "false"),
        ("postgresql://hub@database/hub", "true"),
    ],
)
def test_the_way_to_the_database_is_sealed_private_or_within_this_machine(url: str, in_clear: str) -> None:
    assert read_settings({**SAFE, "HUB_DATABASE_URL": url, "HUB_DATABASE_IN_CLEAR": in_clear}).database_url == url


def test_every_unsafe_setting_is_named_at_once() -> None:
    with pytest.raises(StartRefused) as refused:
        read_settings({"HUB_MODE": "production", "HUB_SECOND_FACTOR": "0", "HUB_SECURE_COOKIES": "0"})
    for name in ("HUB_SECRET_KEY", "HUB_SECOND_FACTOR", "HUB_SECURE_COOKIES", "HUB_DATABASE_URL"):
        assert name in str(refused.value)


@pytest.mark.parametrize("mode", ["", "prod", "Production", "debug"])
def test_a_mode_nobody_knows_is_refused(mode: str) -> None:
    with pytest.raises(StartRefused, match="HUB_MODE is"):
        read_settings({**SAFE, "HUB_MODE": mode})


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("HUB_SECOND_FACTOR", "maybe", "must be true or false"),
        ("HUB_SMTP_STARTTLS", "on", "must be true or false"),
        ("HUB_SESSION_IDLE_MINUTES", "soon", "must be a whole number"),
        ("HUB_PORT", "80 00", "must be a whole number"),
        ("HUB_CLAIM_MINUTES", "1.5", "must be a whole number"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(setting: str, value: str, words: str) -> None:
    with pytest.raises(StartRefused, match=f"{setting} {words}"):
        read_settings({setting: value})


@pytest.mark.parametrize("name", ["HUB_SECRET_KEY", "HUB_DATABASE_URL", "HUB_SMTP_PASSWORD", "HUB_METRICS_TOKEN"])
def test_a_secret_may_come_from_a_file_which_outranks_the_setting(tmp_path: Path, name: str) -> None:
    file = tmp_path / "secret"
    file.write_text("postgresql:///from-a-file-and-long-enough\n")
    settings = read_settings({**SAFE, name: "postgresql:///plain-and-also-long-enough!", f"{name}_FILE": str(file)})
    assert getattr(settings, name.removeprefix("HUB_").lower()) == "postgresql:///from-a-file-and-long-enough"


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="HUB_SECRET_KEY_FILE cannot be read"):
        read_settings({**SAFE, "HUB_SECRET_KEY_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize(("asked", "given"), [("1", 5), ("5", 5), ("15", 15), ("30", 30), ("31", 30)])
def test_idle_minutes_stay_within_five_and_thirty(asked: str, given: int) -> None:
    assert read_settings({"HUB_SESSION_IDLE_MINUTES": asked}).session_idle_minutes == given


@pytest.mark.parametrize(("asked", "given"), [("1", 8), ("8", 8), ("12", 12), ("24", 12)])
def test_a_session_lasts_eight_to_twelve_hours(asked: str, given: int) -> None:
    assert read_settings({"HUB_SESSION_HOURS": asked}).session_hours == given


@pytest.mark.parametrize("address", ["http://outside.example", "file:///tmp/x", "outside.example"])
def test_checkpoints_are_posted_over_https_or_not_at_all(address: str) -> None:
    with pytest.raises(StartRefused, match="HUB_CHECKPOINT_WEBHOOK must be an https address"):
        read_settings({"HUB_CHECKPOINT_WEBHOOK": address})


def test_every_setting_is_read_from_its_own_name() -> None:
    asked = {
        "HUB_HOST": "0.0.0.0", "HUB_PORT": "9000", "HUB_COUNCIL": "Mock", "HUB_REFERENCE_PREFIX": "MC", "HUB_PROXIES": "1",
        "HUB_CLAIM_MINUTES": "20", "HUB_DANGER_MINUTES": "5", "HUB_SMTP_HOST": "mail", "HUB_SMTP_STARTTLS": "false",
    }  # fmt: skip
    settings = read_settings(asked)
    for name, value in asked.items():
        assert str(getattr(settings, name.removeprefix("HUB_").lower())).lower() == value.lower()


def test_no_secret_is_printed_with_the_settings() -> None:
    settings = read_settings({**SAFE, "HUB_SMTP_PASSWORD": "p" * 40})
    assert "s" * 32 not in repr(settings)
    assert "p" * 40 not in repr(settings)


def test_the_demo_secret_is_for_the_demo_alone() -> None:
    assert read_settings({}).secret_key == DEMO_SECRET
    assert Settings.__dataclass_fields__["secret_key"].repr is False
