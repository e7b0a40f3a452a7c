"""What a bulletin counts: frozen months where its period is made of them, and the figures that follow."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from linli.areas.policies.codes import padded, significant_prefix
from linli.areas.queries import area_named, city_code
from linli.areas.queries.tree import children
from linli.calendars.policies import due_at
from linli.calendars.queries import working_calendar
from linli.matters.policies.rates import RateWeights
from linli.matters.policies.small_cells import shown, shown_cells
from linli.metrics.errors import BulletinUnknown, FigureNotFrozen, WindowAcrossEditions
from linli.metrics.models import Bulletin, FrozenCell, FrozenMonth
from linli.metrics.policies.bulletins import Cycle, Period, Standing, added, places_of
from linli.metrics.policies.frozen import MINUTES, Slice
from linli.metrics.policies.indicators import INDICATORS, Indicator, Shape
from linli.metrics.policies.measures import MEASURES
from linli.metrics.queries.answering import Figure
from linli.metrics.queries.frozen import cells_between, frozen_month
from linli.metrics.rules import BulletinRule, BulletinRules
from linli.people.models import Unit
from linli.people.policies import UnitKind
from linli.rulebook.queries import InForce, edition_named, in_force

Sums = Mapping[str, int]
Months = tuple[Mapping[str, Sums], ...]
BACK: Mapping[Cycle, int] = {Cycle.WEEKLY: 6, Cycle.MONTHLY: 6, Cycle.QUARTERLY: 4}
"""How many periods the line of a bulletin has, its own included."""
COUNTY = 6
"""Digits of a county's code."""


@dataclass(frozen=True)
class Counted:
    """All that a bulletin counts. Kept with it, so that anybody can make its figures again."""

    now: Mapping[str, Sums]
    """Key of who is ranked -> measure -> how many."""
    before: Mapping[str, Sums]
    whole: Sums
    whole_before: Sums
    past: tuple[tuple[str, Sums], ...]
    """The whole city in the periods up to this one, the oldest first."""
    months: Months = ()
    """What a quarter is made of, the whole city under an empty key; empty: a month or a week."""
    months_before: Months = ()

    def as_data(self) -> dict[str, Any]:
        parts = {"months": list(self.months), "months_before": list(self.months_before)}
        return {
            "now": self.now,
            "before": self.before,
            "whole": self.whole,
            "whole_before": self.whole_before,
            "past": [list(each) for each in self.past],
            **(parts if self.months else {}),
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Counted:
        past = tuple((name, sums) for name, sums in data["past"])
        months, before = data.get("months", ()), data.get("months_before", ())
        return cls(
            data["now"],
            data["before"],
            data["whole"],
            data["whole_before"],
            past,
            tuple(months),
            tuple(before),
        )

    @property
    def digest(self) -> str:
        words = json.dumps(self.as_data(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(words.encode()).hexdigest()


def rule_in_force(name: str, on: date) -> tuple[BulletinRule, int]:
    """Return a bulletin of the city with the edition to keep. Raises BulletinUnknown, RuleMissing."""
    entry: InForce[BulletinRules] = in_force(BulletinRules, on)
    if name not in entry.value.bulletins:
        raise BulletinUnknown
    return entry.value.bulletins[name], entry.edition


def rule_of(bulletin: Bulletin) -> BulletinRule:
    """Return the rule it was made by, superseded or not."""
    return edition_named(BulletinRules, bulletin.edition).value.bulletins[bulletin.name]


def due_of(bulletin: Bulletin) -> datetime | None:
    """Return until when remarks are taken; None: it is not issued."""
    letter = bulletin.letter
    if letter is None or letter.issued_at is None:
        return None
    return due_at(letter.issued_at, rule_of(bulletin).remark_within, working_calendar())


def counted(rule: BulletinRule, period: Period, now: datetime) -> Counted:
    """Return what a bulletin of the period counts. Raises MonthNotFrozen, FigureNotFrozen.

    A week is not made of months: it is counted as the tables say now, and kept with the bulletin from then on.
    """
    keys = keys_of(rule)
    require_counted(rule, period)
    mine = cells(rule.ranked, period, now)
    earlier = _before(rule, period, now)
    return Counted(
        {key: sums for key, sums in mine[rule.ranked].items() if key in keys},
        {key: sums for key, sums in earlier[rule.ranked].items() if key in keys},
        mine[Slice.WHOLE].get("", {}),
        earlier[Slice.WHOLE].get("", {}),
        tuple(_past(rule, period, mine[Slice.WHOLE].get("", {}), now)),
        _months(rule, period, keys),
        _months(rule, period.before, keys) if earlier[Slice.WHOLE] else (),
    )


def _months(rule: BulletinRule, period: Period, keys: Collection[str]) -> Months:
    """Return what a quarter is made of. One query for each month."""
    if period.cycle is not Cycle.QUARTERLY:
        return ()
    found = []
    for month in period.months():
        rows = FrozenCell.objects.filter(frozen__month=month, slice__in=(Slice.WHOLE, rule.ranked))
        sums = dict(rows.values_list("key", "sums"))
        found.append({key: sums[key] for key in sums if key in keys or key == ""})
    return tuple(found)


Cells = dict[Slice, dict[str, dict[str, int]]]


def cells(slice_: Slice, period: Period, now: datetime) -> Cells:
    """Return the sums of a period by who is ranked, and of the whole. Raises MonthNotFrozen."""
    wanted = (Slice.WHOLE, slice_)
    found: Cells = {each: {} for each in wanted}
    if period.cycle is Cycle.WEEKLY:
        for (kept, key), sums in cells_between(period.first, period.last, wanted, now=now).items():
            found[Slice(kept)][key] = dict(sums)
        return found
    months = [frozen_month(month) for month in period.months()]
    rows = FrozenCell.objects.filter(frozen__in=months, slice__in=wanted).values_list("slice", "key", "sums")
    parts: dict[tuple[str, str], list[Sums]] = {}
    for kept, key, sums in rows.order_by("pk"):
        parts.setdefault((kept, key), []).append(sums)
    for (kept, key), each in parts.items():
        found[Slice(kept)][key] = added(each)
    return found


def require_counted(rule: BulletinRule, period: Period) -> None:
    """Raises MonthNotFrozen, and FigureNotFrozen where a month was frozen before one of the figures was counted."""
    for month in map(frozen_month, period.months()):
        if uncounted := _uncounted(rule, month):
            raise FigureNotFrozen(indicator=INDICATORS[uncounted].label, month=f"{month}")


def _uncounted(rule: BulletinRule, month: FrozenMonth) -> str:
    """Return a figure of the rule that the month does not hold; empty: it holds them all."""
    held = {*month.measures, MINUTES}
    return next((name for name in rule.indicators if not held.issuperset(INDICATORS[name].measures)), "")


def _is_there(rule: BulletinRule, period: Period) -> bool:
    months = list(period.months())
    found = FrozenMonth.objects.filter(month__in=months)
    return len(found) == len(months) and not any(_uncounted(rule, month) for month in found)


def _before(rule: BulletinRule, period: Period, now: datetime) -> Cells:
    if _is_there(rule, period.before):
        return cells(rule.ranked, period.before, now)
    return {Slice.WHOLE: {}, rule.ranked: {}}


def _past(rule: BulletinRule, period: Period, mine: Sums, now: datetime) -> list[tuple[str, Sums]]:
    found = [(period.short, mine)]
    while len(found) < BACK[period.cycle]:
        period = period.before
        if not _is_there(rule, period):
            break
        sums = cells(Slice.WHOLE, period, now)[Slice.WHOLE].get("", {})
        if not sums:
            break
        found.insert(0, (period.short, sums))
    return found


# Whom it ranks


def keys_of(rule: BulletinRule) -> dict[str, str]:
    """Return the keys of all that may be ranked, with their names."""
    if rule.ranked is Slice.UNIT:
        rows = Unit.objects.filter(is_active=True)
        if rule.unit_kinds:
            rows = rows.filter(kind__in=rule.unit_kinds)
        return {str(number): name for number, name in rows.order_by("pk").values_list("pk", "name")}
    counties = children(city_code())
    areas = (
        counties if rule.ranked is Slice.COUNTY else [each for one in counties for each in children(one.code)]
    )
    return {significant_prefix(each.code): each.name for each in areas}


def names_of(rule: BulletinRule, keys: Iterable[str]) -> dict[str, str]:
    """Return what those that are ranked are called, also when they are gone since."""
    if rule.ranked is Slice.UNIT:
        rows = Unit.objects.filter(pk__in=[int(key) for key in keys])
        return {str(number): name for number, name in rows.values_list("pk", "name")}
    return {key: area_named(padded(key)).name for key in keys}


def voices_of(rule: BulletinRule, keys: Iterable[str]) -> tuple[int, ...]:
    """Return the units that speak for those that are ranked. One query."""
    if rule.ranked is Slice.UNIT:
        return tuple(sorted(int(key) for key in keys))
    kinds: Iterable[UnitKind] = rule.voices or UnitKind
    rows = Unit.objects.filter(
        is_active=True, kind__in=list(kinds), area_code__in=[padded(key) for key in keys]
    )
    return tuple(rows.order_by("pk").values_list("pk", flat=True))


# Figures


def weights_on(rule: BulletinRule, period: Period) -> InForce[RateWeights] | None:
    """Return the weights of the period; None: no figure needs any. Raises WindowAcrossEditions, RuleMissing."""
    names = [name for name in rule.indicators if INDICATORS[name].rule]
    if not names:
        return None
    months = list(period.months())
    days = [*(each for month in months for each in [Period.around(Cycle.MONTHLY, month).last]), period.last]
    found = {each.edition: each for each in (in_force(RateWeights, day) for day in days)}
    if len(found) > 1:
        changed = max(each.valid_from for each in found.values())
        raise WindowAcrossEditions(indicator=INDICATORS[names[0]].label, on=changed.isoformat())
    return next(iter(found.values()))


def figures(
    name: str,
    sums: Mapping[str, Sums],
    whole: Sums,
    weights: RateWeights | None,
    ranked: Slice = Slice.WHOLE,
    months: Months = (),
) -> dict[str, Figure]:
    """Return one indicator of each, and of the whole under an empty key, small cells kept back.

    `months`: what a quarter is made of. They are published too, so what is kept back in one of them is kept back in the
    quarter: then the quarter says nothing that the months do not.
    """
    definition = INDICATORS[name]
    made = {key: _figure(definition, key, row, weights) for key, row in {**sums, "": whole}.items()}
    kept = set()
    for month in months:
        counts = {key: definition.bottom(_full(month.get(key, {}))) for key in made}
        kept |= {key for key, cell in told(counts, ranked).items() if cell is None}
    cells = told({key: each.bottom or 0 for key, each in made.items()}, ranked, kept)
    return {
        key: Figure(each.keys, None, None, None, is_few=True) if cells[key] is None else each
        for key, each in made.items()
    }


def told(counts: Mapping[str, int], ranked: Slice, kept: Collection[str] = ()) -> dict[str, int | None]:
    """Return which counts may be read beside the whole, which has an empty key; townships also beside their county."""
    parts = {key: count for key, count in counts.items() if key}
    found = {"": None if "" in kept else shown(counts[""])}
    if ranked is not Slice.TOWN:
        return found | shown_cells(parts, is_whole_shown=found[""] is not None, kept=kept)
    inside: dict[str, dict[str, int]] = {}
    for key, count in parts.items():
        inside.setdefault(key[:COUNTY], {})[key] = count
    sums = {county: sum(towns.values()) for county, towns in inside.items()}
    counties = shown_cells(sums, is_whole_shown=found[""] is not None, kept=kept)
    for county, towns in inside.items():
        found |= shown_cells(towns, is_whole_shown=counties[county] is not None, kept=kept)
    return found | counties


def _figure(definition: Indicator, key: str, row: Sums, weights: RateWeights | None) -> Figure:
    full = _full(row)
    if definition.shape is Shape.MEDIAN:
        value = Decimal(row[MINUTES]) if MINUTES in row else None
    else:
        value = definition.value(full, weights)
    return Figure((key,), value, definition.top(full, weights), definition.bottom(full))


def _full(row: Sums) -> Sums:
    return {measure: row.get(measure, 0) for measure in MEASURES}


def whole(name: str, sums: Sums, weights: RateWeights | None, months: Months = ()) -> Figure:
    return figures(name, {}, sums, weights, months=months)[""]


def standings(
    rule: BulletinRule, found: Counted, name: str, weights: RateWeights | None
) -> dict[str, Standing]:
    """Return how everybody that is ranked stands in one indicator."""
    now = figures(name, found.now, found.whole, weights, rule.ranked, found.months)
    before = figures(name, found.before, found.whole_before, weights, rule.ranked, found.months_before)
    now.pop("")
    better = INDICATORS[name].more_is_better
    places = (
        places_of({key: each.value for key, each in now.items()}, more_is_better=better)
        if better is not None
        else {}
    )
    most = max(places.values(), default=0)
    return {
        key: Standing(
            each.value,
            before[key].value if key in before else None,
            rule.targets.get(name),
            places.get(key),
            most,
            better,
        )
        for key, each in now.items()
    }
