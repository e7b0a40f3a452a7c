"""What is needed to measure an action: counts at its place and at places without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from linli.warnings.models import CauseAction, WeekCount
from linli.warnings.policies.causes import CauseStatus
from linli.warnings.policies.effect import Effect, Weeks, effect_of
from linli.warnings.policies.rules import CauseRule
from linli.warnings.queries.early import monday_of, week_running


@dataclass(frozen=True)
class Span:
    """Mondays of whole weeks, both ends included."""

    first: date
    last: date

    def weeks(self) -> list[date]:
        return [self.first + timedelta(weeks=each) for each in range((self.last - self.first).days // 7 + 1)]


def spans_of(row: CauseAction, rule: CauseRule, now: datetime) -> tuple[Span, Span]:
    """Return the weeks before and after an action.

    The weeks that raised its warning are no part of before: what stands out falls back by itself, and that would look
    like an effect. The weeks in which measures were taken belong to neither.
    """
    begin = monday_of(row.begins_on)
    if row.warning is not None:
        risen = date.fromisoformat(row.warning.evidence["since"])
        begin = min(begin, monday_of(risen) - timedelta(weeks=1))
    before = Span(begin - timedelta(weeks=rule.weeks_before), begin - timedelta(weeks=1))
    done = row.done_on or row.due_on
    first = monday_of(done) + timedelta(weeks=1)
    last = min(first + timedelta(weeks=rule.weeks_after - 1), week_running(now) - timedelta(weeks=1))
    return before, Span(first, last)


def compared_with(row: CauseAction) -> list[str]:
    """Return the other places with matters of the kind, without those where something was done about it too.

    Two queries.
    """
    treated = CauseAction.objects.filter(kind_code=row.kind_code).exclude(status=CauseStatus.WITHDRAWN)
    rows = WeekCount.objects.filter(kind_code=row.kind_code).exclude(
        area_code__in=[*treated.values_list("area_code", flat=True), row.area_code]
    )
    return sorted(set(rows.values_list("area_code", flat=True)))


def effect_until(row: CauseAction, rule: CauseRule, now: datetime) -> Effect:
    """Return the effect by what is counted up to the last whole week. Some queries."""
    before, after = spans_of(row, rule, now)
    others = compared_with(row)
    known = set(
        WeekCount.objects.filter(week_on__gte=before.first, week_on__lte=after.last)
        .order_by()
        .values_list("week_on", flat=True)
        .distinct()
    )
    here = _totals(row.kind_code, [row.area_code], before.first, after.last)
    there = _totals(row.kind_code, others, before.first, after.last)

    def weeks(totals: dict[date, int]) -> Weeks:
        before_and_after = (
            [totals.get(week, 0) if week in known else None for week in span.weeks()]
            for span in (before, after)
        )
        return Weeks(*before_and_after)

    return effect_of(
        weeks(here),
        weeks(there),
        least_before=rule.least_before,
        least_weeks=rule.least_weeks,
        confidence=rule.confidence,
        places=len(others),
    )


def _totals(kind: str, areas: list[str], first: date, last: date) -> dict[date, int]:
    rows = WeekCount.objects.filter(
        kind_code=kind, area_code__in=areas, week_on__gte=first, week_on__lte=last
    )
    return dict(rows.order_by().values_list("week_on").annotate(total=Sum("count")))
