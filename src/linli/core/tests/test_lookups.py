"""Many numbers reach PostgreSQL as one value."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from linli.core.lookups import MANY


@pytest.mark.parametrize("rows", [ProcrastinateJob.objects.all(), ProcrastinateEvent.objects.all()])
def test_many_numbers_are_one_value_and_few_stay_as_they_are(rows) -> None:
    name = "pk" if rows.model is ProcrastinateJob else "job"
    sql, params = rows.filter(**{f"{name}__in": [*range(MANY), 3, None]}).query.sql_with_params()
    assert ("= ANY(%s::bigint[])" in sql, params) == (True, ([*range(MANY)],))
    sql, params = rows.filter(**{f"{name}__in": {1, 2}}).query.sql_with_params()
    assert ("IN (%s, %s)" in sql, params) == (True, (1, 2))


def test_a_number_too_large_for_a_column_is_no_error() -> None:
    rows = ProcrastinateJob.objects.filter(pk__in=[*range(MANY), 2**64])
    assert " IN (" in rows.query.sql_with_params()[0]
