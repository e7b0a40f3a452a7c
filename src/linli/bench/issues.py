"""How fast messages become issues: many at once, and one more."""

from __future__ import annotations

import resource
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from statistics import quantiles
from time import perf_counter

from linli.bench.issues_messages import invented
from linli.warnings.issues.grouping import Group, Grouper, GroupingRule
from linli.warnings.issues.messages import comparable

AT_ONCE = 2_000
ONE_BY_ONE = 200
LARGE = 20


@dataclass(frozen=True)
class IssueFigures:
    messages: int
    seconds: float
    messages_per_second: float
    groups: int
    one_more_p50_ms: float
    one_more_p95_ms: float
    largest_groups_pure: float
    """Mean share of the commonest hidden issue among the members of the largest groups found."""
    largest_issues_found: float
    """Mean share of the largest hidden issues that one group holds."""
    peak_mib: int


def measure(*, messages: int, seed: int, rule: GroupingRule | None = None) -> IssueFigures:
    """Group invented messages as they come, then one by one. What belongs together is known, so it is compared."""
    stream = invented(messages + ONE_BY_ONE, seed=seed)
    grouper, issue_of = Grouper(rule or GroupingRule(batch=AT_ONCE)), list[int | None]()
    busy = 0.0
    while batch := list(islice(stream, min(AT_ONCE, messages - len(issue_of)))):
        numbers = range(len(issue_of), len(issue_of) + len(batch))
        issue_of += [each.issue for each in batch]
        begun = perf_counter()
        grouper.add([comparable(each.message) for each in batch], numbers)
        busy += perf_counter() - begun
    singles = []
    for number, each in enumerate(stream, messages):
        issue_of.append(each.issue)
        begun = perf_counter()
        grouper.add([comparable(each.message)], [number])
        singles.append((perf_counter() - begun) * 1000)
    large = sorted(grouper.groups, key=lambda group: -len(group.members))[:LARGE]
    cuts = quantiles(singles, n=20)
    return IssueFigures(
        messages=messages,
        seconds=round(busy, 2),
        messages_per_second=round(messages / busy, 1),
        groups=sum(len(group.members) > 1 for group in grouper.groups),
        one_more_p50_ms=round(cuts[9], 2),
        one_more_p95_ms=round(cuts[18], 2),
        largest_groups_pure=round(_pure(large, issue_of), 3),
        largest_issues_found=round(_found(grouper.groups, issue_of), 3),
        peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def _pure(groups: list[Group], issue_of: list[int | None]) -> float:
    shares = [
        Counter(issue_of[at] for at in group.members).most_common(1)[0][1] / len(group.members)
        for group in groups
    ]
    return sum(shares) / max(1, len(shares))


def _found(groups: list[Group], issue_of: list[int | None]) -> float:
    sizes = Counter(each for each in issue_of if each is not None)
    best: Counter[int] = Counter()
    for group in groups:
        for issue, held in Counter(issue_of[at] for at in group.members).items():
            if issue is not None:
                best[issue] = max(best[issue], held)
    largest = [issue for issue, _size in sizes.most_common(LARGE)]
    return sum(best[issue] / sizes[issue] for issue in largest) / max(1, len(largest))
