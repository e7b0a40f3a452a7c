"""What a chain cannot show: a subject that is gone together with its history."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, connection, connections, transaction
from typer.testing import CliRunner

from linli.journal import tasks
from linli.journal.actions import record, seal
from linli.journal.cli import app
from linli.journal.models import Entry, Seal
from linli.journal.queries import entries_of, verify, writing_now
from linli.journal.tests.knocks import CLERK, NOW, Account, Knocked, as_intruder


@pytest.fixture
def sealed(somebody, write):
    """Two subjects of four entries and one, under one seal."""
    write(Account(username="liang", display_name="李"))
    assert seal(now=NOW) == 1
    return somebody


def erase(subject) -> None:
    """Take a subject away as if it had never been."""
    with as_intruder() as run:
        run("DELETE FROM journal_entry WHERE subject_id = %s", subject.pk)
        run("DELETE FROM people_account WHERE id = %s", subject.pk)


def faults() -> list[tuple[str, int, str]]:
    return [(each.subject, each.position, each.fault) for each in verify().broken]


def test_an_untouched_journal_fits_its_seals(sealed, write):
    write(sealed)
    assert seal(now=NOW) == 1
    assert verify().broken == []


def test_a_subject_that_went_with_all_its_entries_is_noticed(sealed):
    only = Seal.objects.get()
    erase(sealed)
    assert faults() == [("journal.seal", 1, f"entries 1-{only.last_entry}: 5 expected, 1 found")]


def test_it_is_noticed_too_when_all_entries_went(sealed):
    with as_intruder() as run:
        run("DELETE FROM journal_entry")
        run("DELETE FROM people_account")
    assert [fault for _, _, fault in faults()] == [
        f"entries 1-{Seal.objects.get().last_entry}: 5 expected, 0 found"
    ]


def test_entries_put_in_the_place_of_others_are_noticed(sealed, write):
    first = entries_of(sealed).first().pk
    stranger = Account(username="chen", display_name="陈")
    write(stranger)
    entry = entries_of(stranger).get()
    with as_intruder() as run:
        run("DELETE FROM journal_entry WHERE subject_id <> %s AND id <> %s", sealed.pk, entry.pk)
        run("DELETE FROM people_account WHERE username = %s", "liang")
        run("UPDATE journal_entry SET id = %s WHERE id = %s", first - 1, entry.pk)
    last = Seal.objects.get().last_entry
    assert faults() == [("journal.seal", 1, f"entries 1-{last}: others than were sealed")]


def test_an_altered_digest_is_noticed_by_both(sealed):
    with as_intruder() as run:
        run("UPDATE journal_entry SET digest = sha256(%s) WHERE position = 2", b"made up")
    assert {subject for subject, _, _ in faults()} == {f"people.account:{sealed.pk}", "journal.seal"}


@pytest.mark.parametrize(
    "change",
    [
        "entries = 4",
        "content = sha256('made up')",
        "first_entry = 2",
        "last_entry = last_entry - 1",
        "sealed_at = sealed_at + interval '1 second'",
        "suite = 'none'",
        "digest = sha256('made up')",
    ],
)
def test_an_altered_seal_is_noticed(sealed, change):
    with as_intruder() as run:
        run(f"UPDATE journal_seal SET {change}")
    assert ("journal.seal", 1, "altered") in faults()


def test_a_seal_made_again_without_the_key_is_noticed(sealed, monkeypatch):
    erase(sealed)
    with as_intruder() as run:
        run("DELETE FROM journal_seal")
    with monkeypatch.context() as patch:
        patch.setattr("linli.journal.policies.derive", lambda purpose: b"another key of 32 bytes length!!")
        seal(now=NOW)
    assert faults() == [("journal.seal", 1, "altered")]


def test_a_missing_seal_is_noticed(sealed, write):
    for _ in range(2):
        write(sealed)
        seal(now=NOW)
    with as_intruder() as run:
        run("DELETE FROM journal_seal WHERE number = 2")
    assert faults() == [("journal.seal", 2, "missing")]


def test_erased_words_leave_the_seal_whole(sealed):
    Entry.objects.filter(position=2).update(note=None)
    assert verify().broken == []


def test_it_seals_nothing_twice(sealed):
    assert seal(now=NOW) == 0
    tasks.seal(timestamp=int(NOW.timestamp()))
    assert Seal.objects.count() == 1


def test_many_entries_go_under_several_seals_without_gaps(somebody, monkeypatch):
    monkeypatch.setattr("linli.journal.actions.SEALED_TOGETHER", 3)
    assert seal(now=NOW) == 2
    one, two = Seal.objects.order_by("number")
    assert (one.number, one.entries, two.number, two.entries) == (1, 3, 2, 1)
    assert two.first_entry == one.last_entry + 1
    assert verify().broken == []


def test_a_seal_cannot_be_changed_or_deleted(sealed):
    for write in (lambda: Seal.objects.update(entries=4), lambda: Seal.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_the_command_names_what_does_not_fit_and_ends_with_1(sealed):
    assert "newest seal: journal.seal:1" in CliRunner().invoke(app, ["verify"]).stdout
    last = Seal.objects.get().last_entry
    erase(sealed)
    result = CliRunner().invoke(app, ["verify", "--json"])
    fault = f"entries 1-{last}: 5 expected, 1 found"
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "subjects": 1,
        "entries": 1,
        "broken": [{"subject": "journal.seal", "position": 1, "fault": fault}],
    }


@pytest.fixture
def elsewhere(transactional_db):
    """A connection of somebody else, inside a transaction."""
    other = connections.create_connection("default")
    other.settings_dict = connection.settings_dict
    other.set_autocommit(False)
    yield other
    other.close()


ENTRY = """
    INSERT INTO journal_entry
        (subject_kind, subject_id, position, event, at, by_kind, facts, note_digest, suite, digest)
    VALUES ('test.knock', 1, 1, 'test.knocked', now(), 'system', '{}', '', 'sm', '')
"""


def test_an_entry_that_is_written_late_is_not_sealed_out(elsewhere):
    """A lower number that is not seen yet: the higher ones wait for it."""
    with elsewhere.cursor() as cursor:
        cursor.execute(ENTRY)
    record(Knocked("一"), subject=Account(username="wang", display_name="王"), by=CLERK, now=NOW)
    waits: list[float] = []
    assert seal(now=NOW, rest=waits.append) == 0
    assert len(waits) == 50
    elsewhere.commit()
    assert writing_now() == set()
    assert seal(now=NOW) == 1
    assert Seal.objects.get().entries == 2


def test_it_goes_on_as_soon_as_those_who_wrote_are_gone(elsewhere):
    with elsewhere.cursor() as cursor:
        cursor.execute(ENTRY)
    record(Knocked("一"), subject=Account(username="wang", display_name="王"), by=CLERK, now=NOW)
    assert seal(now=NOW, rest=lambda _: elsewhere.commit()) == 1
    assert Seal.objects.get().entries == 2


def test_one_worker_seals_at_a_time(elsewhere):
    record(Knocked("一"), subject=Account(username="wang", display_name="王"), by=CLERK, now=NOW)
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x5EA1])
    assert seal(now=NOW) == 0
    elsewhere.rollback()
    assert seal(now=NOW) == 1
