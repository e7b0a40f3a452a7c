from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Least

from linli.catalogue.errors import NotAdmitted, UnknownAdmission, UnknownItem
from linli.catalogue.models import Admission, AdmissionItem, CollectedValue, CollectionItem, CollectionList
from linli.catalogue.policies.collection import AdmissionState, DataType, Frequency, ItemView, ListDiff, diff
from linli.catalogue.policies.duties import prefixes
from linli.catalogue.queries.edition import Copies

S = AdmissionState


@dataclass(frozen=True, slots=True)
class Permit:
    """The admission under which an item may be stored somewhere."""

    admission_id: int
    area_prefix: str
    valid_to: date


def may_store(item_code: str, on: date, grid_code: str = "") -> bool:
    """Whether grids may store the item on that day: in any grid, or in this one. No query once copied."""
    return permit_for(item_code, on, grid_code) is not None


def require_admitted(item_code: str, on: date, grid_code: str = "") -> Permit:
    """Return the admission that allows it. Raises UnknownItem, NotAdmitted."""
    permit = permit_for(item_code, on, grid_code)
    if permit is None:
        raise NotAdmitted(item=item_named(item_code).name_zh)
    return permit


def permit_for(item_code: str, on: date, grid_code: str = "") -> Permit | None:
    """Return the admission in force whose area contains the grid, the widest first; None when there is none.

    Whether an admission has run out is read from its dates, not from the sweep that marks it.
    """
    permits = _permits.of(on).get(item_code, ())
    return next(
        (permit for permit in permits if grid_code.startswith(permit.area_prefix) or not grid_code), None
    )


def item_named(code: str) -> ItemView:
    """Raises UnknownItem."""
    try:
        return items()[code]
    except KeyError:
        raise UnknownItem(code=code) from None


def items() -> Mapping[str, ItemView]:
    """Return every described item by code, admitted or not. No query once copied."""
    return _items.of(None)


def admissions_in_force(on: date) -> QuerySet[Admission]:
    return Admission.objects.filter(state=AdmissionState.ADMITTED, valid_from__lte=on, valid_to__gt=on)


def hours_of_grid(grid_code: str, on: date) -> Decimal:
    """Return the working hours a month that all admitted tasks cost one grid. One query."""
    places = ["", *prefixes(grid_code[:12])]
    total = (
        admissions_in_force(on).filter(area_prefix__in=places).aggregate(hours=Sum("hours_per_grid"))["hours"]
    )
    return total or Decimal(0)


def heaviest_hours(area_prefix: str, on: date) -> Decimal:
    """Return the greatest load of any grid inside the area. One query.

    Tasks of the whole area weigh on each of its grids; of those for parts of it only nested parts add up.
    """
    rows = admissions_in_force(on).values_list("area_prefix", "hours_per_grid")
    touching = [(place, hours) for place, hours in rows if _overlap(place, area_prefix)]
    ends = {place for place, _hours in touching} | {area_prefix}
    loads = (sum((hours for place, hours in touching if end.startswith(place)), Decimal(0)) for end in ends)
    return max(loads, default=Decimal(0))


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def latest_list() -> CollectionList | None:
    return CollectionList.objects.order_by("-version").first()


def list_version(version: int) -> CollectionList:
    return CollectionList.objects.get(version=version)


def compare_lists(old: int, new: int) -> ListDiff:
    """Return how a published version differs from another; version 0 is the empty list."""
    return diff(_content(old), _content(new))


def _content(version: int) -> Mapping[str, Any]:
    return list_version(version).content if version else {}


def admitted_items(on: date) -> dict[str, ItemView]:
    """Return what grids may collect on that day, by code, in order."""
    return {code: items()[code] for code in sorted(_permits.of(on)) if code in items()}


def values_of(subject_code: str) -> QuerySet[CollectedValue]:
    """Return what is known of one building, shop or facility; one row for each item. One query."""
    return (
        CollectedValue.objects.filter(subject_code=subject_code, is_latest=True)
        .select_related("item")
        .order_by("item__code")
    )


def running_out(now_day: date, before: date) -> QuerySet[Admission]:
    """Return admissions whose term ends before that day, the soonest first."""
    return admissions_in_force(now_day).filter(valid_to__lte=before).order_by("valid_to")


def applications(*, unit_id: int | None = None, state: AdmissionState | None = None) -> QuerySet[Admission]:
    """Return applications, the newest first; of one unit or in one state."""
    chosen = Q()
    if unit_id is not None:
        chosen &= Q(unit_id=unit_id)
    if state is not None:
        chosen &= Q(state=state)
    return Admission.objects.filter(chosen).order_by("-drafted_at", "-pk")


def _build_permits(on: date) -> Mapping[str, tuple[Permit, ...]]:
    rows = (
        AdmissionItem.objects.filter(admission__in=admissions_in_force(on))
        .filter(Q(valid_to=None) | Q(valid_to__gt=on))
        .order_by("admission__area_prefix", "admission_id")
        .values_list(
            "item__code",
            "admission_id",
            "admission__area_prefix",
            Least("admission__valid_to", Coalesce("valid_to", "admission__valid_to")),
        )
    )
    found: dict[str, tuple[Permit, ...]] = {}
    for code, admission, prefix, valid_to in rows:
        if valid_to is not None:
            found[code] = (*found.get(code, ()), Permit(admission, prefix, valid_to))
    return found


def permits_on(on: date) -> Mapping[str, tuple[Permit, ...]]:
    """Return under what each item may be stored on that day, the widest area first. No query once copied."""
    return _permits.of(on)


def admission_numbered(number: int) -> Admission:
    """Raises UnknownAdmission."""
    found = Admission.objects.filter(pk=number).first()
    if found is None:
        raise UnknownAdmission(number=number)
    return found


def items_of(admission: Admission) -> list[AdmissionItem]:
    """Return what an application asks for, in order. One query."""
    rows = AdmissionItem.objects.filter(admission=admission)
    return list(rows.select_related("item").order_by("item__code"))


def open_tasks(on: date) -> list[Admission]:
    """Return applications and admissions that are not over, those that wait for somebody first. One query."""
    open_states = [S.REVIEWING, S.DRAFT, S.ADMITTED, S.SUSPENDED]
    rows = Admission.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), state__in=open_states)
    return sorted(rows.order_by("valid_to", "pk"), key=lambda row: open_states.index(S(row.state)))


def view_of(row: CollectionItem) -> ItemView:
    return ItemView(
        id=row.pk,
        code=row.code,
        category=row.category.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        data_type=DataType(row.data_type),
        choices=tuple(row.choices),
        is_personal=row.is_personal,
        is_sensitive=row.is_sensitive,
        personal_field=row.personal_field,
        by_consent=row.by_consent,
        purpose=row.purpose,
        basis=row.basis,
        frequency=Frequency(row.frequency),
        retention_months=row.retention_months,
        category_zh=row.category.name_zh,
        category_en=row.category.name_en,
    )


def _build_items(_key: None) -> Mapping[str, ItemView]:
    rows = CollectionItem.objects.select_related("category").order_by("code")
    return {row.code: view_of(row) for row in rows}


_permits: Copies[date, Mapping[str, tuple[Permit, ...]]] = Copies(_build_permits)
_items: Copies[None, Mapping[str, ItemView]] = Copies(_build_items)
