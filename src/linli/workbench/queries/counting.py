"""Counts that stay quick however much there is: above a thousand nobody needs the exact number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from linli.workbench.piles import Rows

MOST = 1000


def capped(parts_of: Mapping[str, Sequence[Rows]], *, most: int = MOST) -> dict[str, int]:
    """Return how many rows each has, `most` + 1 for all above. One query for all of them together.

    The parts of one may overlap; each row counts once.
    """
    pieces, params, keys = [], [], []
    for key, parts in parts_of.items():
        found = _limited(parts, most + 1)
        if found is not None:
            pieces.append(f"(SELECT count(*) FROM ({found[0]}) AS found)")  # noqa: S608 — Django's own statements
            params += found[1]
            keys.append(key)
    counts = dict.fromkeys(parts_of, 0)
    if not pieces:
        return counts
    statement = f"SELECT {', '.join(pieces)}"
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return counts | dict(zip(keys, cursor.fetchone(), strict=True))


def _limited(parts: Sequence[Rows], most: int) -> tuple[str, list[Any]] | None:
    """Return a statement that gives the first `most` numbers, None when there can be none."""
    made = []
    for part in parts:
        try:
            made.append(part.order_by().values("pk")[:most].query.sql_with_params())
        except EmptyResultSet:
            continue
    if len(made) < 2:
        return (made[0][0], list(made[0][1])) if made else None
    together = " UNION ".join(f"({sql})" for sql, _params in made)
    return f"{together} LIMIT {most}", [each for _sql, params in made for each in params]


def shown(count: int, *, most: int = MOST) -> str:
    """Return the count as it stands beside a name: `1,000+` for all above."""
    return f"{most:,}+" if count > most else f"{count:,}"
