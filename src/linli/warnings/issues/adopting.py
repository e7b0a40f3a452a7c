"""What was left in small groups comes to the large group whose place it names and of whose theme it speaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from linli.warnings.issues.grams import Ids, grams_of
from linli.warnings.issues.grouping import Group, Grouper
from linli.warnings.issues.subject import Subject
from linli.warnings.issues.wording import names_of

Text = tuple[str, str]
"""Comparable title and beginning of a message."""
MOST_HOMES = 1_000
LEAST_TO_ADOPT = 5
ADOPTED_THEME = 0.2
AT_THE_PLACE, LEAST_THERE, LEAST_OF_TITLES = 0.35, 0.04, 0.1
MOST_READ = 400
"""Members whose words say what a large group calls its place: a sample says it as well."""


@dataclass(frozen=True)
class _Home:
    """A large group that takes in what belongs to it."""

    group: Group
    titles: Subject
    """What the members' titles have in common."""

    def takes(self, text: Text) -> float:
        """Return how much a message speaks of what the group speaks of; 0 for too little.

        Whose title names the very place needs to say less of the theme, since members tell the same in other words.
        """
        pairs, subject = pairs_of(*text), self.group.subject
        theme = subject.share_of_theme(pairs)
        if theme >= ADOPTED_THEME:
            return theme
        is_there = len(subject.place) and subject.share_of_place(pairs_of(text[0])) >= AT_THE_PLACE
        same = len(self.titles.theme) and self.titles.share_of_theme(pairs) >= LEAST_OF_TITLES
        return theme if theme >= LEAST_THERE and is_there and same else 0.0


def adopt(
    grouper: Grouper, told: Callable[[Sequence[int]], Sequence[Text]], everything: Iterable[tuple[int, Text]]
) -> int:
    """Move messages to the much larger groups to which they belong; return how many moved.

    `told` returns what some members say, `everything` yields each message by its number; none is kept.
    """
    wanted = _homes(grouper, told)
    if not wanted:
        return 0
    pattern = re.compile("|".join(map(re.escape, sorted(wanted, key=len, reverse=True))))
    group_of = {at: group for group in grouper.groups for at in group.members}
    moving = dict[int, Group]()
    for at, text in everything:
        names = set(pattern.findall("，".join(text)))
        if names and (home := _home_of(text, [wanted[name] for name in sorted(names)], group_of[at])):
            moving[at] = home
    for group in {id(group): group for group in map(group_of.__getitem__, moving)}.values():
        group.members = [at for at in group.members if at not in moving]
    for at, home in moving.items():
        home.members.append(at)
    return len(moving)


def _homes(grouper: Grouper, told: Callable[[Sequence[int]], Sequence[Text]]) -> dict[str, _Home]:
    """Return the large groups by what their members call the place; a name is the largest group's."""
    large = sorted(grouper.groups, key=lambda group: -len(group.members))[:MOST_HOMES]
    wanted: dict[str, _Home] = {}
    for group in large:
        if len(group.members) < LEAST_TO_ADOPT or not len(group.subject.theme):
            continue
        texts = told(group.members[:MOST_READ])
        home = _Home(group, grouper.subject_of([(title, "") for title in {title for title, _ in texts}]))
        for name in names_of(texts):
            wanted.setdefault(name, home)
    return wanted


def _home_of(text: Text, named: Sequence[_Home], group: Group) -> Group | None:
    """Return the much larger group to which a message of `group` belongs, if it belongs to one."""
    if any(home.group is group for home in named):
        return None
    larger = [home for home in named if 2 * len(group.members) <= len(home.group.members)]
    said, best = max(((home.takes(text), home) for home in larger), key=itemgetter(0), default=(0.0, None))
    return best.group if best and said else None


def pairs_of(title: str, text: str = "") -> Ids:
    return grams_of([(title, text)]).counts.indices
