"""Tables of places by kinds that anybody may read, beside the sums of both: no small cell follows from the sums.

A cell that is kept back is a way between its row and its column. From the sums of all rows and columns a cell follows
exactly where its way is the only one between two parts of the table, so each small cell is put on a ring of others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from linli.matters.policies.small_cells import give_away, shown

Cell = tuple[Any, Any]
Node = tuple[int, Any]
REST = object()
"""All rows, or all columns, whose own sum is kept back: only what they come to together is known."""
Counts = Mapping[Any, Mapping[Any, int]]


def shown_table(
    counts: Counts, rows: Collection[Any], columns: Collection[Any]
) -> dict[Any, dict[Any, int | None]]:
    """Return the cells as the public may read them. `rows` and `columns`: those whose sum is shown."""
    table = _Table()
    for row, line in counts.items():
        for column, count in line.items():
            table.add(row if row in rows else REST, column if column in columns else REST, count)
    table.close()
    return {
        row: {
            column: None
            if (count and (row, column) not in table.open) or (row, column) in table.hidden
            else count
            for column, count in line.items()
        }
        for row, line in counts.items()
    }


@dataclass
class _Table:
    open: dict[Cell, int] = field(default_factory=dict)
    hidden: dict[Cell, list[int]] = field(default_factory=lambda: defaultdict(list))
    """The counts behind each: several where rows or columns are told together."""

    def add(self, row: Any, column: Any, count: int) -> None:
        if row is REST or column is REST:
            if count:
                self.hidden[row, column].append(count)
        elif shown(count) is None:
            self.hidden[row, column].append(count)
        else:
            self.open[row, column] = count

    def close(self) -> None:
        """Keep back as much as it takes, the smallest first, zeros last."""
        while self._close_lines() or self._close_parts():
            pass

    def _close_lines(self) -> bool:
        """Let no row or column hide what follows from its own sum; say whether anything was kept back for it."""
        lines: dict[Node, list[int]] = defaultdict(list)
        for cell, behind in self.hidden.items():
            for node in enumerate(cell):
                lines[node].append(sum(behind))
        found = False
        for node, hidden in lines.items():
            if node[1] is not REST and give_away(hidden):
                found |= self._hide(cell for cell in self.open if cell[node[0]] == node[1])
        return found

    def _close_parts(self) -> bool:
        """Let no small cell be the only way between two parts; say whether anything was kept back for it."""
        ways, found = self._ways(), False
        for cell, behind in list(self.hidden.items()):
            if give_away(behind) and (part := _part_without(cell, ways)) is not None:
                across = [each for each in self.open if ((0, each[0]) in part) is not ((1, each[1]) in part)]
                if self._hide(across):
                    ways, found = self._ways(), True
        return found

    def _hide(self, cells: Iterable[Cell]) -> bool:
        """Keep back the smallest of these, if there are any."""
        found = min(cells, key=lambda cell: (self.open[cell] == 0, self.open[cell], repr(cell)), default=None)
        if found is not None:
            self.hidden[found].append(self.open.pop(found))
        return found is not None

    def _ways(self) -> dict[Node, set[Node]]:
        ways: dict[Node, set[Node]] = defaultdict(set)
        for row, column in self.hidden:
            ways[0, row].add((1, column))
            ways[1, column].add((0, row))
        return ways


def _part_without(cell: Cell, ways: Mapping[Node, set[Node]]) -> set[Node] | None:
    """Return what hangs together with the cell's row when its own way is closed; None: there is another way."""
    begin, end = (0, cell[0]), (1, cell[1])
    if any(len(ways[row] & ways[begin]) > 1 for row in ways[end] if row != begin):
        return None  # by one other row and one other column: so it is nearly always
    found, ahead = {begin}, [begin]
    while ahead:
        here = ahead.pop()
        for node in ways[here] - found:
            if here == begin and node == end:
                continue
            if node == end:
                return None
            found.add(node)
            ahead.append(node)
    return found
