"""The same four rows a submission in Django: plain, under django-simple-history, and under django-auditlog."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import django
from django.conf import settings

from tests.benchmarks.beside import answer

PACKAGE, MANNER = sys.argv[1], sys.argv[2]
APPS = {"django-simple-history": "simple_history", "django-auditlog": "auditlog"}
WORDS = ("forename", "surname", "born", "sex", "address", "postcode", "phone", "email")


def _set_up() -> None:
    settings.configure(
        SECRET_KEY="only for a benchmark",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", APPS[PACKAGE]],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "HOST": os.environ["BENCH_HOST"],
                "NAME": os.environ["BENCH_NAME"],
                "USER": "hub",
                "CONN_MAX_AGE": None,
            }
        },
    )
    django.setup()


def _models() -> dict[str, Any]:
    from django.db import models

    def fields() -> dict[str, Any]:
        more = {"Meta": type("Meta", (), {"app_label": "contenttypes"}), "__module__": __name__}
        if PACKAGE == "django-simple-history" and MANNER == "kept":
            from simple_history.models import HistoricalRecords

            more["history"] = HistoricalRecords(app="contenttypes")
        return more

    def text() -> Any:
        return models.TextField(default="")

    def to(name: str) -> Any:
        return models.ForeignKey(f"contenttypes.{name}", on_delete=models.PROTECT)

    return {
        "Concern": type("Concern", (models.Model,), {**fields(), "ref": text(), "narrative": text()}),
        "Person": type(
            "Person", (models.Model,), {**fields(), "concern": to("Concern"), **{name: text() for name in WORDS}}
        ),
        "Item": type(
            "Item", (models.Model,), {**fields(), "concern": to("Concern"), "queue": text(), "reason": text()}
        ),
    }


_set_up()
MADE = _models()
if PACKAGE == "django-auditlog" and MANNER == "kept":
    from auditlog.registry import auditlog

    for _model in MADE.values():
        auditlog.register(_model)


def prepare() -> bool:
    """The tables stand."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    histories = [model.history.model for model in MADE.values() if hasattr(model, "history")]
    with connection.schema_editor() as editor:
        for model in (*MADE.values(), *histories):
            editor.create_model(model)
    return True


def work(seconds: float) -> dict[str, Any]:
    """How many were written in so many seconds."""
    from django.db import transaction

    number, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        with transaction.atomic():
            _write(number)
        number += 1
    return {"count": number, "seconds": time.perf_counter() - began}


def _write(number: int) -> None:
    narrative = "A neighbour heard shouting again last night. " * 6
    concern = MADE["Concern"].objects.create(ref=f"DH-{number}", narrative=narrative)
    for forename in ("Catriona", "Iain"):
        MADE["Person"].objects.create(
            concern=concern, forename=forename, surname="Samplewood", born="2014-03-14", sex="female",
            address=f"{number} Invented Wynd, Dundee", postcode="DD1 9ZZ", phone="01632 960123", email="a@example.invalid",
        )  # fmt: skip
    MADE["Item"].objects.create(concern=concern, queue="screening", reason="children.r1")


if __name__ == "__main__":
    answer({"prepare": prepare, "work": work})
