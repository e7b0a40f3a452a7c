"""What is frozen at the end of a month, and how two states of it differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Slice(TextChoices):
    """What the sums of a month are kept by."""

    WHOLE = "whole", pgettext_lazy("figures", "the whole city")
    COUNTY = "county", _("county or district")
    TOWN = "town", _("township or subdistrict")
    KIND = "kind", _("kind of matter")
    UNIT = "unit", _("unit")


Cells = Mapping[tuple[str, str], Mapping[str, int]]
"""Slice and key -> measure -> how many."""
MINUTES = "minutes"


@dataclass(frozen=True, order=True)
class Difference:
    """One sum that is not as it was frozen."""

    slice: str
    key: str
    measure: str
    was: int
    now: int


def differences(was: Cells, now: Cells, measures: Iterable[str]) -> list[Difference]:
    """Return the sums of these measures, and the medians, that are not as they were."""
    found, counted = [], {*measures, MINUTES}
    for cell in {*was, *now}:
        before, after = was.get(cell, {}), now.get(cell, {})
        found += [
            Difference(*cell, name, before.get(name, 0), after.get(name, 0))
            for name in counted & {*before, *after}
            if before.get(name, 0) != after.get(name, 0)
        ]
    return sorted(found)


def digest_of(cells: Cells) -> str:
    plain = sorted([slice_, key, dict(sorted(sums.items()))] for (slice_, key), sums in cells.items())
    return hashlib.sha256(json.dumps(plain, separators=(",", ":")).encode()).hexdigest()


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month."""
    first = day.replace(day=1)
    return first, next_month(first) - timedelta(days=1)


def next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
