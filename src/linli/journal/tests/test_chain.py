"""Tampering shows: whatever is changed, taken away, moved or made up is named."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from linli.core.actor import Actor, ActorKind
from linli.journal.actions import advance, make_entry, record
from linli.journal.cli import app
from linli.journal.models import Entry
from linli.journal.queries import breaks_in, entries_of, verify
from linli.journal.tests.knocks import CLERK, NOW, Account, Knocked, as_intruder


def found(subject: Account) -> list[tuple[int, str]]:
    """Return where and how `verify` finds the chain of this subject broken, and nothing else broken."""
    result = verify()
    assert {each.subject for each in result.broken} <= {f"people.account:{subject.pk}"}
    return [(each.position, each.fault) for each in result.broken]


def test_an_untouched_journal_verifies(somebody, write):
    write(Account(username="liang", display_name="李"))
    result = verify()
    assert (result.subjects, result.entries, result.broken) == (2, 5, [])


@pytest.mark.parametrize(
    "change",
    [
        """facts = '{"door": "后门", "times": 1, "weight": "1.50"}'""",
        "facts = facts || '{\"times\": 2}'",
        "facts = facts - 'times'",
        "facts = '{\"times\": 1e300}'",
        "at = at + interval '1 microsecond'",
        "by_account = 8",
        "by_unit = NULL",
        "by_kind = 'system'",
        "by_kind = 'nobody'",
        "by_role = 'supervisor'",
        "event = 'test.opened'",
        "note = '电话里说得很短'",
        "note = ''",
        "note_digest = ''",
        "suite = CASE suite WHEN 'sm' THEN 'international' ELSE 'sm' END",
        "suite = 'none'",
        "digest = sha256('made up')",
    ],
)
def test_an_altered_entry_is_named(somebody, change):
    with as_intruder() as run:
        run(f"UPDATE journal_entry SET {change} WHERE subject_id = {somebody.pk} AND position = 2")
    assert (2, "altered") in found(somebody)


def test_words_added_where_none_were_given_are_named(somebody):
    with as_intruder() as run:
        run("UPDATE journal_entry SET note = '后来加的' WHERE position = 3")
    assert found(somebody) == [(3, "altered")]


@pytest.mark.parametrize("gone", [(1,), (2,), (2, 3), (1, 2, 3)])
def test_every_missing_entry_is_named(somebody, gone):
    with as_intruder() as run:
        run("DELETE FROM journal_entry WHERE position = ANY(%s)", list(gone))
    assert found(somebody) == [(position, "missing") for position in gone]


def test_a_missing_tail_is_named(somebody):
    with as_intruder() as run:
        run("DELETE FROM journal_entry WHERE position > 2")
    assert found(somebody) == [(3, "missing"), (4, "missing")]


def test_a_missing_tail_is_named_even_when_the_head_was_set_back(somebody):
    with as_intruder() as run:
        run("DELETE FROM journal_entry WHERE position = 4")
        run(
            "UPDATE people_account SET chain_length = 3, chain_head = "
            "(SELECT digest FROM journal_entry WHERE position = 3 AND subject_id = people_account.id)"
        )
    assert found(somebody) == [(3, "head")]


def test_the_history_of_a_whole_subject_cannot_go(somebody):
    with as_intruder() as run:
        run("DELETE FROM journal_entry")
    assert found(somebody) == [(position, "missing") for position in (1, 2, 3, 4)]


def test_it_cannot_go_either_when_the_head_was_emptied(somebody, write):
    with as_intruder() as run:
        run("DELETE FROM journal_entry WHERE subject_id = %s", somebody.pk)
        run("UPDATE people_account SET chain_length = 0, chain_head = ''")
    assert found(somebody) == [(1, "missing")]
    write(Account(username="liang", display_name="李"))  # not the last of its kind any more
    assert found(somebody) == [(1, "missing")]


def test_entries_of_a_subject_that_is_gone_are_named(somebody, write):
    write(Account(username="liang", display_name="李"))
    with as_intruder() as run:
        run("DELETE FROM people_account WHERE id = %s", somebody.pk)
    assert found(somebody) == [(1, "unknown_subject")]


def test_entries_of_a_kind_that_nobody_knows_are_named(somebody):
    with as_intruder() as run:
        run("UPDATE journal_entry SET subject_kind = 'people.ghost' WHERE position = 4")
    faults = {(each.subject, each.fault) for each in verify().broken}
    assert faults == {
        (f"people.account:{somebody.pk}", "missing"),
        (f"people.ghost:{somebody.pk}", "unknown_subject"),
    }


def test_swapped_entries_are_named(somebody):
    with as_intruder() as run:
        run("UPDATE journal_entry SET position = 9 WHERE position = 2")
        run("UPDATE journal_entry SET position = 2 WHERE position = 3")
        run("UPDATE journal_entry SET position = 3 WHERE position = 9")
    assert found(somebody)[:2] == [(2, "reordered"), (3, "reordered")]


def test_an_entry_of_another_subject_is_named(somebody, write):
    other = Account(username="liang", display_name="李")
    write(other)
    with as_intruder() as run:
        run(
            "UPDATE journal_entry SET position = 5, subject_id = %s WHERE subject_id = %s",
            somebody.pk,
            other.pk,
        )
        run("UPDATE people_account SET chain_length = 5 WHERE id = %s", somebody.pk)
    faults = {(each.subject, each.position, each.fault) for each in verify().broken}
    assert (f"people.account:{somebody.pk}", 5, "altered") in faults
    assert (f"people.account:{other.pk}", 1, "missing") in faults


def test_a_chain_recomputed_without_the_key_is_named(somebody):
    """Whoever owns the database can rewrite the rest of a chain, but not with our key."""
    with as_intruder() as run:
        previous = b""
        for entry in entries_of(somebody):
            facts = {**entry.facts, "times": 9}
            content = f"{entry.position}{entry.event}{facts}".encode()
            previous = hashlib.sha256(previous + content).digest()
            sql = "UPDATE journal_entry SET facts = %s, digest = %s WHERE id = %s"
            run(sql, json.dumps(facts), previous, entry.pk)
        run("UPDATE people_account SET chain_head = %s WHERE id = %s", previous, somebody.pk)
    assert [position for position, fault in found(somebody) if fault == "altered"] == [1, 2, 3, 4]


def test_a_chain_made_with_another_key_is_named(somebody, monkeypatch):
    monkeypatch.setattr("linli.journal.policies.derive", lambda purpose: b"another key of 32 bytes length!!")
    assert (1, "altered") in found(somebody)


def test_a_forged_position_is_answered_in_time(somebody):
    with as_intruder() as run:
        run("UPDATE journal_entry SET position = 2000000000 WHERE position = 4")
    assert len(found(somebody)) == 1000


def test_the_command_names_what_is_broken_and_ends_with_1(somebody):
    assert CliRunner().invoke(app, ["verify", "--json"]).exit_code == 0
    with as_intruder() as run:
        run("UPDATE journal_entry SET facts = '{}' WHERE position = 3")
    result = CliRunner().invoke(app, ["verify", "--json"])
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert told["entries"] == 4
    assert told["broken"] == [{"subject": f"people.account:{somebody.pk}", "position": 3, "fault": "altered"}]
    assert f"people.account:{somebody.pk} #3: altered" in CliRunner().invoke(app, ["verify"]).stdout


@pytest.mark.django_db(transaction=True)
def test_it_reads_one_instant_outside_a_transaction():
    assert verify().broken == []
    assert not connection.in_atomic_block


PLAIN = st.text(max_size=8) | st.integers(-(2**40), 2**40)
ACTORS = st.builds(
    Actor,
    st.sampled_from(ActorKind),
    st.none() | st.integers(1, 99),
    st.none() | st.integers(1, 99),
    st.text(max_size=5),
)
HAPPENINGS = st.lists(
    st.tuples(st.text(max_size=6), st.integers(0, 9), ACTORS, st.text(max_size=10), st.integers(0, 10**9)),
    min_size=1,
    max_size=6,
)


def history(happenings) -> tuple[Account, list[Entry]]:
    """Return a subject and its entries as they would be kept, without a database."""
    subject, entries = Account(pk=1, username="wang"), []
    for number, (door, times, by, note, seconds) in enumerate(happenings, 1):
        at = NOW + timedelta(seconds=seconds)
        entry = make_entry(Knocked(door, times), subject=subject, by=by, now=at, note=note)
        entry.pk = number
        advance(subject, entry)
        entries.append(entry)
    return subject, entries


def broken(subject: Account, entries: list[Entry]) -> list:
    return list(breaks_in("x", entries, subject.chain_length, bytes(subject.chain_head)))


@given(HAPPENINGS)
def test_every_history_verifies(happenings):
    assert broken(*history(happenings)) == []


@given(HAPPENINGS, st.data())
def test_any_single_change_is_found(happenings, data):
    subject, entries = history(happenings)
    entry = data.draw(st.sampled_from(entries))
    data.draw(st.sampled_from(CHANGES))(entry, data.draw)
    assert broken(subject, entries)


def flip(value: bytes, draw) -> bytes:
    """Return the bytes with one bit turned."""
    place, bit = draw(st.integers(0, len(value) - 1)), draw(st.integers(0, 7))
    return value[:place] + bytes([value[place] ^ (1 << bit)]) + value[place + 1 :]


def change_digest(entry, draw):
    entry.digest = flip(bytes(entry.digest), draw)


def change_facts(entry, draw):
    name = draw(st.sampled_from(sorted(entry.facts)))
    entry.facts = {**entry.facts, name: draw(PLAIN.filter(lambda value: value != entry.facts[name]))}


def change_at(entry, draw):
    entry.at += timedelta(microseconds=draw(st.integers(1, 10**9)))


def change_note(entry, draw):
    entry.note = draw(st.text(max_size=10).filter(lambda note: note != entry.note))


def change_number(entry, draw):
    name = draw(st.sampled_from(["by_account", "by_unit", "subject_id"]))
    setattr(entry, name, draw(st.integers(100, 2**40)))


def change_word(entry, draw):
    name = draw(st.sampled_from(["event", "by_role", "subject_kind"]))
    setattr(entry, name, getattr(entry, name) + draw(st.text(min_size=1, max_size=3)))


CHANGES = (change_digest, change_facts, change_at, change_note, change_number, change_word)


@given(HAPPENINGS.filter(lambda each: len(each) > 1), st.data())
def test_no_entry_can_be_left_out_or_moved(happenings, data):
    subject, entries = history(happenings)
    gone = data.draw(st.sampled_from(entries))
    assert broken(subject, [each for each in entries if each is not gone])
    one, two = data.draw(st.lists(st.sampled_from(entries), min_size=2, max_size=2, unique_by=id))
    one.position, two.position = two.position, one.position
    assert broken(subject, sorted(entries, key=lambda each: each.position))


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20), max_size=5
    )
)
def test_what_the_database_gives_back_verifies(database, texts):
    subject = Account(pk=database(), username=f"u{database()}", display_name="名")
    for text in ["", *texts]:
        record(Knocked(text), subject=subject, by=CLERK, now=datetime.now(UTC), note=text)
    fresh = Account.objects.get(pk=subject.pk)
    assert broken(fresh, list(entries_of(fresh))) == []


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """Numbers for subjects that are kept for the time of this module only."""
    numbers = count(500_000)
    with django_db_blocker.unblock(), transaction.atomic():
        yield lambda: next(numbers)
        transaction.set_rollback(True)
