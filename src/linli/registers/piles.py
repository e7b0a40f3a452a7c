"""The pile of records that are to be reviewed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.areas.policies.codes import significant_prefix
from linli.core.errors import Refusal
from linli.core.moments import moment_words
from linli.core.time import city_day
from linli.matters.queries import Filters
from linli.matters.sentences import lamp
from linli.people.access import Viewer
from linli.registers.access import KEEP, kept_by, visible
from linli.registers.models import Record
from linli.registers.queries.declared import as_written, declared
from linli.workbench.piles import Item, Pile, Rows, Shape, add

AHEAD = timedelta(days=14)


def items(numbers: Collection[int], now: datetime) -> Mapping[int, Item]:
    rows = Record.objects.filter(pk__in=numbers).select_related("unit")
    return {row.pk: item_of(row, now) for row in rows}


def item_of(record: Record, now: datetime) -> Item:
    declaration = as_written(record.register, record.edition)
    return Item(
        title=record.title,
        url=reverse("registers:record", args=[record.register, record.pk]),
        code="",
        hints=(str(declaration.name), record.unit.name, moment_words(record.changed_at)),
        state=str(_("to be reviewed")),
        picture="paper",
        tone="waiting",
        lamp=lamp(record.review_due_at, now),
    )


def narrowed(rows: Rows, filters: Filters) -> Rows | None:
    if filters.kind or filters.channel or filters.status:
        return None
    if filters.area:
        try:
            rows = rows.filter(area_code__startswith=significant_prefix(filters.area))
        except Refusal:
            return None
    if filters.words:
        rows = rows.filter(title__contains=filters.words)
    return rows.filter(review_due_at__lt=filters.late_at) if filters.late_at else rows


def to_review(viewer: Viewer, now: datetime) -> list[Rows]:
    """Records of the registers that the viewer keeps, kept by one of their units, that come up within two weeks."""
    units = sorted({unit for grant in viewer.grants_for(KEEP) for unit in grant.unit_ids})
    if not units:
        return []
    codes = [each.code for each in kept_by(viewer, (each.value for each in declared(city_day(now))))]
    rows = visible(viewer, KEEP).filter(unit__in=units, register__in=codes, ended_on=None)
    return [rows.filter(review_due_at__lte=now + AHEAD)]


RECORDS = Shape("register_record", "review_due_at", items, narrowed)
add(Pile("register.review", _("Records to review"), "paper", RECORDS, to_review))
