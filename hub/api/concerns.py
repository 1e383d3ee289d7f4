"""Sending a concern and seeing how far it is: a sender sees their own references and states, never a list of people."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Response, jsonify, request, url_for
from flask.views import MethodView
from flask_smorest import Blueprint

from hub import audit, clock, front_door, idempotency, rulebook
from hub.actor import Actor
from hub.api.caller import caller, settings_now
from hub.api.problems import refusals
from hub.api.strict_json import Unreadable, read_json
from hub.concerns import NewConcern
from hub.db import reading, transaction, utc_text
from hub.front_door import SentConcern
from hub.idempotency import Answer
from hub.schemas.loading import load_shape, read_concern
from hub.schemas.published import CONCERN_BODY, KEPT_SAFELY, SENT
from hub.schemas.sent_states import STATES

calls = Blueprint("api_concerns", __name__, url_prefix="/api/v1/concerns", description="Concerns")
LONGEST_KEY = 200
_KEY = re.compile(r"\A[ -~]+\Z")
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]([ -~]*[!-~])?$"},
    "description": "Your own random key for this concern. Sending again under it within 7 days gives the same reference.",
}
GIVEN = {
    "description": "Received, queued and audited; the reference says so",
    "content": {"application/json": {"schema": SENT}},
}

KEPT = {
    "description": "The hub is down. The concern is kept safely, sealed, and is received by itself when the hub works again; "
    "nobody has read it yet. Send it again later under the same key to get its reference",
    "content": {"application/json": {"schema": KEPT_SAFELY}},
}


@calls.route("")
class Concerns(MethodView):
    """Where concerns are sent to."""

    @calls.doc(  # type: ignore[untyped-decorator]  # flask-smorest has no types
        summary="Send a concern",
        parameters=[KEY],
        requestBody={"required": True, "content": {"application/json": {"schema": CONCERN_BODY}}},
        responses={"201": GIVEN, "202": KEPT, **refusals(400, 401, 403, 409, 413, 415, 422, 503)},
    )
    def post(self) -> Response:
        """The concern is received once, and its reference given; the same key and body give the same reference again."""
        by, key = caller(), idempotency_key()
        document = read_json(request.get_data(), request.content_type)
        shaped = load_shape({"channel": "api", **document}, strict=True)
        return _given(*_receive_once(shaped, json.dumps(document, sort_keys=True).encode(), key, by))


@calls.route("/<ref>")
class OneConcern(MethodView):
    """One concern its sender asks about."""

    @calls.doc(  # type: ignore[untyped-decorator]  # flask-smorest has no types
        summary="See how far a concern is that you sent",
        responses={"200": GIVEN | {"description": "How far it is"}, **refusals(401, 403, 404, 503)},
    )
    def get(self, ref: str) -> Response:
        """The state of a concern this sender sent; anything else is not found."""
        by = caller()
        with reading() as session:
            shown = front_door.sent_state(session, ref, by=by)
        with transaction() as session:
            audit.record_look(session, shown.look, by=by)
        return jsonify(_state(shown.view))


def idempotency_key() -> str:
    """The sender's own key for this concern.

    Raises:
        Unreadable: there is none that can be used.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > LONGEST_KEY or not _KEY.match(key):
        raise Unreadable("Send a random Idempotency-Key header of 1 to 200 plain letters, digits and signs.")
    return key


def _receive_once(shaped: dict[str, Any], body: bytes, key: str, by: Actor) -> tuple[Answer, NewConcern]:
    """The facts are read by the very rules that screen them, so the rules are asked for once."""
    settings = settings_now()
    client = f"officer:{by.officer_id}" if by.officer_id else f"agency:{by.agency_id}"
    with transaction() as session:
        new = read_concern(shaped, rulebook.active_pack(session).facts, strict=True)

        def do() -> tuple[str, int]:
            receipt = front_door.receive(
                session, new, by=by, prefix=settings.reference_prefix, rung_minutes=settings.danger_minutes
            )
            return receipt.ref, 201

        return idempotency.once(session, client=client, key=key, body=body, do=do), new


def _given(answer: Answer, new: NewConcern) -> Response:
    response = jsonify(
        ref=answer.ref, state="to_be_screened", words=STATES["to_be_screened"].label, warnings=new.warnings
    )
    response.status_code = answer.status
    response.headers["Location"] = url_for("api_concerns.OneConcern", ref=answer.ref)
    if answer.is_replay:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _state(sent: SentConcern) -> dict[str, str]:
    return {
        "ref": sent.ref,
        "state": sent.state,
        "words": STATES[sent.state].label,
        "received_at": utc_text(sent.received_at),
        "as_of": utc_text(clock.now()),
    }
