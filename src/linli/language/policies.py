"""Words of a text, for the search index and for finding in it."""

from __future__ import annotations

MOST_LEXEMES = 400


def lexemes(text: str) -> list[str]:
    """Return the pairs of neighbouring characters, at most 400."""
    joined = "".join(text.lower().split())
    return list(dict.fromkeys(joined[at : at + 2] for at in range(len(joined) - 1)))[:MOST_LEXEMES]


def search_query(words: str) -> str:
    """Return a tsquery that holds where all pairs of `words` are."""
    return (
        " & ".join("'" + each.replace("\\", "\\\\").replace("'", "''") + "'" for each in lexemes(words))
        or "''"
    )
