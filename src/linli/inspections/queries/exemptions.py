from __future__ import annotations

from calendar import monthrange
from datetime import date

from linli.entities.queries.entities import entity_coded
from linli.people.models import Unit
from linli.people.policies import UnitKind

OFFICES = (UnitKind.STREET_OFFICE, UnitKind.TOWNSHIP_GOVERNMENT)


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, the month's last where it has none; negative goes ahead."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def office_of(code: str) -> Unit | None:
    """Return the unit a letter about a body goes to: its own, or the office of its street or township."""
    body = entity_coded(code)
    own: Unit | None = body.unit
    if own is not None:
        return own
    area = f"{body.area_code[:9]}000"
    return Unit.objects.filter(area_code=area, kind__in=OFFICES, is_active=True).order_by("pk").first()
