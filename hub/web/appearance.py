"""How pages are dressed: Jinja, assets under one hashed address, and the council's colour."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask, Response
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    Undefined,
)
from jinja2.exceptions import UndefinedError
from jinja2.utils import missing
from whitenoise import WhiteNoise

from hub.rulebook import URGENCY_WORDS
from hub.web import words
from hub.web.headers import SECURITY_HEADERS, add_security_headers

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"

IMMUTABLE = "max-age=31536000, public, immutable"


@dataclass(frozen=True, slots=True)
class Theme:
    """A council's plain identity: its name and one colour, on which white words must be readable.

    Raises:
        ValueError: the colour is not #rrggbb, or white words on it have a contrast under 4.5 to 1.
    """

    council: str = "Dundee"
    brand_colour: str = "#1f4a5a"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.brand_colour):
            raise ValueError("The brand colour must be six hexadecimal digits after #, for example #1f4a5a.")
        if contrast_with_white(self.brand_colour) < 4.5:
            raise ValueError("White words cannot be read on the brand colour. Choose a darker one.")

    @property
    def sheet(self) -> str:
        """The style sheet that sets the colour; a file of its own, since inline style is forbidden."""
        return f":root{{--govuk-brand-colour:{self.brand_colour}}}\n"


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of white on `colour` (#rrggbb), from 1 to 21, by the WCAG formula."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


class MissingName(StrictUndefined):
    """A name no page was given is an error; a key that a dict leaves out is merely empty, so parts take fewer keys."""

    def __new__(  # type: ignore[misc]  # returns Jinja's lenient kind for dicts on purpose
        cls, hint: str | None = None, obj: object = missing, name: str | None = None, exc: type = UndefinedError
    ) -> Undefined:
        """Whatever was asked of a dict is merely empty."""
        if isinstance(obj, dict):
            return Undefined(hint, obj, name, exc)
        return super().__new__(cls)


class GovukTemplates(BaseLoader):
    """The GOV.UK macros, compiled leniently: they read names that nobody gave as "nothing"."""

    def __init__(self, environment: Environment) -> None:
        self._lenient = environment.overlay(undefined=Undefined)
        self._loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})

    def link(self, loader: BaseLoader) -> None:
        """The macros import one another through `loader`."""
        self._lenient.loader = loader

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """The template of that name, in the lenient environment whatever asked for it."""
        return self._loader.load(self._lenient, name, globals)


def dress(app: Flask, theme: Theme, *, now: Callable[[], datetime]) -> None:
    """Give `app` its templates, filters, assets, theme and headers. `now` is the clock that the `when` filter reads."""
    version = assets_version(theme)
    _set_up_jinja(app, now)
    _serve_assets(app, theme, version)
    app.jinja_env.globals.update(
        asset=lambda name: f"/assets/{version}/{name}", theme=theme, urgency_words=URGENCY_WORDS
    )
    app.after_request(add_security_headers)


def assets_version(theme: Theme) -> str:
    """Twelve hexadecimal digits over every asset's name and bytes and the theme: a change in any is a new address."""
    digest = hashlib.sha256(theme.sheet.encode())
    for path in sorted(STATIC.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _set_up_jinja(app: Flask, now: Callable[[], datetime]) -> None:
    env = app.jinja_env
    env.undefined, env.trim_blocks, env.lstrip_blocks = MissingName, True, True
    govuk = GovukTemplates(env)
    env.loader = ChoiceLoader([FileSystemLoader(TEMPLATES), govuk])
    govuk.link(env.loader)
    env.filters.update(
        london_time=words.london_time,
        london_day=words.london_day,
        weekday=words.weekday,
        when=lambda instant: words.when(instant, now()),
        at_or_when=lambda instant: words.at_or_when(instant, now()),
        how_read=lambda instant: words.how_read(instant, now()),
        counted=words.counted,
        ended=words.ended,
        capital_first=words.capital_first,
    )


def _serve_assets(app: Flask, theme: Theme, version: str) -> None:
    def dress_asset(headers: Headers, _path: str, _url: str) -> None:
        for name, value in SECURITY_HEADERS.items():
            headers.setdefault(name, value)

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask's documented way to wrap an application
        app.wsgi_app,
        root=STATIC,
        prefix=f"assets/{version}",
        immutable_file_test=lambda _path, _url: True,
        allow_all_origins=False,
        add_headers_function=dress_asset,
        mimetypes={".mjs": "text/javascript"},
    )

    @app.get("/assets/<_version>/theme.css", endpoint="theme")
    def theme_sheet(_version: str) -> Response:
        return Response(theme.sheet, mimetype="text/css", headers={"Cache-Control": IMMUTABLE})
