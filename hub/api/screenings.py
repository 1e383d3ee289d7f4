"""How a concern was screened, for systems of the council: what was suggested for each person, and why, once it is decided."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask.views import MethodView
from flask_smorest import Blueprint

from hub import audit, clock, rulebook, triage
from hub.api.caller import caller
from hub.api.problems import refusals
from hub.db import reading, transaction, utc_text
from hub.schemas.published import SCREENING
from hub.triage import ExplainedView, PersonExplained

calls = Blueprint("api_screenings", __name__, url_prefix="/api/v1/concerns", description="How concerns were screened")
GIVEN = {
    "description": "What was suggested for each person, and why",
    "content": {"application/json": {"schema": SCREENING}},
}


@calls.route("/<ref>/screening")
class Screening(MethodView):
    """What the rules said of everybody on a concern."""

    @calls.doc(  # type: ignore[untyped-decorator]  # flask-smorest has no types
        summary="See what was suggested on a concern, and why",
        responses={"200": GIVEN, **refusals(401, 403, 404, 503)},
    )
    def get(self, ref: str) -> Response:
        """Findings, questions, near misses and what would change them; nobody is named, and looking is recorded."""
        by = caller()
        with reading() as session:
            shown = triage.show_explanations(session, ref, by=by)
        with transaction() as session:
            audit.record_look(session, shown.look, by=by)
        return jsonify(_told(shown.view))


def _told(view: ExplainedView) -> dict[str, Any]:
    return {
        "ref": view.frame.ref,
        "as_of": utc_text(clock.now()),
        "people": [_person(each) for each in view.people],
    }


def _person(each: PersonExplained) -> dict[str, Any]:
    """One person by their place on the form; `run` is null until somebody decided for them."""
    if each.run is None or each.told is None:
        return {"person": each.place + 1, "run": None}
    run, found = each.run, each.suggested
    return {
        "person": each.place + 1,
        "run": {
            "number": run.number,
            "on": run.on.isoformat(),
            "at": utc_text(run.at),
            "fingerprint": run.fingerprint,
            "evaluator": run.evaluator,
        },
        "routes": list(found.routes),
        "urgency": None if found.because_unknown else found.urgency,
        "could_reach": found.could_reach,
        **rulebook.plain_explanation(each.told),
    }
