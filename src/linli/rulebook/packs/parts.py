"""A city pack and its parts.

A pack is a folder. Each app that keeps something a city declares registers a part in its room `packs`:

    register_part("areas", files=("areas/*.csv",), check=check, load=load, diff=diff)

Parts run in the order of the tower, lowest first, so that units find their areas. A part reads only the files
it names; a file that no part names is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.utils.module_loading import autodiscover_modules

from linli.core.actor import Actor
from linli.rulebook.packs.documents import Document, read_documents
from linli.rulebook.packs.errors import FileUnknown, PackMissing
from linli.rulebook.packs.faults import Fault

CITY = "city.yaml"
FREE_FILES = ("README*", ".*", "*/.*", "LICENSE*")
"""May lie in a pack; nothing reads them."""


class ChangeKind(Enum):
    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"
    """No longer in force from a day on; the row stays."""
    ONLY_IN_CITY = "only_in_city"
    """In the city and not in the pack: loading leaves it alone. Reported by `diff`, never by `load`."""


@dataclass(frozen=True)
class Change:
    """One difference between a pack and the city, or one thing that loading did."""

    part: str
    kind: ChangeKind
    what: str
    """Which thing, as its clerk would name it: a rule's key and first day, a unit's code."""
    detail: str = ""
    """What is different: `5 working_days → 7 working_days`."""

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "kind": self.kind.value}


class Progress(Protocol):
    def __call__(self, part: str, done: int, total: int) -> None:
        """Say how far the loading of a part has come."""


class Check(Protocol):
    def __call__(self, pack: Pack) -> Iterable[Fault]:
        """Yield what is wrong, all of it, reading no table. Faults of YAML itself are found already."""


class Load(Protocol):
    def __call__(self, pack: Pack, *, by: Actor, now: datetime, progress: Progress) -> Iterable[Change]:
        """Make the city as the pack says and yield what was changed: nothing, the second time.

        Runs in the transaction of the whole pack, after all checks. Deletes nothing.
        """


class Diff(Protocol):
    def __call__(self, pack: Pack) -> Iterable[Change]:
        """Yield what `load` would change, changing nothing."""


@dataclass(frozen=True)
class PackPart:
    """What one app keeps of a pack."""

    name: str
    files: tuple[str, ...]
    """Patterns of the paths it reads, inside the pack: `units.yaml`, `areas/*.csv`."""
    check: Check
    load: Load
    diff: Diff
    floor: int
    """Where its app stands in the tower, 0 lowest."""


_parts: dict[str, PackPart] = {}


def register_part(name: str, *, files: Iterable[str], check: Check, load: Load, diff: Diff) -> None:
    """Add a part of city packs; called when the `packs` room of the app is imported."""
    if name in _parts:
        raise ValueError(f"two parts of city packs are named {name!r}")
    _parts[name] = PackPart(name, tuple(files), check, load, diff, _floor_of(check))


def _floor_of(check: Callable[..., Any]) -> int:
    """Return the place of the function's app; the settings list the apps in the order of the tower."""
    inside = [config.name for config in apps.get_app_configs()]
    found = [place for place, name in enumerate(inside) if f"{check.__module__}.".startswith(f"{name}.")]
    return max(found, default=len(inside))


def parts() -> list[PackPart]:
    """Return all parts in the order of the tower, after importing the `packs` rooms of all apps."""
    autodiscover_modules("packs")
    return sorted(_parts.values(), key=lambda part: part.floor)


@dataclass(frozen=True)
class Pack:
    """A city pack on disk, read once."""

    root: Path

    @classmethod
    def at(cls, folder: Path) -> Pack:
        """Raises PackMissing."""
        if not (folder / CITY).is_file():
            raise PackMissing(folder=str(folder))
        return cls(folder)

    @cached_property
    def files(self) -> list[str]:
        """Paths inside the pack, sorted, with `/` between folders."""
        found = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file())
        return sorted(found)

    def named(self, *patterns: str) -> list[str]:
        return [file for file in self.files if any(fnmatch(file, pattern) for pattern in patterns)]

    def documents(self, *patterns: str) -> Iterator[Document]:
        """Yield the YAML documents of the files with these names, without those that cannot be read."""
        for file in self.named(*patterns):
            yield from (each for each in self._read[file] if isinstance(each, Document))

    def syntax_faults(self) -> Iterator[Fault]:
        for found in self._read.values():
            yield from (each for each in found if isinstance(each, Fault))

    @cached_property
    def _read(self) -> dict[str, list[Document | Fault]]:
        names = self.named("*.yaml", "*.yml")
        return {name: list(read_documents(name, (self.root / name).read_bytes())) for name in names}


def check_pack(pack: Pack) -> list[Fault]:
    """Return all that is wrong with a pack, by file and line. Reads no table."""
    registered = parts()
    known = [pattern for part in registered for pattern in part.files]
    lost = set(pack.files) - set(pack.named(*known, *FREE_FILES))
    faults = [Fault(file, 1, FileUnknown(known=", ".join(known))) for file in lost]
    faults.extend(pack.syntax_faults())
    for part in registered:
        faults.extend(part.check(pack))
    return sorted(faults, key=lambda fault: (fault.file, fault.line))


def diff_pack(pack: Pack) -> list[Change]:
    """Return what loading would change. The pack must be without faults."""
    return [change for part in parts() for change in part.diff(pack)]
