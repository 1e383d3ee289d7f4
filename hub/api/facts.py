"""The facts a concern may state, from the rules in force: what to send, and as what."""

from __future__ import annotations

from math import isfinite
from typing import Any

from flask import Response, jsonify
from flask.views import MethodView
from flask_smorest import Blueprint

from hub import rulebook
from hub.accounts import Permission, require
from hub.api.caller import caller
from hub.api.problems import refusals
from hub.db import reading
from hub.rulebook import Pack
from hub.schemas.published import FACTS

calls = Blueprint("api_facts", __name__, url_prefix="/api/v1/facts", description="The facts a concern may state")
LISTED = {"description": "Every fact by id", "content": {"application/json": {"schema": FACTS}}}


@calls.route("")
class Facts(MethodView):
    """The catalogue of facts."""

    @calls.doc(  # type: ignore[untyped-decorator]  # flask-smorest has no types
        summary="The facts a concern may state",
        responses={"200": LISTED, **refusals(401, 403, 503)},
    )
    def get(self) -> Response:
        """Every fact that a sender may state, with its question and what an answer looks like; no record is read."""
        require(caller(), Permission.CONCERN_RECEIVE)
        with reading() as session:
            pack = rulebook.active_pack(session)
        return jsonify(facts=_listed(pack))


def _listed(pack: Pack) -> list[dict[str, Any]]:
    return [
        {
            "id": fact.id,
            "scope": fact.scope,
            "type": fact.type,
            "question": fact.question,
            "unit": fact.unit,
            "choices": dict(fact.choices or {}),
            "least": _limit(fact.least),
            "most": _limit(fact.most),
        }
        for fact in pack.facts
        if fact.is_asked_at_receipt
    ]


def _limit(number: float) -> float | None:
    return number if isfinite(number) else None
