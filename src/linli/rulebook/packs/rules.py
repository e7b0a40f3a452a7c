"""The part of a city pack that fills the rulebook: `city.yaml`, and the files below `rules`, `letters`, `registers`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from pydantic import ConfigDict

from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.rulebook import book
from linli.rulebook.actions import set_rule
from linli.rulebook.errors import DatesOutOfOrder, KeyUnknown
from linli.rulebook.packs.documents import Document
from linli.rulebook.packs.errors import EntryTwice, KeyMisplaced, OtherZone
from linli.rulebook.packs.faults import Fault
from linli.rulebook.packs.parts import CITY, Change, ChangeKind, Pack, Progress, register_part
from linli.rulebook.policies import Rule, RulePart
from linli.rulebook.queries import rule_named
from linli.rulebook.rules import City

PART = "rules"
RULE_FILES = ("rules/*.yaml", "letters/*.yaml", "registers/*.yaml")
"""The texts of letters and the declarations of registers are rules like any other; they are many and long, and have
folders of their own."""
SHOWN = 5
"""So many differences of one entry are written out; more are counted."""


class Heading(RulePart):
    """What a file of a rule says beside the value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    valid_from: date
    valid_until: date | None = None
    value: Any


class CityFile(City):
    """`city.yaml`: the rule's own fields, and its first day."""

    valid_from: date


@dataclass(frozen=True)
class Declared:
    """One entry as a pack declares it, checked."""

    document: Document
    rule: type[Rule]
    value: Rule
    valid_from: date
    valid_until: date | None

    @property
    def plain(self) -> Any:
        return self.value.model_dump(mode="json")

    @property
    def place(self) -> str:
        return f"{self.document.file}:{self.document.line}"


def declared(pack: Pack) -> Iterator[Declared | Fault]:
    """Yield the entries of a pack and what is wrong with them, in the order of the files."""
    for document in pack.documents(CITY):
        yield from _city(document)
    for document in pack.documents(*RULE_FILES):
        yield from declared_in(document)


def _city(document: Document) -> Iterator[Declared | Fault]:
    read = document.read(CityFile)
    if isinstance(read, list):
        yield from read
        return
    if read.zone != settings.LINLI.city_zone:
        yield document.fault(OtherZone(zone=read.zone, ours=settings.LINLI.city_zone), "zone")
    value = City.model_validate(read.model_dump(exclude={"valid_from"}))
    yield Declared(document, City, value, read.valid_from, None)


def declared_in(document: Document) -> Iterator[Declared | Fault]:
    """Yield the entry of one document of a file of rules, or what is wrong with it."""
    heading = document.read(Heading)
    if isinstance(heading, list):
        yield from heading
        return
    try:
        rule = rule_named(heading.key)
    except KeyUnknown as refusal:
        yield document.fault(refusal, "key")
        return
    if rule is City:
        yield document.fault(KeyMisplaced(key=heading.key, file=CITY), "key")
        return
    if heading.valid_until and heading.valid_until < heading.valid_from:
        days = {"valid_from": str(heading.valid_from), "valid_until": str(heading.valid_until)}
        yield document.fault(DatesOutOfOrder(key=heading.key, **days), "valid_until")
    value = document.read(rule, "value")
    if isinstance(value, list):
        yield from value
        return
    if refused := _dates_refused(value, heading):
        yield document.fault(refused, "valid_from")
    yield Declared(document, rule, value, heading.valid_from, heading.valid_until)


def _dates_refused(value: Rule, heading: Heading) -> Refusal | None:
    try:
        value.check_dates(heading.valid_from, heading.valid_until)
    except ValueError as error:
        return error.args[0] if error.args and isinstance(error.args[0], Refusal) else None
    return None


def check(pack: Pack) -> Iterator[Fault]:
    places: dict[tuple[str, date], str] = {}
    for each in declared(pack):
        if isinstance(each, Fault):
            yield each
            continue
        key, first_day = each.rule.key, each.valid_from
        if other := places.get((key, first_day)):
            why = EntryTwice(key=key, valid_from=first_day.isoformat(), other=other)
            yield each.document.fault(why, "valid_from")
        places.setdefault((key, first_day), each.place)


def _entries(pack: Pack) -> list[Declared]:
    """Return the entries of a pack that has passed its check, the earliest of each rule first."""
    found = [each for each in declared(pack) if isinstance(each, Declared)]
    return sorted(found, key=lambda each: (each.rule.key, each.valid_from))


def _change(entry: Declared) -> Change | None:
    """Return what setting the entry would change, None when it stands already."""
    now = book.current()
    stood = now.starting(entry.rule.key, entry.valid_from)
    if stood and (stood.value, stood.valid_until) == (entry.plain, entry.valid_until):
        return None
    what = f"{entry.rule.key} {entry.valid_from}"
    before = stood or now.latest(entry.rule.key, entry.valid_from)
    if before is None or (before.valid_until and before.valid_until < entry.valid_from):
        return Change(PART, ChangeKind.ADDED, what)
    old = {"value": before.value, "valid_until": before.valid_until}
    new = {"value": entry.plain, "valid_until": entry.valid_until}
    kind = ChangeKind.CHANGED if stood else ChangeKind.ADDED
    return Change(PART, kind, what, "; ".join(_shortened(list(differences(old, new)))))


def _shortened(told: list[str]) -> list[str]:
    return told if len(told) <= SHOWN else [*told[:SHOWN], f"… +{len(told) - SHOWN}"]


def differences(old: Any, new: Any, where: str = "") -> Iterator[str]:
    """Yield where two plain values differ: `tiers.fast.steps.resolve: 24 hours → 12 hours`."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in {**old, **new}:
            yield from differences(old.get(name), new.get(name), f"{where}.{name}" if where else name)
    elif isinstance(old, list) and isinstance(new, list):
        for place in range(max(len(old), len(new))):
            before, after = (each[place] if place < len(each) else None for each in (old, new))
            yield from differences(before, after, f"{where}[{place}]")
    elif old != new:
        yield f"{where.removeprefix('value.')}: {_told(old)} → {_told(new)}"


def _told(value: Any) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= 40 else f"{text[:37]}…"


def load(pack: Pack, *, by: Actor, now: datetime, progress: Progress) -> Iterator[Change]:
    entries = _entries(pack)
    for done, entry in enumerate(entries, start=1):
        if change := _change(entry):
            set_rule(
                entry.rule.key,
                entry.value,
                entry.valid_from,
                entry.valid_until,
                by=by,
                now=now,
                source=entry.place,
            )
            yield change
        progress(PART, done, len(entries))


def diff(pack: Pack) -> Iterator[Change]:
    entries = _entries(pack)
    yield from filter(None, map(_change, entries))
    named = {(entry.rule.key, entry.valid_from) for entry in entries}
    for key, standing in sorted(book.current().standing.items()):
        for edition in standing:
            if (key, edition.valid_from) not in named:
                yield Change(PART, ChangeKind.ONLY_IN_CITY, f"{key} {edition.valid_from}")


register_part(PART, files=(CITY, *RULE_FILES), check=check, load=load, diff=diff)
