"""What an edition of the division codes changes, worked out before anything is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from linli.areas.errors import BadCode, DoubleCode, ParentMissing
from linli.areas.policies.codes import Level, level_of, parent_code, significant_prefix
from linli.core.errors import Refusal

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Division:
    """One line of a division list."""

    code: str
    name: str
    urban_rural_class: str = ""


@dataclass(frozen=True, slots=True)
class Succession:
    """From the edition on, `old_code` goes on as `new_code`."""

    old_code: str
    new_code: str
    is_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Difference(Generic[T]):
    """What a list changes in what is held. Each part is in order of code."""

    new: tuple[T, ...]
    changed: tuple[tuple[T, T], ...]
    """Before and after."""
    vanished: tuple[T, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.vanished)


def compare(held: Mapping[str, T], coming: Mapping[str, T]) -> Difference[T]:
    """Return what changes when `coming` replaces `held`; both are by code."""
    return Difference(
        new=tuple(coming[code] for code in sorted(coming.keys() - held.keys())),
        changed=tuple(
            (held[code], coming[code])
            for code in sorted(coming.keys() & held.keys())
            if coming[code] != held[code]
        ),
        vanished=tuple(held[code] for code in sorted(held.keys() - coming.keys())),
    )


def faults(divisions: Sequence[Division], is_held: Callable[[str], bool]) -> Iterator[tuple[int, Refusal]]:
    """Yield what is wrong with a list: the position of the line, from 0, and the refusal.

    From the county down, the area above must be in the list or held. A city or province may stand alone.
    """
    times = Counter(division.code for division in divisions)
    for position, division in enumerate(divisions):
        try:
            above = parent_code(division.code)
        except BadCode as refusal:
            yield position, refusal
            continue
        if times[division.code] > 1:
            yield position, DoubleCode(value=division.code)
        needs_parent = level_of(division.code) >= Level.COUNTY
        if needs_parent and above and above not in times and not is_held(above):
            yield position, ParentMissing(name=division.name, area=division.code, parent=above)


def spoken_for(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the prefixes a list speaks for: what is held under them and not in the list has vanished.

    A list speaks for each of its highest areas as a whole, but for a province only through its cities:
    lists of some cities of a province name the province too.
    """
    prefixes = sorted({significant_prefix(code) for code in codes if level_of(code) >= Level.CITY})
    highest: list[str] = []
    for prefix in prefixes:
        if not highest or not prefix.startswith(highest[-1]):
            highest.append(prefix)
    return tuple(highest)


def inferred_successions(vanished: Sequence[Division], new: Sequence[Division]) -> list[Succession]:
    """Guess which new area goes on for which vanished one: the same name, found once on both sides.

    First under the same parent, or the parent's own successor; then anywhere in the same county. Higher
    levels come first, so that a recoded township carries its villages along.
    """
    heirs: dict[str, str] = {}
    for level in Level:
        old = [each for each in vanished if level_of(each.code) == level]
        fresh = [each for each in new if level_of(each.code) == level]
        _match(old, fresh, heirs, lambda code: parent_code(code) or "")
        _match(old, fresh, heirs, lambda code: code[:6])
    return [Succession(old, heir, is_inferred=True) for old, heir in sorted(heirs.items())]


def _match(
    old: Iterable[Division], fresh: Iterable[Division], heirs: dict[str, str], place: Callable[[str], str]
) -> None:
    """Add pairs of the same name in the same place to `heirs`, if there is one on each side."""
    taken = set(heirs.values())
    sides: dict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for each in old:
        if each.code not in heirs:
            where = place(each.code)
            sides[heirs.get(where, where), each.name][0].append(each.code)
    for each in fresh:
        if each.code not in taken:
            sides[place(each.code), each.name][1].append(each.code)
    for gone, come in sides.values():
        if len(gone) == len(come) == 1:
            heirs[gone[0]] = come[0]
