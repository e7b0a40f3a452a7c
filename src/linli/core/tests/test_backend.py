"""What the database connection makes of the server's answers."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection


@pytest.mark.django_db
@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 2, 28, 23, 59, 59, 999999, UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(1949, 10, 1, 7, 0, 0, 100, UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
    ],
)
def test_an_instant_comes_back_as_it_went(instant: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [instant])
        (found,) = cursor.fetchone()
    assert (found, found.utcoffset()) == (instant, timedelta(0))
