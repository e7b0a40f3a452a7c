"""Several notices to one person within a short time go as one message, and are repeated as the same one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.core.actor import SYSTEM, Actor
from linli.notices import actions
from linli.notices.errors import NoticeNotFound, NoticeUnderWay
from linli.notices.models import Notice
from linli.notices.policies import Channel, DeliveryRule, joined, parts_of_sms
from linli.notices.senders import InMemory, Outcome, use
from linli.notices.senders.base import Message, Result
from linli.rulebook.actions import set_rule

from .conftest import NOW, happened, line, only_notice, rules, told

ADMIN = Actor("account", 5)


@pytest.fixture
def joins(db: None) -> None:
    set_rule(DeliveryRule.key, {"join_minutes": 2}, valid_from=date(2020, 1, 1), by=SYSTEM, now=NOW)


def deliver(minutes: float = 0) -> int:
    return actions.deliver(Channel.SMS, now=NOW + timedelta(minutes=minutes))


def test_what_one_person_is_told_within_the_time_is_one_message(joins, requester, gateway: InMemory) -> None:
    rules(line("sms", text_zh="【安和市】{code}已修好{why}"))
    person = requester()
    told(happened(person, why="甲"))
    told(happened(person, position=2, at=NOW + timedelta(minutes=1), why="乙"))
    assert deliver(1) == 0
    assert deliver(2) == 2
    (message,) = gateway.messages.values()
    assert message.text == "【安和市】990102已修好甲\n990102已修好乙"
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}


def test_two_people_get_a_message_each(joins, requester, gateway: InMemory) -> None:
    rules(line("sms"))
    told(happened(requester(), requester(value="13912341234")))
    deliver(2)
    assert len(gateway.messages) == 2


def test_what_somebody_waits_for_goes_at_once(joins, requester, gateway: InMemory) -> None:
    rules(line("sms", at_once=True))
    told(happened(requester()))
    assert deliver(0) == 1


def test_without_a_time_to_join_each_goes_when_it_happens(requester, gateway: InMemory) -> None:
    rules(line("sms"))
    told(happened(requester()))
    assert deliver(0) == 1


class Busy:
    """A gateway that is busy once, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[Message]] = []

    def send(self, messages: list[Message]) -> list[Result]:
        self.asked.append(list(messages))
        first = len(self.asked) == 1
        return [Result(Outcome.RETRY if first else Outcome.DELIVERED)] * len(messages)


def test_a_message_is_repeated_as_it_was_and_what_came_later_is_another(joins, requester) -> None:
    busy, person = Busy(), requester()
    rules(line("sms", text_zh="{code}{why}"))
    use(Channel.SMS, busy)
    try:
        told(happened(person, why="甲"))
        told(happened(person, position=2, why="乙"))
        deliver(2)
        told(happened(person, position=3, at=NOW + timedelta(minutes=2), why="丙"))
        deliver(3.5)
        deliver(5)
    finally:
        use(Channel.SMS, None)
    first, *later = busy.asked
    again = [message for batch in later for message in batch]
    assert [(message.token, message.text) for message in first] == [(again[0].token, again[0].text)]
    assert len({message.token for message in again}) == len(again) == 2
    assert again[1].text == "990102丙"


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (["甲"], "甲"),
        (["甲", "甲"], "甲"),
        (["【市】甲", "【市】乙"], "【市】甲\n乙"),
        (["【市】甲", "乙"], "【市】甲\n乙"),
        (["[Anhe] a", "[Anhe] b"], "[Anhe] a\nb"),
        (["甲", "【市】乙"], "甲\n【市】乙"),
    ],
)
def test_the_signature_is_said_once(texts: list[str], whole: str) -> None:
    assert joined(texts) == whole


@pytest.mark.parametrize(("letters", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_a_long_text_message_is_charged_in_parts(letters: int, parts: int) -> None:
    assert parts_of_sms("字" * letters) == parts


def test_what_was_dropped_is_sent_again_when_somebody_asks(requester, gateway: InMemory) -> None:
    rules(line("sms"))
    told(happened(requester()))
    use(Channel.SMS, None)
    deliver()
    dropped = only_notice()
    assert dropped.state == "dropped"
    use(Channel.SMS, gateway)
    actions.send_again(number=dropped.pk, by=ADMIN, now=NOW + timedelta(hours=1))
    assert deliver(61) == 1
    assert only_notice().state == "sent"
    assert [each.outcome for each in only_notice().log.order_by("pk")] == ["refused", "again", "delivered"]


def test_what_arrived_or_is_not_there_is_not_sent_again(requester, gateway: InMemory) -> None:
    rules(line("sms"))
    told(happened(requester()))
    deliver()
    with pytest.raises(NoticeUnderWay):
        actions.send_again(number=only_notice().pk, by=ADMIN, now=NOW)
    with pytest.raises(NoticeNotFound):
        actions.send_again(number=0, by=ADMIN, now=NOW)
