"""While the database or the trail is down: a partner's concern is kept in the spool, if its token can be read without them."""

from __future__ import annotations

from flask import Response, jsonify, make_response, request

from hub import accounts, clock, rulebook, spool
from hub.accounts import Permission, may
from hub.api.caller import settings_now
from hub.api.concerns import idempotency_key
from hub.api.problems import mistakes_answer
from hub.api.strict_json import Unreadable, read_json
from hub.schemas.loading import Mistakes, load_concern
from hub.schemas.sent_states import KEPT_SAFELY
from hub.spool import NotKept, Waiting

SENDING = "api_concerns.Concerns"


def keep_call() -> Response | None:
    """What a call that sends a concern gets when nothing answers; None where it was no such call, or could not be kept."""
    if request.method != "POST" or request.endpoint != SENDING:
        return None
    value = request.headers.get("Authorization", "").partition(" ")[2].strip()
    by = accounts.read_bearer(value)
    if by is None or not may(by, Permission.CONCERN_RECEIVE):
        return None
    try:
        key, document = idempotency_key(), read_json(request.get_data(), request.content_type)
        new = load_concern({"channel": "api", **document}, rulebook.last_known_pack().facts, strict=True)
        told = Waiting(
            client=f"agency:{by.agency_id}",
            key=key,
            document=document,
            strict=True,
            kept_at=clock.now(),
            token_id=by.session_mark.removeprefix("token:"),
        )
        receipt = spool.keep(settings_now().spool_folder, told, by_pass=value)
    except Mistakes as mistakes:
        return mistakes_answer(mistakes)
    except Unreadable as refused:
        return make_response(
            {"type": "about:blank", "title": refused.title, "status": 400, "detail": refused.message}, 400
        )
    except NotKept:
        return None
    return _given(receipt, new.warnings)


def _given(receipt: str, warnings: tuple[str, ...]) -> Response:
    response = jsonify(receipt=receipt, state="kept_safely", words=KEPT_SAFELY, warnings=warnings)
    response.status_code = 202
    return response
