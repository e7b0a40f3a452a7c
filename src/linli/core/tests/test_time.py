from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from linli.core.time import NaiveTime, aware, city_day


def test_an_instant_without_zone_is_refused_and_named() -> None:
    with pytest.raises(NaiveTime) as refused:
        aware(datetime(2026, 3, 6, 16, 0))  # noqa: DTZ001
    assert refused.value.facts == {"value": "2026-03-06T16:00:00"}


def test_an_instant_is_the_same_in_utc() -> None:
    there = datetime(2026, 3, 6, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    assert aware(there) == there
    assert aware(there).tzinfo is UTC


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-03-06T15:59:59+00:00", "2026-03-06"),  # one second before midnight in the city
        ("2026-03-06T16:00:00+00:00", "2026-03-07"),
        ("2026-03-07T00:00:00+08:00", "2026-03-07"),
        ("2026-12-31T23:30:00+08:00", "2026-12-31"),
    ],
)
def test_a_day_is_the_citys_day(instant: str, day: str) -> None:
    assert city_day(datetime.fromisoformat(instant)) == date.fromisoformat(day)
