"""Latin spellings of Chinese names, so that somebody may type `ljdf` or `laji` for 垃圾堆放."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

LATIN = re.compile(r"^[a-zü' ]{2,40}$")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a name is spelt: its syllables, and their initials."""

    syllables: tuple[str, ...]

    whole: str = field(init=False)
    initials: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "whole", "".join(self.syllables))
        object.__setattr__(self, "initials", "".join(each[0] for each in self.syllables))

    def fits(self, typed: str) -> bool:
        """Say whether `typed` (folded) spells the name from one of its syllables on, in full or by initials."""
        if typed in self.initials:
            return True
        if typed not in self.whole:  # nearly always, of thousands of names
            return False
        starts = range(len(self.syllables))
        return any("".join(self.syllables[start:]).startswith(typed) for start in starts)

    def __str__(self) -> str:
        return f"{self.whole} {self.initials}"


def is_latin(words: str) -> bool:
    """Say whether somebody may mean a spelling: two or more Latin letters and nothing else."""
    return bool(LATIN.match(words.strip().lower()))


def folded(words: str) -> str:
    return words.strip().lower().replace(" ", "").replace("'", "").replace("ü", "v")


@lru_cache(maxsize=32_768)
def spelling(name: str) -> Spelling:
    """Return the spelling of a name; signs and digits stand for themselves. The first name takes 0.2 s: tables load."""
    from pypinyin import Style, lazy_pinyin  # a process that never searches does not load its tables

    return Spelling(
        tuple(each.lower() for each in lazy_pinyin(name, style=Style.NORMAL, v_to_u=False) if each)
    )
