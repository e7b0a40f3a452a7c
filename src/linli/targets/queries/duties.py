from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from linli.people.access import Viewer
from linli.rulebook.policies import Name
from linli.rulebook.queries import edition_named
from linli.targets.access import visible_obligations
from linli.targets.models import Obligation
from linli.targets.rules import Duty, EightOnes


def duty_of(obligation: Obligation) -> Duty | None:
    """Return the duty as it stood in the edition that asked for it. From memory."""
    return edition_named(EightOnes, obligation.edition).value.by_code.get(obligation.duty)


def name_of(obligation: Obligation) -> Name:
    duty = duty_of(obligation)
    return duty.name if duty else Name(zh=obligation.duty, en=obligation.duty)


@dataclass(frozen=True)
class DutyLine:
    obligation: Obligation
    name: str
    state: str
    """`late`, `today`, `open`, `done` or `done_late`."""


def duty_lines(rows: QuerySet[Obligation], today: date) -> list[DutyLine]:
    """One query."""
    return [DutyLine(each, str(name_of(each)), state_of(each, today)) for each in rows.select_related("unit")]


def state_of(obligation: Obligation, today: date) -> str:
    if obligation.handed_in_on is not None:
        return "done" if obligation.handed_in_on <= obligation.due_on else "done_late"
    if today > obligation.due_on:
        return "late"
    return "today" if today == obligation.due_on else "open"


@dataclass(frozen=True)
class Round:
    """One duty of one period over all units somebody sees."""

    name: str
    period: str
    duty: str
    due_on: date
    asked: int
    done: int
    late: int
    """Handed in after the day."""
    missing: int

    @property
    def is_complete(self) -> bool:
        return self.missing == 0


def rounds(viewer: Viewer, *, most: int = 60) -> list[Round]:
    """Return duties by period, the latest first. One query."""
    counted = (
        visible_obligations(viewer)
        .order_by()
        .values_list("duty", "period", "due_on", "edition")
        .annotate(
            asked=Count("pk"),
            done=Count("pk", filter=Q(handed_in_on__isnull=False)),
            late=Count("pk", filter=Q(handed_in_on__gt=F("due_on"))),
        )
        .order_by("-due_on", "duty")[:most]
    )
    found = []
    for duty, period, due_on, edition, asked, done, late in counted:
        known = edition_named(EightOnes, edition).value.by_code.get(duty)
        name = str(known.name) if known else duty
        found.append(Round(name, period, duty, due_on, asked, done, late, asked - done))
    return found


def missing(viewer: Viewer, duty: str, period: str) -> QuerySet[Obligation]:
    """Return what units have not handed in, in the order of the tree: the list of a bulletin."""
    rows = visible_obligations(viewer).filter(duty=duty, period=period, handed_in_on=None)
    return rows.select_related("unit").order_by("unit__path")
