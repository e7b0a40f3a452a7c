from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import yaml
from django.db.models import Q
from django.utils.translation import gettext

from linli.administration.errors import TextUnreadable
from linli.administration.policies import Change, changes
from linli.calendars.policies import Limit, due_at
from linli.calendars.queries import working_calendar
from linli.catalogue.policies.kinds import Tier
from linli.matters.policies import Step
from linli.matters.policies.rules import MatterLimits
from linli.people.models import Unit
from linli.people.queries import called, nearest_to
from linli.rulebook.policies import Rule
from linli.rulebook.queries import InForce, timeline

R = TypeVar("R", bound=Rule)
SHOWN = 50


def units_found(words: str) -> list[Unit]:
    """Return units by name, short form or code in the order of the tree, closed ones too. One query."""
    rows = Unit.objects.select_related("parent").order_by("path")
    if words:
        rows = rows.filter(called(words) | Q(code__contains=words)).order_by(nearest_to(words), "path")
    return list(rows[:SHOWN])


def standing(rule: type[R], on: date) -> InForce[R] | None:
    """Return the entry that applies on a day, None where there is none. From memory."""
    begun = [each for each in timeline(rule) if each.valid_from <= on]
    return begun[-1] if begun else None


def coming(rule: type[Rule], today: date) -> list[InForce[Rule]]:
    """Return the entries that begin after today, the nearest first. One taken back changes nothing: it is left out."""
    found, last = [], standing(rule, today)
    for each in timeline(rule):
        if each.valid_from > today:
            if last is None or each.value != last.value:
                found.append(each)
            last = each
    return found


def plain(value: Rule | None) -> Any:
    return value.model_dump(mode="json") if value is not None else {}


def as_text(value: Any) -> str:
    """Return a value as people edit it."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100)


def read_text(text: str) -> Mapping[str, Any]:
    """Raises TextUnreadable."""
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise TextUnreadable(why=str(error).splitlines()[0]) from error
    if not isinstance(value, dict):
        raise TextUnreadable(why=gettext("names with values are expected"))
    return value


WORDS: dict[str, Any] = {
    **{tier.value: tier.label for tier in Tier},
    **{step.value: step.label for step in Step},
}


def in_words(change: Change) -> str:
    """Return where a change is, with the names that clerks know."""
    return " › ".join(str(WORDS.get(part, part)) for part in change.path if part not in ("tiers", "steps"))


@dataclass(frozen=True)
class Effect:
    """What a changed limit means for a matter that comes in as if it were now."""

    where: str
    old: datetime
    new: datetime


def effects(old: MatterLimits, new: MatterLimits, now: datetime) -> list[Effect]:
    """Return for each changed limit until when it would run, begun now: before and after. No query."""
    calendar, found = working_calendar(), []
    for tier in Tier:
        for step in Step:
            before, after = old.tiers[tier].steps[step], new.tiers[tier].steps[step]
            if before != after:
                where = f"{tier.label} › {step.label}"
                found.append(Effect(where, _due(before, now, calendar), _due(after, now, calendar)))
    return found


def _due(limit: Limit, now: datetime, calendar: Any) -> datetime:
    return due_at(now, limit, calendar)


def differences(rule: type[Rule], value: Mapping[str, Any], valid_from: date) -> Sequence[Change]:
    """Return what would change on a day, read as the rule reads it. Raises ValidationError."""
    now = standing(rule, valid_from)
    return changes(plain(now.value if now else None), plain(rule.model_validate(value)))


def next_day(day: date) -> date:
    return day + timedelta(days=1)
