from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from linli.disputes.testing import Desk, make_desk
from linli.matters.testing import SmallCity


@pytest.fixture
def desk(city: SmallCity, tmp_path, settings) -> Desk:
    """The small city with centres, a committee, its mediators, a court, and an empty store of files."""
    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path / "home"})
    return make_desk(city)


@pytest.fixture
def open_as(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Client]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: desk.now)

    def make(who: str, language: str = "en") -> Client:
        client = Client(HTTP_ACCEPT_LANGUAGE=language)
        if who in desk.accounts:
            client.force_login(desk.accounts[who], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make
