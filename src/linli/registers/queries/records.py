"""Records of registers: lists, points, counts. Every read starts from what the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from linli.areas.policies.codes import significant_prefix
from linli.areas.queries import area_named
from linli.core.errors import Refusal
from linli.language.search import finding
from linli.people.access import Viewer
from linli.people.models import Unit
from linli.registers.access import visible
from linli.registers.models import Record
from linli.registers.policies.carrying import carried
from linli.registers.policies.declaration import Declaration, FieldSpec
from linli.registers.policies.fields import FieldType
from linli.registers.queries.declared import as_written
from linli.rulebook.queries import InForce

PAGE, MOST_PAGES = 50, 200
"""Rows of a page, and how far one may leaf; beyond that one narrows the list."""
MOST_POINTS = 2000
SORTS: Mapping[str, str] = {
    "changed": "changed_at",
    "title": "title",
    "number": "sort_number",
    "day": "sort_date",
}


@dataclass(frozen=True)
class Wanted:
    """What a list is to show."""

    words: str = ""
    area: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    sort: str = "changed"
    is_descending: bool = True
    page: int = 1
    ended: bool = False
    to_review: datetime | None = None
    """Only what was due for a review before this instant."""


def narrowed(rows: QuerySet[Record], register: str, wanted: Wanted) -> QuerySet[Record]:
    rows = rows.filter(register=register, ended_on__isnull=not wanted.ended)
    if wanted.words:
        rows = rows.filter(vector=finding(wanted.words))
    if wanted.area:
        rows = rows.filter(area_code__startswith=significant_prefix(wanted.area))
    if wanted.values:
        rows = rows.filter(values__contains=dict(wanted.values))
    if wanted.to_review is not None:
        rows = rows.filter(review_due_at__lt=wanted.to_review)
    return rows


def ordered(rows: QuerySet[Record], wanted: Wanted) -> QuerySet[Record]:
    """Each order is that of an index, read forwards or backwards."""
    name = SORTS.get(wanted.sort, "changed_at")
    sign = "-" if wanted.is_descending else ""
    return rows.order_by(f"{sign}{name}", f"{sign}pk")


@dataclass(frozen=True)
class Listed:
    record: Record
    pairs: tuple[tuple[FieldSpec, str], ...]

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(words for _spec, words in self.pairs)


@dataclass(frozen=True)
class Page:
    rows: list[Listed]
    number: int
    has_next: bool


def page_of(viewer: Viewer, current: InForce[Declaration], wanted: Wanted) -> Page:
    """Return one page of a list. Two queries, however many rows."""
    declaration = current.value
    number = min(max(wanted.page, 1), MOST_PAGES)
    rows = ordered(narrowed(visible(viewer), declaration.code, wanted), wanted)
    first = (number - 1) * PAGE
    found = list(rows.select_related("unit")[first : first + PAGE + 1])
    return Page(
        listed(found[:PAGE], current, declaration.columns), number, len(found) > PAGE and number < MOST_PAGES
    )


def listed(
    records: Sequence[Record], current: InForce[Declaration], columns: Sequence[FieldSpec]
) -> list[Listed]:
    """Return records with the words of these columns. One query."""
    values = {record.pk: values_now(record, current) for record in records}
    names = unit_names(values.values(), columns)
    return [
        Listed(
            record, tuple((spec, in_words(spec, values[record.pk].get(spec.code), names)) for spec in columns)
        )
        for record in records
    ]


def values_now(record: Record, current: InForce[Declaration]) -> dict[str, Any]:
    """Return a record's values as the edition in force calls them, whichever it was written under."""
    if record.edition == current.edition:
        return dict(record.values)
    return carried(record.values, as_written(record.register, record.edition), current.value)


def unit_names(values: Iterable[Mapping[str, Any]], specs: Sequence[FieldSpec]) -> dict[int, str]:
    codes = [spec.code for spec in specs if spec.type is FieldType.UNIT]
    numbers = {each[code] for each in values for code in codes if code in each}
    return dict(Unit.objects.filter(pk__in=numbers).values_list("pk", "name")) if numbers else {}


def in_words(spec: FieldSpec, value: Any, units: Mapping[int, str]) -> str:
    """Return a stored value as people read it; empty for none."""
    if value is None:
        return ""
    if spec.type is FieldType.NUMBER:
        return f"{_grouped(value)}{spec.measure or ''}"
    if spec.type is FieldType.MONEY:
        return f"{Decimal(value):,.2f}"
    if spec.type is FieldType.CHOICE:
        found = spec.choice(value)
        return str(found.name) if found else str(value)
    if spec.type is FieldType.AREA:
        return area_words(value)
    if spec.type is FieldType.UNIT:
        return units.get(value, f"{value}")
    if spec.type is FieldType.POINT:
        return f"{value['lon']:.6f}, {value['lat']:.6f}"
    return str(value)


def _grouped(value: str) -> str:
    whole, _point, rest = f"{Decimal(value):f}".partition(".")
    rest = rest.rstrip("0")
    return f"{int(whole):,}{'.' + rest if rest else ''}"


def area_words(code: str) -> str:
    try:
        return area_named(code).full_name
    except Refusal:
        return code


def points(viewer: Viewer, register: str, wanted: Wanted) -> list[Record]:
    """Return the records that lie somewhere, the newest first, at most as many as a map can show. One query."""
    rows = narrowed(visible(viewer), register, wanted).filter(lon__isnull=False)
    columns = ("pk", "title", "lon", "lat", "register", "area_code", "review_due_at")
    return list(rows.only(*columns).order_by("-changed_at", "-pk")[:MOST_POINTS])


@dataclass(frozen=True)
class Size:
    standing: int
    to_review: int
    """Overdue for a review."""


def sizes(viewer: Viewer, now: datetime) -> dict[str, Size]:
    """Return by register how many records the viewer sees. One query."""
    rows = visible(viewer).filter(ended_on=None).order_by().values("register")
    counted = rows.annotate(standing=Count("pk"), late=Count("pk", filter=Q(review_due_at__lt=now)))
    return {row["register"]: Size(row["standing"], row["late"]) for row in counted}


def of_editions(register: str) -> dict[int, int]:
    """Return how many records were written under each edition of a register. One query."""
    rows = Record.objects.filter(register=register).order_by().values_list("edition")
    return dict(rows.annotate(count=Count("pk")))


def public_rows(register: str) -> QuerySet[Record]:
    """Return the records of a register that everybody may see, by title; what of each, the declaration says."""
    return Record.objects.filter(register=register, ended_on=None).order_by("title", "pk")
