from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.inspections.models import Draw, Inspector, Problem, Visit
from linli.inspections.policies.states import ProblemStatus
from linli.inspections.rules import ItemList, Question, ResultCode, Task
from linli.rulebook.queries import edition_named


@dataclass(frozen=True)
class Sheet:
    """What a visit asks: the task, its questions under the items they belong to, and the results there are."""

    task: Task
    groups: tuple[tuple[str, tuple[Question, ...]], ...]
    results: tuple[ResultCode, ...]

    @property
    def names(self) -> dict[str, str]:
        return {each.code: str(each.name) for _name, group in self.groups for each in group}


def sheet_of(draw: Draw) -> Sheet:
    """Return the checklist of the edition by which was drawn. No query."""
    items = edition_named(ItemList, draw.edition).value
    task = items.task[draw.task]
    groups = tuple((str(items.item[code].name), items.item[code].questions) for code in task.items)
    return Sheet(task, groups, items.results)


@dataclass(frozen=True)
class ProblemLine:
    problem: Problem
    name: str
    is_late: bool

    @property
    def recheck(self) -> str:
        """Name of the step."""
        return f"recheck-{self.problem.pk}"

    @property
    def report(self) -> str:
        return f"report-{self.problem.pk}"


def problems_of(visit: Visit, sheet: Sheet, today: date) -> list[ProblemLine]:
    """Return what was found, in the order of the checklist. One query."""
    order = list(sheet.names)
    rows = sorted(
        visit.problems.all(), key=lambda row: order.index(row.question) if row.question in order else 0
    )
    return [
        ProblemLine(
            row,
            sheet.names.get(row.question, row.question),
            row.status != ProblemStatus.CLOSED and row.due_on < today,
        )
        for row in rows
    ]


def team_of(visit: Visit) -> list[Inspector]:
    """Return the team in the order in which it was drawn. One query."""
    rows = {
        row.code: row
        for row in Inspector.objects.select_related("account", "unit").filter(code__in=visit.team)
    }
    return [rows[code] for code in visit.team if code in rows]
