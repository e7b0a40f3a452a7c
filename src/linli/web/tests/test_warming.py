"""A worker warms up whatever the city holds, and an empty one opens too."""

from __future__ import annotations

import pytest

from linli.matters.testing import SmallCity
from linli.web.warming import warm_up


@pytest.fixture(autouse=True)
def _connection_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.web.warming.connection.close", lambda: None)


@pytest.mark.django_db
def test_an_empty_city_is_no_reason_to_fail() -> None:
    warm_up()


def test_a_city_with_rules_places_and_kinds_warms_up_without_a_word(
    clock: SmallCity, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="linli.web.warming"):
        warm_up()
    assert [record.args for record in caplog.records] == []
