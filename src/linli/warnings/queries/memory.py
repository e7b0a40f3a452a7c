"""What a process remembers of groups, so that one new matter is placed in milliseconds. The rows are the truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import QuerySet

from linli.matters.models import Matter
from linli.warnings.issues.grouping import Grouper, GroupingRule
from linli.warnings.issues.keeping import unpacked
from linli.warnings.issues.messages import Message, comparable
from linli.warnings.issues.subject import SubjectRule
from linli.warnings.models import HotIssue, HotMember
from linli.warnings.rules import HotIssuesRule

AT_ONCE = 2_000
READ = ("id", "title", "text", "place")
Row = tuple[int, str, str, str]


def grouping_of(rule: HotIssuesRule) -> GroupingRule:
    return GroupingRule(
        least_likeness=float(rule.least_likeness),
        subject=SubjectRule(least_theme=float(rule.least_theme)),
        most_groups=rule.most_compared,
        batch=AT_ONCE,
    )


def comparable_row(row: Row) -> tuple[str, str]:
    number, title, text, place = row
    return comparable(Message(id=str(number), title=title, text=text, place=place))


def looked_at(since: datetime, until: datetime) -> QuerySet[Matter]:
    """Return the matters registered after `since` and not after `until` that still have words. By registration."""
    rows = Matter.objects.filter(registered_at__gt=since, registered_at__lte=until, anonymised_at=None)
    return rows.order_by("registered_at", "id")


def batches(rows: Iterable[Row], size: int = AT_ONCE) -> Iterator[list[Row]]:
    stream = iter(rows)
    while batch := list(islice(stream, size)):
        yield batch


def add_rows(grouper: Grouper, rows: Iterable[Row]) -> int:
    """Put matters into groups; return how many."""
    count = 0
    for batch in batches(rows):
        grouper.add([comparable_row(row) for row in batch], [row[0] for row in batch])
        count += len(batch)
    return count


class Memory:
    """The groups as this process knows them, as of one turn."""

    def __init__(self) -> None:
        self._grouper: Grouper | None = None
        self._turn = -1
        self._rule: HotIssuesRule | None = None

    def grouper(self, turn: int, until: datetime, rule: HotIssuesRule) -> Grouper:
        """Return the groups as of `turn`. Read anew, in some seconds, where another process was at work since."""
        if self._grouper is None or self._turn != turn or self._rule != rule:
            self._grouper = read(until, rule)
            self._rule = rule
        self._turn = turn
        return self._grouper

    def keep(self, turn: int) -> None:
        self._turn = turn

    def forget(self) -> None:
        self._grouper, self._turn, self._rule = None, -1, None


def read(until: datetime, rule: HotIssuesRule) -> Grouper:
    """Return the groups that rows keep, and the latest single matters beside them. Three queries."""
    grouper = Grouper(grouping_of(rule))
    since = until - timedelta(days=rule.window_days)
    kept = HotIssue.objects.filter(last_at__gt=since).order_by("last_at").values_list("pk", "size", "traits")
    grouper.hold([unpacked(bytes(traits), key=key, older=size) for key, size, traits in kept])
    latest = looked_at(since, until).reverse().values_list(*READ)[: rule.most_compared]
    rows = sorted(latest)
    within = {row[0] for row in rows}
    placed = set(HotMember.objects.filter(matter__in=within).values_list("matter_id", flat=True))
    grouper.count([comparable_row(row) for row in rows if row[0] in placed])
    add_rows(grouper, (row for row in rows if row[0] not in placed))
    return grouper


MEMORY = Memory()
