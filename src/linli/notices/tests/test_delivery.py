from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection

from linli.notices import actions, tasks
from linli.notices.models import Attempt, Notice
from linli.notices.policies import Channel
from linli.notices.senders import InMemory, Message, Outcome, Result, use
from linli.vault.actions import erase
from linli.vault.models import Reading
from linli.vault.queries import readings_of

from .conftest import NOW, happened, line, only_notice, rules, told

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=10)


class Answers:
    """A gateway that gives the same answer to everything, or raises it."""

    def __init__(self, answer: Result | BaseException) -> None:
        self.answer = answer

    def send(self, messages: Sequence[Message]) -> list[Result]:
        if isinstance(self.answer, BaseException):
            raise self.answer
        return [self.answer] * len(messages)


def send(now=NOW) -> int:
    return actions.deliver(Channel.SMS, now=now)


@pytest.fixture
def waiting(requester) -> Notice:
    rules(line("sms"))
    told(happened(requester()))
    return only_notice()


def test_a_text_message_goes_to_the_number_in_the_vault(waiting: Notice, gateway: InMemory) -> None:
    assert send() == 1
    (message,) = gateway.messages.values()
    assert (message.address, message.text, message.token) == (
        "+8613812341234",
        "990102已修好",
        str(waiting.token),
    )
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, waiting.finished_at) == ("sent", 1, NOW)


def test_the_person_sees_that_their_number_was_used(waiting: Notice, gateway: InMemory) -> None:
    send()
    (reading,) = readings_of(waiting.recipient_id)
    assert (reading.purpose, reading.by_system) == ("notice", True)


def test_what_was_sent_is_not_sent_again(waiting: Notice, gateway: InMemory) -> None:
    send()
    assert send(LATER) == 0


def test_a_job_is_queued_for_what_waits_and_only_once(waiting: Notice, gateway: InMemory) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    tasks.look(timestamp=0)
    tasks.look(timestamp=5)
    job = ProcrastinateJob.objects.get(task_name="notices.deliver")
    assert (job.args, job.lock) == ({"channel": "sms"}, "notices.deliver.sms")
    tasks.deliver(channel="sms")
    waiting.refresh_from_db()
    assert waiting.state == "sent"


def test_no_job_is_queued_for_nothing(gateway: InMemory) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    tasks.look(timestamp=0)
    assert not ProcrastinateJob.objects.exists()


def test_an_attempt_is_written_down(waiting: Notice, gateway: InMemory) -> None:
    send()
    assert [(row.outcome, row.at) for row in waiting.log.all()] == [("delivered", NOW)]


def test_a_busy_gateway_is_tried_again_and_in_the_end_given_up(waiting: Notice, gateway: InMemory) -> None:
    use(Channel.SMS, Answers(Result(Outcome.RETRY, "503")))
    now = NOW
    for minutes in (1, 5, 30, 120, 720):
        assert send(now) == 1
        assert send(now) == 0
        now += timedelta(minutes=minutes)
    assert send(now) == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == ("failed", 6)
    assert Attempt.objects.count() == 6


def test_a_broken_gateway_is_tried_again(waiting: Notice, gateway: InMemory) -> None:
    use(Channel.SMS, Answers(RuntimeError("13812341234")))
    send()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.next_attempt_at) == ("waiting", NOW + timedelta(minutes=1))
    assert Attempt.objects.get().detail == "RuntimeError"


def test_what_is_refused_for_good_is_dropped(waiting: Notice, gateway: InMemory) -> None:
    use(Channel.SMS, Answers(Result(Outcome.REFUSED, "400")))
    send()
    waiting.refresh_from_db()
    assert waiting.state == "dropped"


def test_without_a_gateway_nothing_is_sent_and_nothing_is_read(waiting: Notice) -> None:
    send()
    waiting.refresh_from_db()
    assert (waiting.state, Attempt.objects.get().detail) == ("dropped", "channel off")
    assert not Reading.objects.exists()


def test_whoever_was_erased_is_left_alone(waiting: Notice, gateway: InMemory) -> None:
    erase(waiting.recipient_id, now=NOW)
    send()
    waiting.refresh_from_db()
    assert (waiting.state, Attempt.objects.get().detail) == ("dropped", "no address")
    assert not gateway.messages


def test_a_killed_worker_loses_nothing_and_repeats_with_the_same_token(
    waiting: Notice, gateway: InMemory
) -> None:
    class Killed(BaseException):
        pass

    class DiesAfterSending:
        def send(self, messages: Sequence[Message]) -> list[Result]:
            gateway.send(messages)
            raise Killed

    use(Channel.SMS, DiesAfterSending())
    with pytest.raises(Killed):
        send()
    use(Channel.SMS, gateway)
    assert send(NOW + timedelta(minutes=9)) == 0
    assert send(LATER) == 1
    assert gateway.calls == 2
    assert list(gateway.messages) == [str(waiting.token)]


def test_a_batch_costs_a_constant_number_of_statements(
    requester, gateway, django_assert_max_num_queries
) -> None:
    rules(line("sms"))
    for position in range(1, 101):
        told(happened(requester(), position=position))
    with django_assert_max_num_queries(16):
        assert send() == 100
    assert len(gateway.messages) == 100


def test_a_unit_s_own_system_and_mailbox_are_reached(requester) -> None:
    from linli.journal.events import Recipient

    twins = {Channel.MAIL: InMemory(), Channel.WEBHOOK: InMemory()}
    rules(line("mail", audience="lead_unit"), line("webhook", audience="lead_unit"), line("mail"))
    actions.set_unit_address(3, Channel.MAIL, "desk@unit.example")
    actions.set_unit_address(3, Channel.WEBHOOK, "https://unit.example/hook")
    told(happened(Recipient("lead_unit", "unit", 3), requester("email", "zhang@example.cn")))
    for channel, twin in twins.items():
        use(channel, twin)
        actions.deliver(channel, now=NOW)
        use(channel, None)
    assert {message.address for message in twins[Channel.MAIL].messages.values()} == {
        "desk@unit.example",
        "zhang@example.cn",
    }
    assert [message.address for message in twins[Channel.WEBHOOK].messages.values()] == [
        "https://unit.example/hook"
    ]


def test_an_account_s_number_stays_in_the_vault(requester, gateway: InMemory) -> None:
    from linli.journal.events import Recipient

    rules(line("sms", audience="handler"))
    actions.set_account_address(5, Channel.SMS, requester().id)
    told(happened(Recipient("handler", "account", 5), Recipient("handler", "account", 6)))
    send()
    assert [message.address for message in gateway.messages.values()] == ["+8613812341234"]
    assert set(Notice.objects.values_list("recipient_id", "state")) == {(5, "sent"), (6, "dropped")}


def test_a_message_shows_neither_address_nor_words() -> None:
    assert "138" not in repr(Message("t", "13812341234", "", "990102"))
    assert "990102" not in repr(Message("t", "13812341234", "", "990102"))


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work_and_repeat_nothing(requester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(actions.BATCH, Channel.SMS, 20)
    rules(line("sms"))
    for position in range(1, 201):
        told(happened(requester(), position=position))
    sent: list[str] = []

    class Counts:
        def send(self, messages: Sequence[Message]) -> list[Result]:
            sent.extend(message.token for message in messages)
            return [Result(Outcome.DELIVERED)] * len(messages)

    use(Channel.SMS, Counts())

    def work() -> None:
        while send():
            pass
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    use(Channel.SMS, None)
    assert len(sent) == len(set(sent)) == 200
    assert Notice.objects.filter(state="sent").count() == 200
