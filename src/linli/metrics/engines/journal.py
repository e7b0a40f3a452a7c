"""The fact schema from the journal alone: what happened to each matter, told again from its first entry.

It proves that nothing is counted that is not on record. It holds all facts in memory and reads every entry: for
checks, not for pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from linli.core.time import city_day
from linli.journal.models import Entry
from linli.matters.clocks import COUNTED
from linli.matters.models import Matter
from linli.matters.policies import OPEN, Status
from linli.metrics.engines.source import Build, Row, plain
from linli.metrics.errors import JournalSilent
from linli.metrics.lake.writing import schema_of
from linli.metrics.policies import counting
from linli.metrics.policies.datasets import DATASETS, OF_MATTERS
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.measures import MEASURES

REPEATED_WITHIN = timedelta(days=90)
ENDS = frozenset({"closed", "declined", "redirected", "withdrawn", "merged"})
"""Events after which a matter has an end, unless one of the next takes it back."""
BEGINS_AGAIN = frozenset({"unmerged", "objection_raised", "reopened"})
Facts = Mapping[str, Any]
COLUMNS = ("subject_id", "position", "event", "at", "by_unit", "facts", "pk")


@dataclass
class Promise:
    step: str
    unit: int
    due_at: datetime
    first_due_at: datetime | None = None
    stopped_at: datetime | None = None
    is_met: bool = False


@dataclass
class Order:
    unit: int
    sender: int
    issued_at: datetime
    was_sent_back: bool = False
    was_wrong: bool = False


@dataclass
class Told:
    """One matter as its entries tell it."""

    number: int
    code: str = ""
    area: str = ""
    kind: str = ""
    channel: str = ""
    unit: int = 0
    status: str = ""
    is_closed: bool = False
    registered_at: datetime | None = None
    completed_at: datetime | None = None
    closed_at: datetime | None = None
    into: str = ""
    is_left_out: bool = False
    has_requester: bool = False
    resolved: str = ""
    satisfied: str = ""
    reworks: int = 0
    reopenings: int = 0
    promises: list[Promise] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    entries: list[Mapping[str, Any]] = field(default_factory=list)

    def hear(self, entry: Mapping[str, Any]) -> None:
        """Take in one entry; they come in order."""
        facts, name, at = entry["facts"], entry["event"].removeprefix("matter."), entry["at"]
        self.entries.append(entry)
        if "new" not in facts:
            return  # a dossier was made: nothing happened to the matter
        is_move = not (
            facts["old"] == facts["new"] == Status.MERGED and name in ("merged", "jointly_answered")
        )
        if is_move:
            self.unit = facts.get("unit") or 0
        self.is_closed = facts["new"] == Status.CLOSED or (facts["new"] == Status.ARCHIVED and self.is_closed)
        self.status, self.has_requester = facts["new"], facts.get("requester") is not None
        for each in facts.get("promises", ()):
            self._promise(each, at)
        if name in ENDS and is_move:
            self.closed_at = at
        elif name in BEGINS_AGAIN:
            self.closed_at, self.into = None, ""
        if name in HEARD:
            HEARD[name](self, facts, at)
        if name in ORDERS:
            self.orders.append(Order(self.unit, entry["by_unit"] or 0, at))

    def _promise(self, said: Mapping[str, Any], at: datetime) -> None:
        if said["did"] == "made":
            self.promises.append(Promise(said["step"], 0, at))
        mine = [each for each in self.promises if each.step == said["step"]]
        if not mine:
            return  # it was made before the journal told of promises
        one = mine[-1]
        match said["did"]:
            case "made" | "moved":
                one.due_at, one.unit = datetime.fromisoformat(said["due_at"]), said.get("unit") or 0
                first = said.get("first_due_at")
                one.first_due_at = datetime.fromisoformat(first) if first else one.first_due_at
            case "goes_on":
                one.stopped_at, one.is_met = None, False
            case did:
                one.stopped_at, one.is_met = at, did == "kept"


def _registered(told: Told, facts: Facts, at: datetime) -> None:
    told.registered_at, told.code = at, facts["code"]
    told.area, told.kind, told.channel = facts["area"], facts["kind"], facts["channel"]


def _accepted(told: Told, facts: Facts, at: datetime) -> None:
    told.area, told.kind = facts["area"], facts["kind"]


def _returned(told: Told, facts: Facts, at: datetime) -> None:
    told.orders[-1].was_sent_back = True


def _return_decided(told: Told, facts: Facts, at: datetime) -> None:
    told.orders[-1].was_wrong |= facts["upheld"]


def _completed(told: Told, facts: Facts, at: datetime) -> None:
    told.completed_at, told.kind = at, facts.get("kind") or told.kind


def _rework(told: Told, facts: Facts, at: datetime) -> None:
    told.completed_at, told.reworks = None, told.reworks + 1


def _reopened(told: Told, facts: Facts, at: datetime) -> None:
    told.completed_at, told.reopenings = None, facts["times"]
    told.resolved = told.satisfied = ""


def _rated(told: Told, facts: Facts, at: datetime) -> None:
    told.resolved, told.satisfied = facts["resolved"], facts["satisfied"]


def _merged(told: Told, facts: Facts, at: datetime) -> None:
    told.into = facts["into"]


def _left_out(told: Told, facts: Facts, at: datetime) -> None:
    told.is_left_out = True


def _counted_again(told: Told, facts: Facts, at: datetime) -> None:
    told.is_left_out = False


def _anonymised(told: Told, facts: Facts, at: datetime) -> None:
    told.has_requester = False


HEARD: Mapping[str, Callable[[Told, Facts, datetime], None]] = {
    "registered": _registered,
    "accepted": _accepted,
    "returned": _returned,
    "return_decided": _return_decided,
    "completed": _completed,
    "rework": _rework,
    "reopened": _reopened,
    "rated": _rated,
    "merged": _merged,
    "excluded": _left_out,
    "included": _counted_again,
    "exclusion_contested": _counted_again,
    "anonymised": _anonymised,
}
"""What an event says beside where the matter went. A test holds it against the tables."""
ORDERS = frozenset({"dispatched", "transferred", "rework"})
"""Events with an order to the unit that leads."""


def retold() -> Iterator[Told]:
    """Yield every matter. One query, in the order of an index."""
    rows = Entry.objects.filter(subject_kind=Matter._meta.label_lower).order_by("subject_id", "position")
    entries = rows.values(*COLUMNS).iterator(chunk_size=10_000)
    for number, group in groupby(entries, key=lambda each: each["subject_id"]):
        told = Told(number)
        for entry in group:
            told.hear(entry)
        if told.registered_at is not None:
            yield told


def facts_of(matters: Iterable[Told]) -> dict[str, list[Row]]:
    """Return the rows of the fact schema."""
    known = list(matters)
    came = {each.code: each.registered_at for each in known}
    found: dict[str, list[Row]] = {name: [] for name in OF_MATTERS}
    for each in known:
        about = {"matter": each.number, "area": each.area, "kind": each.kind, "channel": each.channel}
        counts = not each.is_left_out and not each.into
        found["matters"].append({**about, **_matter(each, counts, came)})
        found["promises"] += [
            {**about, **_promise(each, one, counts), "promise": len(found["promises"]) + place}
            for place, one in enumerate(each.promises)
            if one.step in COUNTED
        ]
        found["orders"] += [
            {
                **about,
                "assignment": len(found["orders"]) + place,
                "unit": order.unit,
                "sender": order.sender,
                "issued_on": city_day(order.issued_at),
                "counts": counts,
                "was_sent_back": order.was_sent_back,
                "was_wrong": order.was_wrong,
            }
            for place, order in enumerate(each.orders)
        ]
        found["events"] += [{**about, **_event(entry, counts)} for entry in each.entries]
    return found


def _matter(each: Told, counts: bool, came: Mapping[str, datetime | None]) -> Row:
    assert each.registered_at is not None
    other = came.get(each.into)
    minutes = None
    if each.is_closed and each.completed_at is not None:
        minutes = (each.completed_at - each.registered_at) // timedelta(minutes=1)
    return {
        "unit": each.unit,
        "registered_on": city_day(each.registered_at),
        "closed_on": city_day(each.closed_at) if each.is_closed and each.closed_at else None,
        "counts": counts,
        "is_joined": bool(each.into),
        "is_repeat": other is not None and other > each.registered_at - REPEATED_WITHIN,
        "could_be_asked": each.has_requester or bool(each.resolved),
        "resolved": each.resolved,
        "satisfied": each.satisfied,
        "was_reworked": each.reworks > 0,
        "was_reopened": each.reopenings > 0,
        "minutes": minutes,
    }


def _promise(each: Told, one: Promise, counts: bool) -> Row:
    stopped = one.stopped_at
    is_kept = one.is_met and stopped is not None and stopped <= one.due_at
    first = min(one.due_at, one.first_due_at or one.due_at)
    return {
        "unit": one.unit,
        "step": one.step,
        "due_on": city_day(one.due_at),
        "stopped_on": city_day(stopped) if stopped else None,
        "counts": counts and (one.is_met or stopped is None or stopped > one.due_at),
        "is_met": one.is_met,
        "is_kept": is_kept,
        "is_kept_strictly": is_kept and stopped is not None and stopped <= first,
        "is_closed": each.is_closed,
    }


def _event(entry: Mapping[str, Any], counts: bool) -> Row:
    facts = entry["facts"]
    old, new = facts.get("old") or "", facts.get("new") or ""
    return {
        "entry": entry["pk"],
        "unit": facts.get("unit") or 0,
        "happened_on": city_day(entry["at"]),
        "event": entry["event"],
        "old": old,
        "new": new,
        "why": facts.get("why") or "",
        "counts": counts,
        "opens": int(new in OPEN) - int(entry["position"] > 1 and old in OPEN),
    }


class Journal:
    """Facts as the journal tells them, at `at`."""

    name = "journal"

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._engine = duckdb.connect()
        facts = facts_of(retold())
        for name, dataset in DATASETS.items():
            rows = facts.get(name, [])
            self._engine.register(name, pa.Table.from_pylist(rows, schema=schema_of(dataset)))

    def sums(self, question: Question) -> list[Row]:
        names = question.definition.measures
        if any(MEASURES[name].dataset not in OF_MATTERS for name in names):
            raise JournalSilent
        return self.rows(lambda tables: counting.summed(counting.counted(tables, names), question))

    def medians(self, question: Question) -> list[Row]:
        return self.rows(lambda tables: counting.medians(counting.times(tables), question))

    def rows(self, build: Build, question: Question | None = None) -> list[Row]:
        found = self._engine.execute(ibis.to_sql(build(counting.fact_tables()), dialect="duckdb"))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, map(plain, row), strict=True)) for row in found.fetchall()]

    def close(self) -> None:
        self._engine.close()
