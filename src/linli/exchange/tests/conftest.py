from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from linli.core.config import Config
from linli.exchange.testing import Georeport, make_key, prepare
from linli.matters.testing import SmallCity
from linli.people import pace


@pytest.fixture(autouse=True)
def _fresh_pace() -> Iterator[None]:
    pace.forget()
    yield
    pace.forget()


@pytest.fixture
def home(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A folder of its own for attachments."""
    monkeypatch.setattr(settings, "LINLI", Config(home=tmp_path, max_upload_bytes=1_000_000))
    return tmp_path


@pytest.fixture
def town(city: SmallCity) -> SmallCity:
    return prepare(city)


@pytest.fixture
def api_key(town: SmallCity) -> str:
    return make_key(town)


@pytest.fixture
def open311(api_key: str) -> Georeport:
    return Georeport(api_key)
