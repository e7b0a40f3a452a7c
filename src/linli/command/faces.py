"""A board as pages show it: every figure as words, with the list behind it. What is drawn is what goes on live."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from linli.catalogue.queries import kinds
from linli.command.policies import INDICATORS, CommandFigures
from linli.command.policies.indicators import NOW, SHARES, STAGES, TODAY
from linli.command.queries.board import Board, Line, Period, rule_of
from linli.core.errors import Sentence
from linli.core.moments import moment_words
from linli.core.time import city_zone
from linli.matters.policies.small_cells import SMALLEST, shown, shown_cells

NOTHING, FEW = "–", "<5"
SHADES = (0.0, 0.1, 0.2, 0.4)
MOST_ON_WALL = 8
"""From so large a share of late ones on a place is drawn one shade darker."""
IN_TABLE = ("closure", "on_time", "satisfaction")


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: where it stands in the page, and what it says now."""

    key: str
    words: str
    href: str
    label: Sentence = ""
    share: float | None = None
    """Length of its bar, between 0 and 1; None: no bar."""

    @property
    def scale(self) -> str:
        return f"{self.share or 0:.3f}"


@dataclass(frozen=True, slots=True)
class Row:
    """One place below, or one kind that rises."""

    key: str
    name: str
    href: str
    cells: tuple[Cell, ...]
    shade: int = 0


@dataclass(frozen=True)
class Face:
    """The page of a place."""

    board: Board
    rule: CommandFigures
    is_wall: bool = False
    """Anybody may walk by a wall: it shows no small numbers of parts, and leads nowhere."""

    @cached_property
    def now(self) -> list[Cell]:
        whole = self.board.whole
        return [self._count(each, getattr(whole, each)) for each in NOW]

    @cached_property
    def today(self) -> list[Cell]:
        return [self._count(each, self.board.today[each]) for each in TODAY]

    @cached_property
    def stages(self) -> list[Cell]:
        counts = dict(self.board.stages)
        cells = shown_cells(counts) if self.is_wall else counts
        most = max(counts.values(), default=0)
        return [self._part(each, cells[each], counts[each] / most if most else 0) for each in STAGES]

    @cached_property
    def shares(self) -> list[Cell]:
        return [self._share(f"{each}", each, self.board.period, self.board.place.code) for each in SHARES]

    @cached_property
    def came(self) -> Cell:
        return self._count("came", self.board.period.opened)

    @cached_property
    def rises(self) -> list[Row]:
        """As many lines as there may be; those that are not needed now are empty."""
        return [self._rise(place) for place in range(self.rule.rising.shown)]

    @cached_property
    def rows(self) -> list[Row]:
        lines = self.board.below
        open_: dict[str, int | None] = {line.code: line.standing.open for line in lines}
        late: dict[str, int | None] = {line.code: line.standing.late for line in lines}
        if self.is_wall:
            open_ = {**shown_cells({line.code: line.standing.open for line in lines})}
            late = {line.code: shown(line.standing.late) for line in lines}
        return [self._row(line, open_[line.code], late[line.code]) for line in lines]

    @cached_property
    def worst(self) -> list[Row]:
        """The places with the most late ones: a wall has no room for all, and nobody scrolls there."""
        late = {line.code: (line.standing.late, line.standing.open) for line in self.board.below}
        return sorted(self.rows, key=lambda row: late[row.key], reverse=True)[:MOST_ON_WALL]

    def _row(self, line: Line, open_: int | None, late: int | None) -> Row:
        cells = (
            Cell(f"{line.code}.open", _number(open_), self._behind("open", line.code)),
            Cell(f"{line.code}.late", _number(late), self._behind("late", line.code)),
            *(self._share(f"{line.code}.{each}", each, line.period, line.code) for each in IN_TABLE),
        )
        standing = line.standing
        share = standing.late / standing.open if standing.open else 0.0
        shade = sum(share > least for least in SHADES) if standing.open >= SMALLEST else 0
        return Row(line.code, line.name, self._place(line.code), cells, shade)

    def _rise(self, place: int) -> Row:
        key = f"rise{place}"
        if place >= len(self.board.rises):
            return Row(key, "", "", (Cell(f"{key}.count", "", ""), Cell(f"{key}.usual", "", "")))
        rise = self.board.rises[place]
        kind = kinds().get(rise.kind)
        href = self._behind("rising", self.board.place.code, kind=rise.kind)
        cells = (
            Cell(f"{key}.count", _number(rise.count), href),
            Cell(f"{key}.usual", f"{float(rise.usual):.0f}", ""),
        )
        return Row(key, str(kind.name) if kind else rise.kind, href, cells)

    def _count(self, figure: str, count: int) -> Cell:
        kept = shown(count) if self.is_wall else count
        return Cell(
            figure, _number(kept), self._behind(figure, self.board.place.code), INDICATORS[figure].label
        )

    def _part(self, figure: str, count: int | None, share: float) -> Cell:
        href = self._behind(figure, self.board.place.code)
        return Cell(figure, _number(count), href, INDICATORS[figure].label, share if count is not None else 0)

    def _share(self, key: str, figure: str, period: Period, code: str) -> Cell:
        rate = share_of(period, figure)
        words = NOTHING if rate is None else f"{rate * 100:.1f}%"
        label = INDICATORS[figure].label
        return Cell(key, words, self._behind(figure, code), label, None if rate is None else float(rate))

    def _behind(self, figure: str, code: str, **more: str) -> str:
        address = reverse("command:behind", args=[code, figure])
        return f"{address}?{urlencode(more)}" if more else address

    def _place(self, code: str) -> str:
        return reverse("command:wall_of" if self.is_wall else "command:place", args=[code])

    def cell(self, figure: str) -> Cell:
        """Return one figure of the place itself; no more is counted than it is made of."""
        parts = {NOW: "now", TODAY: "today", STAGES: "stages", SHARES: "shares"}
        if figure == "came":
            return self.came
        cells: list[Cell] = next(getattr(self, name) for keys, name in parts.items() if figure in keys)
        return next(each for each in cells if each.key == figure)

    def cells(self) -> Iterator[Cell]:
        yield from (*self.now, *self.today, *self.stages, *self.shares, self.came)
        for row in (*self.rows, *self.rises):
            yield from row.cells

    def live(self) -> dict[str, Any]:
        """Return what a page that is open already needs: words, bars, shades and links by key."""
        return {
            "at": _clock(self.board.at),
            "counted": counted_words(self.board),
            "shape": self.shape,
            "words": {each.key: each.words for each in self.cells()}
            | {each.key: each.name for each in self.rises},
            "bars": {
                each.key: round(each.share, 3)
                for each in (*self.stages, *self.shares)
                if each.share is not None
            },
            "shades": {each.key: each.shade for each in self.rows},
            "links": {each.key: each.href for each in self.rises},
        }

    @cached_property
    def shape(self) -> str:
        """A mark that changes with what the page is made of: then it is loaded anew."""
        made_of = [self.board.name, *(row.key for row in self.rows), self.rule.model_dump_json()]
        return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:12]


def face_of(board: Board, *, is_wall: bool = False) -> Face:
    return Face(board, rule_of(board.at), is_wall)


def share_of(period: Period, figure: str) -> Decimal | None:
    """Return a share; None of nothing, and of so few that it would tell what one person answered."""
    return getattr(period.rates, figure) if period.wholes[figure] >= SMALLEST else None


def _number(count: int | None) -> str:
    return FEW if count is None else f"{count:,}"


def _clock(at: datetime) -> str:
    return f"{at.astimezone(city_zone()):%H:%M:%S}"


def counted_words(board: Board) -> str:
    return moment_words(board.counted_at) if board.counted_at else ""
