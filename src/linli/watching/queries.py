"""What the database knows about its own work. Each figure is one query over small or indexed tables."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Max, Min, Q
from procrastinate.contrib.django.models import (
    ProcrastinateJob,
    ProcrastinatePeriodicDefer,
    ProcrastinateWorker,
)

from linli.journal.queries import newest_seal
from linli.supervision.queries import longest_wait

SILENT_SECONDS = 60
"""A worker that was silent this long is taken for gone by the readiness page."""
SHOWN = 50


@dataclass(frozen=True)
class Queue:
    """The jobs of one task that are not finished."""

    task: str
    waiting: int
    running: int
    failed: int
    oldest: timedelta | None
    """How long the oldest that is due has waited."""


@dataclass(frozen=True)
class Database:
    connections: dict[str, int]
    """By what they are doing, as PostgreSQL calls it: `active`, `idle`."""
    most_connections: int
    size: int
    """Bytes on disk."""


@dataclass(frozen=True)
class Disk:
    total: int
    free: int
    """Bytes where attachments are kept."""


@dataclass(frozen=True)
class FailedJob:
    number: int
    task: str
    attempts: int
    at: datetime


def queues(now: datetime) -> list[Queue]:
    """Return the tasks with unfinished jobs, by name. Finished jobs are not kept."""
    is_due = Q(status="todo") & (Q(scheduled_at=None) | Q(scheduled_at__lte=now))
    rows = (
        ProcrastinateJob.objects.exclude(status="succeeded")
        .values("task_name")
        .annotate(
            waiting=Count("pk", filter=Q(status="todo"), distinct=True),
            running=Count("pk", filter=Q(status="doing"), distinct=True),
            failed=Count("pk", filter=Q(status="failed"), distinct=True),
            since=Min("procrastinateevent__at", filter=is_due & Q(procrastinateevent__type="deferred")),
        )
        .order_by("task_name")
    )
    return [
        Queue(
            task=row["task_name"],
            waiting=row["waiting"],
            running=row["running"],
            failed=row["failed"],
            oldest=max(now - row["since"], timedelta()) if row["since"] else None,
        )
        for row in rows
    ]


def failed_jobs() -> list[FailedJob]:
    """Return the newest 50 jobs that were given up."""
    rows = (
        ProcrastinateJob.objects.filter(status="failed")
        .annotate(at=Max("procrastinateevent__at"))
        .order_by("-pk")[:SHOWN]
    )
    return [FailedJob(row.pk, row.task_name, row.attempts, row.at) for row in rows]


def periodic() -> list[tuple[str, datetime]]:
    """Return each task of the clockwork and when it was last called, UTC."""
    rows = ProcrastinatePeriodicDefer.objects.values("task_name").annotate(last=Max("defer_timestamp"))
    return sorted((row["task_name"], datetime.fromtimestamp(row["last"], UTC)) for row in rows if row["last"])


def worker_lives(now: datetime) -> bool:
    silence = worker_silence(now)
    return silence is not None and silence.total_seconds() < SILENT_SECONDS


def worker_silence(now: datetime) -> timedelta | None:
    """Return how long no worker was heard of, None when there never was one."""
    last = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))["last"]
    return max(now - last, timedelta()) if last else None


def ladder_lag(now: datetime) -> timedelta:
    """Return how far the sweep of the supervision ladder is behind; nothing due is no lag."""
    return longest_wait(now)


def seal_age(now: datetime) -> timedelta | None:
    seal = newest_seal()
    return now - seal.sealed_at if seal else None


def database() -> Database:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() GROUP BY 1 ORDER BY 1"
        )
        doing = dict(cursor.fetchall())
        cursor.execute("SELECT current_setting('max_connections')::int, pg_database_size(current_database())")
        most, size = cursor.fetchone()
    return Database(connections=doing, most_connections=most, size=size)


def disk() -> Disk:
    home = Path(settings.LINLI.home)
    usage = shutil.disk_usage(home if home.exists() else home.parent)
    return Disk(usage.total, usage.free)


_migrated = False


def is_migrated() -> bool:
    """Return whether the tables are those of this release. A third of a second, until they are; then from memory."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
