from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from linli.core.actor import SYSTEM
from linli.people.actions import change_password, create_account, end_account
from linli.people.middleware import SEEN
from linli.people.models import Account
from linli.people.testing import set_rules_of_people

PASSWORD, NEW = "Willow-Street-7", "Bridge-Street-8"


@pytest.fixture
def clerk(db):
    set_rules_of_people()
    return create_account(
        username="clerk",
        display_name="办事员",
        password=PASSWORD,
        must_change_password=False,
        by=SYSTEM,
        now=timezone.now(),
    )


def log_in(client, username="clerk", password=PASSWORD, **more):
    return client.post("/login/", {"username": username, "password": password, **more})


def is_logged_in(client):
    return client.get("/password/").status_code == 200


def test_somebody_logs_in_and_goes_to_work(client, clerk):
    answer = log_in(client)
    assert (answer.status_code, answer["Location"]) == (302, settings.LOGIN_REDIRECT_URL)
    assert is_logged_in(client)


def test_capitals_in_the_user_name_do_no_harm(client, clerk):
    log_in(client, username=" Clerk ")
    assert is_logged_in(client)


def test_the_page_speaks_chinese_and_english(client, clerk):
    assert "<form" in client.get("/login/").content.decode()
    assert "Log in" in client.get("/login/", headers={"Accept-Language": "en"}).content.decode()


def test_the_session_gets_a_new_number_at_log_in(client, clerk):
    session = client.session
    session["basket"] = 1
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    log_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_it_sends_nobody_to_another_site(client, clerk, there):
    assert log_in(client, next=there)["Location"] == settings.LOGIN_REDIRECT_URL


def test_it_goes_on_to_the_page_that_was_asked_for(client, clerk):
    assert log_in(client, next="/work/?page=2")["Location"] == "/work/?page=2"


@pytest.mark.parametrize("username", ["clerk", "nobody", "", "x" * 10_000])
def test_a_wrong_password_says_the_same_whoever_it_is(client, clerk, username):
    answer = log_in(client, username=username, password="wrong")
    assert answer.status_code == 200
    assert not is_logged_in(client)


def test_a_user_name_that_no_text_can_be_is_turned_away(client, clerk):
    assert log_in(client, username="a\x00b", password="wrong").status_code == 422
    assert not is_logged_in(client)


def test_an_ended_account_is_told_no_more_than_a_wrong_password(client, clerk):
    end_account(account=clerk, by=SYSTEM, now=timezone.now())
    ended = log_in(client).context["form"].non_field_errors()
    assert ended == log_in(client, username="nobody").context["form"].non_field_errors()


def test_ending_an_account_ends_its_sessions(client, clerk):
    log_in(client)
    end_account(account=clerk, by=SYSTEM, now=timezone.now())
    assert not is_logged_in(client)


def test_after_five_failures_the_log_in_is_locked_even_with_the_right_password(client, clerk):
    codes = [log_in(client, password="wrong").status_code for _turn in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    assert log_in(client).status_code == 429
    assert not is_logged_in(client)


def test_capitals_give_no_further_tries(client, clerk):
    for name in ("clerk", "Clerk", "CLERK", " clerk", "cLERK"):
        answer = log_in(client, username=name, password="wrong")
    assert answer.status_code == 429


def test_a_lock_concerns_nobody_else(client, clerk):
    for _turn in range(5):
        log_in(client, username="other", password="wrong")
    log_in(client)
    assert is_logged_in(client)


def test_after_the_time_of_the_lock_one_may_try_again(client, clerk):
    from axes.models import AccessAttempt

    for _turn in range(5):
        log_in(client, password="wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))
    log_in(client)
    assert is_logged_in(client)


def leave_alone(client, minutes):
    session = client.session
    session[SEEN] = int(timezone.now().timestamp()) // 60 - minutes
    session.save()


def test_a_session_in_use_stays(client, clerk):
    log_in(client)
    leave_alone(client, 30)
    assert is_logged_in(client)


def test_a_session_left_alone_ends_and_comes_back_to_the_page(client, clerk):
    log_in(client)
    leave_alone(client, 31)
    answer = client.get("/password/?x=1")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=%2Fpassword%2F%3Fx%3D1")
    assert not is_logged_in(client)


def test_a_fragment_of_an_ended_session_reloads_the_whole_page(client, clerk):
    log_in(client)
    leave_alone(client, 31)
    answer = client.get("/password/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/login/"


def test_the_session_is_written_at_most_once_a_minute(client, clerk, django_assert_num_queries):
    log_in(client)
    client.get("/health/")
    with django_assert_num_queries(3):  # session, account and, for the navigation, its roles
        client.get("/password/")


def test_a_visitor_without_a_session_costs_no_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/login/")
    assert answer.status_code == 200


def test_a_first_password_must_be_changed_before_anything_else(client, clerk):
    change_password(account=clerk, password=NEW, by=SYSTEM, now=timezone.now())
    log_in(client, password=NEW)
    answer = client.get("/password/changed/")
    assert (answer.status_code, answer["Location"]) == (302, "/password/")
    change(client, NEW, PASSWORD)
    assert client.get("/password/changed/").status_code == 200


def test_a_password_grows_old(client, clerk):
    Account.objects.update(password_set_at=timezone.now() - timedelta(days=91))
    log_in(client)
    assert client.get("/password/changed/")["Location"] == "/password/"


def change(client, old, new, again=None):
    return client.post(
        "/password/", {"old_password": old, "new_password1": new, "new_password2": again or new}
    )


def test_changing_the_password_keeps_this_session_and_ends_the_others(client, clerk):
    other = Client()
    log_in(client)
    log_in(other)
    assert change(client, PASSWORD, NEW).status_code == 302
    assert is_logged_in(client)
    assert not is_logged_in(other)


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong", NEW, NEW),
        (PASSWORD, "short", "short"),
        (PASSWORD, NEW, NEW + "x"),
        (PASSWORD, PASSWORD, PASSWORD),
    ],
)
def test_it_refuses_to_change_the_password(client, clerk, old, new, again):
    log_in(client)
    assert change(client, old, new, again).status_code == 422
    assert Account.objects.get(pk=clerk.pk).check_password(PASSWORD)


def test_logging_out_needs_a_form(client, clerk):
    log_in(client)
    assert client.get("/logout/").status_code == 405
    assert is_logged_in(client)
    client.post("/logout/")
    assert not is_logged_in(client)


def test_forms_are_protected_against_strangers_sites(clerk):
    assert log_in(Client(enforce_csrf_checks=True)).status_code == 403
