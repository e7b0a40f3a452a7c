from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db.models import Model

from linli.core.actor import SYSTEM
from linli.core.rows import insert
from linli.journal.events import EVENTS, Event, Happened, Recipient, tell
from linli.notices.models import Notice
from linli.notices.policies import Channel, NoticeRules
from linli.notices.senders import InMemory, use
from linli.rulebook.actions import set_rule
from linli.vault.actions import keep
from linli.vault.models import NUMBERS
from linli.vault.policies.fields import Basis, FieldRegistry, PersonalField

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, nine in the morning in the city

if "test_notices.pipe_mended" not in EVENTS:

    @dataclass(frozen=True)
    class PipeMended(Event):
        name = "test_notices.pipe_mended"
        code: str
        whom: tuple[Recipient, ...] = ()
        at: datetime = NOW
        why: str = ""

        def recipients(self) -> tuple[Recipient, ...]:
            return self.whom


def line(channel: str = "in_app", audience: str = "requester", **changes: object) -> dict[str, object]:
    return {
        "event": "test_notices.pipe_mended",
        "audience": audience,
        "channel": channel,
        "text_zh": "{code}已修好",
        "text_en": "{code} is mended",
        **changes,
    }


def rules(*lines: dict[str, object]) -> None:
    set_rule(NoticeRules.key, {"rules": list(lines)}, valid_from=date(2020, 1, 1), by=SYSTEM, now=NOW)


def happened(*whom: Recipient, position: int = 1, at: datetime = NOW, **facts: object) -> Happened[Event]:
    event = EVENTS["test_notices.pipe_mended"](code="990102", whom=whom, **facts)
    return Happened(event, "test.matter", 1, position, SYSTEM, at)


@pytest.fixture
def requester(db: None) -> Callable[..., Recipient]:
    """Somebody who left a telephone number, or something else, for a matter."""
    NUMBERS.forget()
    entry = {
        "purpose": "matter",
        "why_zh": "办理",
        "why_en": "Handle",
        "bases": ["consent"],
        "keep_days": 900,
    }
    uses = [{**entry, "field": field} for field in ("name", "phone", "email")]
    set_rule(FieldRegistry.key, {"uses": uses}, valid_from=date(2020, 1, 1), by=SYSTEM, now=NOW)

    def make(field: str = "phone", value: str = "13812341234") -> Recipient:
        fields = {PersonalField(field): value}
        record = keep(fields, basis=Basis.CONSENT, purpose="matter", by=SYSTEM, now=NOW)
        return Recipient("requester", "requester", record.pk)

    return make


@pytest.fixture
def gateway() -> Iterator[InMemory]:
    sender = InMemory()
    use(Channel.SMS, sender)
    yield sender
    use(Channel.SMS, None)


def only_notice() -> Notice:
    return Notice.objects.get()


def told(what: Happened[Event]) -> list[Model]:
    """Tell the listeners and write what they want written, as the journal does."""
    tell(what)
    insert(what.rows)
    return what.rows
