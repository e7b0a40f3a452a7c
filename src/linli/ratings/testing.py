"""A scheme of one's own and facts for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from linli.core.actor import SYSTEM
from linli.entities.models import Entity
from linli.matters.testing import SmallCity
from linli.people.testing import value_of_rule
from linli.ratings.actions.recording import NewFact, record_facts
from linli.ratings.actions.running import run
from linli.ratings.models import Fact, Result, Run
from linli.ratings.policies.periods import period_of
from linli.rulebook.actions import set_rule


def facts(city: SmallCity, entity: Entity, *kinds: str, on: date | None = None) -> list[Fact]:
    """Record facts of these kinds about an entity, on the day before today when nothing is said."""
    day = on or date(2026, 3, 2)
    new = [NewFact(entity.pk, kind, day, f"安函〔2026〕{place}号") for place, kind in enumerate(kinds)]
    recording = record_facts(facts=new, source="test", by=SYSTEM, now=city.now)
    return list(Fact.objects.filter(recording=recording).order_by("pk"))


def rate(city: SmallCity, scheme: str = "three_zero", period: str = "2026-Q1", **more: Any) -> Run:
    return run(scheme=scheme, period=period_of(period), by=SYSTEM, now=city.now, **more)


def result(row: Run, entity: Entity) -> Result:
    return Result.objects.get(run_id=row.pk, entity_id=entity.pk)


def set_schemes(schemes: Sequence[dict[str, Any]], city: SmallCity, on: date = date(2024, 1, 1)) -> None:
    """Put these schemes beside Anhe's own."""
    own = {each["code"] for each in schemes}
    kept = [each for each in value_of_rule("ratings-schemes")["schemes"] if each["code"] not in own]
    set_rule("ratings.schemes", {"schemes": [*kept, *schemes]}, on, by=SYSTEM, now=city.now)
