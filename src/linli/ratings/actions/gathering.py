"""Facts that the platform's own records hold about units: taken over each night, and taken back where they fell.

What is taken is what a unit did or left undone. How many demands came, and from whom, is not looked at: a unit with one
demand overdue has one fact, whether ten people or ten thousand wrote to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext, override

from linli.core.actor import Actor
from linli.core.rows import lock_until_committed
from linli.core.time import city_day
from linli.entities.models import Entity
from linli.entities.policies import State
from linli.journal.models import Entry
from linli.matters.models import Matter
from linli.matters.policies import Step
from linli.matters.queries.rates import KEPT, promises
from linli.ratings.actions.recording import NewFact, end_facts, record_facts
from linli.ratings.models import Fact
from linli.ratings.policies.states import Ending
from linli.ratings.queries.schemes import kinds_on
from linli.supervision.models import Hazard
from linli.supervision.policies import Gravity, HazardStatus

CHINESE = "zh-hans"
OVERDUE, REOPENED, HAZARD = "petition.overdue", "petition.reopened", "safety.hazard"
LOOKS_BACK = timedelta(days=120)
"""A quarter and a month: what is older was taken over long ago."""
NOT_AS_REPORTED = "not_verified"
"""A look on the spot found that what a unit had reported was not so. That a requester was not content is no fault."""


@dataclass(frozen=True)
class Gathered:
    recorded: int
    ended: int
    """Facts whose matter was left out of all rates by a decision."""


@dataclass(frozen=True, slots=True)
class _Found:
    unit: int
    kind: str
    on: date
    evidence: str


@transaction.atomic
def gather(*, by: Actor, now: datetime) -> Gathered:
    """Record what the platform knows about units that are in the base, each thing once. May run twice."""
    lock_until_committed("ratings.gather")
    rows = Entity.objects.filter(unit__isnull=False).exclude(state=State.GONE)
    bodies = dict(rows.values_list("unit_id", "pk"))
    kinds = kinds_on(city_day(now)).kinds
    known = _known(bodies)
    new: dict[tuple[int, str, str], NewFact] = {}
    with override(CHINESE):
        for each in _found(now):
            body = bodies.get(each.unit)
            if body is None or each.kind not in kinds or (body, each.kind, each.evidence) in known:
                continue
            new.setdefault((body, each.kind, each.evidence), NewFact(body, each.kind, each.on, each.evidence))
        if new:
            source = gettext("The platform's own records")
            record_facts(facts=list(new.values()), source=source, by=by, now=now)
        ended = _end_left_out(by=by, now=now)
    return Gathered(len(new), ended)


def _known(bodies: dict[int, int]) -> set[tuple[int, str, str]]:
    rows = Fact.objects.filter(entity__in=list(bodies.values()), kind__code__in=(OVERDUE, REOPENED, HAZARD))
    return set(rows.values_list("entity_id", "kind__code", "evidence"))


def _found(now: datetime) -> Iterator[_Found]:
    since = now - LOOKS_BACK
    yield from _overdue(since, now)
    yield from _not_as_reported(since)
    yield from _hazards(city_day(now))


def _overdue(since: datetime, now: datetime) -> Iterator[_Found]:
    """Yield matters with a result that did not come in time, each once for a unit: reworks have clocks of their own."""
    late = promises(since, now).exclude(KEPT).filter(step=Step.RESOLVE, unit__isnull=False)
    counted = late.filter(matter__excluded_for="", matter__merged_into=None).order_by("due_at", "pk")
    for unit, code, due_at in counted.values_list("unit_id", "matter__code", "due_at"):
        yield _Found(unit, OVERDUE, city_day(due_at), code)


def _not_as_reported(since: datetime) -> Iterator[_Found]:
    rows = Entry.objects.filter(event="matter.rework", at__gte=since, facts__why=NOT_AS_REPORTED)
    told = [(facts, at) for facts, at in rows.order_by("pk").values_list("facts", "at")]
    left_out = set(
        Matter.objects.filter(code__in=[facts["code"] for facts, _at in told])
        .exclude(excluded_for="")
        .values_list("code", flat=True)
    )
    for facts, at in told:
        if facts.get("unit") and facts["code"] not in left_out:
            yield _Found(facts["unit"], REOPENED, city_day(at), facts["code"])


def _hazards(today: date) -> Iterator[_Found]:
    """Yield major hazards that nobody has reported as put right though the day is over."""
    open_ones = Hazard.objects.filter(gravity=Gravity.MAJOR, status=HazardStatus.FOUND, due_on__lt=today)
    for number, owner, due_on in open_ones.values_list("pk", "owner_id", "due_on"):
        yield _Found(
            owner, HAZARD, due_on + timedelta(days=1), gettext("Hazard %(number)s") % {"number": number}
        )


def _end_left_out(*, by: Actor, now: datetime) -> int:
    """Let facts end whose matter was left out of the rates since: a decision corrects every copy."""
    out = Matter.objects.exclude(excluded_for="").filter(changed_at__gte=now - LOOKS_BACK)
    facts = Fact.objects.filter(
        ended=None, kind__code__in=(OVERDUE, REOPENED), evidence__in=out.values("code")
    )
    numbers = list(facts.values_list("pk", flat=True))
    if numbers:
        words = gettext("The matter was left out of all rates by a decision.")
        end_facts(numbers=numbers, ending=Ending.WRONG, words=words, by=by, now=now)
    return len(numbers)
