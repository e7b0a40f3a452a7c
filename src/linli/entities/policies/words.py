"""How names are found: by pairs of characters, so that any two neighbours in a name find it."""

from __future__ import annotations

import re

PAIR = 2
WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")


def pairs_of(text: str) -> list[str]:
    """Return the pairs of Chinese characters and the whole Latin words and numbers of a text, each once."""
    found: dict[str, None] = {}
    for part in WORD.findall(text.lower()):
        if part.isascii() or len(part) == 1:
            found[part] = None
        else:
            found.update(dict.fromkeys(part[place : place + 2] for place in range(len(part) - 1)))
    return list(found)


def vector_of(name: str) -> str:
    """Return the text form of a tsvector of a name's pairs."""
    return " ".join(f"'{each}'" for each in pairs_of(name))


def query_of(words: str) -> str:
    """Return the text form of the tsquery for names with all pairs of `words`; empty: no pair is in them.

    Parts of numbers and of Latin words are no pairs: the name itself is compared for them.
    """
    return " & ".join(f"'{each}'" for each in pairs_of(words) if len(each) == PAIR and not each.isascii())
