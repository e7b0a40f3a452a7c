"""How PostgreSQL is asked for a text's tokens, and given them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.core.cache import cache
from django.db import connection
from django.db.models import Func, Model, TextField, Value

from linli.language.policies import lexemes, search_query


class TokenQuery(SearchQuery):
    """A tsquery made of our own tokens: PostgreSQL must not cut them again, so the text is cast, not parsed."""

    def __init__(self, value: Any, output_field: Any = None, *, invert: bool = False, **options: Any) -> None:
        super().__init__(Value(value) if isinstance(value, str) else value, output_field, invert=invert)
        self.function = ""
        self.template = "(%(expressions)s)::tsquery"


def finding(words: str) -> TokenQuery:
    """Return what a tsvector column is compared with: `filter(vector=finding("水管"))`."""
    return TokenQuery(search_query(words))


def vector_of(text: str) -> Func:
    """Return the SQL value of a tsvector column for `text`; give the same text again to change the column."""
    tokens = Value(lexemes(text), output_field=ArrayField(TextField()))
    return Func(tokens, function="array_to_tsvector", output_field=SearchVectorField())


COMMON_SECONDS = 3600
COMMON = """
    SELECT token FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS each(token, share)
    WHERE schemaname = current_schema() AND tablename = %s AND attname = 'vector' AND share >= %s AND token IS NOT NULL
"""


def common_words(model: type[Model], *, share: float) -> frozenset[str]:
    """Return the tokens that stand in so large a share of the rows: good day, and that it began.

    From what the database keeps of the `vector` of a table to plan its queries, so nothing while it is small and new.
    One query in an hour, else none.
    """
    table = model._meta.db_table
    return cache.get_or_set(f"language.common.{table}.{share}", lambda: _common(table, share), COMMON_SECONDS)  # type: ignore[return-value]


def _common(table: str, share: float) -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(COMMON, [table, share])
        return frozenset(token for (token,) in cursor)
