"""django-helpdesk with as many tickets as the hub has concerns, as many of them open, and one of its staff signed in."""

from __future__ import annotations

import os
from typing import Any

from tests.benchmarks.beside import answer

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.peer_programs.helpdesk_settings"
OPEN, CLOSED = 1, 4
FILL = """
    INSERT INTO helpdesk_ticket
        (title, created, modified, queue_id, status, on_hold, description, priority, secret_key, submitter_email)
    SELECT 'Concern ' || n, now() - n * interval '1 minute', now(), %s, CASE WHEN n <= %s THEN 1 ELSE 4 END, false,
        'Somebody told us something about number ' || n, 1 + n %% 5, md5(n::text), 'someone@example.invalid'
    FROM generate_series(1, %s) AS n
"""


def prepare(tickets: int, waiting: int) -> dict[str, Any]:
    """Everything stands; the session's cookie, and the addresses of 25 rows: of the open ones, and of all."""
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.db import connection
    from helpdesk.models import Queue
    from helpdesk.query import query_to_base64

    call_command("migrate", verbosity=0)
    queue = Queue.objects.create(title="Screening", slug="screening")
    with connection.cursor() as cursor:
        cursor.execute(FILL, [queue.id, waiting, tickets])
        cursor.execute("ANALYZE")
    staff = User.objects.create_superuser("staff", "staff@example.invalid", "seven herons at dusk")
    store = SessionStore()
    store[SESSION_KEY] = str(staff.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    store.create()
    address = "/helpdesk/datatables_ticket_list/"
    plain = {"sorting": "created", "sortreverse": True, "search_string": "", "filtering": {}, "filtering_null": {}}
    return {
        "cookie": f"sessionid={store.session_key}",
        "open": address + query_to_base64({**plain, "filtering": {"status__in": [OPEN]}}),
        "all": address + query_to_base64(plain),
    }


if __name__ == "__main__":
    answer({"prepare": prepare})
