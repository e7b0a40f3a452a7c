"""Working days and hours, the instant at which a limit runs out, and why. No tables, no clock."""

from linli.calendars.policies.calendar import DayKind, HoursFrom, WorkingCalendar
from linli.calendars.policies.deadlines import (
    Pause,
    due_at,
    elapsed_fraction,
    reached_at,
    working_time_between,
)
from linli.calendars.policies.limits import Limit, LimitField, LimitUnit
from linli.calendars.policies.steps import Deadline, Step, StepKind, due

__all__ = [
    "DayKind",
    "Deadline",
    "HoursFrom",
    "Limit",
    "LimitField",
    "LimitUnit",
    "Pause",
    "Step",
    "StepKind",
    "WorkingCalendar",
    "due",
    "due_at",
    "elapsed_fraction",
    "reached_at",
    "working_time_between",
]
