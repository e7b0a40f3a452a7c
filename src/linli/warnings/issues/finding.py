"""The hot issues of many messages, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from linli.warnings.issues.adopting import adopt, pairs_of
from linli.warnings.issues.grouping import Group, Grouper, GroupingRule
from linli.warnings.issues.heat import Heat, HeatRule, heat_of
from linli.warnings.issues.messages import Message, comparable
from linli.warnings.issues.wording import place_of, summary_of, title_of

MOST_WORDED = 400
"""Members that are read for title, place and summary: a sample says it as well."""


@dataclass(frozen=True)
class Issue:
    """A group of messages about one thing."""

    title: str
    summary: str
    place: str
    first_at: datetime | None
    last_at: datetime | None
    heat: Heat
    members: tuple[str, ...]


def find(
    messages: Sequence[Message],
    *,
    most: int = 100,
    least_size: int = 2,
    grouping: GroupingRule | None = None,
    heat: HeatRule | None = None,
) -> list[Issue]:
    """Return the issues of `messages`, hottest first. Messages are looked at in the order of their times."""
    ordered = sorted(
        messages, key=lambda each: (each.at is None, each.at.timestamp() if each.at else 0.0, each.id)
    )
    texts = [comparable(each) for each in ordered]
    grouper = Grouper(grouping)
    grouper.add(texts)
    until = max((each.at for each in ordered if each.at), default=None)
    adopt(grouper, lambda members: [texts[at] for at in members], enumerate(texts))
    kept = sorted((g for g in grouper.groups if len(g.members) >= least_size), key=lambda g: -len(g.members))
    found = [_issue(group, ordered, texts, until, heat or HeatRule()) for group in kept[: 5 * most]]
    return sorted(found, key=lambda each: (-each.heat.value, each.members))[:most]


@dataclass(frozen=True)
class Wording:
    """What a group is called, in its members' own words."""

    title: str
    summary: str
    place: str
    placed: float
    """Share of members that name the place."""
    spoken: float
    """Mean share of the common theme that they speak of."""


def worded(texts: Sequence[tuple[str, str]], group: Group) -> Wording:
    """Return what a group is called, from the comparable texts of some of its members."""
    place, placed = place_of(texts)
    has_theme = bool(len(group.subject.theme))

    def weigh(text: str) -> float:
        return group.subject.share_of_theme(pairs_of("", text)) if has_theme else 0.0

    spoken = float(np.mean([weigh(title + "，" + text) for title, text in texts])) if has_theme else 0.3
    return Wording(
        title=title_of(list(dict.fromkeys(title for title, _text in texts)), weigh, place),
        summary=summary_of([text for _title, text in texts[:60]], weigh),
        place=place,
        placed=placed,
        spoken=spoken,
    )


def _issue(
    group: Group,
    messages: Sequence[Message],
    texts: Sequence[tuple[str, str]],
    until: datetime | None,
    rule: HeatRule,
) -> Issue:
    members = [messages[at] for at in group.members]
    step = -(-len(members) // MOST_WORDED)
    told = worded([texts[at] for at in group.members[::step]], group)
    times = [each.at for each in members if each.at]
    return Issue(
        title=told.title,
        summary=told.summary,
        place=told.place,
        first_at=min(times, default=None),
        last_at=max(times, default=None),
        heat=heat_of(members, placed=told.placed, spoken=told.spoken, until=until, rule=rule),
        members=tuple(each.id for each in members),
    )
