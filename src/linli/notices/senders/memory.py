from __future__ import annotations

from collections.abc import Sequence

from linli.notices.senders.base import Message, Outcome, Result


class InMemory:
    """Twin of every sender: keeps what it is given. Takes each token once, as a good gateway does."""

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}
        self.calls = 0

    def send(self, messages: Sequence[Message]) -> list[Result]:
        self.calls += 1
        for message in messages:
            self.messages.setdefault(message.token, message)
        return [Result(Outcome.DELIVERED)] * len(messages)
