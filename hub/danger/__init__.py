"""Immediate danger is its own path: alert, named acknowledgement, ladder."""

from hub.danger.alerting import ALARMING, acknowledge, alert_on, climb, open_alerts, raise_alert
from hub.danger.models import Alert, AlertCall, RotaPlace
from hub.danger.rota import RUNGS, RotaLine, RotaView, set_rota, show_rota
from hub.danger.showing import AlertLine, DangerView, danger_mark, first_called, show_alerts

__all__ = [
    "ALARMING",
    "RUNGS",
    "Alert",
    "AlertCall",
    "AlertLine",
    "DangerView",
    "RotaLine",
    "RotaPlace",
    "RotaView",
    "acknowledge",
    "alert_on",
    "climb",
    "danger_mark",
    "first_called",
    "open_alerts",
    "raise_alert",
    "set_rota",
    "show_alerts",
    "show_rota",
]
