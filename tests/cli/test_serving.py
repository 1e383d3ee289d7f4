"""`hub serve` and `hub demo`: prepared once, answering quietly, and stopping when told to."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from hub.cli.demo import people_file
from hub.config import read_settings
from hub.demo.people import PASSWORD
from tests.cli.conftest import Command

ADD = ("accounts", "add", "--username", "ada", "--name", "Ada", "--email", "a@council.example", "--agency", "Mock")


def test_a_port_in_use_is_said_in_one_sentence_before_anything_is_made(hub: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert hub("serve", "--demo", "--port", str(port)) == 69
    assert hub.complained.count("\n") == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in hub.complained
    assert not read_settings().keys_folder.exists()


def test_a_demonstration_is_never_made_of_a_production_hub(hub: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_MODE", "test")
    assert hub("serve", "--demo") == 78
    assert hub("demo") == 2


def test_the_demo_people_are_told_to_programs(hub: Command) -> None:
    assert hub("demo", "--json") == 0
    told = hub.json
    assert told["sign_in"] == "http://127.0.0.1:8000/sign-in"
    assert {one["password"] for one in told["people"]} == {PASSWORD}
    assert {"duty_worker", "screening_officer", "chair"} <= {role for one in told["people"] for role in one["roles"]}
    assert json.loads(people_file(read_settings()).read_text("utf-8")) == told


def test_the_demo_people_are_told_to_people(hub: Command) -> None:
    assert hub("demo") == 0
    assert PASSWORD in hub.said
    assert "sam.testwell" in hub.said


def test_the_service_prepares_itself_answers_and_stops(ready_hub: Command, tmp_path: Path) -> None:
    assert ready_hub(*ADD, "--role", "duty_worker") == 0  # so that no city is made here
    command = [sys.executable, "-m", "hub.cli", "serve", "--demo", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        while not (found := re.search(r"answers at (http://\S+)", serving.stdout.readline())):
            assert serving.poll() is None
        address = found.group(1)
        with urllib.request.urlopen(f"{address}/readyz", timeout=10) as answer:
            assert answer.status == 200
            assert answer.headers["Server"] == "hub"
        serving.send_signal(signal.SIGTERM)
        said, complained = serving.communicate(timeout=40)
    assert serving.returncode == 0
    assert said.strip() == "Stopped."
    assert "GET" not in complained
    assert (tmp_path / "var" / "demo-people.json").exists()


def test_wsgi_ends_with_the_configuration_code_when_it_must_not_start(hub: Command) -> None:
    done = subprocess.run([sys.executable, "-c", "import wsgi"], capture_output=True, text=True, check=False)
    assert done.returncode == 78
    assert "hub keys init" in done.stderr
