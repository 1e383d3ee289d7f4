"""The blueprint on which the pages of the rules stand."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("rules", __name__, url_prefix="/rules")
