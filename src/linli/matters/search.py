"""The words of a matter as its search index keeps them."""

from __future__ import annotations

from linli.language.policies import lexemes


def vector_of(text: str) -> str:
    """Return the text form of a tsvector with the lexemes of `text`, without positions."""
    # No lexeme holds a sign that would need to be escaped: they are made of letters, digits and `-_./`.
    return "'" + "' '".join(found) + "'" if (found := lexemes(text)) else ""
