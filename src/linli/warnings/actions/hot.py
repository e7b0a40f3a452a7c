"""Keeping hot issues up to date: matters as they come, and all of them anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from linli.areas.policies.codes import ENDS, LENGTH
from linli.core.actor import Actor
from linli.core.time import city_day
from linli.journal.actions import record
from linli.matters.models import Matter
from linli.matters.policies import OPEN, Resolved
from linli.publications.policies.masking import masked
from linli.rulebook.queries import InForce, in_force
from linli.vault.queries import told_apart
from linli.warnings.events import HotIssueDecided, HotIssueProposed
from linli.warnings.issues.adopting import adopt
from linli.warnings.issues.finding import worded
from linli.warnings.issues.grouping import Group, Grouper
from linli.warnings.issues.heat import HeatRule, heat_of
from linli.warnings.issues.keeping import packed
from linli.warnings.issues.messages import Message
from linli.warnings.models import HotIssue, HotMember, HotState
from linli.warnings.models.hot import LONGEST_PLACE, LONGEST_SUMMARY, LONGEST_TITLE
from linli.warnings.policies.hot import LOOKED_AT, HotStatus, has_grown_again
from linli.warnings.queries.memory import (
    AT_ONCE,
    MEMORY,
    READ,
    add_rows,
    comparable_row,
    grouping_of,
    looked_at,
)
from linli.warnings.rules import HotIssuesRule

LAG = timedelta(seconds=60)
"""A matter is looked at when it is so old: then whatever was registered before it is written too."""
AT_MOST = 5_000
"""Matters of one run."""
WORDED_FROM = 60
"""Members that title and summary are made from."""
GROWN = 1.1
"""An issue is worded anew when it has grown so many times."""
FACTS = (
    *("pk", "registered_at", "area_code", "kind_code"),
    *("people_affected", "status", "resolved", "requester"),
)
Rule = InForce[HotIssuesRule]


@transaction.atomic
def take_up(*, by: Actor, now: datetime) -> int:
    """Put the matters that came since the last run into issues; return how many were looked at.

    One process at a time. A city's first run looks at the window of the rule, batch by batch.
    """
    rule = in_force(HotIssuesRule, city_day(now))
    state = _held(rule.value, now)
    rows = list(looked_at(state.until, now - LAG).values_list("registered_at", *READ)[:AT_MOST])
    if len(rows) == AT_MOST:  # a moment that many share is not cut in two
        last = rows[-1][0]
        more = looked_at(last - timedelta(microseconds=1), last).values_list("registered_at", *READ)
        rows = [row for row in rows if row[0] < last] + list(more)
    grouper = MEMORY.grouper(state.turn, state.until, rule.value)
    if rows:
        try:
            grouper.take_changed()
            add_rows(grouper, [row[1:] for row in rows])
            _keep(grouper.take_changed(), rule, by=by, now=now)
        except BaseException:
            MEMORY.forget()
            raise
        state.until = rows[-1][0]
        state.turn += 1
        state.save(update_fields=["until", "turn"])
        MEMORY.keep(state.turn)
    return len(rows)


def _held(rule: HotIssuesRule, now: datetime) -> HotState:
    begin = now - timedelta(days=rule.window_days)
    HotState.objects.get_or_create(pk=1, defaults={"until": begin})
    return HotState.objects.select_for_update().get(pk=1)


def _keep(groups: Sequence[Group], rule: Rule, *, by: Actor, now: datetime) -> None:
    for group in groups:
        if group.size < rule.value.least_size:
            continue
        if group.key is None:
            _propose(group, group.members, rule, by=by, now=now)
        else:
            _grow(group, group.key, rule, by=by, now=now)
        group.older, group.members = group.size, []


def _propose(group: Group, numbers: Sequence[int], rule: Rule, *, by: Actor, now: datetime) -> HotIssue:
    told = _described(group, numbers, rule.value, now)
    issue = HotIssue(found_at=now, edition=rule.edition, traits=packed(group), **told)
    record(HotIssueProposed(size=issue.size), subject=issue, by=by, now=now)
    _add_members(issue.pk, numbers)
    group.key = issue.pk
    return issue


def _grow(group: Group, key: int, rule: Rule, *, by: Actor, now: datetime) -> None:
    """Add the new members of a known issue; describe it anew when it has grown enough."""
    issue = HotIssue.objects.get(pk=key)
    _add_members(issue.pk, group.members)
    new = list(Matter.objects.filter(pk__in=group.members).values_list("area_code", "registered_at"))
    size = issue.size + len(new)
    if size >= issue.worded_size * GROWN:
        numbers = list(issue.members.filter(joining="found").values_list("matter_id", flat=True))
        changes = _described(group, numbers, rule.value, now) | {"traits": packed(group)}
    else:
        changes = {
            "size": size,
            "area_code": common_area([issue.area_code, *(area for area, _at in new)]),
            "first_at": min([issue.first_at, *(at for _area, at in new)]),
            "last_at": max([issue.last_at, *(at for _area, at in new)]),
        }
    grown = has_grown_again(changes["size"], issue.decided_size or 0, float(rule.value.grown_again))
    if grown and HotStatus(issue.status) not in LOOKED_AT:
        again = {"status": HotStatus.PROPOSED, "decided_at": None, "decided_by": None, "decided_size": None}
        event = HotIssueProposed(size=changes["size"], again=True)
        record(event, subject=issue, by=by, now=now, changes=changes | again)
    else:
        HotIssue.objects.filter(pk=issue.pk).update(**changes)


def _add_members(issue: int, numbers: Sequence[int]) -> None:
    """Write the members in one statement. What a person put out of an issue, or what is in another, stays there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO warnings_hotmember (issue_id, matter_id, joining, at)"
            " SELECT %s, id, 'found', registered_at FROM matters_matter WHERE id = ANY(%s)"
            " ON CONFLICT (matter_id) DO NOTHING",
            [issue, list(numbers)],
        )


def _described(group: Group, numbers: Sequence[int], rule: HotIssuesRule, now: datetime) -> dict[str, Any]:
    """Return what an issue says of its members: words from the latest, figures from all. Three queries."""
    facts = list(Matter.objects.filter(pk__in=numbers).order_by("registered_at", "id").values_list(*FACTS))
    step = -(-len(facts) // WORDED_FROM)
    sample = Matter.objects.filter(pk__in=[each[0] for each in facts[::step]]).order_by("pk")
    told = worded([comparable_row(row) for row in sample.values_list(*READ)], group)
    persons = told_apart([record for *_others, record in facts if record])
    members = [
        Message(
            id=str(pk),
            title="",
            text="",
            at=at,
            writer=str(persons.get(record, "")),
            people=people or 1,
            unresolved=_unresolved(status, said),
        )
        for pk, at, _area, _kind, people, status, said, record in facts
    ]
    heat = heat_of(
        members,
        placed=told.placed,
        spoken=told.spoken,
        until=now,
        rule=HeatRule(growth_days=rule.growth_days),
    )
    kinds = Counter(kind for _pk, _at, _area, kind, *_rest in facts if kind)
    kind, often = kinds.most_common(1)[0] if kinds else ("", 0)
    return {
        "title": readable(told.title)[:LONGEST_TITLE],
        "summary": readable(told.summary)[:LONGEST_SUMMARY],
        "place": readable(told.place)[:LONGEST_PLACE],
        "area_code": common_area([area for _pk, _at, area, *_rest in facts]),
        "kind_code": kind if 2 * often >= len(facts) else "",
        "heat": heat.value,
        "size": len(facts),
        "people": heat.people,
        "unresolved": heat.unresolved,
        "growth": heat.growth,
        "first_at": facts[0][1],
        "last_at": facts[-1][1],
        "worded_at": now,
        "worded_size": len(facts),
    }


CHINESE_SIGNS = str.maketrans(",?!;", "，？！；")


def readable(words: str) -> str:
    """Return compared words as people read them, without what may tell who wrote."""
    return masked(words).translate(CHINESE_SIGNS)


def _unresolved(status: str, said: str) -> bool:
    return status in OPEN or said == Resolved.NO


def common_area(codes: Collection[str]) -> str:
    """Return the smallest area that all these areas lie in."""
    end = max(end for end in (0, *ENDS) if len({code[:end] for code in codes}) == 1)
    return next(iter(codes))[:end].ljust(LENGTH, "0")


@transaction.atomic
def rebuild(*, by: Actor, now: datetime) -> int:
    """Group all matters of the rule's window anew; return how many issues there are then.

    Matters stream through; what is kept of each is a number. What a person decided stays: an issue keeps its row where
    most of its members are together again, and what was put out stays out.
    """
    rule = in_force(HotIssuesRule, city_day(now))
    state = _held(rule.value, now)
    MEMORY.forget()
    until = now - LAG
    grouper = Grouper(grouping_of(rule.value))
    window = looked_at(until - timedelta(days=rule.value.window_days), until)
    rows = window.values_list(*READ)
    add_rows(grouper, rows.iterator(chunk_size=AT_ONCE))
    adopt(grouper, _told, ((row[0], comparable_row(row)) for row in rows.iterator(chunk_size=AT_ONCE)))
    large = sorted(grouper.groups, key=lambda group: -group.size)[: rule.value.most_kept]
    found = [group for group in large if group.size >= rule.value.least_size]
    _recognise(found)
    known = {group.key for group in found if group.key is not None}
    _end_what_fell_apart(known, by=by, now=now)
    HotMember.objects.filter(issue__in=known, joining="found").delete()
    for group in found:
        if group.key is None:
            _propose(group, group.members, rule, by=by, now=now)
        else:
            _add_members(group.key, group.members)
            inside = HotMember.objects.filter(issue=group.key, joining="found")
            numbers = list(inside.values_list("matter_id", flat=True)) or group.members
            told = _described(group, numbers, rule.value, now)
            HotIssue.objects.filter(pk=group.key).update(**told, traits=packed(group), edition=rule.edition)
    state.until, state.rebuilt_at, state.turn = until, now, state.turn + 1
    state.save(update_fields=["until", "rebuilt_at", "turn"])
    return len(found)


def _told(numbers: Sequence[int]) -> list[tuple[str, str]]:
    rows = Matter.objects.filter(pk__in=numbers).order_by("registered_at", "id").values_list(*READ)
    return [comparable_row(row) for row in rows]


def _recognise(groups: Sequence[Group]) -> None:
    """Give each group the row that most of its members were in, largest group first; a row goes to one. One query."""
    found = HotMember.objects.filter(joining="found").values_list("matter_id", "issue_id")
    home_of = dict(found.iterator(chunk_size=AT_ONCE))
    taken = set[int]()
    for group in groups:
        homes = Counter(home_of[at] for at in group.members if at in home_of)
        home, shared = homes.most_common(1)[0] if homes else (0, 0)
        if home and home not in taken and 2 * shared >= min(group.size, sum(homes.values())):
            group.key = home
            taken.add(home)


def _end_what_fell_apart(known: Collection[int], *, by: Actor, now: datetime) -> None:
    """End proposals whose members are not together any more. Nobody had confirmed them."""
    gone = HotIssue.objects.filter(status=HotStatus.PROPOSED).exclude(pk__in=known)
    for issue in gone:
        event = HotIssueDecided(old=issue.status, new=HotStatus.ENDED, size=issue.size)
        ended = {"status": HotStatus.ENDED, "decided_at": now, "decided_size": issue.size}
        record(event, subject=issue, by=by, now=now, changes=ended)
        issue.members.filter(joining="found").delete()
