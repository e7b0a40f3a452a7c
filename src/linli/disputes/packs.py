"""The part of a city pack that names its mediation committees and studios: `disputes/committees.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Self

from pydantic import Field, model_validator

from linli.core.actor import Actor
from linli.disputes.actions.deciding import change_committee, found_committee
from linli.disputes.errors import CommitteeTwice, CommitteeUnknown, StudioWithoutParent
from linli.disputes.models import Committee
from linli.disputes.policies import CommitteeKind
from linli.people.queries import unit_coded
from linli.rulebook.packs import Change, ChangeKind, Fault, Pack, Progress, register_part
from linli.rulebook.policies import RulePart

PART, FILE = "disputes", "disputes/committees.yaml"


class PackCommittee(RulePart):
    """A committee as a city pack names it; its short name, which stands in the numbers of its files, tells which."""

    unit: str = Field(min_length=1)
    name: str = Field(min_length=1, max_length=100)
    short_name: str = Field(min_length=1, max_length=30)
    kind: CommitteeKind
    seats: int = Field(ge=3, le=9)
    women: int = Field(ge=1, le=9)
    since_on: date
    until_on: date
    parent: str = ""
    """Of a studio: the short name of the committee it belongs to."""

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "name": self.name,
            "seats": self.seats,
            "women": self.women,
            "since_on": self.since_on,
            "until_on": self.until_on,
        }


class PackCommittees(RulePart):
    committees: tuple[PackCommittee, ...]

    @model_validator(mode="after")
    def _known_once(self) -> Self:
        seen: set[str] = set()
        for each in self.committees:
            if each.short_name in seen:
                raise ValueError(CommitteeTwice(name=each.short_name))
            if (each.kind is CommitteeKind.STUDIO) != (each.parent in seen):
                raise ValueError(StudioWithoutParent(name=each.name))
            seen.add(each.short_name)
        return self


def check(pack: Pack) -> Iterator[Fault]:
    """Units are looked up when they are loaded."""
    for document in pack.documents(FILE):
        read = document.read(PackCommittees)
        if isinstance(read, list):
            yield from read


def _named(pack: Pack) -> Iterator[PackCommittee]:
    for document in pack.documents(FILE):
        read = document.read(PackCommittees)
        if not isinstance(read, list):
            yield from read.committees


def _changes(pack: Pack) -> Iterator[tuple[PackCommittee, Committee | None, ChangeKind, str]]:
    """Yield what is different. One query."""
    here = {each.short_name: each for each in Committee.objects.select_related("unit")}
    for each in _named(pack):
        row = here.get(each.short_name)
        if row is None:
            yield each, None, ChangeKind.ADDED, each.name
            continue
        new = [name for name, value in each.columns.items() if getattr(row, name) != value]
        if new:
            yield each, row, ChangeKind.CHANGED, ", ".join(new)


def diff(pack: Pack) -> Iterator[Change]:
    for each, _row, kind, detail in _changes(pack):
        yield Change(PART, kind, each.short_name, detail)


def load(pack: Pack, *, by: Actor, now: datetime, progress: Progress) -> Iterator[Change]:
    """Raises CommitteeUnfit, UnitUnknown."""
    found = list(_changes(pack))
    for done, (each, row, kind, detail) in enumerate(found, start=1):
        if row is None:
            _found(each, now)
        else:
            change_committee(committee=row, columns=each.columns)
        yield Change(PART, kind, each.short_name, detail)
        progress(PART, done, len(found))


def _found(each: PackCommittee, now: datetime) -> None:
    parent = Committee.objects.filter(short_name=each.parent).first() if each.parent else None
    if each.parent and parent is None:
        raise CommitteeUnknown
    given = {**each.columns, "kind": each.kind, "short_name": each.short_name}
    found_committee(unit=unit_coded(each.unit), parent=parent, now=now, **given)


register_part(PART, files=("disputes/*.yaml",), check=check, load=load, diff=diff)
