"""JSON for partner systems under /api/v1, described in OpenAPI 3.1 at /api/v1/openapi.json."""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api

from hub.api.concerns import calls as concern_calls
from hub.api.facts import calls as fact_calls
from hub.api.problems import answer_mistakes
from hub.api.screenings import calls as screening_calls

SECURITY = {"token": {"type": "http", "scheme": "bearer", "description": "A token the council issued to your system."}}


class _Described(Api):  # type: ignore[misc]  # flask-smorest has no types
    """Describes the calls; the application's own handlers answer every failure, for pages and JSON alike."""

    def _register_error_handlers(self) -> None:
        return


def register_api(app: Flask) -> None:
    """Every call of the interface answers at its address."""
    app.config.update(
        API_TITLE=f"{app.extensions['hub_settings'].council} safeguarding hub",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
    options = {
        "info": {
            "description": "Send a concern about a child or an adult, see how far it is, and how it was screened."
        },
        "components": {"securitySchemes": SECURITY},
        "security": [{"token": []}],
    }
    api = _Described(app, spec_kwargs=options)
    for calls in (concern_calls, fact_calls, screening_calls):
        api.register_blueprint(calls)
    answer_mistakes(app)
