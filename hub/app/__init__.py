"""The Flask application, put together from its faces. It starts only on a proven ground: database, keys and trail."""

from __future__ import annotations

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from hub import accounts, clock, spool
from hub.app.failures import answer_failures
from hub.app.guards import MOST_FORM_BYTES, guard_requests
from hub.app.health import answer_health
from hub.app.logs import name_requests
from hub.app.metrics import answer_metrics
from hub.app.numbers import read_row_numbers
from hub.app.starting import start, warn_of_no_phone
from hub.config import Settings, read_settings
from hub.web import register_pages
from hub.web.appearance import Theme, dress
from hub.web.around import frame_pages
from hub.web.signed_in import watch_sign_in

MOST_BYTES = 26 * 1024 * 1024


def create_app(settings: Settings | None = None, *, is_bound: bool = False) -> Flask:
    """The application for `settings` (default: those of the environment); `is_bound` when engine and keyring already are.

    Raises:
        StartRefused: it must not start like this; the message says what to mend.
    """
    settings = settings or read_settings()
    start(settings, is_bound=is_bound)
    spool.prepare_folder(settings.spool_folder)
    accounts.warm_up(settings)
    app = Flask("hub", static_folder=None, root_path=str(Path(__file__).parent))
    app.extensions["hub_settings"] = settings
    app.config.update(_flask_settings(settings))
    warn_of_no_phone(settings)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way to wrap an application
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    read_row_numbers(app)
    name_requests(app)
    answer_metrics(app, settings)
    dress(app, Theme(settings.council, settings.brand_colour), now=clock.now)
    guard_requests(app)
    watch_sign_in(app)
    _protect_forms(app)
    frame_pages(app)
    answer_failures(app)
    answer_health(app)
    register_pages(app)
    _register_api(app)
    return app


def _flask_settings(settings: Settings) -> dict[str, object]:
    """The second cookie holds the forms' token and the message of the last step, signed; never an id of anybody."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": "__Host-hub-form" if settings.secure_cookies else "hub-form",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "MAX_CONTENT_LENGTH": MOST_BYTES,
        "MAX_FORM_MEMORY_SIZE": MOST_FORM_BYTES,
        "MAX_FORM_PARTS": 5000,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a page left open over lunch still sends
        "WTF_CSRF_SSL_STRICT": False,  # it asks for a Referer, which our pages never send; guards.py compares Origin
        "WTF_CSRF_CHECK_DEFAULT": False,  # asked for in _protect_forms, after signing in
        "TRAP_HTTP_EXCEPTIONS": False,
        "PROPAGATE_EXCEPTIONS": False,
    }


def _protect_forms(app: Flask) -> None:
    """Every unsafe request to a page carries the token of its form; the API takes no cookie, so it needs none."""
    from flask import request

    csrf = CSRFProtect(app)

    @app.before_request
    def check_token() -> None:
        if request.endpoint is not None and not request.path.startswith("/api/"):
            csrf.protect()


def _register_api(app: Flask) -> None:
    if find_spec("hub.api") is not None:
        from importlib import import_module

        import_module("hub.api").register_api(app)
