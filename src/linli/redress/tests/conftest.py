from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from linli.conferences.testing import Table, make_table
from linli.disputes.testing import make_desk
from linli.matters.testing import SmallCity


@pytest.fixture
def table(city: SmallCity, tmp_path, settings) -> Table:
    """The desk of disputes with units of every level and their people."""
    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path / "home"})
    return make_table(make_desk(city))


@pytest.fixture
def open_as(table: Table, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Client]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: table.now)

    def make(who: str, language: str = "en") -> Any:
        client = Client(HTTP_ACCEPT_LANGUAGE=language)
        if who in table.desk.accounts:
            client.force_login(table.desk.accounts[who], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make
