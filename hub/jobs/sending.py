"""One mail out of the house by SMTP. A message has a fixed id, so that a second sending is known for what it is."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from hub.config import Settings
from hub.notices import Mail

SECONDS = 20


class Refused(Exception):
    """The mail server will never take this message; `code` is its answer's number."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


def message_of(mail: Mail, *, message_id: str, written_at: datetime, sender: str) -> EmailMessage:
    """The mail as it goes out; a calendar method stands in its invitation, so that calendars offer to take it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, mail.to, mail.subject
    message["Date"], message["Message-ID"] = format_datetime(written_at), f"<{message_id}@safeguarding-hub>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    if mail.calendar is not None:
        message.add_alternative(mail.calendar.decode(), subtype="calendar", params={"method": mail.method})
    return message


def send(message: EmailMessage, settings: Settings) -> None:
    """The mail server has taken the message.

    Raises:
        Refused: it never will.
        OSError, smtplib.SMTPException: it did not this time.
    """
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS) as server:
        if settings.smtp_starttls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code = max(answer[0] for answer in refused.recipients.values())
            if code >= 500:
                raise Refused(code) from None
            raise
