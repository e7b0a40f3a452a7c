"""Finding matters by words: the search index of one matter, and what matches it."""

from __future__ import annotations

from linli.language.policies import lexemes, search_query

__all__ = ["search_query", "vector_of"]


def vector_of(text: str) -> str:
    """Return the text form of a tsvector with the lexemes of `text`, without positions."""
    quoted = sorted({lexeme.replace("\\", "\\\\").replace("'", "''") for lexeme in lexemes(text)})
    return " ".join(f"'{lexeme}'" for lexeme in quoted)
