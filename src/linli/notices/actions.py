from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q, QuerySet

from linli.core.actor import SYSTEM, Actor
from linli.core.rows import new
from linli.core.time import aware, city_day, city_zone
from linli.journal.events import Event, Happened, Recipient
from linli.notices.errors import AddressInvalid, NoticeNotFound, NoticeUnderWay
from linli.notices.models import Address, Attempt, Notice
from linli.notices.policies import Channel, DeliveryRule, NoticeRule, NoticeRules, State, Told, filled, joined
from linli.notices.queries import inbox
from linli.notices.senders import Message, Outcome, Result, Sender, sender_for
from linli.people.access import Viewer
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import InForce, in_force
from linli.vault.policies.fields import PersonalField
from linli.vault.queries import reveal_many

LEASE = timedelta(minutes=10)
"""How long a worker has for a batch. A batch is tried again after that, with the same tokens."""
MOST_JOINED = 1_000
"""Of the other notices of a batch's people, so many come along."""
BATCH = {Channel.IN_APP: 1, Channel.SMS: 500, Channel.MAIL: 50, Channel.WEBHOOK: 50}
"""Few enough that even a slow other side answers within the lease."""
JOINED = frozenset({Channel.SMS, Channel.MAIL})
"""Channels in which what one person is told within a short time goes as one message."""
ADDRESS_FIELD = {Channel.SMS: PersonalField.PHONE, Channel.MAIL: PersonalField.EMAIL}


def tell(happened: Happened[Event]) -> list[Notice]:
    """Write the notices that the city's rules send for an event, in the transaction that records it.

    Each recipient gets one for each channel, however many audiences they belong to: the rule that comes first
    wins. An event without rules costs a look into a dictionary; a city without rules sends nothing.
    """
    rules = _rules(happened)
    matching = rules.value.by_event.get(happened.event.name) if rules else None
    if not rules or not matching:
        return []
    notices = list(_notices(happened, matching, rules.edition))
    happened.rows.extend(notices)
    return notices


def _rules(happened: Happened[Event]) -> InForce[NoticeRules] | None:
    try:
        return in_force(NoticeRules, on=city_day(happened.at))
    except (RuleMissing, RuleExpired):
        return None


def _notices(happened: Happened[Event], rules: Sequence[NoticeRule], edition: int) -> Iterator[Notice]:
    wanted = {rule.audience for rule in rules}
    recipients = [each for each in happened.event.recipients() if each.audience in wanted]
    if not recipients:
        return
    told = Told(happened.event, city_zone())
    seen = set()
    for rule in rules:
        for recipient in recipients:
            place = (recipient.kind, recipient.id, rule.channel)
            if recipient.audience == rule.audience and place not in seen:
                seen.add(place)
                yield _notice(happened, rule, recipient, told, edition)


def _notice(
    happened: Happened[Event], rule: NoticeRule, recipient: Recipient, told: Told, edition: int
) -> Notice:
    in_chinese = settings.LINLI.language != "en"
    return new(
        Notice,
        event=happened.event.name,
        subject_kind=happened.subject_kind,
        subject_id=happened.subject_id,
        position=happened.position,
        audience=recipient.audience,
        recipient_kind=recipient.kind,
        recipient_id=recipient.id,
        channel=rule.channel.value,
        heading=filled(rule.subject_zh if in_chinese else rule.subject_en, told)[:200],
        text=filled(rule.text_zh if in_chinese else rule.text_en, told),
        edition=edition,
        created_at=happened.at,
        **_start(rule, happened.at),
    )


def _start(rule: NoticeRule, at: datetime) -> dict[str, Any]:
    if rule.channel is Channel.IN_APP:  # being in the table is being delivered
        return {"state": State.SENT.value, "finished_at": at}
    city = delivery(at)
    first = at + timedelta(minutes=city.join_minutes) if rule.channel in JOINED and not rule.at_once else at
    first = city.daytime(first, city_zone()) if rule.daytime_only else first
    return {"state": State.WAITING.value, "next_attempt_at": first}


@cache
def _defaults() -> DeliveryRule:
    return DeliveryRule()


def delivery(now: datetime) -> DeliveryRule:
    """Return the city's rule of delivery. A city without one sends by the defaults that the rule declares."""
    try:
        return in_force(DeliveryRule, on=city_day(now)).value
    except RuleMissing:
        return _defaults()


def deliver(channel: Channel, *, now: datetime) -> int:
    """Send one batch of a channel's waiting notices; return how many were taken. Call it outside a transaction.

    Taking moves `next_attempt_at` ahead and commits, so that several workers never send the same notice, and a
    worker that is killed leaves its batch to be sent again after ten minutes, with the same tokens.
    """
    batch = _take(channel, aware(now))
    if batch:
        _finish(batch, _sent(channel, batch, now), now)
    return len(batch)


@transaction.atomic
def _take(channel: Channel, now: datetime) -> list[Notice]:
    waiting = Notice.objects.filter(channel=channel, next_attempt_at__isnull=False)
    due = waiting.filter(next_attempt_at__lte=now).order_by("next_attempt_at", "pk")
    taken = list(due.select_for_update(skip_locked=True)[: BATCH[channel]])
    if not taken:
        return []
    if channel in JOINED:
        taken += _companions(waiting, taken)
    _put_together(taken, channel)
    for notice in taken:
        notice.next_attempt_at = now + LEASE
    Notice.objects.bulk_update(taken, ["message", "next_attempt_at"])
    return taken


def _companions(waiting: QuerySet[Notice], taken: list[Notice]) -> list[Notice]:
    """Return what else waits for the same people and was not tried yet, or belongs to a message that is tried again."""
    people: dict[str, set[int]] = defaultdict(set)
    for notice in taken:
        people[notice.recipient_kind].add(notice.recipient_id)
    theirs = Q(pk__in=[])
    for kind, numbers in people.items():
        theirs |= Q(recipient_kind=kind, recipient_id__in=numbers)
    fresh = Q(message__isnull=True) | Q(message__in=[each.message for each in taken if each.message])
    others = waiting.filter(theirs, fresh).exclude(pk__in=[notice.pk for notice in taken])
    return list(others.select_for_update(skip_locked=True).order_by("pk")[:MOST_JOINED])


def _put_together(taken: list[Notice], channel: Channel) -> None:
    """Give each notice the message it goes out in: of one person those that were not tried yet are one."""
    fresh: dict[tuple[str, int], UUID] = {}
    for notice in sorted(taken, key=lambda each: each.pk):
        if notice.message is None:
            person = (notice.recipient_kind, notice.recipient_id)
            notice.message = fresh.setdefault(person, notice.token) if channel in JOINED else notice.token


def _by_message(notices: Iterable[Notice]) -> dict[UUID, list[Notice]]:
    found: dict[UUID, list[Notice]] = defaultdict(list)
    for notice in sorted(notices, key=lambda each: each.pk):
        assert notice.message is not None
        found[notice.message].append(notice)
    return found


def _sent(channel: Channel, batch: list[Notice], now: datetime) -> dict[int, Result]:
    """Send a batch and return what came of each notice, by number."""
    sender = sender_for(channel)
    if sender is None:
        return {notice.pk: Result(Outcome.REFUSED, "channel off") for notice in batch}
    addresses = _addresses(channel, batch, now)
    reachable = _by_message(notice for notice in batch if addresses.get(notice.pk))
    messages = [
        Message(
            str(token), addresses[notices[0].pk], _heading(notices), joined([each.text for each in notices])
        )
        for token, notices in reachable.items()
    ]
    results = {notice.pk: Result(Outcome.REFUSED, "no address") for notice in batch}
    for notices, result in zip(reachable.values(), _tried(sender, messages), strict=True):
        results.update({notice.pk: result for notice in notices})
    return results


def _heading(notices: list[Notice]) -> str:
    more = f" (+{len(notices) - 1})" if len(notices) > 1 and notices[0].heading else ""
    return notices[0].heading + more


def _tried(sender: Sender, messages: list[Message]) -> list[Result]:
    if not messages:
        return []
    try:
        return [replace(result, detail=result.detail[:100]) for result in sender.send(messages)]
    except Exception as error:  # one broken gateway must not stop the others
        return [Result(Outcome.RETRY, type(error).__name__)] * len(messages)


def _addresses(channel: Channel, batch: list[Notice], now: datetime) -> dict[int, str]:
    """Return the address of each notice's recipient; those that have none are left out. At most five queries."""
    listed = _listed_addresses(channel, batch)
    records = {
        notice.pk: notice.recipient_id if notice.recipient_kind == "requester" else listed[place].record
        for notice in batch
        if (place := (notice.recipient_kind, notice.recipient_id))[0] == "requester" or place in listed
    }
    field, wanted = ADDRESS_FIELD.get(channel), {record for record in records.values() if record}
    people = reveal_many(wanted, field, by=SYSTEM, purpose="notice", now=now) if field and wanted else {}
    units = {
        notice.pk: listed[place].address
        for notice in batch
        if (place := (notice.recipient_kind, notice.recipient_id)) in listed
    }
    return units | {notice: people[record] for notice, record in records.items() if record in people}


def _listed_addresses(channel: Channel, batch: list[Notice]) -> dict[tuple[str, int], Address]:
    numbers = {notice.recipient_id for notice in batch if notice.recipient_kind != "requester"}
    rows = Address.objects.filter(channel=channel, recipient_id__in=numbers) if numbers else ()
    return {(row.recipient_kind, row.recipient_id): row for row in rows}


@transaction.atomic
def _finish(batch: list[Notice], results: dict[int, Result], now: datetime) -> None:
    """Write down what came of a batch: one update for each different end, one insert for the log."""
    rule, ends = delivery(now), defaultdict(list)
    tries = {
        message: max(each.attempts for each in notices) for message, notices in _by_message(batch).items()
    }
    for notice in batch:
        assert notice.message is not None
        attempts = tries[notice.message] + 1
        ends[_end(results[notice.pk].outcome, attempts, rule, aware(now))].append(notice.pk)
    for (state, again), numbers in ends.items():
        finished = None if again else aware(now)
        Notice.objects.filter(pk__in=numbers).update(
            state=state, next_attempt_at=again, finished_at=finished, attempts=F("attempts") + 1
        )
    Attempt.objects.bulk_create(
        Attempt(notice_id=number, at=aware(now), outcome=result.outcome.value, detail=result.detail)
        for number, result in results.items()
    )


def _end(outcome: Outcome, attempts: int, rule: DeliveryRule, now: datetime) -> tuple[State, datetime | None]:
    again = rule.retry_at(attempts, now) if outcome is Outcome.RETRY else None
    return (State.WAITING, again) if again else (_ENDS[outcome], None)


_ENDS = {Outcome.DELIVERED: State.SENT, Outcome.RETRY: State.FAILED, Outcome.REFUSED: State.DROPPED}


@transaction.atomic
def send_again(*, number: int, by: Actor, now: datetime) -> None:
    """Let a notice that was given up or dropped wait once more, as a message of its own. The log says who asked.

    Raises NoticeNotFound, NoticeUnderWay.
    """
    notice = Notice.objects.select_for_update().filter(pk=number).first()
    if notice is None:
        raise NoticeNotFound
    if notice.state not in (State.FAILED, State.DROPPED):
        raise NoticeUnderWay(state=State(notice.state).label)
    # A token of its own: a gateway that took the first one without saying so would drop it.
    notice.token, notice.message, notice.attempts = uuid4(), None, 0
    notice.state, notice.next_attempt_at, notice.finished_at = State.WAITING, aware(now), None
    notice.save(update_fields=["token", "message", "attempts", "state", "next_attempt_at", "finished_at"])
    Attempt.objects.create(notice=notice, at=aware(now), outcome=AGAIN, detail=f"account {by.account}")


AGAIN = "again"


def mark_read(numbers: Collection[int], *, viewer: Viewer, now: datetime) -> int:
    """Mark notices of this viewer's inbox as read; return how many were not read before. Others are left alone."""
    unread = inbox(viewer).filter(pk__in=numbers, read_at=None).order_by()
    return unread.update(read_at=aware(now), read_by=viewer.account_id)


def set_unit_address(unit_id: int, channel: Channel, address: str) -> None:
    """Say where a unit takes messages; a later call replaces the address. Raises AddressInvalid."""
    _check_address(channel, address)
    Address.objects.update_or_create(
        recipient_kind="unit", recipient_id=unit_id, channel=channel, defaults={"address": address}
    )


def set_account_address(account_id: int, channel: Channel, record: int) -> None:
    """Say which vault record holds an account's number or mailbox."""
    if channel not in ADDRESS_FIELD:
        raise AddressInvalid(channel=channel.value)
    Address.objects.update_or_create(
        recipient_kind="account", recipient_id=account_id, channel=channel, defaults={"record": record}
    )


def _check_address(channel: Channel, address: str) -> None:
    try:
        if channel is Channel.MAIL:
            validate_email(address)
        elif channel is not Channel.WEBHOOK or urlsplit(address).scheme not in ("https", "http"):
            raise AddressInvalid(channel=channel.value)
    except (ValidationError, ValueError):
        raise AddressInvalid(channel=channel.value) from None


def forget_old(*, now: datetime, limit: int = 10_000) -> int:
    """Delete finished notices, and their delivery log, that are older than the city keeps them."""
    before = aware(now) - timedelta(days=delivery(now).keep_days)
    old = Notice.objects.filter(created_at__lt=before, next_attempt_at=None).order_by("created_at")[:limit]
    deleted, _ = Notice.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return deleted
