"""The sheet of a plan becomes a plan, whole or not at all, and the same plan however often it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models, transaction

from linli.calendars.queries import working_calendar
from linli.core.actor import Actor
from linli.core.rows import insert_groups, lock_until_committed, new, take_numbers
from linli.core.time import city_day
from linli.intake.errors import SheetEmpty
from linli.intake.policies.cells import text_of
from linli.intake.rules import SheetLimits
from linli.intake.sheets import SheetRow, find_header, opened
from linli.journal.actions import record, rows_of_new
from linli.people.models import Unit
from linli.rulebook.queries import in_force
from linli.targets import events
from linli.targets.actions.reading_rows import Frame, MeasureRow, Reading, RefusedRow, RowReader, TaskRow
from linli.targets.errors import DueInThePast, PlanIsClosed, TaskFinished
from linli.targets.models import Dependency, Measure, Milestone, Phase, Plan, Task
from linli.targets.policies import Due, PlanStatus, Step, TaskStatus
from linli.targets.policies.sheets import year_in
from linli.targets.queries.units import UnitsByName
from linli.targets.rules import PlanSheets, Schedule

LONGEST_PLAN_CODE = 80


@dataclass(frozen=True)
class PhaseRow:
    name: str
    goal: str
    first_on: date
    last_on: date
    least: Decimal


@dataclass(frozen=True)
class Heading:
    """What is said about a plan beside its rows. What is not said is taken from the sheet's title."""

    code: str = ""
    """Empty: the title, else the file's name."""
    name: str = ""
    issuer: str = ""
    """Code or name of a unit; empty: as the rulebook says."""
    first_on: date | None = None
    last_on: date | None = None
    phases: tuple[PhaseRow, ...] = ()


@dataclass(frozen=True)
class ChangedRow:
    row: int
    task: str
    columns: tuple[str, ...]
    """Names of what differs; `new` for a task that was not there."""


@dataclass
class Imported:
    """What became of a sheet. With a single refusal nothing is stored, and nothing is created or changed."""

    plan: int | None = None
    name: str = ""
    rows: int = 0
    measures: int = 0
    tasks: int = 0
    created: int = 0
    unchanged: int = 0
    changes: list[ChangedRow] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    """Tasks of the plan that the sheet does not name. They stay."""
    refusals: list[RefusedRow] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return len({each.row for each in self.refusals})

    @property
    def changed(self) -> int:
        return sum(each.columns != NEW for each in self.changes)


NEW = ("new",)
MayWrite = Callable[[Plan | None, Unit], None]
"""Raises when this plan, or a new one of this issuer, may not be written."""


def import_plan(
    path: Path,
    heading: Heading,
    *,
    by: Actor,
    now: datetime,
    dry: bool = False,
    may_write: MayWrite = lambda plan, issuer: None,
) -> Imported:
    """Read a sheet into the plan of its code, in one transaction: all rows, or none when one is refused.

    `dry`: nothing is stored, and the result says what would happen. Raises SheetUnreadable, SheetTooLarge,
    SheetEmpty, HeaderMissing, PlanIsClosed, UnitUnknown for the issuer, and what `may_write` raises.
    """
    today = city_day(now)
    rule = in_force(PlanSheets, today).value
    units = UnitsByName(rule)
    limits = in_force(SheetLimits, today).value
    titles: list[SheetRow] = []
    with opened(path, limits=limits, merged_down=True) as sheet, transaction.atomic():
        header, rows = find_header(sheet.rows, rule, within=rule.header_within, titles=titles)
        told = _told(heading, titles, path, rule)
        lock_until_committed(f"targets.plan:{told.code}")
        plan = Plan.objects.select_for_update().filter(code=told.code).first()
        issuer = plan.issuer if plan else units.find(told.issuer)
        may_write(plan, issuer)
        if plan and plan.status == PlanStatus.CLOSED:
            raise PlanIsClosed(plan=plan.name)
        reading = RowReader(header, _frame(told, plan, today), units).read(rows)
        if not reading.rows:
            raise SheetEmpty(file=path.name)
        result = _stored(reading, told, plan, issuer, by, now)
        if dry or result.refusals:
            transaction.set_rollback(True)
    return result


def _told(heading: Heading, titles: Sequence[SheetRow], path: Path, rule: PlanSheets) -> Heading:
    """Complete the heading from the sheet's title: its first line of words above the header."""
    lines = (text_of(cell) for row in titles for cell in row.cells)
    title = next((" ".join(line.split()) for line in lines if line), "")
    name = heading.name or title or path.stem
    year = year_in(name)
    days = (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
    return Heading(
        code=(heading.code or title or path.stem)[:LONGEST_PLAN_CODE],
        name=name[:200],
        issuer=heading.issuer or rule.issuer,
        first_on=heading.first_on or days[0],
        last_on=heading.last_on or days[1],
        phases=heading.phases,
    )


def _frame(told: Heading, plan: Plan | None, today: date) -> Frame:
    first_on = told.first_on or (plan.first_on if plan else None)
    last_on = told.last_on or (plan.last_on if plan else None)
    standard = tuple(Step(each.name.zh, before=each.before) for each in in_force(Schedule, today).value.steps)
    year = first_on.year if first_on and last_on and first_on.year == last_on.year else None
    return Frame(year, first_on, last_on, standard, working_calendar())


def _stored(
    reading: Reading, told: Heading, plan: Plan | None, issuer: Unit, by: Actor, now: datetime
) -> Imported:
    """Write what was read and return what came of it; what is refused on the way makes the caller undo it all."""
    result = Imported(name=told.name, rows=reading.rows, refusals=reading.refusals)
    result.measures = len({task.measure.code for task in reading.tasks})
    result.tasks = len(reading.tasks)
    if result.refusals:
        return result
    is_new = plan is None
    plan = plan or _draft(reading.tasks, told, issuer, by, now)
    result.plan = plan.pk
    writing = _Writing(plan, by, now, result)
    writing.measures(reading.tasks)
    writing.tasks(reading.tasks)
    if not result.refusals and (is_new or result.created or result.changed):
        event = events.PlanImported(
            plan=plan.code,
            created=result.created,
            changed=result.changed,
            measures_created=tuple(writing.measures_created),
            measures_changed=tuple(writing.measures_changed),
        )
        record(event, subject=plan, by=by, now=now)
    if result.refusals:
        result.created = result.unchanged = 0
        result.changes = []
    return result


def _draft(tasks: Sequence[TaskRow], told: Heading, issuer: Unit, by: Actor, now: datetime) -> Plan:
    plan = Plan(
        code=told.code,
        name=told.name,
        issuer=issuer,
        area_code=issuer.area_code,
        first_on=told.first_on or min(task.starts_on for task in tasks),
        last_on=told.last_on or max(task.due_on for task in tasks),
    )
    event = events.PlanDrafted(plan=plan.code, issuer=issuer.pk, first_on=plan.first_on, last_on=plan.last_on)
    record(event, subject=plan, by=by, now=now)
    Phase.objects.bulk_create(
        Phase(
            plan=plan,
            position=position,
            name=phase.name,
            goal=phase.goal,
            first_on=phase.first_on,
            last_on=phase.last_on,
            least=phase.least,
        )
        for position, phase in enumerate(told.phases, start=1)
    )
    return plan


class _Writing:
    """Lays the rows of a sheet over the plan that is there."""

    def __init__(self, plan: Plan, by: Actor, now: datetime, result: Imported) -> None:
        self.plan, self.by, self.now, self.result = plan, by, now, result
        self.measures_created: list[str] = []
        self.measures_changed: list[str] = []
        self._measures: dict[str, Measure] = {}

    def measures(self, tasks: Sequence[TaskRow]) -> None:
        known = {each.code: each for each in self.plan.measures.all()}
        rows = {task.measure.code: task.measure for task in reversed(tasks)}
        order = dict.fromkeys(task.measure.code for task in tasks)
        fresh = []
        for position, code in enumerate(order, start=1):
            row, measure = rows[code], known.get(code)
            if measure is None:
                fresh.append(_measure(self.plan, row, position))
                self.measures_created.append(code)
            elif columns := _differing(measure, {**_columns_of(row), "position": position}):
                Measure.objects.filter(pk=measure.pk).update(**columns)
                if columns.keys() - {"position"}:
                    self.measures_changed.append(code)
        self._measures = {**known, **{each.code: each for each in Measure.objects.bulk_create(fresh)}}

    def tasks(self, rows: Sequence[TaskRow]) -> None:
        known = {
            each.code: each
            for each in self.plan.tasks.prefetch_related("milestones", "needs__needed").order_by("position")
        }
        self.result.absent = [code for code in known if code not in {row.code for row in rows}]
        fresh = [row for row in rows if row.code not in known]
        numbers = {code: task.pk for code, task in known.items()}
        numbers |= dict(zip((row.code for row in fresh), take_numbers(Task, len(fresh)), strict=True))
        made: list[list[models.Model]] = []
        for place, row in enumerate(rows, start=1):
            if self._is_given_too_late(row, known.get(row.code)):
                why = DueInThePast(task=row.code, due=f"{row.due_on}", on=f"{city_day(self.now)}")
                self.result.refusals.append(RefusedRow(row.row, why))
                continue
            if row.code in known:
                self._compared(known[row.code], row, numbers)
                continue
            made.append(self._new_task(row, numbers, place))
            self.result.created += 1
            self.result.changes.append(ChangedRow(row.row, row.code, NEW))
        insert_groups(made)
        Dependency.objects.bulk_create(
            Dependency(task_id=numbers[row.code], needed_id=numbers[code])
            for row in fresh
            for code in row.needs
        )

    def _is_given_too_late(self, row: TaskRow, task: Task | None) -> bool:
        """A plan that is in force takes no task, and no new date of one, whose day is over."""
        moved = task is None or task.due_on != row.due_on
        return self.plan.status == PlanStatus.ADOPTED and moved and row.due_on < city_day(self.now)

    def _new_task(self, row: TaskRow, numbers: dict[str, int], place: int) -> list[models.Model]:
        task = new(
            Task,
            id=numbers[row.code],
            plan_id=self.plan.pk,
            measure_id=self._measures[row.measure.code].pk,
            position=place,
            code=row.code,
            **_task_columns(row),
        )
        event = events.TaskSet(**told(task), plan=self.plan.code, starts_on=row.starts_on, weight=row.weight)
        steps = milestones(task.pk, row.steps)
        return rows_of_new(event, subject=task, by=self.by, now=self.now, also=steps)

    def _compared(self, task: Task, row: TaskRow, numbers: dict[str, int]) -> None:
        columns = _differing(task, {**_task_columns(row), "measure_id": self._measures[row.measure.code].pk})
        kept = {Due(each.name, each.due_on) for each in task.milestones.all()}
        needs = {each.needed.code for each in task.needs.all()}
        names = [*columns]
        names += ["steps"] if kept != set(row.steps) else []
        names += ["needs"] if needs != set(row.needs) else []
        names += ["measure"] if row.measure.code in self.measures_changed and not names else []
        if not names:
            self.result.unchanged += 1
            return
        if task.status in (TaskStatus.ACCEPTED, TaskStatus.WITHDRAWN) and names != ["measure"]:
            self.result.refusals.append(RefusedRow(row.row, TaskFinished(task=task.code)))
            return
        self.result.changes.append(ChangedRow(row.row, row.code, tuple(names)))
        if names != ["measure"]:
            self._change(task, row, columns, tuple(names), numbers)

    def _change(
        self,
        task: Task,
        row: TaskRow,
        columns: dict[str, Any],
        names: tuple[str, ...],
        numbers: dict[str, int],
    ) -> None:
        after = {**told(task), **_facts(row)}
        record(
            events.TaskChanged(**after, columns=names),
            subject=task,
            by=self.by,
            now=self.now,
            changes=columns,
        )
        if "steps" in names:
            _reschedule(task, row.steps)
        if "needs" in names:
            task.needs.all().delete()
            Dependency.objects.bulk_create(
                Dependency(task_id=task.pk, needed_id=numbers[code]) for code in row.needs
            )


def _reschedule(task: Task, steps: Sequence[Due]) -> None:
    """Move milestones to their new days. One that was reached stays, with its evidence, even where no longer asked."""
    days = {step.name: step.on for step in steps}
    for milestone in task.milestones.all():
        on = days.pop(milestone.name, None)
        if on is not None and on != milestone.due_on:
            Milestone.objects.filter(pk=milestone.pk).update(due_on=on)
        elif on is None and milestone.reached_on is None:
            milestone.delete()
    Milestone.objects.bulk_create(milestones(task.pk, [Due(name, on) for name, on in days.items()]))


def told(task: Task) -> dict[str, Any]:
    """Return what every event about a task says."""
    return {
        "code": task.code,
        "task": task.name,
        "owner": task.owner_id,
        "co_units": tuple(task.co_unit_ids),
        "due_on": task.due_on,
    }


def _facts(row: TaskRow) -> dict[str, Any]:
    return {"task": row.name, "owner": row.owner.pk, "co_units": row.co_units, "due_on": row.due_on}


def milestones(task: int, steps: Sequence[Due]) -> list[Milestone]:
    return [new(Milestone, task_id=task, name=step.name, due_on=step.on) for step in steps]


def _measure(plan: Plan, row: MeasureRow, position: int) -> Measure:
    return Measure(plan=plan, position=position, code=row.code, **_columns_of(row))


def _columns_of(row: MeasureRow) -> dict[str, Any]:
    return {"heading": row.heading, "name": row.name, "goal": row.goal, "lead_id": row.lead.pk}


def _task_columns(row: TaskRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "owner_id": row.owner.pk,
        "co_unit_ids": list(row.co_units),
        "area_code": row.owner.area_code,
        "starts_on": row.starts_on,
        "due_on": row.due_on,
        "weight": row.weight,
        "evidence": row.evidence,
    }


def _differing(stored: models.Model, columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if getattr(stored, name) != value}
