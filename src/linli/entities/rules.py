from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from linli.calendars.policies import LimitField
from linli.entities.policies.rows import COLUMNS
from linli.rulebook.policies import Rule, RulePart, rule


class Column(RulePart):
    """How sheets call one column."""

    names: tuple[str, ...] = Field(min_length=1)
    optional: bool = False


@rule
class EntitySheets(Rule):
    """How sheets of the base are read, and how soon one of the five answers an enterprise."""

    key: ClassVar[str] = "entities.sheets"

    code: Column
    kind: Column
    name: Column
    area_code: Column
    address: Column
    trade: Column
    unit_type: Column
    state: Column
    header_within: int = Field(default=10, gt=0)
    """Rows in which the header is looked for."""

    def columns(self) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        for name in COLUMNS:
            column: Column = getattr(self, name)
            yield name, column.names, column.optional


@rule
class Service(Rule):
    """How soon one of the five answers what an enterprise raises."""

    key: ClassVar[str] = "entities.service"

    answer_within: LimitField
