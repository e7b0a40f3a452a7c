"""How Chinese words sound, without tones, and which words a typed sound may mean."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import combining, normalize

LONGEST_SOUND = 48
"""Letters of typed pinyin that are taken apart; longer runs are no pinyin."""
SYLLABLE = re.compile(r"(?=.*[aeiouv])[a-z]{1,6}")


@lru_cache(maxsize=200_000)
def sound_of(word: str) -> str:
    """Return the syllables of a word joined, `shuiguan` for 水管; ü is written v, as keyboards do."""
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PHRASES_DICT

    if len(word) == 2 and word not in PHRASES_DICT:  # no reading of its own: its characters', much faster
        return _sound_of_one(word[0]) + _sound_of_one(word[1])
    return "".join(lazy_pinyin(word, errors="ignore"))


@lru_cache(maxsize=30_000)
def _sound_of_one(character: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(character, errors="ignore"))


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Return every syllable of Chinese without tones."""
    from pypinyin.constants import PINYIN_DICT

    common = {sound for point in range(0x4E00, 0x9FA6) for sound in PINYIN_DICT.get(point, "").split(",")}
    return frozenset(plain for plain in map(_toneless, common) if SYLLABLE.fullmatch(plain))


def _toneless(sound: str) -> str:
    parts = normalize("NFD", sound.replace("ü", "v")).replace("u\u0308", "v")
    return "".join(sign for sign in parts if not combining(sign))


@lru_cache(maxsize=4096)
def readings(letters: str, most: int = 4) -> tuple[tuple[str, ...], ...]:
    """Return the ways to read `letters` as whole syllables, fewest syllables first, at most `most` of them."""
    if len(letters) > LONGEST_SOUND:
        return ()
    found: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(letters) + 1):
        ways = [
            (*way, letters[start:end])
            for start in range(max(0, end - 6), end)
            if letters[start:end] in syllables()
            for way in found[start]
        ]
        found.append(sorted(ways, key=lambda way: (len(way), way))[:most])
    return tuple(found[-1]) if letters else ()


def wordings(reading: tuple[str, ...], most: int = 8) -> list[tuple[str, ...]]:
    """Return the ways to cut a reading into words of two to four syllables, longest words first."""
    if len(reading) < 2:
        return [("".join(reading),)] if reading else []
    found: list[tuple[str, ...]] = []
    for size in range(min(4, len(reading)), 1, -1):
        word = "".join(reading[:size])
        if size == len(reading):
            found.append((word,))
        elif len(reading) - size >= 2:
            found += [(word, *rest) for rest in wordings(reading[size:], most)]
        if len(found) >= most:
            break
    return found[:most]
