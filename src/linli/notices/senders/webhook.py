from __future__ import annotations

import base64
import json
import time
from collections.abc import Sequence

import httpx

from linli.core.keys import derive, keyed_digest
from linli.notices.senders.base import Message, Outcome, Result
from linli.notices.senders.sms import outcome_of

SECONDS = 5.0
KEY_PURPOSE = "notices.webhook"


def secret_of(address: str) -> str:
    """Return the signing secret of one address, in the form of the Standard Webhooks specification."""
    return "whsec_" + base64.b64encode(_key(address)).decode()


def _key(address: str) -> bytes:
    return keyed_digest("international", derive(KEY_PURPOSE), address.encode())


class Webhook:
    """Posts a notice to a unit's own system, signed as Standard Webhooks describes. Redirects are not followed."""

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self._transport = transport

    def send(self, messages: Sequence[Message]) -> list[Result]:
        with httpx.Client(timeout=SECONDS, transport=self._transport, follow_redirects=False) as client:
            return [self._send(client, message) for message in messages]

    def _send(self, client: httpx.Client, message: Message) -> Result:
        body = json.dumps({"heading": message.heading, "text": message.text}, ensure_ascii=False).encode()
        stamp = str(int(time.time()))
        signed = f"{message.token}.{stamp}.".encode() + body
        signature = base64.b64encode(keyed_digest("international", _key(message.address), signed)).decode()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message.token,
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{signature}",
        }
        try:
            return outcome_of(client.post(message.address, content=body, headers=headers))
        except httpx.HTTPError as error:
            return Result(Outcome.RETRY, type(error).__name__)
