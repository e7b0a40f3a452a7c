"""Rows of a plan's sheet become tasks on paper: all that can be known without the plan that is in the city already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from linli.calendars.policies import WorkingCalendar
from linli.core.errors import Refusal
from linli.intake.policies.cells import Cell, words_of
from linli.intake.policies.headers import Header
from linli.intake.sheets import SheetRow
from linli.people.models import Unit
from linli.targets.errors import (
    Circle,
    DateMissing,
    DatesOutOfOrder,
    MeasureUnnamed,
    NeedsLater,
    NeedsUnknown,
    OutsideThePlan,
    StepOutside,
    TaskTwice,
    TaskUnnamed,
    TextTooLong,
    UnitMissing,
)
from linli.targets.models.plans import LONGEST_CODE, LONGEST_GOAL, LONGEST_NAME
from linli.targets.policies import Due, Step, circles_in, scheduled_back
from linli.targets.policies.sheets import code_of, codes_of, day_of, names_of, steps_of, weight_of
from linli.targets.queries.units import UnitsByName

LONGEST_HEADING = 60


@dataclass(frozen=True)
class MeasureRow:
    code: str
    heading: str
    name: str
    goal: str
    lead: Unit


@dataclass(frozen=True)
class TaskRow:
    row: int
    """As the sheet numbers it."""
    measure: MeasureRow
    code: str
    name: str
    owner: Unit
    co_units: tuple[int, ...]
    starts_on: date
    due_on: date
    weight: Decimal
    needs: tuple[str, ...]
    steps: tuple[Due, ...]
    evidence: str


@dataclass(frozen=True)
class RefusedRow:
    row: int
    why: Refusal


@dataclass(frozen=True)
class Frame:
    """What rows are read against."""

    year: int | None
    """Of days written without one."""
    first_on: date | None
    last_on: date | None
    """The days of the plan, both included, where they are known before the rows are read."""
    standard: tuple[Step, ...]
    """Milestones of a task whose row names none."""
    calendar: WorkingCalendar


@dataclass
class Reading:
    rows: int = 0
    tasks: list[TaskRow] = field(default_factory=list)
    refusals: list[RefusedRow] = field(default_factory=list)


class RowReader:
    """Reads the rows of one sheet in their order: a blank measure is that of the row above."""

    def __init__(self, header: Header, frame: Frame, units: UnitsByName) -> None:
        self.header, self.frame, self.units = header, frame, units
        self.zone: ZoneInfo = frame.calendar.zone
        self._measure: MeasureRow | None = None
        self._heading = ""
        self._measures = 0
        self._tasks_of_measure = 0
        self._said: set[str] = set()
        """Numbers of all rows, those refused for something else included."""

    def read(self, rows: Iterator[SheetRow]) -> Reading:
        reading = Reading()
        for row in rows:
            reading.rows += 1
            try:
                reading.tasks.append(self._task(row))
            except Refusal as refusal:
                reading.refusals.append(RefusedRow(row.number, refusal))
        self._compare(reading)
        return reading

    # One row

    def _task(self, row: SheetRow) -> TaskRow:
        cells = row.cells
        given = code_of(self._cell(cells, "task"))
        self._said.add(given)
        measure = self._measure_of(cells)
        self._tasks_of_measure += 1
        code = _fits(given or f"{measure.code}-{self._tasks_of_measure}", "task", LONGEST_CODE)
        self._said.add(code)
        name = self._words(cells, "work", LONGEST_NAME)
        if not name:
            raise TaskUnnamed
        starts_on, due_on = self._days(cells, code)
        return TaskRow(
            row=row.number,
            measure=measure,
            code=code,
            name=name,
            owner=self._owner(cells, code, measure),
            co_units=tuple(self.units.find(each).pk for each in names_of(self._cell(cells, "co_units"))),
            starts_on=starts_on,
            due_on=due_on,
            weight=weight_of(self._cell(cells, "weight")),
            needs=codes_of(self._cell(cells, "needs")),
            steps=self._steps(cells, starts_on, due_on),
            evidence=self._words(cells, "evidence", LONGEST_NAME),
        )

    def _measure_of(self, cells: Sequence[Cell]) -> MeasureRow:
        self._heading = self._words(cells, "heading", LONGEST_HEADING) or self._heading
        code = code_of(self._cell(cells, "measure"))
        name = self._words(cells, "name", LONGEST_NAME)
        before = self._measure
        if before and (not name or name == before.name) and (not code or code == before.code):
            return before
        if not name:
            raise MeasureUnnamed
        # Counted before anything can be refused, so that a mistake does not renumber the rows below it.
        self._measures, self._tasks_of_measure, self._measure = self._measures + 1, 0, None
        self._measure = MeasureRow(
            code=_fits(code or f"{self._measures}", "measure", LONGEST_CODE),
            heading=self._heading,
            name=name,
            goal=self._words(cells, "goal", LONGEST_GOAL),
            lead=self._unit(cells, "lead") or self._owner(cells, code or name, None),
        )
        return self._measure

    def _owner(self, cells: Sequence[Cell], task: str, measure: MeasureRow | None) -> Unit:
        owner = self._unit(cells, "owner") or (measure.lead if measure else None)
        if owner is None:
            raise UnitMissing(task=task)
        return owner

    def _unit(self, cells: Sequence[Cell], name: str) -> Unit | None:
        words = words_of(self._cell(cells, name))
        return self.units.find(words) if words else None

    def _days(self, cells: Sequence[Cell], code: str) -> tuple[date, date]:
        frame = self.frame
        due = day_of(self._cell(cells, "due_on"), edge="last", year=frame.year, zone=self.zone)
        if due is None:
            raise DateMissing(task=code)
        start = day_of(self._cell(cells, "starts_on"), edge="first", year=frame.year, zone=self.zone)
        start = start or frame.first_on or date(due.year, 1, 1)
        if due < start:
            raise DatesOutOfOrder(task=code, start=f"{start}", due=f"{due}")
        first, last = frame.first_on or start, frame.last_on or due
        if start < first or due > last:
            raise OutsideThePlan(task=code, start=f"{start}", due=f"{due}", first=f"{first}", last=f"{last}")
        return start, due

    def _steps(self, cells: Sequence[Cell], starts_on: date, due_on: date) -> tuple[Due, ...]:
        asked = steps_of(self._cell(cells, "steps"), year=self.frame.year, zone=self.zone)
        days = {"starts_on": starts_on, "due_on": due_on, "calendar": self.frame.calendar}
        if not asked:
            return tuple(scheduled_back(self.frame.standard, **days))  # type: ignore[arg-type]
        for step in asked:
            # Asked for by name, a step is never left out in silence.
            found = scheduled_back([step], **days)  # type: ignore[arg-type]
            if not found or found[0].on > due_on:
                on = step.on or self.frame.calendar.working_days_before(due_on, step.before)
                raise StepOutside(name=step.name, on=f"{on}", start=f"{starts_on}", due=f"{due_on}")
        return tuple(scheduled_back(asked, **days))  # type: ignore[arg-type]

    def _cell(self, cells: Sequence[Cell], name: str) -> Cell:
        return self.header.first(name, cells)

    def _words(self, cells: Sequence[Cell], name: str, most: int) -> str:
        return _fits(words_of(self._cell(cells, name)), name, most)

    # All rows together

    def _compare(self, reading: Reading) -> None:
        """Refuse rows that do not go with others: numbers twice, needs that are not there or come later, circles."""
        first: dict[str, TaskRow] = {}
        kept: list[TaskRow] = []
        for task in reading.tasks:
            twin = first.setdefault(task.code, task)
            if twin is not task:
                reading.refusals.append(RefusedRow(task.row, TaskTwice(task=task.code, row=twin.row)))
            else:
                kept.append(task)
        circles = circles_in({task.code: task.needs for task in kept})
        for task in kept:
            if why := self._needs_refused(task, first, circles):
                reading.refusals.append(RefusedRow(task.row, why))
        reading.tasks = kept
        reading.refusals.sort(key=lambda each: each.row)

    def _needs_refused(
        self, task: TaskRow, tasks: dict[str, TaskRow], circles: dict[str, list[str]]
    ) -> Refusal | None:
        if task.code in circles:
            return Circle(circle=" → ".join(circles[task.code]))
        for code in task.needs:
            if code not in self._said:
                return NeedsUnknown(task=task.code, other=code)
            if code in tasks and tasks[code].due_on > task.due_on:
                return NeedsLater(task=task.code, other=code)
        return None


def _fits(text: str, name: str, most: int) -> str:
    if len(text) > most:
        raise TextTooLong(field=name, length=len(text), most=most)
    return text
