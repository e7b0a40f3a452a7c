"""Facts come, and stop counting. Both move the clock, so that what counted at any moment can be told for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.entities.models import Entity
from linli.journal.actions import record
from linli.ratings import events
from linli.ratings.errors import (
    EvidenceMissing,
    FactInFuture,
    FactKindUnknown,
    FactNotFound,
    ValueWrong,
    WordsMissing,
)
from linli.ratings.models import LONGEST_WORDS, Fact, FactEnd, FactKind, Recording
from linli.ratings.policies.scheme import FactKinds
from linli.ratings.policies.states import Ending
from linli.ratings.queries.schemes import kinds_on, numbers_of_kinds

HIGHEST_VALUE = 1_000_000
LONGEST_EVIDENCE = 200
TOGETHER = 2000
"""Facts of one statement."""


@dataclass(frozen=True, slots=True)
class NewFact:
    entity: int
    """Number of the entity."""
    kind: str
    happened_on: date
    evidence: str
    value: int = 1


@transaction.atomic
def record_facts(*, facts: Sequence[NewFact], source: str, by: Actor, now: datetime) -> Recording:
    """Write facts down, all or none. Raises FactKindUnknown, FactInFuture, EvidenceMissing, ValueWrong."""
    today = city_day(now)
    kinds = kinds_on(today)
    for each in facts:
        check_fact(each, kinds, today)
    recording = new_recording(source, len(facts), now)
    record(events.FactsRecorded(source=recording.source, count=len(facts)), subject=recording, by=by, now=now)
    write_facts(facts, recording)
    return recording


def check_fact(fact: NewFact, kinds: FactKinds, today: date) -> None:
    """Raises FactKindUnknown, FactInFuture, EvidenceMissing, ValueWrong."""
    if fact.kind not in kinds.kinds:
        raise FactKindUnknown(kind=fact.kind)
    if fact.happened_on > today:
        raise FactInFuture(on=fact.happened_on.isoformat())
    if not fact.evidence.strip():
        raise EvidenceMissing(evidence=kinds.kinds[fact.kind].evidence)
    if not 0 <= fact.value <= HIGHEST_VALUE:
        raise ValueWrong(value=fact.value, most=HIGHEST_VALUE)


def new_recording(source: str, count: int, now: datetime) -> Recording:
    return Recording(source=source[:200], recorded_at=aware(now), facts=count)


def write_facts(facts: Sequence[NewFact], recording: Recording) -> None:
    """Insert facts that were checked. Their recording may come later in the same transaction."""
    numbers = _numbers_of({each.kind for each in facts})
    rows = (
        Fact(
            entity_id=each.entity,
            kind_id=numbers[each.kind],
            happened_on=each.happened_on,
            value=each.value,
            evidence=paper_of(each.evidence),
            recording_id=recording.pk,
        )
        for each in facts
    )
    Fact.objects.bulk_create(rows, batch_size=TOGETHER)


def paper_of(evidence: str) -> str:
    """Return the number of a paper as it is kept."""
    return " ".join(evidence.split())[:LONGEST_EVIDENCE]


def _numbers_of(codes: set[str]) -> dict[str, int]:
    known = numbers_of_kinds()
    if codes - known.keys():
        FactKind.objects.bulk_create(
            [FactKind(code=code) for code in sorted(codes - known.keys())], ignore_conflicts=True
        )
        known = numbers_of_kinds()
    return known


@transaction.atomic
def end_facts(
    *,
    numbers: Sequence[int],
    ending: Ending,
    words: str,
    by: Actor,
    now: datetime,
    entity: Entity | None = None,
) -> list[Fact]:
    """Let facts stop counting: from the next run on, and never in the past. Raises WordsMissing, FactNotFound.

    `entity`: whose facts they must be.
    """
    if not words.strip():
        raise WordsMissing
    rows = Fact.objects.select_for_update().select_related("entity").filter(pk__in=numbers, ended=None)
    facts = list(rows.filter(entity=entity) if entity else rows)
    if len(facts) != len(set(numbers)):
        raise FactNotFound
    for fact in facts:
        end = FactEnd(
            fact=fact, ending=ending.value, words=words.strip()[:LONGEST_WORDS], ended_at=aware(now)
        )
        event = events.FactEnded(fact=fact.pk, entity=fact.entity.code, ending=ending.value)
        record(event, subject=end, by=by, now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ratings_fact SET ended = nextval('ratings_clock') WHERE id = ANY(%s)", [list(numbers)]
        )
    return facts
