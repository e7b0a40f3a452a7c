"""Whoever is logged out while writing gets the words back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from linli.people.models import Account
from linli.people.unsent import WORDS, Unsent

WROTE = "已到现场，<b>水管</b>漏水"
PASSWORD = "Willow-Street-7"


def can_log_in(account: Account) -> None:
    account.set_password(PASSWORD)
    account.must_change_password = False
    account.password_set_at = timezone.now()
    account.save()


@pytest.fixture
def late(browser_of: Callable[..., Client], clock: Any) -> Client:
    """The owner's browser, left alone for too long."""
    can_log_in(clock.cast.accounts["owner"])
    client = browser_of("owner")
    client.get("/work/")
    clock.later(hours=2)
    return client


def send(client: Client) -> Any:
    return client.post("/work/1/do/note/", {"words": WROTE}, HTTP_REFERER="http://testserver/work/1/")


def sealed_in(answer: Any) -> str:
    found = re.search(r'name="unsent" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def log_in(client: Client, who: str, unsent: str, password: str = PASSWORD) -> Any:
    fields = {"username": who, "password": password, "next": "/work/", "unsent": unsent}
    return client.post("/login/", fields)


def test_the_form_that_came_too_late_is_answered_with_the_log_in_and_the_way_back(late: Client) -> None:
    page = send(late).content.decode()
    assert "What you wrote is kept" in page
    assert 'value="http://testserver/work/1/"' in page


def test_the_words_come_back_once(late: Client, clock: Any) -> None:
    username = clock.cast.accounts["owner"].username
    log_in(late, username, sealed_in(send(late)))
    assert escape(WROTE) in late.get("/work/").content.decode()
    assert escape(WROTE) not in late.get("/work/").content.decode()


def test_a_mistyped_password_does_not_lose_them(late: Client, clock: Any) -> None:
    username = clock.cast.accounts["owner"].username
    answer = log_in(late, username, sealed_in(send(late)), password="wrong")
    log_in(late, username, sealed_in(answer))
    assert late.session[WORDS] == [WROTE]


def test_somebody_else_does_not_get_them(late: Client, clock: Any) -> None:
    other = clock.cast.accounts["colleague"]
    can_log_in(other)
    log_in(late, other.username, sealed_in(send(late)))
    assert settings.LOGIN_URL not in late.get("/work/").headers.get("Location", "")
    assert WORDS not in late.session


def test_a_forged_one_is_nothing(late: Client, clock: Any) -> None:
    owner = clock.cast.accounts["owner"]
    forged = Unsent(owner.pk, [WROTE], "/").sealed()[:-2] + "xx"
    log_in(late, owner.username, forged)
    assert WORDS not in late.session
