"""Where a page of a queue goes on: a place in its order, signed, that says nothing of anybody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import abort, request
from itsdangerous import BadSignature, URLSafeSerializer

from hub.queues import Key
from hub.web.signed_in import settings_now


def signed(key: Key) -> str:
    """The place as it stands in an address."""
    return str(_signer().dumps([key.rank, key.act_by.isoformat(), key.id.hex]))


def asked(name: str) -> Key | None:
    """The place that this request names; None where it names none. A changed one is no page."""
    told = request.args.get(name)
    if not told:
        return None
    try:
        rank, act_by, item = _signer().loads(told)
        return Key(int(rank), datetime.fromisoformat(act_by), UUID(item))
    except (BadSignature, ValueError):
        abort(404)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings_now().secret_key, salt="queue-key")
