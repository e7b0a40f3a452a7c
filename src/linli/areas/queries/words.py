"""Which areas somebody's words name, answered from memory."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from linli.areas.policies.codes import Level, significant_prefix
from linli.areas.queries.held import Held
from linli.areas.queries.tree import AreaView, area_named, in_force

SHORTEST_NAME = 3
"""Characters. A name of two, as 东村, is found inside too many others."""

# What the register of divisions calls an area by its office, people call by its name.
SPOKEN = (
    (re.compile("(社区)?(居民委员会|居委会)$"), "社区"),
    (re.compile("村?(村民委员会|村委会)$"), "村"),
    (re.compile("街道办事处$"), "街道"),
)


class _Names:
    """The codes of the areas below the city for each name of today."""

    def __init__(self, day: date) -> None:
        self.codes: dict[str, set[str]] = defaultdict(set)
        rows = in_force(day).filter(level__gt=Level.CITY).values_list("code", "name")
        for code, name in rows:
            for called in {name, _spoken(name)}:
                if len(called) >= SHORTEST_NAME:
                    self.codes[called].add(code)
        self.lengths = sorted({len(name) for name in self.codes}, reverse=True)

    def named(self, words: str) -> Iterator[set[str]]:
        """Give the codes of each name in the words; of names that begin at one place, the longest."""
        at = 0
        while at < len(words):
            length = next((each for each in self.lengths if words[at : at + each] in self.codes), 0)
            if length:
                yield self.codes[words[at : at + length]]
            at += length or 1


_held = Held(_Names)


def named_in(words: str, *, within: str = "") -> list[AreaView]:
    """Return the lowest areas of today that the words name, by code; several when the words leave it open.

    Of villages with one name those count that lie in the township or county named as well. `within` is a code:
    only areas below it. Raises BadCode.
    """
    above = significant_prefix(within) if within else ""
    named = [found for each in _held.get().named(words) if (found := _below(each, above, within))]
    kept = [code for each in named for code in each if all(_agrees(code, other) for other in named)]
    codes = kept or [code for each in named for code in each]
    return _lowest([area_named(code) for code in sorted(set(codes))])


def _below(codes: set[str], above: str, within: str) -> set[str]:
    return {code for code in codes if code.startswith(above) and code != within}


def _agrees(code: str, others: set[str]) -> bool:
    """Say whether one of the others is the area itself, holds it or lies in it."""
    mine = significant_prefix(code)
    return any(
        mine.startswith(theirs) or theirs.startswith(mine) for theirs in map(significant_prefix, others)
    )


def _lowest(views: list[AreaView]) -> list[AreaView]:
    lowest = max((view.level for view in views), default=None)
    return [view for view in views if view.level == lowest]


def _spoken(name: str) -> str:
    for pattern, instead in SPOKEN:
        name = pattern.sub(instead, name)
    return name
