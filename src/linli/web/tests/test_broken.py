"""A page that breaks says so; one that lost its database for a moment asks to come again."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from linli.matters.testing import SmallCity


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (OperationalError("terminating connection"), 503, "系统正在恢复"),
        (InterfaceError("the connection is closed"), 503, "系统正在恢复"),
        (RuntimeError("a secret"), 500, "系统出错了"),
    ],
)
def test_what_broke_is_told_in_words(
    clock: SmallCity, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, says: str
) -> None:
    def broken(*_given: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr("linli.matters.views.public.area_figures", broken)
    answer = Client(raise_request_exception=False).get("/areas/")
    assert answer.status_code == status
    assert says in answer.content.decode()
    assert str(error) not in answer.content.decode()
    assert ("Retry-After" in answer) == (status == 503)
