"""The regular look: counts by place, kind and week, what stands out in them, and the warnings proposed for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction

from linli.core.actor import Actor
from linli.core.rows import lock_until_committed
from linli.core.time import aware, city_day
from linli.journal.actions import record
from linli.people.models import Unit
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import InForce, in_force
from linli.supervision.policies.rules import LadderRule
from linli.warnings import events
from linli.warnings.actions.saying import said
from linli.warnings.detectors.judging import Counted, Judged, judge
from linli.warnings.models import EarlyWarning, Look, WeekCount
from linli.warnings.models.early import TRACKED
from linli.warnings.policies.index import Index, IndexRule, Level
from linli.warnings.policies.rules import EarlyRule, Family
from linli.warnings.policies.states import OPEN, Hysteresis, Status, expires_at, is_over, quiet_after
from linli.warnings.queries.early import counted, first_instant, week_running
from linli.warnings.queries.standing_out import (
    Finding,
    Key,
    index_values,
    of_index,
    of_scan,
    of_series,
    strongest,
)

COUNT = """
    INSERT INTO warnings_weekcount (area_code, kind_code, week_on, count)
    SELECT rpad(left(m.area_code, %(digits)s), 12, '0'),
           array_to_string((string_to_array(m.kind_code, '.'))[1:%(depth)s], '.'),
           date_trunc('week', m.registered_at AT TIME ZONE %(zone)s)::date,
           count(*)
      FROM matters_matter m
     WHERE m.registered_at >= %(since)s AND m.registered_at < %(until)s
       AND m.kind_code <> '' AND m.merged_into_id IS NULL
     GROUP BY 1, 2, 3
"""


RAISED_BY = (Family.SERIES, Family.INDEX, Family.SCAN)
"""Which family raises what several of them see: a count against what is usual is told most plainly."""


@dataclass(frozen=True)
class Looked:
    """What one look brought."""

    series: int
    raised: int
    grown: int
    expired: int


@transaction.atomic
def count_weeks(rule: EarlyRule, *, now: datetime, everything: bool = False) -> None:
    """Count the last weeks anew, or all of them: a few statements, however many matters. Twice is once."""
    lock_until_committed("warnings.count")
    running = week_running(now)
    weeks = rule.history_weeks if everything else rule.recount_weeks
    since = running - timedelta(weeks=weeks - 1)
    until = running + timedelta(weeks=1)
    rows = WeekCount.objects.all() if everything else WeekCount.objects.filter(week_on__gte=since)
    rows._raw_delete(rows.db)
    given: dict[str, Any] = {
        "digits": rule.digits,
        "depth": rule.kind_depth,
        "zone": str(first_instant(running).tzinfo),
        "since": first_instant(since),
        "until": first_instant(until),
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, given)


def look(*, by: Actor, now: datetime) -> Looked | None:
    """Count, judge, and propose, raise, or end warnings. None: the city set no rule. Run twice, nothing doubles.

    The last whole week and the running one are judged: a week that is not over has only more to come. Only whole
    weeks make a warning quiet.
    """
    try:
        entry, index = in_force(EarlyRule, city_day(now)), in_force(IndexRule, city_day(now))
    except (RuleMissing, RuleExpired):
        return None
    count_weeks(entry.value, now=now, everything=_must_count_all(entry.value))
    return _look(entry, index, by, now)


def _must_count_all(rule: EarlyRule) -> bool:
    """Whether nothing was counted before, or by other places or kinds."""
    last = Look.objects.order_by("-week_on").values_list("place", "kind_depth").first()
    return last != (rule.place, rule.kind_depth) or not WeekCount.objects.exists()


@transaction.atomic
def _look(entry: InForce[EarlyRule], index: InForce[IndexRule], by: Actor, now: datetime) -> Looked:
    lock_until_committed("warnings.look")
    rule, running = entry.value, week_running(now)
    series = counted(rule, running)
    whole = running - timedelta(weeks=1)
    complete = series.until(whole)
    _note(entry, complete, now)
    if complete.counts.shape[1] < 1 or not series.keys:
        return Looked(0, 0, 0, _end_overdue(rule, by, now))
    judged = judge(series, rule)
    indexes = index_values(rule, index.value, complete, now)
    findings = [
        *of_series(series, judged, rule),
        *of_index(indexes, index.value, complete),
        *of_scan(complete, rule),
    ]
    tracked = {_key(row): row for row in EarlyWarning.objects.filter(TRACKED).select_related("unit")}
    expired = _quieten(tracked, series, judged, indexes, findings, rule, index.value, whole, by, now)
    raised, grown = _propose(strongest(findings), tracked, entry, index, by, now)
    return Looked(len(series.keys), raised, grown, expired)


def _note(entry: InForce[EarlyRule], complete: Counted, now: datetime) -> None:
    weeks = complete.mondays
    unknown = [
        monday.isoformat()
        for monday, column in zip(weeks, complete.counts.T, strict=True)
        if np.isnan(column).all() and len(column)
    ]
    said_of = {
        "looked_at": aware(now),
        "edition": entry.edition,
        "place": entry.value.place,
        "kind_depth": entry.value.kind_depth,
        "weeks": len(weeks),
        "series": len(complete.keys),
        "missing": unknown,
    }
    last = weeks[-1] if weeks else week_running(now) - timedelta(weeks=1)
    Look.objects.update_or_create(week_on=last, defaults=said_of)


def _key(row: EarlyWarning) -> Key:
    return row.family, row.area_code, row.kind_code


# What becomes of it


def _propose(
    findings: Iterable[Finding],
    tracked: Mapping[Key, EarlyWarning],
    entry: InForce[EarlyRule],
    index: InForce[IndexRule],
    by: Actor,
    now: datetime,
) -> tuple[int, int]:
    """Raise what is new and let grow what is known. One thing at one place warns once.

    What several families see of the same kind at the same place is one burst: the first family of them raises it, in
    the strongest colour of all, and the others are noted beside it.
    """
    raised, grown = 0, 0
    offices = _Offices(now)
    standing = {(area, row.kind_code): row for row in tracked.values() for area in _places(row)}
    ordered = sorted(findings, key=lambda found: (RAISED_BY.index(found.family), -found.level))
    levels = _levels(ordered)
    for each in ordered:
        known = tracked.get(each.key) or next(
            (standing[area, each.kind] for area in each.places if (area, each.kind) in standing), None
        )
        if known is None:
            edition = index.edition if each.family is Family.INDEX else entry.edition
            level = max(levels[area, each.kind] for area in each.places)
            row = _raise(each, level, entry.value, edition, offices, by, now)
            standing |= {(area, each.kind): row for area in each.places}
            raised += 1
        elif known.status in OPEN and each.family != known.family:
            grown += _note_beside(known, each, offices, by, now)
        elif known.status in OPEN and each.level > known.level:
            _grow(known, each, offices, by, now)
            grown += 1
    return raised, grown


def _levels(findings: Iterable[Finding]) -> dict[tuple[str, str], Level]:
    """Return the strongest colour that any family gives a kind at a place."""
    found: dict[tuple[str, str], Level] = {}
    for each in findings:
        for area in each.places:
            found[area, each.kind] = max(each.level, found.get((area, each.kind), Level.NONE))
    return found


def _places(row: EarlyWarning) -> tuple[str, ...]:
    return tuple(row.evidence.get("zone") or (row.area_code,))


def _note_beside(row: EarlyWarning, found: Finding, offices: _Offices, by: Actor, now: datetime) -> bool:
    """Keep with a warning that another family sees it too; say whether that made it stronger."""
    seen = [each for each in row.evidence.get("also", []) if each["family"] != found.family.value]
    beside = {
        "family": found.family.value,
        "value": found.value,
        "threshold": found.threshold,
        "level": int(found.level),
    }
    evidence = {**row.evidence, "also": [*seen, beside]}
    if found.level <= row.level:
        if evidence != row.evidence:
            EarlyWarning.objects.filter(pk=row.pk).update(evidence=evidence)
            row.evidence = evidence
        return False
    event = events.WarningGrew(**said(row) | {"level": int(found.level)}, offices=offices.of(row.area_code))
    record(event, subject=row, by=by, now=now, changes={"level": found.level, "evidence": evidence})
    return True


def _raise(
    found: Finding,
    level: Level,
    rule: EarlyRule,
    edition: int,
    offices: _Offices,
    by: Actor,
    now: datetime,
) -> EarlyWarning:
    row = EarlyWarning(
        family=found.family.value,
        detector=found.detector,
        area_code=found.area,
        kind_code=found.kind,
        week_on=found.week_on,
        judged_on=found.week_on,
        value=found.value,
        threshold=found.threshold,
        level=level,
        evidence=dict(found.evidence),
        edition=edition,
        raised_at=aware(now),
        expires_at=expires_at(aware(now), rule.expire_days),
        acknowledge_by=aware(now) + timedelta(hours=rule.answerable(level).hours),
    )
    event = events.WarningRaised(**said(row), family=row.family, offices=offices.of(row.area_code))
    record(event, subject=row, by=by, now=now)
    return row


def _grow(row: EarlyWarning, found: Finding, offices: _Offices, by: Actor, now: datetime) -> None:
    """Let an open warning take the stronger colour, with the figures that brought it."""
    changes = {
        "level": found.level,
        "value": found.value,
        "threshold": found.threshold,
        "evidence": {
            **found.evidence,
            **{key: row.evidence[key] for key in ("also",) if key in row.evidence},
        },
    }
    event = events.WarningGrew(**said(row) | {"level": int(found.level)}, offices=offices.of(row.area_code))
    record(event, subject=row, by=by, now=now, changes=changes)


def _quieten(
    tracked: dict[Key, EarlyWarning],
    series: Counted,
    judged: Judged,
    indexes: Mapping[tuple[str, str], Index],
    findings: Iterable[Finding],
    rule: EarlyRule,
    index: IndexRule,
    whole: date,
    by: Actor,
    now: datetime,
) -> int:
    """Hold the last whole week against each warning; return how many ended. One that may begin anew is dropped."""
    at = {key: row for row, key in enumerate(series.keys)}
    scans = {each.key for each in findings if each.family is Family.SCAN}
    column = series.counts.shape[1] - 2
    expired = 0
    for key, row in list(tracked.items()):
        place = (row.area_code, row.kind_code)
        if row.judged_on < whole and row.week_on < whole:
            times = _times(
                row, at.get(place), series, judged, column, indexes.get(place), index, key in scans
            )
            leave = index.leave / index.enter if row.family == Family.INDEX else rule.leave
            line = Hysteresis(1.0, leave, rule.quiet_weeks)
            quiet = row.quiet if times is None else quiet_after(times, row.quiet, line)
            rearmed = row.rearmed_on or (city_day(now) if quiet >= rule.quiet_weeks else None)
            EarlyWarning.objects.filter(pk=row.pk).update(quiet=quiet, judged_on=whole, rearmed_on=rearmed)
            row.quiet, row.judged_on, row.rearmed_on = quiet, whole, rearmed
        expired += _expire(row, rule, by, now)
        if row.rearmed_on is not None and row.status not in OPEN:
            del tracked[key]
    return expired


def _times(
    row: EarlyWarning,
    place: int | None,
    series: Counted,
    judged: Judged,
    column: int,
    index: Index | None,
    rule: IndexRule,
    is_found: bool,
) -> float | None:
    """Return how the last whole week stands to the threshold: 1 is at it. None: nobody counted that week."""
    if row.family == Family.INDEX:
        return (index.value or 0.0) / rule.enter if index else 0.0
    if row.family == Family.SCAN:
        return 1.0 if is_found else 0.0
    if place is None or column < 0:
        return 0.0
    count, bound = series.counts[place, column], judged.bounds[place, column]
    if np.isnan(count):
        return None
    # Threshold of the week itself where a detector gave one, else the one that it was raised by.
    return float(count) / max(float(bound) if np.isfinite(bound) else row.threshold, 0.5)


def _end_overdue(rule: EarlyRule, by: Actor, now: datetime) -> int:
    rows = EarlyWarning.objects.filter(status=Status.RAISED, expires_at__lte=now).select_related("unit")
    return sum(_expire(row, rule, by, now) for row in rows)


def _expire(row: EarlyWarning, rule: EarlyRule, by: Actor, now: datetime) -> bool:
    """End a proposal that went quiet, or that nobody confirmed in time; say whether it did."""
    if row.status != Status.RAISED or not is_over(row.quiet, now, row.expires_at, rule.hysteresis):
        return False
    event = events.WarningExpired(**said(row), is_quiet=row.quiet >= rule.quiet_weeks)
    changes = {"status": Status.EXPIRED.value, "ended_at": aware(now)}
    record(event, subject=row, by=by, now=now, changes=changes)
    return True


class _Offices:
    """The offices that supervise at a place and hear of its warnings. One query."""

    def __init__(self, now: datetime) -> None:
        self._rule: LadderRule | None
        try:
            self._rule = in_force(LadderRule, city_day(now)).value
        except (RuleMissing, RuleExpired):
            self._rule = None
        codes = set(self._rule.offices.values()) if self._rule else set()
        self._units = dict(Unit.objects.filter(code__in=codes, is_active=True).values_list("code", "pk"))

    def of(self, area: str) -> tuple[int, ...]:
        """Return the nearest office."""
        codes = self._rule.offices_for(area) if self._rule else []
        return tuple(self._units[code] for code in codes if code in self._units)[:1]
