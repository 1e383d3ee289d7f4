"""Immediate danger is its own path: alert, named acknowledgement, ladder."""

from hub.danger.alerting import ALARMING, acknowledge, alert_on, climb, open_alerts, raise_alert
from hub.danger.models import Alert, AlertCall, RotaPlace
from hub.danger.showing import AlertLine, DangerView, show_alerts

__all__ = [
    "ALARMING",
    "Alert",
    "AlertCall",
    "AlertLine",
    "DangerView",
    "RotaPlace",
    "acknowledge",
    "alert_on",
    "climb",
    "open_alerts",
    "raise_alert",
    "show_alerts",
]
