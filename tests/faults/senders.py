"""Senders who never give up: each posts concerns under a key of its own, and sends again whatever had no clear answer."""

from __future__ import annotations

import http.client
import json
import threading
from collections import defaultdict
from collections.abc import Callable
from uuid import uuid4

CREATED = 201
NO_ANSWER = 0


class Told:
    """What senders were told: every key ever sent, and the references acknowledged for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.asked: set[str] = set()
        self.acknowledged: dict[str, set[str]] = defaultdict(set)
        self.refused: list[int] = []

    def sent(self, key: str) -> None:
        """The key was used."""
        with self._lock:
            self.asked.add(key)

    def answered(self, key: str, status: int, ref: str) -> bool:
        """Keep what was answered; whether it was an acknowledgement."""
        with self._lock:
            if status == CREATED:
                self.acknowledged[key].add(ref)
            elif status != NO_ANSWER:
                self.refused.append(status)
        return status == CREATED

    @property
    def count(self) -> int:
        """How many keys were acknowledged."""
        with self._lock:
            return len(self.acknowledged)


def post(port: int, token: str, key: str, *, timeout: float = 30) -> tuple[int, str]:
    """Status and reference of one attempt to send the concern whose narrative is `key`; (0, "") when nothing clear came back."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("POST", "/api/v1/concerns", json.dumps({"narrative": key}), headers)
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, json.loads(body)["ref"] if answer.status == CREATED else ""
    except (OSError, http.client.HTTPException, ValueError):
        return NO_ANSWER, ""
    finally:
        connection.close()


def get(port: int, path: str, *, timeout: float = 30, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    """Status and body of one look; (0, b"") when nothing clear came back."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return NO_ANSWER, b""
    finally:
        connection.close()


class Senders:
    """So many clients at once; `stop` lets each finish the concern it is on."""

    def __init__(self, port: int, token: str, told: Told, *, clients: int = 8, most: int | None = None) -> None:
        self.told, self._stop, self._most = told, threading.Event(), most
        self._post: Callable[[str], tuple[int, str]] = lambda key: post(port, token, key)
        self._threads = [threading.Thread(target=self._send_on, daemon=True) for _ in range(clients)]

    def start(self) -> None:
        """They begin."""
        for thread in self._threads:
            thread.start()

    def stop(self, *, within: float = 90) -> None:
        """They finish what they are on, which takes a service that answers."""
        self._stop.set()
        self.finish(within=within)

    def finish(self, *, within: float = 90) -> None:
        """They have sent all they had to."""
        for thread in self._threads:
            thread.join(within)
        assert not any(thread.is_alive() for thread in self._threads), "a sender still waits for an answer"

    def _send_on(self) -> None:
        sent = 0
        while not self._stop.is_set() and sent != self._most:
            self._send(str(uuid4()))
            sent += 1

    def _send(self, key: str) -> None:
        self.told.sent(key)
        while not self.told.answered(key, *self._post(key)):
            self._stop.wait(0.02)
