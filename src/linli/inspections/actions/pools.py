"""The second pool, what inspectors declare, and the grades that the province publishes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from linli.core.actor import Actor
from linli.core.rows import insert
from linli.inspections.errors import GradeUnfit, InspectorTwice
from linli.inspections.events import InspectorChanged, InspectorJoined, TieDeclared
from linli.inspections.models import CreditGrade, Inspector, Tie
from linli.inspections.policies.states import Grade
from linli.inspections.queries.bodies import body_typed
from linli.journal.actions import record
from linli.people.models import Account, Unit

BATCH = 5000


@transaction.atomic
def join(
    *, account: Account, code: str, unit: Unit, by: Actor, now: datetime, keeps_away: str = ""
) -> Inspector:
    """Take somebody into the pool. Raises InspectorTwice."""
    row = Inspector(
        account=account,
        code=code.strip(),
        unit=unit,
        department=unit.kind,
        area_code=unit.area_code,
        keeps_away=keeps_away.rstrip("0"),
    )
    try:
        with transaction.atomic():
            record(InspectorJoined(row.code, unit.pk), subject=row, by=by, now=now)
    except IntegrityError:
        raise InspectorTwice from None
    return row


@transaction.atomic
def change(
    *, inspector: Inspector, is_active: bool, keeps_away: str, by: Actor, now: datetime, note: str = ""
) -> None:
    """Let an inspector stand in the pool or not, and say where they serve day by day."""
    event = InspectorChanged(inspector.code, is_active, keeps_away.rstrip("0"))
    changes = {"is_active": is_active, "keeps_away": event.keeps_away}
    record(event, subject=inspector, by=by, now=now, note=note, changes=changes)


@transaction.atomic
def declare_ties(*, inspector: Inspector, targets: Iterable[str], by: Actor, now: datetime) -> None:
    """Say from which bodies one keeps away; what is not named is one no more. As `body_typed` raises."""
    codes = sorted({body_typed(each).code for each in targets if each.strip()})
    Tie.objects.filter(inspector=inspector).exclude(target__in=codes).delete()
    known = set(Tie.objects.filter(inspector=inspector).values_list("target", flat=True))
    insert([Tie(inspector=inspector, target=code) for code in codes if code not in known])
    record(TieDeclared(inspector.code, len(codes)), subject=inspector, by=by, now=now)


@transaction.atomic
def load_grades(rows: Sequence[tuple[str, str]], *, published_on: date) -> int:
    """Take over the grades as published: pairs of code and grade; all or none. Returns how many.

    Raises GradeUnfit with the number of the first row that cannot be read.
    """
    grades: dict[str, CreditGrade] = {}
    for number, (given, grade) in enumerate(rows, start=1):
        code = given.strip().upper()
        if not code or len(code) > 40 or grade.strip().upper() not in Grade.values:
            raise GradeUnfit(row=number)
        grades[code] = CreditGrade(code=code, grade=grade.strip().upper(), published_on=published_on)
    CreditGrade.objects.bulk_create(
        grades.values(),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["grade", "published_on"],
        batch_size=BATCH,
    )
    return len(grades)
