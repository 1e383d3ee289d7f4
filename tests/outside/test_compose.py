"""compose.yaml says nothing that is not so and keeps no secret; its commands are run by `test_many_processes.py`."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from hub.config import Settings
from tests.house import tree

COMPOSE: dict[str, Any] = yaml.safe_load(tree.text(Path("compose.yaml")))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("keys", "migrate", "web", "worker")
SECRETS = {"HUB_DATABASE_URL", "HUB_SECRET_KEY", "HUB_METRICS_TOKEN", "HUB_SMTP_PASSWORD"}


def faults(services: dict[str, Any]) -> list[str]:
    """Where a service is given a setting that is not there, or a secret in plain words, or more than it needs."""
    known = {f"HUB_{field.name.upper()}" for field in dataclasses.fields(Settings)}
    found = []
    for name, service in services.items():
        for setting in service["environment"]:
            if setting.startswith("HUB_") and not {setting, setting.removesuffix("_FILE")} & known:
                found.append(f"{name}: {setting} is no setting")
            if setting in SECRETS or (setting.endswith("PASSWORD")):
                found.append(f"{name}: {setting} stands in plain words")
        locked = service["read_only"] is True and service["cap_drop"] == ["ALL"]
        if not locked or "no-new-privileges:true" not in service["security_opt"]:
            found.append(f"{name} may do more than it needs")
    return found


def test_every_setting_is_one_and_no_secret_stands_there() -> None:
    assert faults(SERVICES) == []
    for port in SERVICES["web"]["ports"]:
        assert port.startswith("127.0.0.1:"), "the reverse proxy alone reaches it"
    assert COMPOSE["networks"]["inside"]["internal"] is True


@pytest.mark.parametrize("wrong", ["HUB_NO_SUCH_THING", "HUB_SECRET_KEY", "POSTGRES_PASSWORD"])
def test_a_wrong_setting_or_a_plain_secret_is_caught(wrong: str) -> None:
    web = {**SERVICES["web"], "environment": {wrong: "x"}}
    assert len(faults({"web": web})) == 1
    assert len(faults({"web": {**SERVICES["web"], "read_only": False}})) == 1


def test_what_is_named_is_declared_and_every_secret_is_a_file() -> None:
    for service in SERVICES.values():
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
        for mount in service["volumes"]:
            assert mount.split(":")[0] in COMPOSE["volumes"]
        files = {
            value.removeprefix("/run/secrets/")
            for name, value in service["environment"].items()
            if name.endswith("_FILE") and name.removesuffix("_FILE") in SECRETS | {"POSTGRES_PASSWORD"}
        }
        assert files <= set(service["secrets"])
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].startswith("${HUB_SECRETS:?"), "without the folder nothing starts"


def test_the_database_has_a_version_and_the_service_is_not_its_owner() -> None:
    version = re.fullmatch(r"postgres:(\d+)\.\d+-\w+", SERVICES["database"]["image"])
    assert version is not None
    assert int(version[1]) >= 15
    role = SERVICES["migrate"]["environment"]["HUB_APP_DATABASE_ROLE"]
    assert f"CREATE ROLE {role} LOGIN" in tree.text(Path(COMPOSE["configs"]["service_role"]["file"]))
    assert role != SERVICES["database"]["environment"]["POSTGRES_USER"]
    assert "owner_database_url" not in SERVICES["web"]["secrets"] + SERVICES["worker"]["secrets"]


def inline_configs(services: dict[str, Any], configs: dict[str, Any]) -> list[str]:
    """Configs written into a container that nothing can be written into: Compose puts a file there, but cannot put text."""
    return [
        f"{name}: {each['source']}"
        for name, service in services.items()
        for each in service.get("configs", [])
        if service["read_only"] and "file" not in configs[each["source"]]
    ]


def test_what_is_put_into_a_container_can_be_put_there() -> None:
    assert inline_configs(SERVICES, COMPOSE["configs"]) == []
    assert inline_configs(SERVICES, {"service_role": {"content": "set -eu"}}) == ["database: service_role"]
    assert Path(COMPOSE["configs"]["service_role"]["file"]).stat().st_mode & 0o111 == 0o111, "it is run, not read in"


def test_the_database_is_asked_by_the_network_on_which_it_answers_only_once_it_is_made() -> None:
    asked = SERVICES["database"]["healthcheck"]["test"]
    assert asked[asked.index("--host") + 1] == "127.0.0.1"


def test_each_checkpoint_is_kept_in_a_place_of_its_own() -> None:
    worker = SERVICES["worker"]
    kept = Path(worker["environment"]["HUB_CHECKPOINT_FILE"]).parent
    assert f"checkpoints:{kept}" in worker["volumes"]
    assert str(kept) in tree.text(Path("Dockerfile"))
