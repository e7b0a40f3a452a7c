"""The board on the wall: measures or units downwards, time across, each task a bar. Numbers only; templates draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from unicodedata import east_asian_width

from linli.targets.policies import Standing
from linli.targets.queries.plans import Progress, TaskLine, progress

WIDTH = 1280
"""Of a figure, in its own units: as wide as a desk; a wall shows several side by side."""
MARGIN, LEAST_BAR, GAP = 10, 16, 8
UNITS_IN_A_FIGURE = 12
SHORT_UNIT, LEAST_LETTERS = 8, 4
MORE_THAN_A_YEAR = 400


@dataclass(frozen=True)
class Size:
    """How large things are drawn."""

    name: str
    labels: int
    """Width of the names at the left."""
    letters: int
    """So many of them fit there."""
    lane: int
    bar: int
    wide: float
    """Width of a Chinese letter at the size of the bars' words."""
    top: int

    @property
    def chart(self) -> int:
        return WIDTH - self.labels - MARGIN

    def width_of(self, words: str) -> float:
        return _ems(words) * self.wide


LATIN = 0.57
"""Width of a Latin letter, where that of a Chinese one is 1."""


@lru_cache(maxsize=10_000)
def _ems(words: str) -> float:
    """A board says the same again with each look at it."""
    return sum([1 if east_asian_width(letter) in "WF" else LATIN for letter in words])


DESK = Size("desk", labels=330, letters=23, lane=24, bar=19, wide=12, top=30)
WALL = Size("wall", labels=350, letters=18, lane=38, bar=31, wide=17, top=36)


@dataclass(frozen=True)
class Bar:
    """One task: where its days are, and its words, which may reach beyond them."""

    line: TaskLine
    x: float
    y: float
    width: float
    words: str
    words_x: float
    words_y: float
    anchor: str
    """`start` or `end`: on which side of `words_x` the words stand."""


@dataclass(frozen=True)
class Row:
    """A measure, or a unit, with its bars."""

    label: str
    title: str
    """In full, for whoever points at it."""
    under: str
    y: float
    label_y: float
    under_y: float
    bars: tuple[Bar, ...]
    progress: Progress


@dataclass(frozen=True)
class Tick:
    x: float
    words_x: float
    month: date


@dataclass(frozen=True)
class Figure:
    """A group of rows: one heading of the plan, or a dozen units."""

    heading: str
    size: Size
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    today_x: float | None
    height: float
    progress: Progress

    @property
    def width(self) -> int:
        return WIDTH


class Calendar:
    """Days as places across the chart."""

    def __init__(self, first: date, last: date, size: Size) -> None:
        self.first, self.last, self._size = first, last, size
        self._days = (last - first).days + 1

    def x(self, day: date) -> float:
        """Return where a day begins."""
        days = min(max((day - self.first).days, 0), self._days)
        return round(self._size.labels + self._size.chart * days / self._days, 1)

    def ticks(self) -> Iterator[Tick]:
        """Yield where months begin; of a long plan only every third."""
        step = 1 if self._days <= MORE_THAN_A_YEAR else 3
        month = self.first.replace(day=1)
        while month <= self.last:
            following = _months_on(month, step)
            yield Tick(self.x(month), (self.x(month) + self.x(following)) / 2, month)
            month = following


@dataclass(frozen=True)
class Board:
    """What is drawn, and how."""

    first: date
    last: date
    today: date
    short_names: Mapping[int, str]
    """What bars call a unit."""
    size: Size = DESK
    names_units: bool = True
    """Whether bars say whose they are."""

    def by_measure(self, lines: Sequence[TaskLine]) -> list[Figure]:
        """Return a figure for each heading of the plan, with a row for each measure."""
        found = []
        for heading, group in groupby(lines, key=lambda line: line.task.measure.heading):
            rows = [
                (f"{code} {name}", lead, tuple(tasks))
                for (code, name, lead), tasks in groupby(group, key=_measure)
            ]
            found.append(self._figure(heading, rows))
        return found

    def by_unit(self, lines: Sequence[TaskLine]) -> list[Figure]:
        """Return figures of a dozen units each, with a row for each unit that owns tasks."""
        ordered = sorted(lines, key=lambda line: (line.task.owner.path, line.task.due_on, line.task.position))
        rows = []
        for _path, group in groupby(ordered, key=lambda line: line.task.owner.path):
            tasks = tuple(group)
            rows.append((tasks[0].task.owner.name, "", tasks))
        parts = [rows[start : start + UNITS_IN_A_FIGURE] for start in range(0, len(rows), UNITS_IN_A_FIGURE)]
        drawn = replace(self, names_units=False)
        return [drawn._figure("", part) for part in parts]

    def _figure(self, heading: str, groups: Sequence[tuple[str, str, tuple[TaskLine, ...]]]) -> Figure:
        size, calendar = self.size, Calendar(self.first, self.last, self.size)
        y, rows = float(size.top), []
        for title, under, tasks in groups:
            bars, lanes = self._bars(tasks, calendar, y)
            label_y = y + size.bar
            label, under = cut(title, size.letters), cut(under, size.letters)
            rows.append(
                Row(
                    label,
                    title,
                    cut(under, size.letters),
                    y,
                    label_y,
                    label_y + size.wide * 1.4,
                    bars,
                    progress(tasks),
                )
            )
            y += max(lanes, 2) * size.lane + GAP
        everything = [line for _title, _under, tasks in groups for line in tasks]
        today_x = calendar.x(self.today) if self.first <= self.today <= self.last else None
        ticks = tuple(calendar.ticks())
        return Figure(heading, size, tuple(rows), ticks, today_x, y + GAP, progress(everything))

    def _bars(self, tasks: Sequence[TaskLine], calendar: Calendar, y: float) -> tuple[tuple[Bar, ...], int]:
        """Return the bars of a row, each in the first lane where it and its words find room, and how many lanes."""
        size, free, bars = self.size, list[float](), []
        for line in sorted(
            tasks, key=lambda each: (each.task.starts_on, each.task.due_on, each.task.position)
        ):
            x = calendar.x(line.task.starts_on)
            width = max(calendar.x(line.task.due_on + timedelta(days=1)) - x, LEAST_BAR)
            words = self._words(line, width - MARGIN)
            needed = size.width_of(words) + MARGIN
            at_end = x + needed > WIDTH - 4 and needed > width
            begin = min(x, x + width - needed) if at_end else x
            end = x + width if at_end else x + max(width, needed)
            lane = next((place for place, until in enumerate(free) if until <= begin), len(free))
            free[lane : lane + 1] = [end + 4]
            top = y + GAP / 2 + lane * size.lane
            bars.append(
                Bar(
                    line,
                    x=round(x, 1),
                    y=round(top, 1),
                    width=round(width, 1),
                    words=words,
                    words_x=round(x + width - 5 if at_end else x + 5, 1),
                    words_y=round(top + size.bar / 2 + size.wide * 0.38, 1),
                    anchor="end" if at_end else "start",
                )
            )
        return tuple(bars), len(free)

    def _words(self, line: TaskLine, room: float) -> str:
        """Return mark, number, as much of the task's name as the bar has room for, and who owns it."""
        owner = line.task.owner
        unit = self.short_names.get(owner.pk) or cut(owner.name, SHORT_UNIT) if self.names_units else ""
        head = f"{line.standing.mark} {line.task.code}"
        left = room - self.size.width_of(f"{head}  {unit}")
        letters = int(left / self.size.wide)
        name = cut(line.task.name, letters) if letters >= LEAST_LETTERS else ""
        return " ".join(part for part in (head, name, unit) if part)


def _measure(line: TaskLine) -> tuple[str, str, str]:
    return line.task.measure.code, line.task.measure.name, line.lead


def _months_on(month: date, count: int) -> date:
    place = month.month - 1 + count
    return date(month.year + place // 12, place % 12 + 1, 1)


def cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"


LEGEND = tuple(each for each in Standing if each is not Standing.WITHDRAWN)
