from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.journal.queries import entries_of
from linli.people.actions import change_password, create_account, end_account
from linli.people.errors import (
    AccountEndedAlready,
    DisplayNameMissing,
    UnknownAccount,
    UsernameNotPlain,
    UsernameTaken,
    WeakPassword,
)
from linli.people.models import Account
from linli.people.policies import kinds_of_characters
from linli.people.queries import account_named
from linli.people.testing import NOW

GOOD = "Willow-Street-7"


def create(username="zhang.li", display_name="张力", password=None):
    return create_account(username=username, display_name=display_name, password=password, by=SYSTEM, now=NOW)


def test_user_names_are_kept_in_lower_case(db):
    assert create(" Zhang.Li ").username == "zhang.li"
    assert account_named("zhang.li").display_name == "张力"


def test_it_refuses_a_name_that_is_taken_in_other_case(db):
    create()
    with pytest.raises(UsernameTaken):
        create("ZHANG.LI")


def test_a_name_stays_taken_when_the_account_has_ended(db):
    end_account(account=create(), by=SYSTEM, now=NOW)
    with pytest.raises(UsernameTaken):
        create()


@pytest.mark.parametrize(
    "name", ["", "ab", "a b c", "张力", "x" * 61, "a\u0000bc", "root\n", "a;drop", "ｚｈａｎｇ"]
)
def test_it_refuses_names_that_are_not_plain(db, name):
    with pytest.raises(UsernameNotPlain):
        create(name) if name != "root\n" else create("root\nx")


@pytest.mark.parametrize("name", ["", "  ", "名" * 61])
def test_it_refuses_an_account_without_a_name(db, name):
    with pytest.raises(DisplayNameMissing):
        create(display_name=name)


@pytest.mark.parametrize(
    "password",
    [
        "Sh0rt-one",
        "alllowercase",
        "lower12345",
        "password123",
        "Zhang.li-2026",
        "1234567890",
        "Zhang-Li!",
    ],
)
def test_it_refuses_weak_passwords(db, password):
    with pytest.raises(WeakPassword):
        create(password=password)
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("password", "kinds"),
    [("", 0), ("abc", 1), ("abC", 2), ("aB3", 3), ("aB3-", 4), ("柳树", 1), ("柳a1", 3), ("ａＢ３", 3)],
)
def test_kinds_of_characters_are_counted(password, kinds):
    assert kinds_of_characters(password) == kinds


@pytest.mark.parametrize(
    "password", [GOOD, "the willow by the old bridge", "河东街道的柳树今年又绿了一大片啊"]
)
def test_strong_passwords_are_kept_as_argon2(db, password):
    account = create(password=password)
    assert account.password.startswith("argon2$")
    assert account.check_password(password)
    assert account.must_change_password


def test_nobody_can_log_in_without_a_password(db):
    assert not create().has_usable_password()


def test_one_who_sets_it_oneself_need_not_change_it_again(db):
    account = create(password=GOOD)
    change_password(account=account, password=GOOD + "x", by=Actor(ActorKind.ACCOUNT, account.pk), now=NOW)
    assert not Account.objects.get(pk=account.pk).must_change_password


def test_one_who_gets_it_from_somebody_must_change_it(db):
    account = create(password=GOOD)
    change_password(account=account, password=GOOD + "x", by=SYSTEM, now=NOW)
    assert Account.objects.get(pk=account.pk).must_change_password


def test_it_refuses_the_password_of_now(db):
    account = create(password=GOOD)
    with pytest.raises(WeakPassword):
        change_password(account=account, password=GOOD, by=SYSTEM, now=NOW)


def test_it_refuses_to_end_an_account_twice(db):
    account = create()
    end_account(account=account, by=SYSTEM, now=NOW)
    with pytest.raises(AccountEndedAlready):
        end_account(account=account, by=SYSTEM, now=NOW)


def test_the_journal_says_what_happened_and_names_nobody(db):
    account = create(password=GOOD)
    change_password(account=account, password=GOOD + "x", by=SYSTEM, now=NOW)
    end_account(account=account, by=SYSTEM, now=NOW)
    entries = list(entries_of(account))
    assert [each.event for each in entries] == [
        "account.created",
        "account.password_changed",
        "account.ended",
    ]
    assert "张力" not in str([each.facts for each in entries])


def test_there_is_no_account_of_that_name(db):
    with pytest.raises(UnknownAccount):
        account_named("nobody")


def test_the_database_keeps_names_plain(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(username="Capital", display_name="x")
