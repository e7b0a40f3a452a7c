"""Why a clock is due when it is: the days and hours that counted, and those that did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from itertools import groupby

from django.utils import translation
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy, ngettext

from linli.calendars.policies.calendar import (
    DAY,
    DayKind,
    Micros,
    WorkingCalendar,
    day_of,
)
from linli.calendars.policies.deadlines import Gap, Pause, Stage, instant, stages
from linli.calendars.policies.limits import Limit, LimitUnit
from linli.core.moments import formatted
from linli.core.time import aware
from linli.rulebook.policies import Name


class StepKind(Enum):
    """What a stretch of time means for a clock."""

    STARTS_NEXT_DAY = "starts_next_day"
    STARTS_AT_ONCE = "starts_at_once"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MAKE_UP_DAYS = "make_up_days"
    TIME = "time"
    WORKING_TIME = "working_time"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSED = "paused"
    EXTENDED = "extended"
    PROVISIONAL = "provisional"
    DUE = "due"


SENTENCES = {
    StepKind.STARTS_NEXT_DAY: gettext_lazy("%(since)s: it started; counting begins the day after."),
    StepKind.STARTS_AT_ONCE: gettext_lazy("%(since)s: it started; counting begins at once."),
    StepKind.DAYS: gettext_lazy("%(span)s: %(counted)s counted."),
    StepKind.WORKING_DAYS: gettext_lazy("%(span)s: %(counted)s counted."),
    StepKind.MAKE_UP_DAYS: gettext_lazy("%(span)s: worked to make up for a holiday, %(counted)s counted."),
    StepKind.TIME: gettext_lazy("%(span)s: %(counted)s counted."),
    StepKind.WORKING_TIME: gettext_lazy("%(span)s: %(counted)s of working time counted."),
    StepKind.WEEKEND: gettext_lazy("%(span)s: weekend, not counted."),
    StepKind.HOLIDAY: gettext_lazy("%(span)s: %(name)s, not counted."),
    StepKind.PAUSED: gettext_lazy("%(span)s: the clock stood still, not counted."),
    StepKind.EXTENDED: gettext_lazy("%(since)s: extended by %(limit)s."),
    StepKind.PROVISIONAL: gettext_lazy(
        "The holidays of %(year)s are provisional; the date may move when the official notice is out."
    ),
    StepKind.DUE: gettext_lazy("%(since)s: late from this moment on."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the answer to “why this date?”."""

    kind: StepKind
    since: datetime
    until: datetime
    """Exclusive. Both are on the city's clock."""
    counted: timedelta = timedelta(0)
    """What of the limit this uses up; a day that counts is 24 hours."""
    name: Name | None = None
    """Which holiday."""
    limit: Limit | None = None
    """How much was added, for an extension."""
    in_days: bool = False
    """Whether the step speaks of whole days."""

    def __str__(self) -> str:
        return str(SENTENCES[self.kind]) % {
            "since": _moment(self.since),
            "span": _span(self),
            "counted": _amount(self.counted),
            "name": self.name or "",
            "limit": self.limit.in_words() if self.limit else "",
            "year": self.since.year,
        }

    def in_language(self, language: str) -> str:
        """Return the sentence in `language` (`zh-hans` or `en`)."""
        with translation.override(language):
            return str(self)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a clock is late, and why."""

    due_at: datetime
    """In UTC; at this instant it is late."""
    steps: tuple[Step, ...] = field(compare=False)

    def in_language(self, language: str) -> list[str]:
        return [step.in_language(language) for step in self.steps]


def due(
    start: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Limit] = (),
) -> Deadline:
    """Return when a clock is late, as `due_at` does, with the steps that explain it."""
    run = list(stages(start, limit, calendar, pauses, extensions))
    due_at = instant(run[-1].end, run[-1].limit.unit, calendar)
    began = aware(start).astimezone(calendar.zone)
    late = due_at.astimezone(calendar.zone)
    kind = StepKind.STARTS_NEXT_DAY if limit.unit.is_by_day else StepKind.STARTS_AT_ONCE
    steps = [Step(kind, began, began)]
    for place, stage in enumerate(run):
        if place:
            at = instant(stage.begin, stage.limit.unit, calendar).astimezone(calendar.zone)
            steps.append(Step(StepKind.EXTENDED, at, at, limit=stage.limit))
        steps.extend(_steps_of(stage, calendar))
    if any(stage.limit.unit.needs_calendar for stage in run):
        steps.extend(_provisional(began, late, calendar))
    return Deadline(due_at, (*steps, Step(StepKind.DUE, late, late)))


def _provisional(began: datetime, late: datetime, calendar: WorkingCalendar) -> Iterator[Step]:
    last = (late - timedelta(microseconds=1)).year
    for year in range(began.year, last + 1):
        if year in calendar.years and calendar.years[year].provisional:
            first = began.replace(year=year, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
            yield Step(StepKind.PROVISIONAL, first, first)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch on a stage's clock before pieces of the same sort are put together."""

    kind: StepKind
    since: Micros
    until: Micros
    counted: int = 0
    name: Name | None = None
    in_days: bool = True


def _steps_of(stage: Stage, calendar: WorkingCalendar) -> Iterator[Step]:
    pieces = _by_time(stage, calendar) if not stage.limit.unit.is_by_day else _by_day(stage, calendar)
    for _same, group in groupby(pieces, key=_sort):
        run = list(group)
        unit = stage.limit.unit
        yield Step(
            run[0].kind,
            instant(run[0].since, unit, calendar).astimezone(calendar.zone),
            instant(run[-1].until, unit, calendar).astimezone(calendar.zone),
            timedelta(microseconds=sum(piece.counted for piece in run)),
            name=run[0].name,
            in_days=run[0].in_days,
        )


def _sort(piece: _Piece) -> object:
    """Return what tells whether neighbours are told as one: working hours are told one by one."""
    return piece.kind, piece.name, piece.since if piece.kind is StepKind.WORKING_TIME else None


def _by_day(stage: Stage, calendar: WorkingCalendar) -> Iterator[_Piece]:
    for midnight in range(stage.begin, stage.end, DAY):
        piece = _day(midnight, stage.limit.unit, calendar)
        if piece.counted and any(since <= midnight < until for since, until in stage.gaps):
            piece = _Piece(StepKind.PAUSED, midnight, midnight + DAY)
        yield piece


def _day(midnight: Micros, unit: LimitUnit, calendar: WorkingCalendar) -> _Piece:
    until = midnight + DAY
    if unit is LimitUnit.DAYS:
        return _Piece(StepKind.DAYS, midnight, until, DAY)
    match calendar.kind_of(day := day_of(midnight)):
        case DayKind.WORKDAY:
            return _Piece(StepKind.WORKING_DAYS, midnight, until, DAY)
        case DayKind.MAKE_UP:
            return _Piece(StepKind.MAKE_UP_DAYS, midnight, until, DAY)
        case DayKind.WEEKEND:
            return _Piece(StepKind.WEEKEND, midnight, until)
        case DayKind.HOLIDAY:
            return _Piece(StepKind.HOLIDAY, midnight, until, name=calendar.holidays[day])


def _by_time(stage: Stage, calendar: WorkingCalendar) -> Iterator[_Piece]:
    if stage.limit.unit is not LimitUnit.WORKING_HOURS:
        yield from _around_gaps(StepKind.TIME, stage.begin, stage.end, stage.gaps)
        return
    for midnight in range(stage.begin // DAY * DAY, stage.end, DAY):
        day = day_of(midnight)
        if not calendar.is_working_day(day):
            yield _day(midnight, LimitUnit.WORKING_DAYS, calendar)
        for since, until in calendar.stretches_on(day):
            yield from _around_gaps(
                StepKind.WORKING_TIME, max(since, stage.begin), min(until, stage.end), stage.gaps
            )


def _around_gaps(kind: StepKind, since: Micros, until: Micros, gaps: Sequence[Gap]) -> Iterator[_Piece]:
    """Yield what counts between two moments, and the pauses there."""
    at = since
    for begin, end in gaps:
        begin, end = max(begin, at), min(end, until)
        if begin >= end:
            continue
        if at < begin:
            yield _Piece(kind, at, begin, begin - at, in_days=False)
        yield _Piece(StepKind.PAUSED, begin, end, in_days=False)
        at = end
    if at < until:
        yield _Piece(kind, at, until, until - at, in_days=False)


def _moment(at: datetime) -> str:
    return f"{_day_words(at)} {at:%H:%M}"


def _day_words(at: datetime) -> str:
    day = at.date()
    return f"{formatted(day, get_format('DATE_FORMAT'))} ({formatted(day, 'D')})"


def _span(step: Step) -> str:
    """Return “day”, “day – day”, “day 08:30–12:00” or “moment – moment”."""
    if step.in_days:
        last = step.until - timedelta(microseconds=1)
        first = _day_words(step.since)
        return first if last.date() == step.since.date() else f"{first} – {_day_words(last)}"
    if step.since.date() == step.until.date():
        return f"{_moment(step.since)}–{step.until:%H:%M}"
    return f"{_moment(step.since)} – {_moment(step.until)}"


def _amount(length: timedelta) -> str:
    days, minutes = divmod(length // timedelta(minutes=1), 24 * 60)
    hours, minutes = divmod(minutes, 60)
    said = []
    if days:
        said.append(ngettext("%(count)d day", "%(count)d days", days) % {"count": days})
    if hours:
        said.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if minutes or not said:
        said.append(ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes})
    return " ".join(said)
