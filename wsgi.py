"""The application for a WSGI server: `gunicorn wsgi:app`. It ends with exit code 78 when it must not start."""

from __future__ import annotations

import sys

from hub.app import create_app
from hub.errors import StartRefused

try:
    app = create_app()
except StartRefused as refused:
    sys.stderr.write(f"{refused.message}\n")
    raise SystemExit(StartRefused.exit_code) from refused
