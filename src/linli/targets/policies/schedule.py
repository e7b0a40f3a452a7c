"""Milestones, scheduled back from the day a task is due, and dependencies without circles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter

from linli.calendars.policies import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as it is asked for: so many working days before the task is due, or on a day."""

    name: str
    before: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    name: str
    on: date


def scheduled_back(
    steps: Iterable[Step], *, starts_on: date, due_on: date, calendar: WorkingCalendar
) -> list[Due]:
    """Return the milestones in the order of their days.

    A step that would fall before the task begins is left out: there is no time for it. Raises YearMissing.
    """
    dated = [Due(step.name, step.on or calendar.working_days_before(due_on, step.before)) for step in steps]
    return sorted((each for each in dated if starts_on <= each.on), key=lambda each: each.on)


def circle_in(needs: Mapping[str, Sequence[str]]) -> list[str]:
    """Return a circle of tasks that need one another, first and last the same; empty when there is none."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def circles_in(needs: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return for each task that stands in a circle one circle through it."""
    left = {code: [each for each in others if each in needs] for code, others in needs.items()}
    found: dict[str, list[str]] = {}
    while circle := circle_in(left):
        for code in circle:
            found.setdefault(code, circle)
        # Without the last link of this circle the next one shows.
        left[circle[-2]] = [each for each in left[circle[-2]] if each != circle[-1]]
    return found
