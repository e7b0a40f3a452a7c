from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from linli.entities.models import Entity
from linli.ratings.models import Fact, Recording
from linli.ratings.policies.judging import CountedFact


def counted_facts(numbers: Iterable[int]) -> list[CountedFact]:
    """Return those of these facts that still count. One query."""
    rows = Fact.objects.filter(pk__in=list(numbers), ended=None).select_related("kind")
    return [
        CountedFact(each.pk, each.kind.code, each.happened_on, each.value) for each in rows.order_by("pk")
    ]


def facts_about(entity: Entity) -> QuerySet[Fact]:
    """Return all facts ever recorded about a body, the newest first."""
    rows = Fact.objects.filter(entity=entity).select_related("kind", "end")
    return rows.order_by("-happened_on", "-pk")


def recordings() -> QuerySet[Recording]:
    """Return what was recorded together, the newest first. It names how many facts came from where, and no body."""
    return Recording.objects.order_by("-recorded_at", "-pk")
