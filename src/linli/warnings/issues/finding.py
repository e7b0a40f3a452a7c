"""The hot issues of many messages, best first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

import numpy as np

from linli.warnings.issues.grams import Ids, grams_of
from linli.warnings.issues.grouping import Group, Grouper, GroupingRule
from linli.warnings.issues.heat import Heat, HeatRule, heat_of
from linli.warnings.issues.messages import Message, comparable
from linli.warnings.issues.subject import Subject
from linli.warnings.issues.wording import names_of, place_of, summary_of, title_of

LEAST_TO_ADOPT = 5
ADOPTED_THEME = 0.2
AT_THE_PLACE, LEAST_THERE, LEAST_OF_TITLES = 0.35, 0.04, 0.1
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
    large = sorted((g for g in grouper.groups if len(g.members) >= least_size), key=lambda g: -len(g.members))
    _adopt(large[:most], grouper, texts)
    kept = [group for group in large[: 5 * most] if group.size >= least_size]
    found = [_issue(group, ordered, texts, until, heat or HeatRule()) for group in kept]
    return sorted(found, key=lambda each: (-each.heat.value, each.members))[:most]


@dataclass(frozen=True)
class _Home:
    """A large group that takes in what belongs to it."""

    group: Group
    titles: Subject
    """What the members' titles have in common."""

    def takes(self, text: tuple[str, str]) -> float:
        """Return how much a message speaks of what the group speaks of; 0 for too little.

        Whose title names the very place needs to say less of the theme, since members tell the same in other words.
        """
        pairs, subject = _pairs(*text), self.group.subject
        theme = subject.share_of_theme(pairs)
        if theme >= ADOPTED_THEME:
            return theme
        is_there = len(subject.place) and subject.share_of_place(_pairs(text[0])) >= AT_THE_PLACE
        same = len(self.titles.theme) and self.titles.share_of_theme(pairs) >= LEAST_OF_TITLES
        return theme if theme >= LEAST_THERE and is_there and same else 0.0


def _adopt(large: list[Group], grouper: Grouper, texts: Sequence[tuple[str, str]]) -> None:
    """Move to a large group the messages of much smaller ones that name its place and speak of its theme."""
    wanted: dict[str, _Home] = {}
    for group in large:
        if len(group.subject.theme) and len(group.members) >= LEAST_TO_ADOPT:
            told = [texts[at] for at in group.members[:MOST_WORDED]]
            home = _Home(group, grouper.subject_of([(title, "") for title in {title for title, _ in told}]))
            for name in names_of(told):
                wanted.setdefault(name, home)
    if not wanted:
        return
    pattern = re.compile("|".join(map(re.escape, sorted(wanted, key=len, reverse=True))))
    for group in grouper.groups:
        kept = list[int]()
        for at in group.members:
            named = [wanted[name] for name in pattern.findall("，".join(texts[at]))]
            home_of = _home_of(texts[at], named, group) if named else None
            (home_of.members if home_of else kept).append(at)
        group.members = kept


def _home_of(text: tuple[str, str], named: Sequence[_Home], group: Group) -> Group | None:
    """Return the much larger group to which a message of `group` belongs, if it belongs to one."""
    if any(home.group is group for home in named):
        return None
    larger = [home for home in named if 2 * len(group.members) <= len(home.group.members)]
    said, best = max(((home.takes(text), home) for home in larger), key=itemgetter(0), default=(0.0, None))
    return best.group if best and said else None


def _pairs(title: str, text: str = "") -> Ids:
    return grams_of([(title, text)]).counts.indices


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
        return group.subject.share_of_theme(_pairs("", text)) if has_theme else 0.0

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
