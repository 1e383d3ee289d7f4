"""Settings, read once from the environment. Each is documented where it stands; secrets may come from `NAME_FILE`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from hub.errors import StartRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this deployment runs. Folders are separate so that data, keys, files and spool can live on separate volumes."""

    mode: str  # HUB_MODE: demo, production or test
    database_url: str  # HUB_DATABASE_URL(_FILE): sqlite:///… or postgresql://…
    database_in_clear: bool = (
        False  # HUB_DATABASE_IN_CLEAR: the way to a database elsewhere is a private one, without TLS
    )
    data_folder: Path  # HUB_DATA_FOLDER: SQLite file and other working data
    keys_folder: Path  # HUB_KEYS_FOLDER: master key and audit key; never on the database's host or in its backups
    spool_folder: Path  # HUB_SPOOL_FOLDER: concerns that wait while the database or the trail is down, sealed; on a disk of this machine
    secret_key: str = field(repr=False)  # HUB_SECRET_KEY(_FILE): signs CSRF tokens; at least 32 characters
    host: str = "127.0.0.1"  # HUB_HOST
    port: int = 8000  # HUB_PORT
    council: str = "Dundee"  # HUB_COUNCIL: shown in the header
    reference_prefix: str = "DH"  # HUB_REFERENCE_PREFIX: first letters of every reference
    brand_colour: str = "#1f4a5a"  # HUB_BRAND_COLOUR: the header's colour
    proxies: int = 0  # HUB_PROXIES: how many reverse proxies stand in front and say who asked; 0 when none does
    hosts: str = ""  # HUB_HOSTS: further names, by commas, that the hub answers to besides that of HUB_PUBLIC_URL
    public_url: str = "http://127.0.0.1:8000"  # HUB_PUBLIC_URL: links in mail
    second_factor: bool = True  # HUB_SECOND_FACTOR: one-time passwords for every officer
    secure_cookies: bool = True  # HUB_SECURE_COOKIES: __Host- cookies; off only on plain http
    session_idle_minutes: int = 15  # HUB_SESSION_IDLE_MINUTES: 5 to 30
    session_hours: int = 10  # HUB_SESSION_HOURS: 8 to 12
    argon2_memory_kib: int = 19456  # HUB_ARGON2_MEMORY_KIB
    argon2_time: int = 2  # HUB_ARGON2_TIME
    claim_minutes: int = 15  # HUB_CLAIM_MINUTES: how long picking up an item keeps it
    draft_stale_hours: int = 3  # HUB_DRAFT_STALE_HOURS: an unsent draft older than this shows on the manager's page
    duty_phone: str = ""  # HUB_DUTY_PHONE: reaches the duty manager now; said with the danger script; a demo has one
    danger_minutes: int = 15  # HUB_DANGER_MINUTES: each rung of the danger ladder
    smtp_host: str = ""  # HUB_SMTP_HOST: empty: mail waits in the outbox, shown as waiting
    smtp_port: int = 25  # HUB_SMTP_PORT
    smtp_user: str = ""  # HUB_SMTP_USER
    smtp_password: str = field(default="", repr=False)  # HUB_SMTP_PASSWORD(_FILE)
    smtp_starttls: bool = True  # HUB_SMTP_STARTTLS
    mail_from: str = "hub@example.invalid"  # HUB_MAIL_FROM
    checkpoint_file: str = (
        ""  # HUB_CHECKPOINT_FILE: each checkpoint of the trail is appended to it; best on another machine's disk
    )
    checkpoint_mail: str = ""  # HUB_CHECKPOINT_MAIL: the data protection officer's address; a checkpoint a day
    checkpoint_webhook: str = ""  # HUB_CHECKPOINT_WEBHOOK: an https address outside; each checkpoint is posted to it
    metrics_token: str = field(
        default="", repr=False
    )  # HUB_METRICS_TOKEN(_FILE): opens /metrics; empty: it is not there
    backup_recipient: str = ""  # HUB_BACKUP_RECIPIENT: whom backups are sealed for, a line age1…; no secret
    app_database_role: str = ""  # HUB_APP_DATABASE_ROLE: PostgreSQL role the service runs as; migrations grant it

    @property
    def own_hosts(self) -> frozenset[str]:
        """The names that a request may ask for, without ports; empty where any will do, which is never so in production."""
        named = {each.strip().lower() for each in self.hosts.split(",")} - {""}
        if not named and self.mode != "production":
            return frozenset()
        return frozenset({*named, urlsplit(self.public_url).hostname or ""} - {""})

    @property
    def is_demo(self) -> bool:
        """Whether every page must say that the data are synthetic."""
        return self.mode == "demo"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in `environ` (default: the process's own).

    Raises:
        StartRefused: a setting is missing or unsafe for its mode; the message names it.
    """
    env = _Env(os.environ if environ is None else environ)
    mode = env.text("HUB_MODE", "demo")
    data = Path(env.text("HUB_DATA_FOLDER", "var/data")).absolute()
    known = {
        "mode": mode,
        "data_folder": data,
        "keys_folder": Path(env.text("HUB_KEYS_FOLDER", "var/keys")).absolute(),
        "spool_folder": Path(env.text("HUB_SPOOL_FOLDER", "var/spool")).absolute(),
        "database_url": env.secret("HUB_DATABASE_URL", f"sqlite:///{data / 'hub.db'}"),
        "database_in_clear": env.flag("HUB_DATABASE_IN_CLEAR", False),
        "secret_key": env.secret("HUB_SECRET_KEY", "" if mode == "production" else DEMO_SECRET),
        "duty_phone": env.text("HUB_DUTY_PHONE", "") or (DEMO_PHONE if mode == "demo" else ""),
        "second_factor": env.flag("HUB_SECOND_FACTOR", mode == "production"),
        "secure_cookies": env.flag("HUB_SECURE_COOKIES", mode == "production"),
        "session_idle_minutes": min(30, max(5, env.whole("HUB_SESSION_IDLE_MINUTES", 15))),
        "session_hours": min(12, max(8, env.whole("HUB_SESSION_HOURS", 10))),
        "smtp_password": env.secret("HUB_SMTP_PASSWORD", ""),
        "metrics_token": env.secret("HUB_METRICS_TOKEN", ""),
        "smtp_starttls": env.flag("HUB_SMTP_STARTTLS", True),
    }
    settings = Settings(**known, **env.rest(known))  # type: ignore[arg-type]  # each value was read as its field's type
    _refuse_unsafe(settings, debug=env.text("FLASK_DEBUG", ""))
    return settings


DEMO_SECRET = "demo-only-secret-never-used-in-production"  # noqa: S105  refused in production, see below
DEMO_PHONE = "01632 960 999"  # of a range kept for fiction


def _refuse_unsafe(settings: Settings, *, debug: str) -> None:
    if settings.mode not in {"demo", "production", "test"}:
        raise StartRefused(f"HUB_MODE is {settings.mode!r}. Set it to demo, production or test.")
    if settings.checkpoint_webhook and not settings.checkpoint_webhook.startswith("https://"):
        raise StartRefused("HUB_CHECKPOINT_WEBHOOK must be an https address.")
    if settings.mode != "production":
        return
    problems = {
        "HUB_SECRET_KEY must be set to a random text of at least 32 characters": len(settings.secret_key) < 32
        or settings.secret_key == DEMO_SECRET,
        "HUB_METRICS_TOKEN must be empty or at least 32 characters": 0 < len(settings.metrics_token) < 32,
        "HUB_SECOND_FACTOR must stay on": not settings.second_factor,
        "HUB_SECURE_COOKIES must stay on": not settings.secure_cookies,
        "HUB_DATABASE_URL must name a PostgreSQL database": not settings.database_url.startswith("postgresql"),
        "HUB_DATABASE_URL must end in sslmode=verify-full, or HUB_DATABASE_IN_CLEAR say that the way there is private": not (
            settings.database_in_clear or _is_on_this_machine(settings.database_url)
        )
        and parse_qs(urlsplit(settings.database_url).query).get("sslmode") != ["verify-full"],
        "HUB_PUBLIC_URL must name the host that officers type": not settings.own_hosts,
        "FLASK_DEBUG must be off": debug.lower() not in {"", "0", "false"},
        "HUB_KEYS_FOLDER must lie outside HUB_DATA_FOLDER": settings.keys_folder.is_relative_to(settings.data_folder),
        "HUB_SPOOL_FOLDER must lie outside HUB_DATA_FOLDER and HUB_KEYS_FOLDER": any(
            settings.spool_folder.is_relative_to(each) for each in (settings.data_folder, settings.keys_folder)
        ),
        "HUB_ARGON2_MEMORY_KIB must be at least 19456": settings.argon2_memory_kib < 19456,
        "HUB_ARGON2_TIME must be at least 2": settings.argon2_time < 2,
    }
    found = [words for words, wrong in problems.items() if wrong]
    if found:
        raise StartRefused("Production refuses these settings: " + "; ".join(found) + ".")


def _is_on_this_machine(database_url: str) -> bool:
    """Whether the address leads to a socket or a loopback address, which nobody else can listen to."""
    told = urlsplit(database_url)
    hosts = parse_qs(told.query).get("host") or [told.hostname or ""]
    return all(host.startswith("/") or host in {"", "localhost", "127.0.0.1", "::1"} for host in hosts)


class _Env:
    """The environment, with `NAME_FILE` for secrets."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str, default: str) -> str:
        return self._environ.get(name, default)

    def secret(self, name: str, default: str) -> str:
        file = self._environ.get(f"{name}_FILE")
        if file is None:
            return self.text(name, default)
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise StartRefused(
                f"{name}_FILE cannot be read ({error.strerror}). Check the path and its owner."
            ) from error

    def flag(self, name: str, default: bool) -> bool:
        word = self.text(name, str(default)).lower()
        if word not in {"true", "false", "1", "0"}:
            raise StartRefused(f"{name} must be true or false.")
        return word in {"true", "1"}

    def whole(self, name: str, default: int) -> int:
        try:
            return int(self.text(name, str(default)))
        except ValueError as error:
            raise StartRefused(f"{name} must be a whole number.") from error

    def rest(self, known: Mapping[str, object]) -> dict[str, object]:
        """Every other field by its own name and type, default where unset."""
        found: dict[str, object] = {}
        for name, spec in Settings.__dataclass_fields__.items():
            if name not in known:
                setting = f"HUB_{name.upper()}"
                default = spec.default
                found[name] = (
                    self.whole(setting, default) if isinstance(default, int) else self.text(setting, str(default))
                )
        return found
