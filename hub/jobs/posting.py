"""Posting to the one web address a setting names: https, a public address found once and kept to, no redirects."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

SECONDS = 5
Resolve = Callable[[str, int], list[str]]


class NotTaken(Exception):
    """The other side did not take it, or must not be reached; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def addresses_of(host: str, port: int) -> list[str]:
    """Every address that the name stands for now."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether the address lies outside every private, local and reserved network."""
    found = ipaddress.ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    return found.is_global and not found.is_multicast


def post(
    url: str,
    body: bytes,
    *,
    resolve: Resolve = addresses_of,
    may_reach: Callable[[str], bool] = is_public,
    context: ssl.SSLContext | None = None,
) -> None:
    """The other side has taken `body`. The name is looked up once, and what was checked is what is connected to.

    Raises:
        NotTaken: the address is not https or not public, or the answer is not one of success; redirects are not followed.
        OSError, HTTPException: it cannot be reached, or answers nonsense.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise NotTaken("not_https")
    port = parts.port or 443
    found = resolve(parts.hostname, port)
    if not found or not all(may_reach(address) for address in found):
        raise NotTaken("address_not_public")
    connection = _Pinned(parts.hostname, port, found[0], context or ssl.create_default_context())
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target or "/", body, {"Content-Type": "text/plain; charset=utf-8"})
        status = connection.getresponse().status
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise NotTaken(f"answered_{status}")


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address, whatever the name means by then; the certificate must be the name's."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=SECONDS, context=context)
        self._address, self._tls = address, context

    def connect(self) -> None:
        """Connect to the address that was checked."""
        plain: Any = socket.create_connection((self._address, self.port), SECONDS)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
