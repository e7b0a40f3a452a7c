"""How PostgreSQL is asked for one of many numbers."""

from __future__ import annotations

from typing import Any

from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In

MANY = 8
"""From so many on, numbers are given as one array."""
LARGEST = 2**63


class Among(In):
    """`in`, with many whole numbers as one value.

    A leader's units are thousands. Written one by one into a statement, and some in each of its parts, they cost more
    than finding the rows: Django makes a placeholder of each, and the driver reads the statement for them again.
    """

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        numbers = _numbers(self.rhs) if self.rhs_is_direct_value() else []
        if len(numbers) < MANY:
            return super().as_sql(compiler, connection)
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*params, numbers]


class RelatedAmong(RelatedIn, Among):
    """The same for what points to another row."""


def _numbers(values: Any) -> list[int]:
    """Return the values, each once and without the empty one, where all of them are numbers that a column holds."""
    found = {each for each in values if each is not None}
    return sorted(found) if all(type(each) is int and abs(each) < LARGEST for each in found) else []
