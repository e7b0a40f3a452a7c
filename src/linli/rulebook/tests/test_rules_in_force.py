from __future__ import annotations

from datetime import UTC, date, datetime
from typing import ClassVar

import pytest
from django.db import DatabaseError, transaction

from linli.core.actor import SYSTEM
from linli.journal.models import Entry as JournalEntry
from linli.journal.queries import verify
from linli.rulebook import book
from linli.rulebook.actions import set_rule
from linli.rulebook.errors import (
    DatesOutOfOrder,
    EditionUnknown,
    KeyUnknown,
    RuleExpired,
    RuleMissing,
    SetMeanwhile,
    ValueRefused,
)
from linli.rulebook.models import Entry
from linli.rulebook.policies import Rule, rule
from linli.rulebook.queries import edition_named, from_rulebook, in_force, timeline

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@rule
class Allowance(Rule):
    key: ClassVar[str] = "trial.allowance"

    days: int


def put(days: object, valid_from: str, valid_until: str | None = None) -> int | None:
    return set_rule(
        Allowance.key,
        {"days": days},
        date.fromisoformat(valid_from),
        date.fromisoformat(valid_until) if valid_until else None,
        by=SYSTEM,
        now=NOW,
    )


def days_on(day: str) -> int:
    return in_force(Allowance, date.fromisoformat(day)).value.days


pytestmark = pytest.mark.django_db


def test_a_number_applies_from_its_first_day() -> None:
    put(5, "2026-01-01")
    put(7, "2026-07-01")
    assert [days_on("2026-01-01"), days_on("2026-06-30"), days_on("2026-07-01")] == [5, 5, 7]


def test_a_change_for_a_later_day_leaves_the_past_as_it_was() -> None:
    first = put(5, "2026-01-01")
    before = in_force(Allowance, date(2026, 3, 1))
    put(7, "2026-07-01")
    assert in_force(Allowance, date(2026, 3, 1)) == before
    assert before.edition == first


def test_it_refuses_when_no_entry_has_begun() -> None:
    put(5, "2026-01-01")
    with pytest.raises(RuleMissing) as refusal:
        days_on("2025-12-31")
    assert refusal.value.facts == {"key": "trial.allowance", "on": "2025-12-31"}


def test_it_refuses_when_the_last_entry_has_ended() -> None:
    put(5, "2026-01-01", "2026-12-31")
    assert days_on("2026-12-31") == 5
    with pytest.raises(RuleExpired) as refusal:
        days_on("2027-01-01")
    assert refusal.value.facts == {"key": "trial.allowance", "on": "2027-01-01", "until": "2026-12-31"}


def test_an_ended_entry_does_not_uncover_the_one_before() -> None:
    put(5, "2026-01-01")
    put(9, "2026-05-01", "2026-05-31")
    with pytest.raises(RuleExpired):
        days_on("2026-06-01")


def test_a_correction_supersedes_and_the_old_edition_can_still_be_recomputed() -> None:
    old = put(5, "2026-01-01")
    new = put(6, "2026-01-01")
    assert days_on("2026-02-01") == 6
    assert edition_named(Allowance, old).value.days == 5
    assert edition_named(Allowance, new).value.days == 6
    assert [each.edition for each in timeline(Allowance)] == [new]


def test_setting_the_same_again_changes_nothing() -> None:
    put(5, "2026-01-01")
    assert put(5, "2026-01-01") is None
    assert Entry.objects.count() == 1


def test_another_last_day_is_a_change() -> None:
    put(5, "2026-01-01")
    assert put(5, "2026-01-01", "2026-12-31") is not None
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("value", ["many", None, [1]])
def test_it_refuses_a_value_that_does_not_fit(value: object) -> None:
    with pytest.raises(ValueRefused):
        put(value, "2026-01-01")
    assert not Entry.objects.exists()


def test_it_refuses_dates_out_of_order() -> None:
    with pytest.raises(DatesOutOfOrder):
        put(5, "2026-02-01", "2026-01-31")


def test_it_refuses_when_somebody_set_the_same_day_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book.Book, "starting", lambda *_: None)  # as if both had looked before either wrote
    put(5, "2026-01-01")
    with pytest.raises(SetMeanwhile):
        put(6, "2026-01-01")
    assert days_on("2026-02-01") == 5


def test_an_unknown_key_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(KeyUnknown) as refusal:
        set_rule("trial.allowence", {}, date(2026, 1, 1), by=SYSTEM, now=NOW)
    assert "trial.allowance" in str(refusal.value)


def test_an_edition_of_another_rule_is_unknown() -> None:
    @rule
    class Other(Rule):
        key: ClassVar[str] = "trial.other"

    edition = put(5, "2026-01-01")
    with pytest.raises(EditionUnknown):
        edition_named(Other, edition)


def test_each_edition_is_in_the_journal_and_the_chains_hold() -> None:
    put(5, "2026-01-01")
    put(6, "2026-01-01")
    first, second = JournalEntry.objects.filter(event="rulebook.entry_set").order_by("subject_id")
    assert (first.facts["supersedes"], second.facts["supersedes"]) == (None, first.subject_id)
    assert verify().broken == []


@pytest.mark.parametrize("change", [{"value": {"days": 99}}, {"valid_from": date(2020, 1, 1)}])
def test_the_database_refuses_to_change_an_edition(change: dict[str, object]) -> None:
    put(5, "2026-01-01")
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.all().delete()


class TestTheCopyInMemory:
    def test_reading_costs_no_query(self, django_assert_num_queries) -> None:
        put(5, "2026-01-01")
        days_on("2026-02-01")
        with django_assert_num_queries(0):
            days_on("2026-02-01")

    def test_what_a_savepoint_undid_is_not_seen(self) -> None:
        put(5, "2026-01-01")

        def fail() -> None:
            with transaction.atomic():
                put(6, "2026-01-01")
                assert days_on("2026-02-01") == 6
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert days_on("2026-02-01") == 5

    def test_what_a_savepoint_kept_is_seen(self) -> None:
        with transaction.atomic():
            put(6, "2026-01-01")
        assert days_on("2026-02-01") == 6

    @pytest.mark.django_db(transaction=True)
    def test_what_a_transaction_undid_is_not_seen(self) -> None:
        put(5, "2026-01-01")

        @transaction.atomic
        def fail() -> None:
            put(6, "2026-01-01")
            assert days_on("2026-02-01") == 6
            raise ZeroDivisionError

        for _again in range(2):
            with pytest.raises(ZeroDivisionError):
                fail()
            assert days_on("2026-02-01") == 5

    @pytest.mark.django_db(transaction=True)
    def test_a_committed_change_is_seen_at_once(self) -> None:
        put(5, "2026-01-01")
        assert days_on("2026-02-01") == 5
        put(6, "2026-01-01")
        assert days_on("2026-02-01") == 6

    @pytest.mark.django_db(transaction=True)
    def test_another_process_is_seen_when_the_copy_is_checked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        put(5, "2026-01-01")
        assert days_on("2026-02-01") == 5
        monkeypatch.setattr(book, "changed", lambda: None)  # as if another process had written
        put(6, "2026-01-01")
        assert days_on("2026-02-01") == 5
        monkeypatch.setattr(book, "FRESH_SECONDS", 0)
        assert days_on("2026-02-01") == 6

    @pytest.mark.django_db(transaction=True)
    def test_a_writer_sees_what_another_process_wrote(self, monkeypatch: pytest.MonkeyPatch) -> None:
        put(5, "2026-01-01")
        assert days_on("2026-02-01") == 5
        with monkeypatch.context() as elsewhere:
            elsewhere.setattr(book, "changed", lambda: None)
            put(6, "2026-01-01")
        assert put(6, "2026-01-01") is None

    @pytest.mark.django_db(transaction=True)
    def test_an_emptied_table_is_noticed(self) -> None:
        with pytest.raises(RuleMissing):
            days_on("2026-02-01")

    def test_what_is_made_of_the_rulebook_is_made_once_until_it_changes(self) -> None:
        made: list[int] = []

        @from_rulebook
        def doubled() -> int:
            made.append(1)
            return 2 * days_on("2026-02-01")

        put(5, "2026-01-01")
        assert [doubled(), doubled(), len(made)] == [10, 10, 1]
        put(6, "2026-01-01")
        assert [doubled(), len(made)] == [12, 2]
