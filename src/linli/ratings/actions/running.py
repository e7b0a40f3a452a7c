"""Rating everybody of a scheme at once, frozen so that it can be reckoned again. One statement does the work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from psycopg import sql

from linli.core.actor import Actor
from linli.core.rows import lock_until_committed
from linli.core.time import aware
from linli.entities.policies import State
from linli.entities.queries.editions import last_signed
from linli.journal.actions import record
from linli.ratings import events
from linli.ratings.compiling import Frame, statement
from linli.ratings.errors import NobodyToRate, OwnRun, RunDecided
from linli.ratings.models import Run
from linli.ratings.policies.periods import Period
from linli.ratings.policies.scheme import Scheme
from linli.ratings.policies.states import RunStatus
from linli.ratings.queries.schemes import numbers_of_kinds, scheme_of, scheme_on

WORK_MEM = "256MB"
COLUMNS = sql.SQL("run_id, entity_id, step, was, total, points, inputs, evidence")
OF_RUN = "run_id, entity_id, step, total, points, inputs"
DIGEST = sql.SQL(
    """
    SELECT sha256(coalesce(string_agg(
             int8send(r.entity_id) || int2send(r.step) || int4send(r.total) || int8send(r.inputs)
             || array_send(r.points),
             ''::bytea ORDER BY r.entity_id), ''::bytea)),
           count(*), count(*) FILTER (WHERE r.was <> r.step)
      FROM {} r
    """
)

COUNT_AREAS = """
    INSERT INTO ratings_areacount (run_id, area_code, step, bodies)
    SELECT {run}, area_code, step, count(*) FROM {part} GROUP BY area_code, step
"""


@transaction.atomic
def run(*, scheme: str, period: Period, by: Actor, now: datetime, whole: bool = False) -> Run:
    """Rate everybody of a scheme in a period.

    Where only facts came or went since a whole run of the same period, edition and base, only the bodies they touch
    are rated anew; `whole` rates all again. Raises SchemeNotFound, NobodyToRate.
    """
    lock_until_committed(f"ratings.run:{scheme}")
    found = scheme_on(scheme, period.last_on)
    frame = Frame(found.scheme, numbers_of_kinds(), period.first_on, period.last_on, read_clock())
    row = Run(
        scheme=scheme,
        edition=found.edition,
        period=period.text,
        first_on=period.first_on,
        last_on=period.last_on,
        clock=frame.clock,
        entity_edition=last_signed(),
        previous=_previous(scheme),
        computed_at=aware(now),
        computed_by=by.account,
    )
    row.base = None if whole else _base_for(row)
    (row.pk,) = _numbers()
    _tune()
    outcome = _rate_touched(row, frame) if row.base else _rate_all(row, frame)
    row.rated, row.changed, row.digest = outcome.rated, outcome.changed, outcome.digest
    event = events.RunComputed(
        scheme=scheme,
        edition=row.edition,
        period=row.period,
        clock=row.clock,
        rated=row.rated,
        changed=row.changed,
        digest=outcome.digest.hex(),
    )
    record(event, subject=row, by=by, now=now)
    if row.base:
        _count_touched(row)
    return row


@dataclass(frozen=True)
class _Outcome:
    rated: int
    changed: int
    digest: bytes


def read_clock() -> int:
    """Return the last tick at which all facts are there: nobody is writing one with a lower number any more.

    Facts take their number while they hold the table for writing, so who waits for the table has seen them all. The
    lock lasts until this transaction ends only where it is needed: a savepoint gives it back.
    """
    savepoint = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE ratings_fact IN SHARE MODE")
        cursor.execute("SELECT last_value, is_called FROM ratings_clock")
        last, is_called = cursor.fetchone()
    transaction.savepoint_rollback(savepoint)
    return int(last) if is_called else 0


def _previous(scheme: str) -> Run | None:
    rows = Run.objects.filter(scheme=scheme).exclude(status=RunStatus.DISCARDED)
    return rows.order_by("-pk").first()


def _base_for(row: Run) -> Run | None:
    """Return the newest whole run that differs from the wanted one by facts alone."""
    same = {
        name: getattr(row, name) for name in ("scheme", "edition", "first_on", "last_on", "entity_edition")
    }
    rows = Run.objects.filter(base=None, **same).exclude(status=RunStatus.DISCARDED)
    return rows.order_by("-pk").first()


def _numbers() -> tuple[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [Run._meta.db_table])
        return (int(cursor.fetchone()[0]),)


def _tune() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true), set_config('jit', 'off', true)", [WORK_MEM])


def everybody(scheme: Scheme) -> sql.Composed:
    """Return the FROM item of all bodies in a scheme's scope today."""
    conditions = [
        sql.SQL("x.kind = ANY({})").format(sql.Literal([each.value for each in scheme.entities])),
        sql.SQL("x.state <> {}").format(sql.Literal(State.GONE.value)),
    ]
    if scheme.trades:
        begins = sql.SQL(" OR ").join(
            sql.SQL("starts_with(x.trade, {})").format(sql.Literal(each)) for each in scheme.trades
        )
        conditions.append(sql.SQL("({})").format(begins))
    return sql.SQL("(SELECT x.id, x.area_code FROM entities_entity x WHERE {}) e").format(
        sql.SQL(" AND ").join(conditions)
    )


def _before(row: Run) -> tuple[sql.Composable, sql.Composable]:
    """Return the column and the joins that give the step in the previous run."""
    if row.previous is None:
        return sql.SQL("NULL::smallint"), sql.SQL("")
    previous = row.previous
    join = sql.SQL("LEFT JOIN ratings_result {alias} ON {alias}.run_id = {run} AND {alias}.entity_id = e.id")
    newest = join.format(alias=sql.Identifier("b1"), run=sql.Literal(previous.pk))
    if previous.base_id is None:
        return sql.SQL("b1.step"), newest
    below = join.format(alias=sql.Identifier("b2"), run=sql.Literal(previous.base_id))
    return sql.SQL("coalesce(b1.step, b2.step)"), sql.SQL(" ").join([newest, below])


def _rate_all(row: Run, frame: Frame) -> _Outcome:
    """Rate all into a table of their own, which becomes the run's part of the results. Raises NobodyToRate."""
    part = sql.Identifier(f"ratings_result_{row.pk}")
    was, joined = _before(row)
    population, area = everybody(frame.scheme), sql.SQL(", e.area_code")
    select = statement(frame, run=row.pk, population=population, was=was, joined=joined, also=area)
    with connection.cursor() as cursor:
        # Made by CREATE TABLE AS, the only writing that PostgreSQL plans in parallel.
        cursor.execute(sql.SQL("CREATE TABLE {} AS {}").format(part, select))
        outcome = _outcome(cursor, part)
        if not outcome.rated:
            raise NobodyToRate
        # The area came along, so that areas are counted without looking up every body once more.
        cursor.execute(sql.SQL(COUNT_AREAS).format(run=sql.Literal(row.pk), part=part))
        cursor.execute(_finished(part, row.pk))
    return outcome


def _finished(part: sql.Identifier, run: int) -> sql.Composed:
    bare = ("run_id", "entity_id", "step", "total", "points", "inputs", "evidence")
    filled = sql.SQL(", ").join(
        sql.SQL("ALTER COLUMN {} SET NOT NULL").format(sql.Identifier(each)) for each in bare
    )
    return sql.SQL(
        # One reading checks all; what is known of the run's number spares another when the part is attached.
        "ALTER TABLE {part} DROP COLUMN area_code, {filled},"
        " ADD CONSTRAINT ratings_result_of_one_run CHECK (run_id = {run}), ADD PRIMARY KEY (run_id, entity_id);"
        "ALTER TABLE ratings_result ATTACH PARTITION {part} FOR VALUES IN ({run});"
        "ALTER TABLE {part} DROP CONSTRAINT ratings_result_of_one_run"
    ).format(part=part, filled=filled, run=sql.Literal(run))


def _rate_touched(row: Run, frame: Frame) -> _Outcome:
    """Rate the bodies whose facts came or went since the whole run below."""
    assert row.base is not None
    was, joined = _before(row)
    kinds = sql.Literal([frame.numbers[use.kind] for use in frame.scheme.uses if use.kind in frame.numbers])
    touched = sql.SQL(
        """
        SELECT DISTINCT entity_id FROM (
          SELECT entity_id, kind_id FROM ratings_fact WHERE id > {old} AND id <= {new}
          UNION ALL SELECT entity_id, kind_id FROM ratings_fact WHERE ended > {old} AND ended <= {new}) f
         WHERE kind_id = ANY({kinds}::smallint[])
        """
    ).format(old=sql.Literal(row.base.clock), new=sql.Literal(frame.clock), kinds=kinds)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMP TABLE ratings_touched ON COMMIT DROP AS {}").format(touched))
        cursor.execute("ANALYZE ratings_touched")
        population = sql.SQL(
            "(SELECT b.entity_id AS id FROM ratings_result b JOIN ratings_touched x ON x.entity_id = b.entity_id"
            " WHERE b.run_id = {}) e"
        ).format(sql.Literal(row.base.pk))
        only = sql.SQL("AND f.entity_id = ANY(ARRAY(SELECT entity_id FROM ratings_touched))")
        select = statement(frame, run=row.pk, population=population, was=was, joined=joined, touched=only)
        cursor.execute(sql.SQL("INSERT INTO ratings_result ({}) {}").format(COLUMNS, select))
        cursor.execute("DROP TABLE ratings_touched")
        rows = sql.SQL("(SELECT * FROM ratings_result WHERE run_id = {})").format(sql.Literal(row.pk))
        found = _outcome(cursor, rows)
    return _Outcome(row.base.rated, found.changed, found.digest)


def _outcome(cursor: object, rows: sql.Composable) -> _Outcome:
    digesting = DIGEST.format(rows)
    cursor.execute(digesting)  # type: ignore[attr-defined]
    digest, rated, changed = cursor.fetchone()  # type: ignore[attr-defined]
    return _Outcome(rated, changed, bytes(digest))


def _count_touched(row: Run) -> None:
    """Keep how many bodies of each area stand on each step: what the whole run below counted, with what differs."""
    counted = sql.SQL(
        """
        SELECT e.area_code, r.step, count(*) AS n FROM ratings_result r JOIN entities_entity e ON e.id = r.entity_id
         WHERE r.run_id = {run}
           AND r.entity_id = ANY(ARRAY(SELECT d.entity_id FROM ratings_result d WHERE d.run_id = {own}))
         GROUP BY e.area_code, r.step
        """
    )
    own, base = sql.Literal(row.pk), sql.Literal(row.base_id)
    insert = sql.SQL(
        """
        INSERT INTO ratings_areacount (run_id, area_code, step, bodies)
        SELECT {own}, area_code, step, sum(n) FROM (
          SELECT area_code, step, bodies AS n FROM ratings_areacount WHERE run_id = {base}
          UNION ALL SELECT area_code, step, -n FROM ({replaced}) o
          UNION ALL SELECT area_code, step, n FROM ({found}) p) q
         GROUP BY area_code, step HAVING sum(n) > 0
        """
    ).format(
        own=own,
        base=base,
        replaced=counted.format(run=base, own=own),
        found=counted.format(run=own, own=own),
    )
    with connection.cursor() as cursor:
        cursor.execute(insert)


@dataclass(frozen=True)
class Verified:
    """Whether a run reckoned again gives the same."""

    rated: int
    differing: tuple[int, ...]
    """Numbers of the first bodies whose row is another."""
    is_same: bool


@transaction.atomic
def verify(*, row: Run) -> Verified:
    """Reckon a run again: its scheme as it was, its bodies, its facts as they stood. Nothing is kept."""
    frame = Frame(scheme_of(row), numbers_of_kinds(), row.first_on, row.last_on, row.clock)
    population = sql.SQL("(SELECT b.entity_id AS id FROM ratings_result b WHERE b.run_id = {}) e").format(
        sql.Literal(row.pk)
    )
    only: sql.Composable = sql.SQL("")
    if row.base_id is not None:
        only = sql.SQL(
            "AND f.entity_id = ANY(ARRAY(SELECT entity_id FROM ratings_result WHERE run_id = {}))"
        ).format(sql.Literal(row.pk))
    select = statement(frame, run=row.pk, population=population, touched=only)
    _tune()
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMP TABLE ratings_again ON COMMIT DROP AS {}").format(select))
        again = _outcome(cursor, sql.Identifier("ratings_again"))
        entities = (
            f"SELECT entity_id FROM (SELECT {OF_RUN} FROM ratings_again EXCEPT"  # noqa: S608 — constants
            f" SELECT {OF_RUN} FROM ratings_result WHERE run_id = %s) d ORDER BY 1 LIMIT 20"
        )
        cursor.execute(entities, [row.pk])
        differing = tuple(number for (number,) in cursor.fetchall())
        cursor.execute("DROP TABLE ratings_again")
    return Verified(again.rated, differing, not differing and again.digest == bytes(row.digest))


@transaction.atomic
def discard(*, row: Run, by: Actor, now: datetime, note: str = "") -> None:
    """Set a run aside that was not signed. Raises RunDecided."""
    require_open(row)
    event = events.RunDiscarded(scheme=row.scheme, period=row.period)
    record(event, subject=row, by=by, now=now, note=note, changes={"status": RunStatus.DISCARDED.value})


def require_open(row: Run) -> None:
    newer = Run.objects.filter(scheme=row.scheme, status=RunStatus.SIGNED, pk__gt=row.pk).exists()
    if row.status != RunStatus.COMPUTED or newer:
        raise RunDecided(state=RunStatus(row.status).label)


def require_other(row: Run, by: Actor) -> None:
    if by.account is not None and by.account == row.computed_by:
        raise OwnRun
