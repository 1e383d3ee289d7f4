"""Programs that work beside this one, of ours or in the peers' environment: a line of JSON asks, a line answers."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.asked import FOLDER

ROOT = Path(__file__).parents[2]
LOCK = Path(__file__).with_name("peers.txt")
PEERS = ROOT / FOLDER / "peers-venv"


class Absent(Exception):
    """A peer cannot be measured; the message says why."""


class Beside:
    """A running program that answers what it is asked."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, what: str, **more: Any) -> Any:
        """Its answer.

        Raises:
            Absent: it failed; the message is its own.
        """
        self.tell(what, **more)
        return self.hear()

    def tell(self, what: str, **more: Any) -> None:
        """Ask without waiting; `hear` gives the answer."""
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps([what, more]) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise Absent("it did not start") from None

    def hear(self) -> Any:
        """The answer to what was asked.

        Raises:
            Absent: it failed.
        """
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise Absent(f"it ended with status {self._process.wait()}")
        answer = json.loads(line)
        if "failed" in answer:
            raise Absent(answer["failed"])
        return answer["answer"]


@contextmanager
def beside(module: str, *words: str, peers: bool = False, environ: Mapping[str, str] | None = None) -> Iterator[Beside]:
    """The program `tests.benchmarks.<module>`, until the block ends."""
    python = str(PEERS / "bin/python") if peers else sys.executable
    process = subprocess.Popen(
        [python, "-m", f"tests.benchmarks.{module}", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environ or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        with process:
            yield Beside(process)
            assert process.stdin
            process.stdin.close()
    finally:
        process.kill()


def answer(handlers: Mapping[str, Callable[..., Any]]) -> None:
    """Answer what is asked on standard input until it ends; whatever else is printed goes to standard error."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        what, more = json.loads(line)
        try:
            told = {"answer": handlers[what](**more)}
        except Exception as error:  # whatever a peer raises is told, not lost
            told = {"failed": f"{type(error).__name__}: {error}"[:300]}
        out.write(json.dumps(told) + "\n")
        out.flush()


def install_peers() -> None:
    """The peers stand in their own environment, by checksum; done once for each lock file.

    Raises:
        Absent: they could not be installed.
    """
    mark, wanted = PEERS / "installed", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if mark.exists() and mark.read_text() == wanted:
        return
    uv = Path(sys.executable).with_name("uv")
    install = [str(uv), "pip", "install", "--quiet", "--system-certs", "--python", str(PEERS / "bin/python")]
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", PEERS], check=True, cwd=ROOT)
        subprocess.run([*install, "--require-hashes", "-r", str(LOCK)], check=True, cwd=ROOT)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Absent("the peers could not be installed") from error
    mark.write_text(wanted)
