"""How the matters of a place stand, and what happened there: the figures of the command pages, and the lists behind.

A figure and its list are made from the same filter, so that they cannot disagree. Places are counted, never people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from linli.areas.policies.codes import DIVISION, significant_prefix
from linli.matters.access import visible
from linli.matters.models import OPEN_MATTERS, Matter
from linli.matters.policies import BEFORE_UNIT, PAUSED, WITH_UNIT, Resolved, Satisfied, Status, Step
from linli.matters.queries.lists import PAGE, Page, page_of
from linli.matters.queries.rates import (
    CLOSED,
    ENDINGS,
    KEPT,
    PROMISES,
    closed_in,
    promises,
    valid_matters,
    was_closed,
)
from linli.people.access import Viewer

SOON = timedelta(hours=24)
GRID_LENGTH = 16
VILLAGE_LENGTH = 12
STAGES: Mapping[str, frozenset[Status]] = MappingProxyType(
    {
        "to_send": BEFORE_UNIT | {Status.RETURNED},
        "to_take": frozenset({Status.DISPATCHED}),
        "in_work": WITH_UNIT,
        "to_check": frozenset({Status.COMPLETED, Status.VERIFIED}),
        "to_ask": frozenset({Status.REPLIED, Status.RATED}),
        "paused": PAUSED,
    }
)
"""How far open matters are, from left to right. Together they are all open states."""


@dataclass(frozen=True, slots=True)
class Place:
    """An area of any level, or a grid."""

    code: str

    @property
    def is_grid(self) -> bool:
        return len(self.code) == GRID_LENGTH

    @property
    def has_grids(self) -> bool:
        """Whether what lies below it are grids: a village or community."""
        return not self.is_grid and len(self.prefix) == VILLAGE_LENGTH

    @property
    def prefix(self) -> str:
        """What the area codes of its matters begin with. Raises BadCode."""
        return self.code[:VILLAGE_LENGTH] if self.is_grid else significant_prefix(self.code)

    def narrow(self, rows: QuerySet[Matter]) -> QuerySet[Matter]:
        inside = rows.filter(**_begins("area_code", self.prefix))
        return inside.filter(grid_code=self.code) if self.is_grid else inside


def _begins(field: str, prefix: str) -> dict[str, str]:
    """Return a filter that an index answers: a whole code is compared, not searched."""
    return {field if DIVISION.fullmatch(prefix) else f"{field}__startswith": prefix}


@dataclass(frozen=True, slots=True)
class Standing:
    """Open matters of one place at one instant."""

    open: int = 0
    late: int = 0
    """With a clock that has run out."""
    soon: int = 0
    """With a clock that runs out within a day."""

    def __add__(self, other: Standing) -> Standing:
        return Standing(self.open + other.open, self.late + other.late, self.soon + other.soon)


def standing_below(
    viewer: Viewer, place: Place, *, length: int, now: datetime
) -> tuple[dict[str, Standing], dict[str, int]]:
    """Return how open matters stand in each area below, by the first `length` digits of its code; of a village, by
    grid. And how many there are in each stage. One query, answered by the index of open matters alone.
    """
    key: Any = F("grid_code") if length > VILLAGE_LENGTH else Substr("area_code", 1, length)
    rows = place.narrow(visible(viewer)).filter(OPEN_MATTERS).values("status", below=key)
    counted = rows.annotate(
        open=Count("pk"),
        late=Count("pk", filter=Q(next_due_at__lt=now)),
        soon=Count("pk", filter=Q(next_due_at__gte=now, next_due_at__lt=now + SOON)),
    )
    below: dict[str, Standing] = defaultdict(Standing)
    by_status = Counter[str]()
    for each in counted.order_by():
        below[each["below"]] += Standing(each["open"], each["late"], each["soon"])
        by_status[each["status"]] += each["open"]
    return below, {stage: sum(by_status[each] for each in states) for stage, states in STAGES.items()}


def since(viewer: Viewer, place: Place, instant: datetime) -> tuple[int, int]:
    """Return how many matters came in and how many were closed since an instant. Two queries."""
    rows = place.narrow(visible(viewer))
    return rows.filter(registered_at__gte=instant).count(), rows.filter(_closed_since(instant)).count()


def _closed_since(instant: datetime) -> Q:
    return Q(status__in=CLOSED, closed_at__gte=instant)


Tallies = dict[str, Counter[str]]
"""Place or kind -> what is counted -> how often."""
OPENED = "opened"


def tallies(
    viewer: Viewer, place: Place, first: datetime, last: datetime, *, by: str, now: datetime
) -> Tallies:
    """Count what happened from `first` until before `last`, by `area_code`, `grid_code` or `kind_code`.

    Three queries, each on an index over time. What is due after `now` does not count yet.
    """
    found: Tallies = defaultdict(Counter)
    came = place.narrow(visible(viewer)).filter(registered_at__gte=first, registered_at__lt=last)
    _add(found, came.values(key=F(by)).annotate(**{OPENED: Count("pk")}))
    valid = place.narrow(valid_matters(viewer))
    _add(found, closed_in(valid, first, last).values(key=F(by)).annotate(**ENDINGS))
    due = promises(first, min(last, now)).filter(matter__in=valid.values("pk"))
    _add(found, due.values(key=F(f"matter__{by}")).annotate(**PROMISES))
    return found


def _add(found: Tallies, rows: QuerySet[Any, Any]) -> None:
    for row in rows.order_by():
        found[row.pop("key")].update({name: count for name, count in row.items() if count})


def opened_by_kind(viewer: Viewer, place: Place, first: datetime, last: datetime) -> Counter[tuple[str, str]]:
    """Count what came in by area and top kind; what is not classified yet is left out. One query."""
    rows = place.narrow(visible(viewer)).filter(registered_at__gte=first, registered_at__lt=last)
    grouped = rows.exclude(kind_code="").values_list("area_code", "kind_code").annotate(count=Count("pk"))
    found: Counter[tuple[str, str]] = Counter()
    for area, kind, count in grouped.order_by():
        found[area, kind.split(".")[0]] += count
    return found


# The list behind each figure


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is for: a place, now, and where its day and its period began."""

    place: Place
    now: datetime
    today: datetime
    period: datetime
    end: datetime
    """Of its period, exclusive: the end of the day."""
    kind: str = ""
    rising: datetime | None = None


Narrow = Callable[[QuerySet[Matter], Asked], QuerySet[Matter]]


def _stage(states: frozenset[Status]) -> Narrow:
    return lambda rows, asked: rows.filter(OPEN_MATTERS).filter(status__in=sorted(states))


def _late(rows: QuerySet[Matter], asked: Asked) -> QuerySet[Matter]:
    return rows.filter(OPEN_MATTERS).filter(next_due_at__lt=asked.now)


def _soon(rows: QuerySet[Matter], asked: Asked) -> QuerySet[Matter]:
    return rows.filter(OPEN_MATTERS).filter(next_due_at__gte=asked.now, next_due_at__lt=asked.now + SOON)


def _rated(rows: QuerySet[Matter], asked: Asked) -> QuerySet[Matter]:
    valid = rows.filter(excluded_for="", merged_into__isnull=True)
    return closed_in(valid, asked.period, asked.end).exclude(resolved="")


def _due(step: Step, which: Q) -> Narrow:
    """Narrow to matters of which a clock of this step was due in the period."""

    def narrow(rows: QuerySet[Matter], asked: Asked) -> QuerySet[Matter]:
        clocks = promises(asked.period, asked.now).filter(which, step=step, matter=OuterRef("pk"))
        return rows.filter(Exists(clocks), excluded_for="", merged_into__isnull=True)

    return narrow


def _kind(rows: QuerySet[Matter], asked: Asked) -> QuerySet[Matter]:
    begun = Q(kind_code=asked.kind) | Q(kind_code__startswith=f"{asked.kind}.")
    return rows.filter(begun, registered_at__gte=asked.rising or asked.period)


_HELPED = (Resolved.YES, Resolved.PARTLY)
_CONTENT = (Satisfied.VERY, Satisfied.SATISFIED, Satisfied.FAIRLY)
BY_DUE = frozenset({"open", "late", "soon", *STAGES})
"""Lists of open matters are in order of their clocks, the others by registration, newest first."""
BEHIND: Mapping[str, Mapping[str, Narrow]] = MappingProxyType(
    {
        "open": {"all": lambda rows, asked: rows.filter(OPEN_MATTERS)},
        "late": {"all": _late},
        "soon": {"all": _soon},
        **{stage: {"all": _stage(states)} for stage, states in STAGES.items()},
        "came_today": {"all": lambda rows, asked: rows.filter(registered_at__gte=asked.today)},
        "closed_today": {"all": lambda rows, asked: rows.filter(_closed_since(asked.today))},
        "came": {"all": lambda rows, asked: rows.filter(registered_at__gte=asked.period)},
        "closure": {
            "all": _due(Step.RESOLVE, Q()),
            "counted": _due(Step.RESOLVE, was_closed("matter__")),
            "not_counted": _due(Step.RESOLVE, ~was_closed("matter__")),
        },
        "on_time": {
            "all": _due(Step.RESOLVE, Q()),
            "counted": _due(Step.RESOLVE, KEPT),
            "not_counted": _due(Step.RESOLVE, Q(is_met=False) | Q(stopped_at__gt=F("due_at"))),
        },
        "response": {
            "all": _due(Step.CONTACT, Q()),
            "counted": _due(Step.CONTACT, KEPT),
            "not_counted": _due(Step.CONTACT, Q(is_met=False) | Q(stopped_at__gt=F("due_at"))),
        },
        "resolution": {
            "all": _rated,
            "counted": lambda rows, asked: _rated(rows, asked).filter(resolved__in=_HELPED),
            "not_counted": lambda rows, asked: _rated(rows, asked).exclude(resolved__in=_HELPED),
        },
        "satisfaction": {
            "all": _rated,
            "counted": lambda rows, asked: _rated(rows, asked).filter(satisfied__in=_CONTENT),
            "not_counted": lambda rows, asked: _rated(rows, asked).exclude(satisfied__in=_CONTENT),
        },
        "rising": {"all": _kind},
    }
)
"""Figure -> part of it -> which matters are in it. What is counted and what is not make up all."""


def list_behind(
    viewer: Viewer, figure: str, part: str, asked: Asked, *, cursor: str = "", size: int = PAGE
) -> Page:
    """Return the matters that a figure counts, a page at a time. One query. Raises KeyError for no such part."""
    rows = BEHIND[figure][part](asked.place.narrow(visible(viewer)), asked)
    return page_of([rows], by_due=figure in BY_DUE, cursor=cursor, size=size)
