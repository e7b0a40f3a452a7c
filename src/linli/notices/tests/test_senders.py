from __future__ import annotations

import base64
import hashlib
import hmac
import json
import smtplib

import httpx
import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import get_connection

from linli.notices.policies import Channel
from linli.notices.senders import Message, Outcome, SmsGateway, SmtpMail, Webhook, sender_for
from linli.notices.senders.webhook import secret_of

ONE = Message("token-1", "+8613812341234", "", "990102已修好")
TWO = Message("token-2", "+8613812341235", "", "990103已修好")


def gateway(answer, seen: list[httpx.Request] | None = None) -> SmsGateway:
    def handle(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return SmsGateway("https://gateway.example/send", "key", httpx.MockTransport(handle))


def test_the_gateway_gets_token_number_and_words() -> None:
    seen: list[httpx.Request] = []
    (result,) = gateway(httpx.Response(202), seen).send([ONE])
    assert json.loads(seen[0].content) == {
        "messages": [{"token": "token-1", "to": "+8613812341234", "text": "990102已修好"}]
    }
    assert seen[0].headers["Authorization"] == "Bearer key"
    assert result.outcome is Outcome.DELIVERED


def test_the_gateway_gets_at_most_a_hundred_at_once() -> None:
    seen: list[httpx.Request] = []
    assert len(gateway(httpx.Response(200), seen).send([ONE] * 250)) == 250
    assert [len(json.loads(request.content)["messages"]) for request in seen] == [100, 100, 50]


def test_the_gateway_may_answer_for_each_message() -> None:
    rows = [{"token": "token-2", "status": "rejected", "detail": "blocked"}]
    results = gateway(httpx.Response(200, json={"results": rows})).send([ONE, TWO])
    assert [result.outcome for result in results] == [Outcome.DELIVERED, Outcome.REFUSED]


@pytest.mark.parametrize(
    "body", ["no json", "[]", '{"results": 5}', '{"results": [{"token": "token-1", "status": "?"}]}']
)
def test_an_answer_in_another_form_counts_as_taken(body: str) -> None:
    (result,) = gateway(httpx.Response(200, text=body)).send([ONE])
    assert result.outcome is Outcome.DELIVERED


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (httpx.Response(400), Outcome.REFUSED),
        (httpx.Response(401), Outcome.REFUSED),
        (httpx.Response(408), Outcome.RETRY),
        (httpx.Response(429), Outcome.RETRY),
        (httpx.Response(302), Outcome.RETRY),
        (httpx.Response(500), Outcome.RETRY),
        (httpx.ConnectError("13812341234"), Outcome.RETRY),
        (httpx.ReadTimeout("slow"), Outcome.RETRY),
    ],
)
def test_what_the_gateway_says_decides_whether_to_try_again(answer, outcome: Outcome) -> None:
    (result,) = gateway(answer).send([ONE])
    assert result.outcome is outcome
    assert "1381234" not in result.detail


def test_mail_carries_the_token_as_message_id() -> None:
    sender = SmtpMail(
        get_connection("django.core.mail.backends.locmem.EmailBackend"), "Linli <no-reply@anhe.example>"
    )
    (result,) = sender.send([Message("token-1", "zhang@example.cn", "工单", "990102已修好")])
    (message,) = mail.outbox
    assert result.outcome is Outcome.DELIVERED
    assert (message.to, message.subject, message.body) == (["zhang@example.cn"], "工单", "990102已修好")
    assert message.extra_headers["Message-ID"] == "<token-1@anhe.example>"


class Failing:
    def __init__(self, error: Exception) -> None:
        self.error = error
        self.tried = 0

    def open(self) -> None: ...
    def close(self) -> None: ...
    def send_messages(self, messages: object) -> int:
        self.tried += 1
        raise self.error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (smtplib.SMTPRecipientsRefused({}), Outcome.REFUSED),
        (smtplib.SMTPDataError(550, b"no"), Outcome.REFUSED),
        (smtplib.SMTPDataError(451, b"later"), Outcome.RETRY),
        (smtplib.SMTPServerDisconnected(), Outcome.RETRY),
        (TimeoutError(), Outcome.RETRY),
    ],
)
def test_what_the_mail_server_says_decides_whether_to_try_again(error: Exception, outcome: Outcome) -> None:
    (result,) = SmtpMail(Failing(error), "no-reply@anhe.example").send([ONE])
    assert result.outcome is outcome


def test_a_lost_connection_ends_the_batch_without_trying_the_rest() -> None:
    connection = Failing(smtplib.SMTPServerDisconnected())
    results = SmtpMail(connection, "no-reply@anhe.example").send([ONE] * 50)
    assert connection.tried == 1
    assert {result.outcome for result in results} == {Outcome.RETRY}
    assert len(results) == 50


def test_a_webhook_is_signed_as_standard_webhooks_describes() -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    address = "https://unit.example/hook"
    (result,) = Webhook(httpx.MockTransport(handle)).send(
        [Message("token-1", address, "工单", "990102已修好")]
    )
    (request,) = seen
    signed = f"token-1.{request.headers['webhook-timestamp']}.".encode() + request.content
    key = base64.b64decode(secret_of(address).removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{expected}"
    assert result.outcome is Outcome.DELIVERED


def test_a_channel_that_is_not_set_up_has_no_sender() -> None:
    assert sender_for(Channel.SMS) is None
    assert sender_for(Channel.MAIL) is None


def test_settings_switch_channels_on(monkeypatch: pytest.MonkeyPatch) -> None:
    on = {"sms_gateway_url": "https://gateway.example", "mail_host": "mail.example"}
    monkeypatch.setattr(settings, "LINLI", settings.LINLI.model_copy(update=on))
    assert isinstance(sender_for(Channel.SMS), SmsGateway)
    assert isinstance(sender_for(Channel.MAIL), SmtpMail)
