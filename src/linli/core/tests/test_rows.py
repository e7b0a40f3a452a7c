"""New rows made cheaply, and rows of several tables in one round trip: the same rows as Django writes."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum

import pytest
from django.apps import apps
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from linli.core.rows import array, copy, insert, new, stored

Account = apps.get_model("people", "Account")
Unit = apps.get_model("people", "Unit")
Entry = apps.get_model("journal", "Entry")
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


def entry(**columns):
    given = {
        "subject_kind": "test.row",
        "subject_id": 1,
        "position": 1,
        "event": "test.written",
        "at": NOW,
        "by_kind": "system",
        "facts": {},
        "suite": "international",
        "digest": b"\x00\xff",
    }
    return new(Entry, **{**given, **columns})


def test_a_new_row_is_what_the_model_itself_makes():
    columns = {"username": "wang", "display_name": "王"}
    mine, its = new(Account, **columns), Account(**columns)
    assert mine.__dict__.keys() == its.__dict__.keys()
    assert {name: value for name, value in mine.__dict__.items() if name != "_state"} == {
        name: value for name, value in its.__dict__.items() if name != "_state"
    }
    assert (mine._state.adding, mine._state.db, mine.pk) == (True, None, None)


@pytest.mark.parametrize(
    "model",
    [each for each in apps.get_models() if each.__module__.startswith("linli.")],
    ids=lambda m: m.__name__,
)
def test_it_makes_what_the_model_makes_for_every_table(model):
    mine, its = new(model), model()
    for field in model._meta.concrete_fields:
        one, other = mine.__dict__[field.attname], its.__dict__[field.attname]
        made_anew = field.has_default() and callable(field.default)
        assert type(one) is type(other) if made_anew else one == other, field.name


@pytest.mark.django_db
def test_rows_of_one_table_are_prepared_once_whatever_is_missing_in_them():
    count = (
        "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO \"journal_entry\"%'"
    )
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    connection.connection._prepared.clear()
    for number, columns in enumerate(({}, {"by_account": 7}, {"note": None}, {"by_unit": 2**40})):
        insert([entry(position=number + 1, **columns)])
    with connection.cursor() as cursor:
        cursor.execute(count)
        assert cursor.fetchone() == (1,)
    assert connection.connection.prepare_threshold is None  # Django's own statements stay as they were


def test_defaults_are_made_anew_for_each_row():
    fields = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if model.__module__.startswith("linli.") and field.has_default() and field.default in (list, dict)
    ]
    for model, field in fields:
        one, other = new(model), new(model)
        assert getattr(one, field.attname) is not getattr(other, field.attname)


def test_a_column_that_is_not_there_is_refused_by_name():
    with pytest.raises(TypeError, match="Account has no nickname"):
        new(Account, username="wang", nickname="x")


def test_a_relation_is_given_by_its_column():
    assert new(Unit, parent_id=3).parent_id == 3
    with pytest.raises(TypeError, match="Unit has no parent"):
        new(Unit, parent=None)


def test_rows_of_several_tables_are_written_and_numbered(db):
    rows = [
        new(Account, username="wang", display_name="王"),
        entry(facts={"名": ["王", 1, None, {"x": True}]}, note=None),
        new(Account, username="liang", display_name="梁"),
    ]
    insert(rows)
    wang, liang = Account.objects.order_by("pk")
    assert (wang.username, liang.username) == ("wang", "liang")
    kept = Entry.objects.get(subject_kind="test.row")
    assert kept.facts == {"名": ["王", 1, None, {"x": True}]}
    assert (kept.note, kept.at, bytes(kept.digest), kept.by_account) == (None, NOW, b"\x00\xff", None)
    assert not any(row._state.adding for row in rows)


def test_a_number_that_was_given_stays(db):
    insert(
        [
            new(Account, id=900_001, username="wang", display_name="王"),
            new(Account, username="liang", display_name="梁"),
        ]
    )
    given, numbered = Account.objects.order_by("-pk")
    assert given.pk == 900_001
    assert numbered.pk < 900_001


def test_a_saved_row_can_be_changed_like_any_other(db):
    row = new(Account, id=900_001, username="wang", display_name="王")
    insert([row])
    row.display_name = "王五"
    row.save()
    assert Account.objects.get().display_name == "王五"


def test_a_choice_is_written_as_its_value(db):
    class Who(Enum):
        SYSTEM = "system"

    insert([entry(by_kind=Who.SYSTEM)])
    assert Entry.objects.get(subject_kind="test.row").by_kind == "system"


def test_nothing_is_an_empty_write(db):
    insert([])


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ({"username": "wang", "display_name": "同名"}, IntegrityError),
        ({"username": "NOT PLAIN", "display_name": "王"}, IntegrityError),
        ({"username": "x" * 61, "display_name": "王"}, DataError),
        ({"username": "liang", "display_name": None}, IntegrityError),
        ({"username": "nul", "display_name": "a\0b"}, ValueError),
    ],
)
def test_an_error_leaves_nothing(db, bad, error):
    Account.objects.create(username="wang", display_name="王")
    rows = [new(Account, username="zhao", display_name="赵"), new(Account, **bad), entry()]
    with pytest.raises((error, DatabaseError)), transaction.atomic():
        insert(rows)
    assert list(Account.objects.values_list("username", flat=True)) == ["wang"]
    assert not Entry.objects.filter(subject_kind="test.row").exists()


@pytest.mark.django_db(transaction=True)
def test_an_error_leaves_the_connection_usable():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([new(Account, username="NOT PLAIN", display_name="王")])
    insert([new(Account, username="wang", display_name="王")])
    assert Account.objects.count() == 1


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@pytest.mark.parametrize("value", [5, 0, -1, 2**53, True, False, "5", 1.5, [5], {"a": 5}])
def test_a_json_value_keeps_its_type(db, value):
    """Whole numbers of other columns go as text; in JSON they must not."""
    insert([entry(facts=value)])
    kept = Entry.objects.get(subject_kind="test.row").facts
    assert (kept, type(kept)) == (value, type(value))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
TIMES = st.datetimes(timezones=st.just(UTC))


@given(facts=st.dictionaries(TEXT, JSON, max_size=3), digest=st.binary(max_size=40), at=TIMES)
def test_what_is_read_is_what_was_written(unblocked, facts, digest, at):
    with transaction.atomic():
        insert([entry(facts=facts, digest=digest, at=at)])
        kept = Entry.objects.get(subject_kind="test.row")
        assert (kept.facts, bytes(kept.digest), kept.at) == (facts, digest, at)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def unblocked(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield
        connection.close()


def test_what_is_copied_in_is_what_is_inserted(db):
    facts = {"words": 'back\\slash "quoted"\nline\ttab', "none": None}
    copy([entry(position=1, facts=facts, note="一\t二\n三\\."), entry(position=2, note=None)])
    insert([entry(position=3, facts=facts, note="一\t二\n三\\."), entry(position=4, note=None)])
    columns = ("facts", "note", "at", "digest", "by_account")
    rows = list(Entry.objects.order_by("position").values_list(*columns))
    assert rows[:2] == rows[2:]
    assert rows[0][0] == facts


def test_nothing_is_copied_in_when_one_row_fails(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        copy([entry(position=1), entry(position=1)])
    assert Entry.objects.count() == 0


@given(
    st.lists(st.one_of(st.none(), st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))))
)
def test_an_array_literal_reads_back_as_it_was(django_db_blocker, values):
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [array(values)])
        assert cursor.fetchone()[0] == values


def test_an_array_holds_numbers_instants_and_bytes(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::bigint[], %s::timestamptz[], %s::bytea[], %s::boolean[]",
            [array([1, None]), array([NOW]), array([b"\x00\\", b""]), array([True, False])],
        )
        numbers, instants, data, answers = cursor.fetchone()
    assert (numbers, instants, answers) == ([1, None], [NOW], [True, False])
    assert [bytes(each) for each in data] == [b"\x00\\", b""]


def test_a_stored_row_is_not_new_and_knows_its_related_rows():
    unit = stored(Unit, {"id": 7, "code": "x"})
    assert (unit.pk, unit._state.adding, unit.code) == (7, False, "x")
    assert unit.get_deferred_fields()
