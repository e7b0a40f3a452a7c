from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from linli.journal.models import Entry
from linli.people.access import Viewer
from linli.rulebook.queries import edition_named
from linli.targets.access import visible_sheets
from linli.targets.errors import ObjectionUnknown
from linli.targets.events import AppraisalPrepared, AppraisalPublished, SheetFilled
from linli.targets.models import Appraisal, Objection, Sheet
from linli.targets.policies import ObjectionStatus, Scored, Share, ranked, scored, shares_in
from linli.targets.rules import AppraisalRule, Indicator

JUDGING = (AppraisalPrepared.name, AppraisalPublished.name, SheetFilled.name)


def rule_of(appraisal: Appraisal) -> AppraisalRule:
    """Return the edition of the indicators by which an appraisal was made, superseded or not."""
    return edition_named(AppraisalRule, appraisal.edition).value


def who_judged(sheet: Sheet) -> set[int]:
    """Return the accounts that prepared, filled or published: from the journal, no row keeps them. One query."""
    subjects = ((Appraisal._meta.label_lower, sheet.appraisal_id), (Sheet._meta.label_lower, sheet.pk))
    rows: QuerySet[Entry] = Entry.objects.none()
    for kind, number in subjects:
        rows = rows | Entry.objects.filter(subject_kind=kind, subject_id=number, event__in=JUDGING)
    return {account for account in rows.values_list("by_account", flat=True) if account is not None}


def recomputed(sheet: Sheet) -> Scored:
    """Return points and score as they follow from the sheet's numbers and its edition of the rules alone."""
    return scored(rule_of(sheet.appraisal).weights, shares_in(sheet.inputs))


def holds(sheet: Sheet) -> bool:
    """Say whether the stored score and points are what anybody would compute again."""
    again = recomputed(sheet)
    points = {code: None if value is None else str(value) for code, value in again.points.items()}
    return points == sheet.points and again.score == sheet.score


@dataclass(frozen=True)
class Line:
    """One indicator of a sheet, branch or leaf."""

    indicator: Indicator
    depth: int
    share: Share | None
    points: Decimal | None

    @property
    def is_leaf(self) -> bool:
        return not self.indicator.parts


def lines_of(sheet: Sheet) -> list[Line]:
    """Return the tree of a sheet from above, each branch before its parts. No query."""
    shares = shares_in(sheet.inputs)
    points = {code: None if value is None else Decimal(value) for code, value in sheet.points.items()}
    return [line for each in rule_of(sheet.appraisal).indicators for line in _lines(each, 0, shares, points)]


def _lines(
    indicator: Indicator, depth: int, shares: dict[str, Share], points: dict[str, Decimal | None]
) -> Sequence[Line]:
    if not indicator.parts:
        return [Line(indicator, depth, shares.get(indicator.code), points.get(indicator.code))]
    below = [line for part in indicator.parts for line in _lines(part, depth + 1, shares, points)]
    reached = [line.points for line in below if line.is_leaf and line.points is not None]
    return [Line(indicator, depth, None, sum(reached, Decimal(0)) if reached else None), *below]


def waiting_objections(viewer: Viewer, appraisal: Appraisal) -> QuerySet[Objection]:
    """Return what nobody has decided on the sheets the viewer sees, the one due first on top."""
    sheets = visible_sheets(viewer).filter(appraisal=appraisal)
    rows = Objection.objects.filter(sheet__in=sheets, status=ObjectionStatus.OPEN)
    return rows.select_related("sheet__unit").order_by("due_at", "pk")


@dataclass(frozen=True)
class Result:
    """A unit's place in an appraisal."""

    sheet: Sheet
    place: int | None


def results(viewer: Viewer, appraisal: Appraisal) -> list[Result]:
    """Return the sheets the viewer sees, best first. Places are among all units of the appraisal. Two queries."""
    scores = dict(appraisal.sheets.values_list("unit_id", "score"))
    places = dict(ranked(scores))
    rows = visible_sheets(viewer).filter(appraisal=appraisal).select_related("unit")
    found = [Result(sheet, places.get(sheet.unit_id)) for sheet in rows]
    return sorted(found, key=lambda each: (each.place is None, each.place or 0, each.sheet.unit.name))


def objection_to(sheet: Sheet, number: int) -> Objection:
    """Raises ObjectionUnknown."""
    objection = Objection.objects.filter(pk=number, sheet=sheet).first()
    if objection is None:
        raise ObjectionUnknown
    return objection
