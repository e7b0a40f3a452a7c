from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx
from django.conf import settings

from linli.notices.senders.base import Message, Outcome, Result

CHUNK = 100
SECONDS = 10.0


class SmsGateway:
    """Posts text messages as JSON to the gateway that the city rents.

    Request: `{"messages": [{"token", "to", "text"}]}`, at most 100, with `Authorization: Bearer`. Answer: 2xx, and
    where the gateway can say more, `{"results": [{"token", "status": "accepted"|"rejected"|"retry", "detail"}]}`.
    4xx other than 408 and 429 rejects the chunk; anything else is tried again. A gateway drops tokens it knows.
    """

    def __init__(self, url: str, key: str, transport: httpx.BaseTransport | None = None) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._transport = transport

    @classmethod
    def configured(cls) -> SmsGateway | None:
        config = settings.LINLI
        key = config.sms_gateway_key.get_secret_value() if config.sms_gateway_key else ""
        return cls(config.sms_gateway_url, key) if config.sms_gateway_url else None

    def send(self, messages: Sequence[Message]) -> list[Result]:
        results: list[Result] = []
        with httpx.Client(timeout=SECONDS, transport=self._transport, headers=self._headers) as client:
            for start in range(0, len(messages), CHUNK):
                results += self._send_chunk(client, messages[start : start + CHUNK])
        return results

    def _send_chunk(self, client: httpx.Client, chunk: Sequence[Message]) -> list[Result]:
        body = {"messages": [{"token": each.token, "to": each.address, "text": each.text} for each in chunk]}
        try:
            answer = client.post(self._url, json=body)
        except httpx.HTTPError as error:
            return [Result(Outcome.RETRY, type(error).__name__)] * len(chunk)
        if not answer.is_success:
            return [outcome_of(answer)] * len(chunk)
        said = _said(answer)
        return [said.get(each.token, Result(Outcome.DELIVERED, str(answer.status_code))) for each in chunk]


def outcome_of(answer: httpx.Response) -> Result:
    """Return what an HTTP status means for the message."""
    detail = str(answer.status_code)
    if answer.is_success:
        return Result(Outcome.DELIVERED, detail)
    final = answer.is_client_error and answer.status_code not in (408, 425, 429)
    return Result(Outcome.REFUSED if final else Outcome.RETRY, detail)


STATUSES = {"accepted": Outcome.DELIVERED, "rejected": Outcome.REFUSED, "retry": Outcome.RETRY}


def _said(answer: httpx.Response) -> dict[str, Result]:
    """Return what the gateway says of single messages; what it says in another form counts as nothing."""
    try:
        rows: Any = answer.json()["results"]
        return {
            str(row["token"]): Result(STATUSES[row["status"]], str(row.get("detail", ""))[:100])
            for row in rows
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
