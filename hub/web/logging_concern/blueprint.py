"""Every page of logging a concern answers under one name, so that the menu knows where its reader is."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("concerns", __name__)
