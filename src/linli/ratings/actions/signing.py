"""A run is signed: what it found becomes candidates for review, and ratings it no longer supports end."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from psycopg import sql

from linli.core.actor import Actor
from linli.core.rows import lock_until_committed
from linli.core.time import aware
from linli.journal.actions import record
from linli.ratings import events
from linli.ratings.actions.closing import close_all
from linli.ratings.actions.running import require_open, require_other
from linli.ratings.models import Label, Run
from linli.ratings.policies.states import LabelStatus, RunStatus
from linli.ratings.queries.schemes import scheme_of

CANDIDATES = sql.SQL(
    """
    INSERT INTO ratings_label (chain_length, chain_head, entity_id, area_code, unit_id, scheme, run_id, step, status,
                               made_at, code, appeal_words)
    SELECT 0, '', e.id, e.area_code, e.unit_id, {scheme}, {run}, r.step, 'candidate', {now}, '', ''
      FROM ratings_result r
      JOIN entities_entity e ON e.id = r.entity_id
      LEFT JOIN ratings_label l
        ON l.scheme = {scheme} AND l.entity_id = e.id AND l.status IN ('effective', 'appealed')
     WHERE r.run_id = ANY({runs}) AND r.step = ANY({steps}) AND l.step IS DISTINCT FROM r.step
       AND (r.run_id = {run}
            OR NOT EXISTS (SELECT 1 FROM ratings_result n WHERE n.run_id = {run} AND n.entity_id = r.entity_id))
    """
)

UNSUPPORTED = sql.SQL(
    """
    SELECT l.id FROM ratings_label l
      LEFT JOIN ratings_result n ON n.run_id = {run} AND n.entity_id = l.entity_id
      LEFT JOIN ratings_result b ON b.run_id = {base} AND b.entity_id = l.entity_id
     WHERE l.scheme = {scheme} AND l.status = 'effective'
       AND (coalesce(n.step, b.step) = ANY({steps})) IS NOT TRUE
     ORDER BY l.id
    """
)


@transaction.atomic
def sign(*, row: Run, by: Actor, now: datetime, note: str = "") -> tuple[int, int]:
    """Sign a run that somebody else computed; return how many candidates it made and how many ratings it ended.

    Bodies whose colour is reviewed one by one become candidates where nothing equal is in effect. A rating in effect
    for a body that is now below that ends, unless it is appealed against. Raises RunDecided, OwnRun.
    """
    lock_until_committed(f"ratings.run:{row.scheme}")
    require_open(row)
    require_other(row, by)
    Label.objects.filter(scheme=row.scheme, status=LabelStatus.CANDIDATE).delete()
    candidates = _propose(row, now)
    released = _release(row, by=by, now=now)
    event = events.RunSigned(scheme=row.scheme, period=row.period, candidates=candidates, released=released)
    changes = {"status": RunStatus.SIGNED.value, "signed_at": aware(now)}
    record(event, subject=row, by=by, now=now, note=note, changes=changes)
    return candidates, released


def reviewed_steps(row: Run) -> list[int]:
    """Return the steps that are reviewed one by one."""
    scheme = scheme_of(row)
    places = range(len(scheme.steps))
    return [place for place in places if scheme.severity(place) >= scheme.reviewed_severity]


def _propose(row: Run, now: datetime) -> int:
    ready = CANDIDATES.format(
        scheme=sql.Literal(row.scheme),
        run=sql.Literal(row.pk),
        runs=sql.Literal([number for number in (row.pk, row.base_id) if number]),
        steps=sql.Literal(reviewed_steps(row)),
        now=sql.Literal(aware(now)),
    )
    with connection.cursor() as cursor:
        cursor.execute(ready)
        return int(cursor.rowcount)


def _release(row: Run, *, by: Actor, now: datetime) -> int:
    """End what is in effect and not supported any more. Each body has an entry that says so."""
    ready = UNSUPPORTED.format(
        scheme=sql.Literal(row.scheme),
        run=sql.Literal(row.pk),
        base=sql.Literal(row.base_id or row.pk),
        steps=sql.Literal(reviewed_steps(row)),
    )
    with connection.cursor() as cursor:
        cursor.execute(ready)
        numbers = [int(number) for (number,) in cursor.fetchall()]
    return close_all(numbers, LabelStatus.RELEASED, by=by, now=now)
