"""From the report to the decision, and after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from linli.assessments import events
from linli.assessments.actions.working import last_grade, said, told
from linli.assessments.errors import OwnReport
from linli.assessments.models import Assessment
from linli.assessments.policies.states import GOING_AHEAD, Decision, Status, why_not_decide
from linli.assessments.queries import grades_of, rule_of
from linli.calendars.policies import due_at
from linli.calendars.queries import working_calendar
from linli.core.actor import Actor
from linli.core.rows import lock_until_committed
from linli.core.time import city_day, months_after
from linli.journal.actions import record


def _require_other(row: Assessment, by: Actor) -> None:
    """Who prepared a report neither approves nor files it. Raises OwnReport."""
    if by.unit is not None and by.unit == row.prepared_by_unit:
        raise OwnReport


@transaction.atomic
def approve_report(*, row: Assessment, by: Actor, now: datetime, note: str = "") -> None:
    """Raises OwnReport."""
    _require_other(row, by)
    late_at = due_at(now, rule_of(row).file_within, working_calendar())
    file_by = city_day(late_at - timedelta(days=1))
    changes = {"status": Status.REVIEWED.value, "file_by": file_by}
    record(
        events.ReportApproved(**said(row), file_by=file_by),
        subject=row,
        by=by,
        now=now,
        note=note,
        changes=changes,
    )


@transaction.atomic
def send_back(*, row: Assessment, words: str, by: Actor, now: datetime) -> None:
    """Have the project changed, or the report written better. Raises WordsMissing."""
    changes = {"status": Status.GRADED.value, "filed_on": None, "file_number": "", "file_by": None}
    record(events.ReportReturned(**said(row)), subject=row, by=by, now=now, note=told(words), changes=changes)


@transaction.atomic
def file(*, row: Assessment, by: Actor, now: datetime, note: str = "") -> None:
    """Take the report on file under the year's next number. Raises OwnReport."""
    _require_other(row, by)
    year = city_day(now).year
    lock_until_committed(f"assessments.file:{year}")
    taken = Assessment.objects.filter(file_number__startswith=f"稳评备〔{year}〕").count()
    number = f"稳评备〔{year}〕{taken + 1}号"
    grade = last_grade(row)
    event = events.Filed(**said(row), file_number=number, grade=grade.value if grade else "")
    changes = {"status": Status.FILED.value, "filed_on": city_day(now), "file_number": number}
    record(event, subject=row, by=by, now=now, note=note, changes=changes)


@transaction.atomic
def decide(*, row: Assessment, decision: Decision, words: str, by: Actor, now: datetime) -> None:
    """Decide on what was assessed.

    Raises NotAssessed for going ahead before the assessment is on file, HighRisk, ChangeFirst, MeasuresBelong,
    WordsMissing.
    """
    first, last = grades_of(list(row.gradings.order_by("number")))
    if refusal := why_not_decide(decision, Status(row.status), first, last):
        raise refusal
    today = city_day(now)
    changes = {
        "status": Status.DECIDED.value,
        "decision": decision.value,
        "decided_on": today,
        "track_on": months_after(today, rule_of(row).track_months) if decision in GOING_AHEAD else None,
    }
    event = events.Decided(**said(row), decision=decision.value)
    record(event, subject=row, by=by, now=now, note=told(words), changes=changes)


@transaction.atomic
def track(*, row: Assessment, words: str, by: Actor, now: datetime) -> None:
    """Write down how the decision goes; the next look is as many months ahead as the city sets."""
    next_on = months_after(city_day(now), rule_of(row).track_months)
    changes = {"status": Status.TRACKING.value, "track_on": next_on}
    record(
        events.Tracked(**said(row), next_on=next_on),
        subject=row,
        by=by,
        now=now,
        note=told(words),
        changes=changes,
    )


@transaction.atomic
def close(*, row: Assessment, words: str, by: Actor, now: datetime) -> None:
    changes = {"status": Status.CLOSED.value, "track_on": None}
    record(events.Closed(**said(row)), subject=row, by=by, now=now, note=told(words), changes=changes)
