from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from linli.core.actor import REQUESTER, SYSTEM
from linli.people.policies import ANONYMOUS, Grant, Permission, Reach, Role, Viewer
from linli.vault import actions, queries
from linli.vault.errors import NotKept, PurposeMissing, ReadingNotAllowed
from linli.vault.models import Reading, Record
from linli.vault.policies.fields import Basis, PersonalField

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NAME, PHONE = PersonalField.NAME, PersonalField.PHONE

pytestmark = pytest.mark.usefixtures("registry")


def colleague(*permissions: Permission) -> Viewer:
    return Viewer(5, (Grant(Role.HANDLER, frozenset(permissions), Reach.UNIT, (3,), "", 3),))


CLERK = colleague(Permission.PERSONAL_DATA_READ)
STRANGER = colleague(Permission.MATTER_VIEW)


@pytest.fixture
def record(registry: None) -> Record:
    return actions.keep(
        {NAME: "张三", PHONE: "13812341234"}, basis=Basis.STATUTORY_DUTY, purpose="matter", by=SYSTEM, now=NOW
    )


def reveal(record: Record, viewer: Viewer = CLERK, **changes: object) -> str:
    options = {"viewer": viewer, "purpose": "回访", "now": NOW, **changes}
    return queries.reveal(record.pk, PHONE, **options)


def test_who_may_read_reads_and_it_is_logged(record: Record) -> None:
    assert reveal(record) == "+8613812341234"
    (reading,) = Reading.objects.all()
    assert (reading.record_id, reading.field, reading.by_account, reading.by_unit, reading.by_role) == (
        record.pk,
        "phone",
        5,
        3,
        "handler",
    )
    assert (reading.purpose, reading.at) == ("回访", NOW)


@pytest.mark.parametrize("viewer", [STRANGER, ANONYMOUS])
def test_who_may_not_read_is_refused_and_nothing_is_logged(record: Record, viewer: Viewer) -> None:
    with pytest.raises(ReadingNotAllowed):
        reveal(record, viewer)
    assert not Reading.objects.exists()


def test_a_handler_reads_without_the_general_permission(record: Record) -> None:
    assert reveal(record, STRANGER, is_handler=True)


def test_a_confidential_record_opens_for_its_handlers_alone(record: Record) -> None:
    Record.objects.filter(pk=record.pk).update(is_confidential=True)
    with pytest.raises(ReadingNotAllowed):
        reveal(record)
    assert reveal(record, is_handler=True)


def test_nobody_reads_without_saying_what_for(record: Record) -> None:
    with pytest.raises(PurposeMissing):
        reveal(record, purpose="  ")


def test_an_erased_field_is_not_found(record: Record) -> None:
    actions.erase(record.pk, now=NOW)
    with pytest.raises(NotKept):
        reveal(record)


def test_a_reading_is_logged_or_nothing_is_read(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(Reading.objects, "bulk_create", fails)
    with pytest.raises(DatabaseError):
        reveal(record)


def test_masks_are_not_logged(record: Record) -> None:
    queries.masked(record.pk)
    assert not Reading.objects.exists()


def test_the_person_concerned_sees_who_looked(record: Record) -> None:
    reveal(record)
    reveal(record, now=NOW + timedelta(hours=1), purpose="上门核实")
    first, second = queries.readings_of(record)
    assert (first.purpose, first.role, first.unit_id) == ("上门核实", "handler", 3)
    assert second.at == NOW
    assert not hasattr(first, "by_account")


def test_rules_of_the_city_read_many_at_once_and_are_logged(
    record: Record, django_assert_num_queries
) -> None:
    other = actions.keep({NAME: "李四"}, basis=Basis.CONSENT, purpose="matter", by=SYSTEM, now=NOW)
    with django_assert_num_queries(4):  # a savepoint around a read and a write
        numbers = queries.reveal_many([record.pk, other.pk], PHONE, by=SYSTEM, purpose="notice", now=NOW)
    assert numbers == {record.pk: "+8613812341234"}
    assert Reading.objects.get().by_kind == "system"


@pytest.mark.parametrize("by", [REQUESTER, CLERK.actor])
def test_people_never_read_many_at_once(record: Record, by: object) -> None:
    with pytest.raises(ValueError, match="one record at a time"):
        queries.reveal_many([record.pk], PHONE, by=by, purpose="notice", now=NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vault_reading SET purpose = 'x'",
        "UPDATE vault_reading SET by_account = NULL",
        "DELETE FROM vault_reading",
    ],
)
def test_the_database_refuses_to_change_the_log(record: Record, statement: str) -> None:
    reveal(record, now=datetime.now(UTC))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Reading.objects.count() == 1


def test_the_database_refuses_to_empty_the_log(record: Record) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE vault_reading ENABLE TRIGGER vault_reading_no_truncate")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute("TRUNCATE vault_reading")


def test_the_log_is_thinned_only_after_the_city_s_term(record: Record) -> None:
    today = datetime.now(UTC)
    for days in (10, 800):
        reveal(record, now=today - timedelta(days=days))
    assert actions.erase_old_readings(now=today) == 1
    assert Reading.objects.count() == 1


def test_a_record_that_was_read_cannot_be_deleted(record: Record) -> None:
    reveal(record)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute("DELETE FROM vault_record")


def test_the_review_counts_readings_of_each_account(record: Record) -> None:
    reveal(record)
    reveal(record)
    (row,) = queries.readings_by_account(since=NOW)
    assert (row.account_id, row.readings, row.records) == (5, 2, 1)


def test_no_log_line_holds_personal_data(record: Record, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        reveal(record)
        queries.masked(record.pk)
    assert "13812341234" not in caplog.text
    assert "张三" not in caplog.text
