"""What everybody sees: draws with their proof, results without people, and figures none of which is small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from linli.inspections.errors import NotFound
from linli.inspections.models import Draw, Visit
from linli.inspections.policies.states import Grade, ProblemStatus, VisitStatus
from linli.inspections.rules import DrawingRules, ItemList
from linli.rulebook.errors import RuleExpired, RuleMissing
from linli.rulebook.queries import edition_named, in_force


def draws() -> QuerySet[Draw]:
    """Return all draws, promised, drawn and void, the newest first. Nothing is taken off this list."""
    return Draw.objects.select_related("issuer").order_by("-pk")


def draw_numbered(number: int) -> Draw:
    """Raises NotFound."""
    draw = draws().filter(pk=number).first()
    if draw is None:
        raise NotFound
    return draw


@dataclass(frozen=True)
class Point:
    """One point of a checklist that was not met, and where it stands."""

    name: str
    is_put_right: bool
    due_on: date
    closed_on: date | None


@dataclass(frozen=True)
class PublicResult:
    """A published result: nothing of people, and no free words."""

    target: str
    name: str
    task: str
    issuer: str
    visited_on: date
    result: str
    has_problem: bool
    points: tuple[Point, ...]
    draw: int


def results(*, before: int = 0, code: str = "", most: int = 50) -> list[PublicResult]:
    """Return published results, the newest first. Two queries. `code`: of one body; `before`: number of a visit."""
    rows = Visit.objects.filter(status=VisitStatus.PUBLISHED).select_related("draw__issuer")
    if code:
        rows = rows.filter(target=code.strip().upper())
    if before:
        rows = rows.filter(pk__lt=before)
    page = rows.prefetch_related("problems").order_by("-published_at", "-pk")[:most]
    return [_public(visit) for visit in page]


def _public(visit: Visit) -> PublicResult:
    assert visit.visited_on is not None
    items = edition_named(ItemList, visit.draw.edition).value
    task, result = items.task[visit.task], items.result[visit.code]
    names = {each.code: str(each.name) for each in items.questions_of(task)}
    points = tuple(
        Point(
            names.get(each.question, each.question),
            each.status == ProblemStatus.CLOSED,
            each.due_on,
            each.closed_on,
        )
        for each in visit.problems.all()
    )
    return PublicResult(
        target=visit.target,
        name=visit.target_name,
        task=str(task.name),
        issuer=visit.draw.issuer.name,
        visited_on=visit.visited_on,
        result=str(result.name),
        has_problem=result.is_problem,
        points=points,
        draw=visit.draw_id,
    )


@dataclass(frozen=True)
class Cell:
    """Published visits and how many of them found a problem; None where there are too few to show."""

    visited: int | None
    problems: int | None
    name: str = ""
    """Of the grade, or of all of them."""
    mark: str = ""
    """One of each on a page."""

    @property
    def is_small(self) -> bool:
        return self.visited is None

    @property
    def rate(self) -> float | None:
        if self.visited is None or self.problems is None or not self.visited:
            return None
        return self.problems / self.visited

    @property
    def rate_words(self) -> str:
        return "" if self.rate is None else f"{self.rate:.0%}"


@dataclass(frozen=True)
class Row:
    """The figures of one task in one year."""

    code: str
    name: str
    drawn: int
    """Bodies that were drawn, without those that were struck."""
    visited: int
    cells: tuple[Cell, ...]
    """By grade, A to D."""
    all_grades: Cell

    @property
    def coverage(self) -> float | None:
        return self.visited / self.drawn if self.drawn else None

    @property
    def coverage_words(self) -> str:
        return "" if self.coverage is None else f"{self.coverage:.0%}"

    @property
    def all_cells(self) -> tuple[Cell, ...]:
        return (*self.cells, self.all_grades)


def statistics(year: int, today: date) -> list[Row]:
    """Return coverage and problem rates by task and grade, small cells left out. One query.

    Where one grade of a task is left out, the sum over its grades is too: nobody works it out by subtraction.
    """
    try:
        items = in_force(ItemList, today).value
        small = in_force(DrawingRules, today).value.small_cell
    except (RuleMissing, RuleExpired):
        return []
    problem_codes = [each.code for each in items.results if each.is_problem]
    counted = Visit.objects.filter(draw__line__plan__year=year).exclude(status=VisitStatus.STRUCK)
    groups = counted.values("task", "stratum").annotate(
        drawn=Count("pk"),
        visited=Count("pk", filter=Q(status__in=[VisitStatus.VISITED, VisitStatus.PUBLISHED])),
        published=Count("pk", filter=Q(status=VisitStatus.PUBLISHED)),
        faulty=Count("pk", filter=Q(status=VisitStatus.PUBLISHED, code__in=problem_codes)),
    )
    by_task: dict[str, dict[str, Any]] = {}
    for group in groups.order_by():
        by_task.setdefault(group["task"], {})[group["stratum"]] = group
    return [_row(items, code, by_task[code], small) for code in sorted(by_task)]


def _row(items: ItemList, code: str, groups: dict[str, Any], small: int) -> Row:
    empty = {"drawn": 0, "visited": 0, "published": 0, "faulty": 0}
    found = [groups.get(grade.value, empty) for grade in Grade]
    cells = tuple(
        replace(
            _cell(each["published"], each["faulty"], small), name=str(grade.label), mark=f"{code}-{grade}"
        )
        for grade, each in zip(Grade, found, strict=True)
    )
    published = sum(each["published"] for each in found)
    is_whole = all(cell.visited is not None for cell in cells)
    whole = _cell(published, sum(each["faulty"] for each in found), small) if is_whole else Cell(None, None)
    task = items.task.get(code)
    return Row(
        code=code,
        name=str(task.name) if task else code,
        drawn=sum(each["drawn"] for each in found),
        visited=sum(each["visited"] for each in found),
        cells=cells,
        all_grades=replace(whole, name=gettext("All grades"), mark=f"{code}-all"),
    )


def _cell(visited: int, problems: int, small: int) -> Cell:
    """Nothing inspected is no secret; a few are, and so is a share that is all or nothing of them."""
    if visited == 0:
        return Cell(0, 0)
    return Cell(visited, problems) if visited >= small else Cell(None, None)


def years() -> Iterator[int]:
    """Yield the years of which there are draws, the newest first."""
    rows = Draw.objects.order_by("-line__plan__year").values_list("line__plan__year", flat=True).distinct()
    yield from rows
