"""Accounts that administer log in with a code besides the password."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from typer.testing import CliRunner

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.core.ciphers import seal, unseal
from linli.journal.queries import entries_of, verify
from linli.people.actions import (
    change_password,
    create_account,
    draft_secret,
    end_account,
    end_second_factor,
    grant_role,
    pass_second_factor,
    secret_in,
    set_up_second_factor,
)
from linli.people.cli import app
from linli.people.errors import CodesLocked, CodeWrong, NoSecondFactor, OwnSecondFactor, SecondFactorHeld
from linli.people.models import SecondFactor
from linli.people.policies import Role, SecondFactorRule
from linli.people.policies.second_factor import make_recovery_codes, place_among, plain_code, step_of
from linli.people.testing import set_rules_of_people
from linli.rulebook.actions import set_rule

PASSWORD = "Willow-Street-7"
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
AS_RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The key of the standard's test values: 12345678901234567890."""


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_codes_are_those_of_rfc_6238(seconds, code):
    at = datetime.fromtimestamp(seconds, UTC)
    assert step_of(AS_RFC, code, at, after=0) == seconds // 30


@pytest.mark.parametrize(
    ("late", "accepted"), [(-30, True), (0, True), (31, True), (61, False), (-61, False)]
)
def test_a_telephone_may_be_half_a_minute_out(late, accepted):
    at = datetime.fromtimestamp(1_800_000_000, UTC)
    code = pyotp.TOTP(AS_RFC).at(1_800_000_000 + late)
    assert (step_of(AS_RFC, code, at, after=0) is not None) == accepted


@pytest.mark.parametrize("code", ["", "12345", "二八七〇八二", "287082x", "x" * 40])
def test_what_is_no_code_fits_nothing(code):
    assert step_of(AS_RFC, code, datetime.fromtimestamp(59, UTC), after=0) is None


def test_recovery_codes_differ_and_are_read_however_they_are_typed():
    codes = make_recovery_codes()
    assert len({plain_code(each) for each in codes}) == 10
    assert plain_code(f" {codes[0].upper().replace('-', ' ')} ") == plain_code(codes[0])
    assert place_among(b"b", [b"a", b"b"]) == 1
    assert place_among(b"c", [b"a", b"b"]) is None


@pytest.mark.parametrize("suite", ["international", "sm"])
def test_a_sealed_value_opens_only_for_what_it_was_sealed_for(suite):
    sealed = seal(suite, "test", b"secret", bound=b"one")
    assert unseal("test", sealed, bound=b"one") == b"secret"
    for purpose, value, bound in (
        ("test", sealed, b"two"),
        ("other", sealed, b"one"),
        ("test", sealed[:-1] + bytes([sealed[-1] ^ 1]), b"one"),
        ("test", b"", b"one"),
        ("test", b"\x09" + sealed[1:], b"one"),
    ):
        with pytest.raises(ValueError, match="seal"):
            unseal(purpose, value, bound=bound)


@pytest.fixture
def admin(db):
    set_rules_of_people()
    return an_account("admin")


def an_account(username):
    return create_account(
        username=username,
        display_name="管理员",
        password=PASSWORD,
        must_change_password=False,
        by=SYSTEM,
        now=timezone.now(),
    )


def rule(*roles) -> SecondFactorRule:
    return SecondFactorRule(roles=frozenset(roles), most_failures=5, locked_minutes=30)


def codes_from(secret, at):
    return pyotp.TOTP(secret).at(at)


@pytest.fixture
def factor(admin):
    """The secret and the recovery codes of an authenticator that was set up at NOW."""
    sealed = draft_secret(admin)
    secret = secret_in(admin, sealed)
    codes = set_up_second_factor(
        account=admin,
        sealed=sealed,
        code=codes_from(secret, NOW),
        by=Actor(ActorKind.ACCOUNT, admin.pk),
        now=NOW,
    )
    return secret, codes


def test_a_right_code_passes_once(admin, factor):
    later = NOW + timedelta(minutes=5)
    code = codes_from(factor[0], later)
    pass_second_factor(account=admin, code=f"{code[:3]} {code[3:]}", now=later)
    with pytest.raises(CodeWrong):
        pass_second_factor(account=admin, code=code, now=later)


def test_the_code_of_the_set_up_is_used_up(admin, factor):
    with pytest.raises(CodeWrong):
        pass_second_factor(account=admin, code=codes_from(factor[0], NOW), now=NOW)


def test_a_recovery_code_passes_once_and_is_written_down(admin, factor):
    pass_second_factor(account=admin, code=factor[1][3].upper(), now=NOW)
    with pytest.raises(CodeWrong):
        pass_second_factor(account=admin, code=factor[1][3], now=NOW)
    row = SecondFactor.objects.get()
    assert len(row.recovery) == 9
    events = [each.event for each in entries_of(row)]
    assert events == ["account.second_factor_set", "account.recovery_code_used"]


def test_recovery_codes_outlive_a_change_of_suite(admin, factor, settings):
    settings.LINLI = settings.LINLI.model_copy(update={"cipher_suite": "sm"})
    pass_second_factor(account=admin, code=factor[1][0], now=NOW)


def test_after_five_wrong_codes_no_code_is_looked_at_for_half_an_hour(admin, factor):
    for wanted in (CodeWrong, CodeWrong, CodeWrong, CodeWrong, CodesLocked):
        with pytest.raises(wanted):
            pass_second_factor(account=admin, code="000000", now=NOW)
    at = NOW + timedelta(minutes=1)
    with pytest.raises(CodesLocked, match="29"):
        pass_second_factor(account=admin, code=codes_from(factor[0], at), now=at)
    at = NOW + timedelta(minutes=31)
    pass_second_factor(account=admin, code=codes_from(factor[0], at), now=at)
    assert "account.second_factor_locked" in [each.event for each in entries_of(SecondFactor.objects.get())]
    assert verify().broken == []


def test_the_secret_is_kept_sealed_and_goes_with_the_reset(admin, factor):
    row = SecondFactor.objects.get()
    assert factor[0].encode() not in bytes(row.secret)
    end_second_factor(account=admin, by=SYSTEM, now=NOW)
    row.refresh_from_db()
    assert (bytes(row.secret), row.recovery) == (b"", [])
    with pytest.raises(NoSecondFactor):
        end_second_factor(account=admin, by=SYSTEM, now=NOW)


def test_a_secret_moved_to_another_account_does_not_open(admin, factor):
    other = an_account("other")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_secondfactor SET account_id = %s", [other.pk])
    with pytest.raises(ValueError, match="does not open"):
        pass_second_factor(account=other, code="000000", now=NOW)


def test_nobody_resets_their_own(admin, factor):
    with pytest.raises(OwnSecondFactor):
        end_second_factor(account=admin, by=Actor(ActorKind.ACCOUNT, admin.pk), now=NOW)


def test_there_is_one_at_a_time(admin, factor):
    sealed = draft_secret(admin)
    code = codes_from(secret_in(admin, sealed), NOW)
    with pytest.raises(SecondFactorHeld):
        set_up_second_factor(account=admin, sealed=sealed, code=code, by=SYSTEM, now=NOW)
    assert SecondFactor.objects.count() == 1


def test_the_operator_resets_it_by_command(admin, factor):
    assert CliRunner().invoke(app, ["reset-second-factor", "admin"]).exit_code == 0
    assert CliRunner().invoke(app, ["reset-second-factor", "admin"]).exit_code == 1


# The pages


@pytest.fixture
def must(admin):
    """Administrators must have one."""
    now = timezone.now()
    grant_role(
        account=admin, role=Role.SYSTEM_ADMIN, valid_from=now.date() - timedelta(days=2), by=SYSTEM, now=now
    )
    first = now.date() - timedelta(days=1)
    set_rule(SecondFactorRule.key, rule(Role.SYSTEM_ADMIN), valid_from=first, by=SYSTEM, now=now)
    return admin


def log_in(client, username="admin", **more):
    return client.post("/login/", {"username": username, "password": PASSWORD, **more})


def is_logged_in(client):
    return client.get("/password/").status_code == 200


def set_up_by_page(client):
    page = client.get("/login/second-factor/").content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    answer = client.post("/login/second-factor/", {"code": codes_from(secret, timezone.now())})
    return secret, answer


def test_who_must_sets_it_up_before_anything_else(client, must):
    assert log_in(client, next="/work/?page=2")["Location"] == "/login/second-factor/"
    assert not is_logged_in(client)
    _, answer = set_up_by_page(client)
    text = answer.content.decode()
    codes = re.findall(r"<code>([a-z0-9-]{14})</code>", text)
    assert len(codes) == 10
    assert "/work/?page=2" in text
    assert "no-store" in answer["Cache-Control"]
    assert is_logged_in(client)
    assert not any(code in client.get("/login/second-factor/").content.decode() for code in codes)


def test_the_picture_stays_the_same_until_it_is_set_up(client, must):
    log_in(client)
    first = client.get("/login/second-factor/").context["secret"]
    answer = client.post("/login/second-factor/", {"code": "000000"})
    assert answer.status_code == 422
    assert answer.context["secret"] == first
    assert "viewBox" in answer.context["qr"]  # without it a smaller box would cut it off
    assert first.replace(" ", "") not in str(dict(client.session.items()))


def test_afterwards_each_log_in_asks_for_a_code(client, must):
    log_in(client)
    secret, _ = set_up_by_page(client)
    client.post("/logout/")
    assert log_in(client, next="/work/")["Location"] == "/login/code/"
    assert not is_logged_in(client)
    SecondFactor.objects.update(last_step=0)  # as if a minute had passed
    answer = client.post("/login/code/", {"code": codes_from(secret, timezone.now())})
    assert answer["Location"] == "/work/"
    assert is_logged_in(client)


def test_a_wrong_code_lets_nobody_in_and_five_lock(client, must):
    log_in(client)
    set_up_by_page(client)
    client.post("/logout/")
    log_in(client)
    answers = [client.post("/login/code/", {"code": "000000"}).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    assert not is_logged_in(client)


@pytest.mark.parametrize("page", ["/login/code/", "/login/second-factor/"])
def test_without_the_password_there_is_no_second_step(client, must, page):
    for answer in (client.get(page), client.post(page, {"code": "000000"})):
        assert answer["Location"] == "/login/"


@pytest.mark.parametrize("what", ["late", "ended", "password"])
def test_whoever_waits_is_sent_back_when_things_changed(client, must, what):
    log_in(client)
    if what == "late":
        session = client.session
        session["waits_for_code"] = {**session["waits_for_code"], "until": 0}
        session.save()
    elif what == "ended":
        end_account(account=must, by=SYSTEM, now=timezone.now())
    else:
        change_password(account=must, password="Bridge-Street-8", by=SYSTEM, now=timezone.now())
    assert client.get("/login/second-factor/")["Location"] == "/login/"


def test_who_need_not_logs_in_as_before_and_may_set_one_up(client, must):
    an_account("clerk")
    log_in(client, "clerk")
    assert is_logged_in(client)
    _, answer = set_up_by_page(client)
    assert answer.status_code == 200
    assert is_logged_in(client)
    assert client.get("/login/second-factor/").status_code == 200
    client.post("/logout/")
    assert log_in(client, "clerk")["Location"] == "/login/code/"


def test_before_its_day_the_rule_asks_nobody(client, admin):
    now = timezone.now()
    grant_role(account=admin, role=Role.SYSTEM_ADMIN, by=SYSTEM, now=now)
    later = now.date() + timedelta(days=9)
    set_rule(SecondFactorRule.key, rule(Role.SYSTEM_ADMIN), valid_from=later, by=SYSTEM, now=now)
    assert log_in(client)["Location"] == settings.LOGIN_REDIRECT_URL


def test_another_administrator_resets_it_by_page(client, must):
    other = an_account("other")
    sealed = draft_secret(other)
    code = codes_from(secret_in(other, sealed), NOW)
    set_up_second_factor(account=other, sealed=sealed, code=code, by=SYSTEM, now=NOW)
    log_in(client)
    set_up_by_page(client)
    own = client.post("/second-factor/reset/", {"username": "admin"})
    assert own.status_code == 422
    assert client.post("/second-factor/reset/", {"username": "nobody"}).status_code == 422
    assert client.post("/second-factor/reset/", {"username": "Other"}).status_code == 302
    row = SecondFactor.objects.get(account=other)
    assert row.ended_at is not None
    assert entries_of(row).last().by_account == must.pk


def test_others_may_not_reset(client, must):
    an_account("clerk")
    log_in(client, "clerk")
    assert client.post("/second-factor/reset/", {"username": "admin"}).status_code == 403
