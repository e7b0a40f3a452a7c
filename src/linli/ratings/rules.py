from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from linli.entities.rules import Column
from linli.rulebook.policies import Rule, rule

FACT_COLUMNS = ("code", "kind", "happened_on", "value", "evidence")


@rule
class FactSheets(Rule):
    """How sheets of facts about bodies and places are read."""

    key: ClassVar[str] = "ratings.sheets"

    code: Column
    kind: Column
    happened_on: Column
    value: Column
    evidence: Column
    header_within: int = Field(default=10, gt=0)
    """Rows in which the header is looked for."""

    def columns(self) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        for name in FACT_COLUMNS:
            column: Column = getattr(self, name)
            yield name, column.names, column.optional
