from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from linli.core.actor import SYSTEM
from linli.journal.models import Entry
from linli.people import queries
from linli.people.access import Permission, viewer_of_request
from linli.people.actions import end_account, end_role, issue_api_key, revoke_api_key
from linli.people.errors import (
    AccountEndedAlready,
    KeyExceedsAccount,
    KeyExpiryRefused,
    KeyLabelMissing,
    KeyNotAccepted,
    KeyRevokedAlready,
    KeyWithoutPermission,
)
from linli.people.models import ApiKey
from linli.people.policies import KEY_SHAPE, make_key, prefix_of_key
from linli.people.queries import forget_key, viewer_of_key

REGISTER, VIEW = Permission.MATTER_REGISTER, Permission.MATTER_VIEW


def issue(cast, name="intake_clerk", **more):
    given = {"label": "hotline", "permissions": [REGISTER], "expires_at": cast.now + timedelta(days=90)}
    return issue_api_key(account=cast.accounts[name], by=SYSTEM, now=cast.now, **{**given, **more})


def test_a_program_may_do_what_its_key_says_and_no_more(cast):
    key, raw = issue(cast)
    viewer = viewer_of_key(raw, cast.now)
    assert (viewer.account_id, viewer.api_key) == (cast.intake_clerk.pk, key.pk)
    assert viewer.may(REGISTER)
    assert not viewer.may(VIEW)


def test_a_program_may_never_do_more_than_its_account(cast):
    _key, raw = issue(cast)
    end_role(assignment=cast.intake_clerk.assignments.get(), by=SYSTEM, now=cast.now)
    assert not viewer_of_key(raw, cast.now).may(REGISTER)


def test_only_a_digest_is_kept(cast):
    key, raw = issue(cast)
    secret = raw.rsplit("_", 1)[1]
    assert KEY_SHAPE.fullmatch(raw)
    assert secret.encode() not in bytes(ApiKey.objects.get(pk=key.pk).digest)
    assert secret not in str(Entry.objects.filter(event="key.issued").values())


def test_a_remembered_key_costs_no_query(cast, django_assert_num_queries):
    _key, raw = issue(cast)
    first = viewer_of_key(raw, cast.now)
    with django_assert_num_queries(0):
        assert viewer_of_key(raw, cast.now + timedelta(seconds=29)) is first


def test_a_revoked_key_is_dead_at_once_in_the_same_process(cast):
    key, raw = issue(cast)
    assert viewer_of_key(raw, cast.now)
    revoke_api_key(key=key, by=SYSTEM, now=cast.now)
    assert viewer_of_key(raw, cast.now) is None


def test_a_key_revoked_by_another_process_is_dead_after_30_seconds(cast):
    key, raw = issue(cast)
    assert viewer_of_key(raw, cast.now)
    ApiKey.objects.filter(pk=key.pk).update(revoked_at=cast.now)
    assert viewer_of_key(raw, cast.now + timedelta(seconds=29))
    assert viewer_of_key(raw, cast.now + timedelta(seconds=30)) is None
    assert viewer_of_key(raw, cast.now) is None  # a clock that goes back wakes nothing


def test_a_key_dies_the_moment_it_expires_though_remembered(cast):
    end = cast.now + timedelta(seconds=10)
    _key, raw = issue(cast, expires_at=end)
    assert viewer_of_key(raw, end - timedelta(microseconds=1))
    assert viewer_of_key(raw, end) is None


def test_a_key_of_an_ended_account_is_dead(cast):
    _key, raw = issue(cast)
    end_account(account=cast.intake_clerk, by=SYSTEM, now=cast.now)
    assert viewer_of_key(raw, cast.now) is None


def test_ending_an_account_ends_a_remembered_key(cast):
    _key, raw = issue(cast)
    assert viewer_of_key(raw, cast.now)
    end_account(account=cast.intake_clerk, by=SYSTEM, now=cast.now)
    assert viewer_of_key(raw, cast.now) is None


def test_the_day_of_use_is_noted_once_a_day(cast, django_assert_num_queries):
    key, raw = issue(cast)
    viewer_of_key(raw, cast.now)
    forget_key(key.prefix)
    with django_assert_num_queries(2):
        viewer_of_key(raw, cast.now + timedelta(hours=1))
    viewer_of_key(raw, cast.now + timedelta(days=1))
    assert ApiKey.objects.get(pk=key.pk).last_used_on.isoformat() == "2026-03-11"


def test_a_wrong_secret_does_not_count_as_use(cast):
    key, raw = issue(cast)
    wrong = raw[:-1] + ("0" if raw[-1] != "0" else "1")
    assert viewer_of_key(wrong, cast.now) is None
    assert ApiKey.objects.get(pk=key.pk).last_used_on is None
    assert viewer_of_key(raw, cast.now)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: "",
        lambda raw: raw + " ",
        lambda raw: raw + "\n",
        lambda raw: raw.upper(),
        lambda raw: raw[:-1],
        lambda raw: raw + "0",
        lambda raw: raw.replace("_", "-"),
        lambda raw: raw.replace("linli", "Linli"),
        lambda raw: f"linli_{'0' * 10}_{raw.rsplit('_', 1)[1]}",
        lambda raw: f"linli_%' OR 1=1 --_{raw.rsplit('_', 1)[1]}",
        lambda raw: raw.replace("a", "\u0430").replace("0", "\uff10"),
        lambda raw: "linli_" + "0" * 1_000_000,
        lambda raw: raw.replace("_", "_\x00", 1),
    ],
)
def test_something_like_a_key_is_no_key(cast, change):
    _key, raw = issue(cast)
    assert viewer_of_key(change(raw), cast.now) is None


@given(st.text())
def test_whatever_is_sent_the_shape_alone_decides(text):
    assert (prefix_of_key(text) is None) == (KEY_SHAPE.fullmatch(text) is None)


def test_no_two_keys_are_alike():
    assert len({make_key()[1] for _turn in range(200)}) == 200


def test_memory_is_bounded(cast, monkeypatch):
    monkeypatch.setattr(queries, "MOST_KEYS", 2)
    keys = [issue(cast)[1] for _turn in range(4)]
    assert all(viewer_of_key(raw, cast.now) for raw in keys * 2)
    assert len(queries._keys) <= 2


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"label": "  "}, KeyLabelMissing),
        ({"label": "x" * 61}, KeyLabelMissing),
        ({"permissions": []}, KeyWithoutPermission),
        ({"permissions": [REGISTER, Permission.MATTER_DISPATCH]}, KeyExceedsAccount),
    ],
)
def test_it_refuses_to_issue(cast, more, refusal):
    with pytest.raises(refusal):
        issue(cast, **more)
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_it_refuses_an_expiry_in_the_past_or_too_far(cast, days):
    with pytest.raises(KeyExpiryRefused):
        issue(cast, expires_at=cast.now + timedelta(days=days))


def test_it_refuses_a_key_for_an_ended_account(cast):
    end_account(account=cast.intake_clerk, by=SYSTEM, now=cast.now)
    with pytest.raises(AccountEndedAlready):
        issue(cast)


def test_it_refuses_to_revoke_twice(cast):
    key, _raw = issue(cast)
    revoke_api_key(key=key, by=SYSTEM, now=cast.now)
    with pytest.raises(KeyRevokedAlready):
        revoke_api_key(key=key, by=SYSTEM, now=cast.now)


def test_a_request_with_a_key_acts_for_its_account(cast):
    _key, raw = issue(cast)
    request = RequestFactory().get("/", headers={"Authorization": f"Bearer {raw}"})
    assert viewer_of_request(request, cast.now).account_id == cast.intake_clerk.pk


def test_a_request_with_a_bad_key_is_refused_not_taken_for_anybody(cast):
    request = RequestFactory().get("/", headers={"Authorization": "Bearer linli_x"})
    with pytest.raises(KeyNotAccepted):
        viewer_of_request(request, cast.now)


def test_a_request_without_anything_is_anybodys(cast):
    assert viewer_of_request(RequestFactory().get("/"), cast.now) is cast.citizen
