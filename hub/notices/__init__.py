"""What leaves the hub by mail: a reference, a time, a place and a link; never a name, a reason or anything about anybody."""

from hub.notices.calendar import Meeting, calendar_file
from hub.notices.mails import (
    Mail,
    checkpoint_mail,
    danger_mail,
    invitation_mail,
    late_named_mail,
    rules_alarm_mail,
    rules_to_sign_mail,
    second_asked_mail,
    team_told_mail,
)

__all__ = [
    "Mail",
    "Meeting",
    "calendar_file",
    "checkpoint_mail",
    "danger_mail",
    "invitation_mail",
    "late_named_mail",
    "rules_alarm_mail",
    "rules_to_sign_mail",
    "second_asked_mail",
    "team_told_mail",
]
