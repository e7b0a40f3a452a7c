"""How PostgreSQL is asked for a text's tokens, and given them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func, TextField, Value

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
