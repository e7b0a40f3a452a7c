"""The words of a matter as its search index keeps them."""

from __future__ import annotations

from linli.language.policies import lexemes


def vector_of(text: str) -> str:
    """Return the text form of a tsvector with the lexemes of `text`, without positions."""
    quoted = sorted({lexeme.replace("\\", "\\\\").replace("'", "''") for lexeme in lexemes(text)})
    return " ".join(f"'{lexeme}'" for lexeme in quoted)
