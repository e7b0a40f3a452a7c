"""Writing down what happened: with the change, once, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from linli.core.actor import SYSTEM
from linli.core.time import NaiveTime
from linli.journal.actions import erase_note, record, record_many
from linli.journal.errors import ChangedMeanwhile
from linli.journal.events import Event, Happened, _listeners, listens_to
from linli.journal.models import Entry
from linli.journal.queries import entries_of, verify
from linli.journal.tests.knocks import CLERK, NOW, Account, Knocked


def test_a_new_subject_is_inserted_with_its_first_entry(write, django_assert_num_queries):
    subject = Account(username="wang", display_name="王")
    entry = write(subject, "一")
    assert Account.objects.get(pk=subject.pk).chain_length == 1
    (kept,) = entries_of(subject)
    assert (kept.position, kept.event, kept.by_account, kept.by_role) == (1, "test.knocked", 7, "handler")
    assert kept.facts == {"door": "一", "times": 1, "weight": "1.50"}
    assert bytes(kept.digest) == entry.digest


def test_an_existing_subject_changes_with_its_entry(somebody, write):
    write(somebody, "五", changes={"display_name": "王五"})
    fresh = Account.objects.get(pk=somebody.pk)
    assert (fresh.display_name, somebody.display_name, fresh.chain_length) == ("王五", "王五", 5)
    assert [each.position for each in entries_of(fresh)] == [1, 2, 3, 4, 5]
    assert verify().broken == []


def test_who_comes_second_is_told_and_changes_nothing(somebody, write):
    first, second = (Account.objects.get(pk=somebody.pk) for _ in range(2))
    write(first, changes={"display_name": "甲"})
    before = dict(second.__dict__)
    with pytest.raises(ChangedMeanwhile) as refusal, transaction.atomic():
        write(second, changes={"display_name": "乙"})
    assert refusal.value.code == "journal.changed_meanwhile"
    assert second.__dict__ == before
    assert Account.objects.get(pk=somebody.pk).display_name == "甲"
    assert entries_of(somebody).count() == 5
    assert verify().broken == []


@pytest.mark.parametrize("count", [2, 40], ids=["in one statement", "by copy"])
@pytest.mark.django_db
def test_many_new_subjects_are_written_as_each_would_be(count):
    people = [Account(username=f"wang{number}", display_name="王") for number in range(count)]
    record_many([(Knocked(each.username), each) for each in people], by=CLERK, now=NOW)
    assert verify().broken == []
    for each in Account.objects.filter(pk__in=[each.pk for each in people]):
        (kept,) = entries_of(each)
        assert (each.chain_length, kept.facts["door"]) == (1, each.username)


def test_further_rows_are_written_in_the_same_step(somebody, write):
    write(
        somebody,
        also=[Account(username="liang", display_name="李")],
        before=[Account(username="zhao", display_name="赵")],
    )
    assert Account.objects.filter(username__in=["liang", "zhao"]).count() == 2


def test_nothing_is_written_when_a_further_row_cannot_be(write):
    subject = Account(username="wang", display_name="王")
    with pytest.raises(IntegrityError), transaction.atomic():
        write(subject, also=[Account(username="wang", display_name="同名")])
    assert (Account.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_time_without_a_zone_is_refused(db):
    with pytest.raises(NaiveTime), transaction.atomic():
        record(Knocked("门"), subject=Account(username="wang"), by=SYSTEM, now=datetime(2026, 3, 10))  # noqa: DTZ001
    assert (Account.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_float_is_refused_because_its_digits_are_not_exact(db):
    with pytest.raises(TypeError, match="plain value"), transaction.atomic():
        record(Knocked("门", weight=1.5), subject=Account(username="wang"), by=SYSTEM, now=NOW)
    assert (Account.objects.count(), Entry.objects.count()) == (0, 0)


def test_facts_are_plain_values():
    class Colour(Enum):
        RED = "red"

    @dataclass(frozen=True)
    class Painted(Event):
        name: ClassVar[str] = "test.painted"

        values: Any

    given = {"a": Colour.RED, 1: date(2026, 3, 10), "b": (Decimal("0.10"), None, True), "c": {"d": [NOW]}}
    assert Painted(given).facts()["values"] == {
        "a": "red",
        "1": "2026-03-10",
        "b": ["0.10", None, True],
        "c": {"d": ["2026-03-10T02:00:00+00:00"]},
    }
    for odd in (1.5, b"x", object()):
        with pytest.raises(TypeError):
            Painted([odd]).facts()


def test_two_events_never_share_a_name():
    with pytest.raises(ValueError, match="two events"):
        type("Again", (Event,), {"name": Knocked.name})


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_entry SET facts = '{}'",
        "UPDATE journal_entry SET at = at + interval '1 second'",
        "UPDATE journal_entry SET note = '别的话'",
        "UPDATE journal_entry SET note = NULL, by_account = 8",
        "DELETE FROM journal_entry",
    ],
)
def test_the_database_itself_refuses_to_change_what_happened(somebody, sql):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert verify().broken == []


def test_the_database_itself_refuses_to_empty_the_journal(somebody):
    with connection.cursor() as cursor:
        # Tests empty tables between them, so the test database has this one trigger off.
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER journal_entry_no_truncate")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE journal_entry")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_no_truncate")
    assert entries_of(somebody).count() == 4


def test_free_words_can_be_erased_and_the_chain_still_holds(somebody):
    erase_note(entries_of(somebody)[1])
    assert entries_of(somebody)[1].note is None
    assert verify().broken == []


@pytest.fixture
def listen():
    """Register listeners that are gone after the test."""
    kept = {event: list(listeners) for event, listeners in _listeners.items()}
    yield listens_to
    _listeners.clear()
    _listeners.update(kept)


def test_listeners_hear_of_their_event_and_may_add_rows(listen, write):
    heard: list[Happened[Knocked]] = []

    @listen(Knocked)
    def add(happened: Happened[Knocked]) -> None:
        heard.append(happened)
        happened.rows.append(Account(username=f"guest{happened.position}", display_name="客"))

    subject = Account(username="wang", display_name="王")
    write(subject)
    (one,) = heard
    assert (one.event, one.subject_kind, one.subject_id) == (Knocked("红门"), "people.account", subject.pk)
    assert (one.position, one.by, one.at) == (1, CLERK, NOW)
    assert Account.objects.filter(username="guest1").exists()


def test_a_listener_of_every_event_hears_of_this_one(listen, write):
    heard = []
    listen(Event)(heard.append)
    write(Account(username="wang", display_name="王"))
    assert [each.event.name for each in heard] == ["test.knocked"]


def test_what_a_listener_raises_undoes_the_change(listen, somebody, write):
    @listen(Knocked)
    def fail(happened: Happened[Knocked]) -> None:
        Account.objects.create(username="half", display_name="半")
        raise RuntimeError("no")

    with pytest.raises(RuntimeError), transaction.atomic():
        write(somebody, changes={"display_name": "改"})
    assert Account.objects.get(pk=somebody.pk).display_name == "王"
    assert not Account.objects.filter(username="half").exists()
    assert verify().broken == []


def test_a_rollback_takes_the_entry_and_what_listeners_wrote_with_it(listen, somebody, write):
    listen(Knocked)(lambda happened: happened.rows.append(Account(username="later", display_name="后")))
    with transaction.atomic():
        write(somebody)
        transaction.set_rollback(True)
    assert entries_of(somebody).count() == 4
    assert not Account.objects.filter(username="later").exists()


def test_it_costs_one_round_trip_for_a_new_subject_with_a_number(db, django_assert_num_queries, monkeypatch):
    # Listeners look into the rulebook, which asks the database now and then whether it is still the same.
    monkeypatch.setattr("linli.rulebook.book.FRESH_SECONDS", 3600)
    warm = Account(pk=900_000, username="warm", display_name="暖")
    record(Knocked("门"), subject=warm, by=SYSTEM, now=NOW)
    subject = Account(pk=900_001, username="wang", display_name="王")
    with django_assert_num_queries(0):  # what `insert` sends goes past Django's count
        record(Knocked("门"), subject=subject, by=SYSTEM, now=NOW)
    with django_assert_num_queries(1):
        record(Knocked("门"), subject=subject, by=SYSTEM, now=NOW)
