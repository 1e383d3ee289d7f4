"""Figures for whoever watches the service, at /metrics with a token: counts and ages by closed lists, never of a person."""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Iterator

from flask import Flask, Response, abort, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from hub import audit, clock, danger, jobs, outbox, queues, spool
from hub.config import Settings
from hub.crypto import UNOPENED
from hub.db import reading
from hub.rulebook import alarming

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_OWN = CollectorRegistry()
_REQUESTS = Counter("hub_requests", "Answers, by address pattern", ["method", "route", "status"], registry=_OWN)
_DURATION = Histogram("hub_request_seconds", "How long answers took", ["route"], buckets=_SECONDS, registry=_OWN)
_OWN.register(UNOPENED)


def answer_metrics(app: Flask, settings: Settings) -> None:
    """Every request is counted, and /metrics answers whoever has the token; without one set it is not there."""
    app.before_request(_begin)
    app.after_request(_count)

    @app.get("/metrics", endpoint="metrics")
    def metrics() -> Response:
        told = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not settings.metrics_token or not hmac.compare_digest(told.encode(), settings.metrics_token.encode()):
            abort(404)
        return Response(generate_latest(_registry(settings)), content_type=CONTENT_TYPE_LATEST)


def _begin() -> None:
    g.began = time.monotonic()


def _count(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "none"
    method = request.method if request.method in _METHODS else "other"
    _REQUESTS.labels(method, route, str(response.status_code)).inc()
    if "began" in g:
        _DURATION.labels(route).observe(time.monotonic() - g.began)
    return response


def _registry(settings: Settings) -> CollectorRegistry:
    """What all processes of this group counted together, and how the work stands."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has it so
    else:
        registry.register(_OWN)
    registry.register(_Work(settings))
    return registry


class _Work(Collector):
    """How the work stands, read when asked; `hub_database_up` alone when the database does not answer."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each figure with its words."""
        try:
            found = list(_figures())
        except SQLAlchemyError:
            found = []
        yield GaugeMetricFamily("hub_database_up", "Whether the database answered", value=float(bool(found)))
        yield from found
        yield _spool(self.settings)


def _figures() -> Iterator[GaugeMetricFamily]:
    with reading() as session:
        depths = queues.depths(session)
        deliveries = outbox.count_by_state(session)
        alerts = len(danger.open_alerts(session))
        beat = jobs.last_beat(session)
        refused = float(alarming.is_older_ruling(session))
        trail = list(_trail(session))
    waiting = GaugeMetricFamily("hub_queue_items", "Items that wait in a queue", labels=["queue"])
    overdue = GaugeMetricFamily("hub_queue_overdue", "Items whose time is up", labels=["queue"])
    for queue, depth in depths.items():
        waiting.add_metric([queue], depth.waiting)
        overdue.add_metric([queue], depth.overdue)
    outgoing = GaugeMetricFamily("hub_outbox", "Mail that waits, and mail given up", labels=["state"])
    for state in ("waiting", "given_up"):
        outgoing.add_metric([state], deliveries.get(state, 0))
    yield from (waiting, overdue, outgoing, *trail)
    yield GaugeMetricFamily("hub_danger_open", "Danger alerts that nobody took on", value=alerts)
    yield GaugeMetricFamily("hub_rules_refused", "Whether the newest rule pack does not load", value=refused)
    if beat is not None:
        age = (clock.now() - beat).total_seconds()
        yield GaugeMetricFamily("hub_worker_beat_age_seconds", "Since the worker last did all its work", value=age)


def _spool(settings: Settings) -> GaugeMetricFamily:
    """What this machine's spool holds, with or without a database."""
    now = spool.status(settings.spool_folder)
    kept = GaugeMetricFamily("hub_spool", "Concerns kept while the hub could not receive them", labels=["state"])
    kept.add_metric(["waiting"], now.waiting)
    kept.add_metric(["held"], now.held)
    return kept


def _trail(session: Session) -> Iterator[GaugeMetricFamily]:
    standing = audit.how_it_stands(session)
    yield GaugeMetricFamily("hub_trail_unsealed", "Leaves that are not in the log yet", value=standing.waiting)
    yield GaugeMetricFamily("hub_trail_alarms", "What the sealer found wrong", value=standing.alarms_in_all)
    newest = audit.newest_checkpoint(session)
    if newest is not None:
        age = (clock.now() - newest.at).total_seconds()
        yield GaugeMetricFamily("hub_trail_checkpoint_age_seconds", "Since the newest checkpoint", value=age)
