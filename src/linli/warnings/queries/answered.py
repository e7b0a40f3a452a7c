"""Replies that went out: how similar matters were answered, and how the replies of units are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from linli.core.time import city_day
from linli.intake.queries.duplicates import traits_of
from linli.language.policies import shingles, similarity
from linli.matters.access import visible
from linli.matters.models import Matter, Reply
from linli.matters.policies import Resolved
from linli.people.access import Viewer
from linli.people.queries import units_numbered
from linli.publications.policies.masking import masked
from linli.rulebook.queries import in_force
from linli.warnings.queries.alike import candidates
from linli.warnings.replies.checks import MOST_READ, check
from linli.warnings.rules import AlikeRule, ReplyAdviceRule

DAYS = 30
READ = (
    *("by_unit", "text", "sent_at", "matter"),
    *("matter__title", "matter__text", "matter__due_at", "matter__registered_at"),
)
"""What is read of them: of a matter's sixty columns these four."""
LEAST = 5
"""Fewer replies could tell about one of them."""


@dataclass(frozen=True)
class Example:
    """How a similar matter was answered whose requester called it resolved."""

    matter: Matter
    reply: str
    """Without numbers and names that the usual forms show."""


def examples_for(matter: Matter, *, viewer: Viewer, now: datetime) -> list[Example]:
    """Return the likest ones first, among matters the viewer may read. Two queries."""
    advice = in_force(ReplyAdviceRule, city_day(now)).value
    least = float(in_force(AlikeRule, city_day(now)).value.least_words)
    since = now - timedelta(days=advice.examples_days)
    rows = candidates(matter, viewer=viewer, since=since, resolved=Resolved.YES, replied_at__isnull=False)
    said = shingles(traits_of(matter).words)
    ranked = sorted(
        ((similarity(said, traits_of(each).words), each) for each in rows),
        key=lambda pair: (-pair[0], -pair[1].pk),
    )
    chosen = [each for likeness, each in ranked if likeness >= least][: advice.most_examples]
    replies = {
        each.matter_id: each.text for each in Reply.objects.filter(matter__in=chosen).order_by("sent_at")
    }
    return [Example(each, masked(replies[each.pk])) for each in chosen if each.pk in replies]


@dataclass(frozen=True)
class UnitReplies:
    """The replies of one unit. A dash stands where fewer than five were read."""

    unit: str
    replies: int
    on_time: float | None
    """Share that went out before the matter was due."""
    median_days: float | None
    complete: float | None
    """Share that answers, gives grounds and says what is next, as far as words tell."""
    empty: float | None


def replies_of_units(viewer: Viewer, *, now: datetime) -> list[UnitReplies]:
    """Return the figures of the last days' latest replies, most replies first. Two queries, and some reading."""
    rule = in_force(ReplyAdviceRule, city_day(now)).value
    rows = (
        Reply.objects.filter(matter__in=visible(viewer).filter(replied_at__gte=now - timedelta(days=DAYS)))
        .select_related("matter")
        .exclude(by_unit=None)
        .only(*READ)
        .order_by("-sent_at")[:MOST_READ]
    )
    of_unit: defaultdict[int, list[Reply]] = defaultdict(list)
    for row in rows:
        of_unit[row.by_unit or 0].append(row)
    names = units_numbered(of_unit)
    found = [
        _figures(names[unit].name if unit in names else "", replies, rule)
        for unit, replies in of_unit.items()
    ]
    return sorted(found, key=lambda each: (-each.replies, each.unit))


def _figures(unit: str, replies: Sequence[Reply], rule: ReplyAdviceRule) -> UnitReplies:
    if len(replies) < LEAST:
        return UnitReplies(unit, len(replies), None, None, None, None)
    due = [each for each in replies if each.matter.due_at]
    judged = [check(f"{each.matter.title}，{each.matter.text}", each.text) for each in replies]
    complete = [
        each.answers >= rule.answers and each.grounds >= rule.grounds and each.next_step >= rule.next_step
        for each in judged
    ]
    empty = [each.empty_formula >= rule.empty_formula for each in judged]
    days = [(each.sent_at - each.matter.registered_at) / timedelta(days=1) for each in replies]
    on_time = [each.sent_at <= each.matter.due_at for each in due if each.matter.due_at]
    return UnitReplies(
        unit=unit,
        replies=len(replies),
        on_time=sum(on_time) / len(on_time) if len(on_time) >= LEAST else None,
        median_days=median(days),
        complete=sum(complete) / len(complete),
        empty=sum(empty) / len(empty),
    )
