"""Search tokens: what PostgreSQL stores for a text, and what it is asked for.

A run of Chinese characters becomes its overlapping pairs and its last character; so a word of two or more
characters is the AND of its pairs, and a single character is a prefix. Words of two to four characters are
stored by their sound too. Numbers that may belong to a person are neither stored nor asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from linli.language.policies.pinyin import readings, sound_of, wordings
from linli.language.policies.text import HAN, fold, without_personal_numbers

MOST_LEXEMES = 400
"""Bounds what one text costs in the index."""
MOST_SOUNDS = 100
LONGEST_TEXT = 2_000
"""Characters of a text that are looked at."""
LONGEST_WORD = 40
LONGEST_QUERY = 200
MOST_WORDS = 16

RUN = re.compile(rf"([{HAN}]+)|([^\W_{HAN}]+(?:[-_./][^\W_{HAN}]+)*)")
PART = re.compile(r"[-_./]")
HAN_WORD = re.compile(rf"[{HAN}]{{2,4}}")


def lexemes(text: str) -> list[str]:
    """Return the tokens to store for `text`, each once, in order of appearance, sounds last; at most 400.

    When a text has more, its beginning is found and its end is not.
    """
    folded = without_personal_numbers(fold(text[:LONGEST_TEXT]))
    tokens: dict[str, None] = {}
    for run in RUN.finditer(folded):
        tokens.update(dict.fromkeys(_tokens_of(run[1], run[2])))
    sounds = dict.fromkeys(sound for sound in _sounds(folded) if sound not in tokens)
    return [*tokens][: MOST_LEXEMES - MOST_SOUNDS] + [*sounds][:MOST_SOUNDS]


def _tokens_of(han: str | None, latin: str) -> list[str]:
    if han:
        return [han[place : place + 2] for place in range(len(han))]
    parts = PART.split(latin)
    whole = [latin, *parts] if len(parts) > 1 else parts
    return [part[:LONGEST_WORD] for part in whole]


def _sounds(folded: str) -> list[str]:
    import rjieba

    return [sound_of(word) for word in rjieba.cut_for_search(folded) if HAN_WORD.fullmatch(word)]


def search_query(words: str) -> str:
    """Return what was typed as text of PostgreSQL's type tsquery: every word must occur. Empty: finds nothing.

    Never raises, whatever was typed. A Latin word may be the beginning of one, or pinyin; syllables may be
    typed together or apart.
    """
    folded = without_personal_numbers(fold(words[:LONGEST_QUERY]))
    parts: list[str] = []
    syllables: list[str] = []
    for run in RUN.finditer(folded):
        latin = run[2]
        if latin and readings(latin):
            syllables.append(latin)
            continue
        parts += [*_asked_by_sound(syllables), *_asked(run[1], latin)]
        syllables = []
    parts += _asked_by_sound(syllables)
    return " & ".join(dict.fromkeys(parts[:MOST_WORDS]))


def _asked(han: str | None, latin: str | None) -> Iterator[str]:
    if latin:
        yield _quoted(latin[:LONGEST_WORD]) + ("" if latin.isdigit() else ":*")
    elif han and len(han) == 1:
        yield _quoted(han) + ":*"
    elif han:
        yield from (_quoted(first + second) for first, second in pairwise(han))


def _asked_by_sound(typed: list[str]) -> list[str]:
    """Return conditions for Latin words that may be pinyin: as they stand, or as sounds of Chinese words."""
    if not typed:
        return []
    ways = {tuple(_quoted(word[:LONGEST_WORD]) + ":*" for word in typed): None}
    for reading in readings("".join(typed)):
        for wording in wordings(reading):
            ways[tuple(f"{_quoted(word)}:*" for word in wording)] = None
    return ["(" + " | ".join("(" + " & ".join(way) + ")" for way in ways) + ")"]


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
