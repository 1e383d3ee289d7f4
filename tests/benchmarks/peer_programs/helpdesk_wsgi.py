"""django-helpdesk as gunicorn serves it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.peer_programs.helpdesk_settings"
application = get_wsgi_application()
