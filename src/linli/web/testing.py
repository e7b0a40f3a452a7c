"""Pytest plug-in: pages at the hour of the small city, and browsers for its people."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from linli.matters.testing import SmallCity


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try a browser test that fails once more: the closing line counts it, as a fault to look into."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture
def clock(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> SmallCity:
    """The small city, whose hour is also the hour of its pages: `clock.later(hours=2)`."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)
    return city


@pytest.fixture
def browser_of(clock: SmallCity) -> Callable[..., Client]:
    """Return a function from a name of the cast ("citizen": nobody) to a client that is logged in as that person."""
    from django.test import Client

    def make(name: str, **more: Any) -> Client:
        client = Client(HTTP_ACCEPT_LANGUAGE=more.pop("language", "en"), **more)
        if name != "citizen":
            client.force_login(clock.cast.accounts[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def own_store(tmp_path: Path, settings: Any) -> None:
    """An empty store of files."""
    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path})
