"""How a sheet of exemptions is read: one line of the list in each row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

APART = re.compile(r"[;；\n]+")
COLUMNS = ("number", "department", "matter", "basis", "kind", "correct_days")


def exemptions_in(rows: Iterable[Sequence[str]]) -> list[dict[str, Any]]:
    """Return the rows as values of the rule; conditions and measures are parted by semicolons."""
    found = []
    for row in rows:
        cells = [each.strip() for each in row] + [""] * 8
        item: dict[str, Any] = dict(zip(COLUMNS, cells, strict=False))
        item["conditions"] = [each for each in APART.split(cells[6]) if each]
        item["measures"] = [each for each in APART.split(cells[7]) if each]
        found.append(item)
    return found
