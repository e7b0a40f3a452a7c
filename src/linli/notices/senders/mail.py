from __future__ import annotations

import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from linli.notices.senders.base import Message, Outcome, Result

SECONDS = 10
LOST = frozenset({"SMTPServerDisconnected", "TimeoutError", "ConnectionResetError", "BrokenPipeError"})


class SmtpMail:
    """Sends mail over SMTP, one connection for each batch. The token is the Message-ID: receivers drop repetitions.

    When the connection fails, the rest of the batch is left for later.
    """

    def __init__(self, connection: BaseEmailBackend, sender: str) -> None:
        self._connection = connection
        self._sender = sender

    @classmethod
    def configured(cls) -> SmtpMail | None:
        config = settings.LINLI
        if not config.mail_host:
            return None
        connection = get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=config.mail_host,
            port=config.mail_port,
            username=config.mail_user,
            password=config.mail_password.get_secret_value() if config.mail_password else "",
            use_tls=config.mail_security == "starttls",
            use_ssl=config.mail_security == "tls",
            timeout=SECONDS,
        )
        return cls(connection, config.mail_from)

    def send(self, messages: Sequence[Message]) -> list[Result]:
        results: list[Result] = []
        self._connection.open()
        try:
            for message in messages:
                results.append(self._send(message))
                if results[-1].detail in LOST:
                    break
        finally:
            self._connection.close()
        return results + [Result(Outcome.RETRY, "not tried")] * (len(messages) - len(results))

    def _send(self, message: Message) -> Result:
        domain = self._sender.rpartition("@")[2].rstrip(">") or "linli"
        mail = EmailMessage(
            message.heading or message.text[:40],
            message.text,
            self._sender,
            [message.address],
            connection=self._connection,
            headers={"Message-ID": f"<{message.token}@{domain}>", "Auto-Submitted": "auto-generated"},
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused:
            return Result(Outcome.REFUSED, "recipient refused")
        except smtplib.SMTPResponseException as error:
            final = 500 <= error.smtp_code < 600
            return Result(Outcome.REFUSED if final else Outcome.RETRY, str(error.smtp_code))
        except (OSError, smtplib.SMTPException) as error:
            return Result(Outcome.RETRY, type(error).__name__)
        return Result(Outcome.DELIVERED)
