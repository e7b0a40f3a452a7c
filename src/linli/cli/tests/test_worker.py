from __future__ import annotations

import asyncio
from typing import cast

import psycopg
import pytest
from django.db import OperationalError, connection
from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job
from procrastinate.testing import InMemoryConnector

from linli.cli.worker import MOST_ATTEMPTS, RetryAfterOutage, retry_after_outages, retry_stalled


def job(attempts: int = 1) -> Job:
    return Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="some.task", attempts=attempts)


def in_a_rollback() -> Exception:
    error = RuntimeError("cannot roll back")
    error.__context__ = psycopg.errors.AdminShutdown("terminating connection")
    return error


@pytest.mark.parametrize(
    "lost", [OperationalError("gone"), psycopg.OperationalError("gone"), in_a_rollback()]
)
def test_a_job_that_lost_the_database_runs_again(lost: Exception) -> None:
    assert RetryAfterOutage(None).get_retry_decision(exception=lost, job=job())


def test_it_does_not_run_again_for_ever() -> None:
    lost = OperationalError("gone")
    assert not RetryAfterOutage(None).get_retry_decision(exception=lost, job=job(MOST_ATTEMPTS))


def test_any_other_failure_is_judged_as_the_task_says() -> None:
    mistake = ValueError("no")
    assert not RetryAfterOutage(None).get_retry_decision(exception=mistake, job=job())
    assert RetryAfterOutage(RetryStrategy(max_attempts=3)).get_retry_decision(exception=mistake, job=job())


def test_every_task_gets_it_once() -> None:
    app = App(connector=InMemoryConnector())
    task = app.task(name="some.task", retry=3)(lambda: None)
    retry_after_outages(app)
    once = task.retry_strategy
    retry_after_outages(app)
    assert isinstance(once, RetryAfterOutage)
    assert task.retry_strategy is once


@pytest.mark.django_db(transaction=True)
def test_a_job_left_behind_is_put_back_or_gives_way_to_the_same_work_that_waits() -> None:
    """Two of the same work cannot wait, and a worker that tried would begin again for ever."""
    left, waits, alone = _put("same", "doing"), _put("same", "todo"), _put("alone", "doing")

    async def sweep() -> int:
        with queue.replace_connector(cast(DjangoConnector, queue.connector).get_worker_connector()) as app:
            async with app.open_async():
                return await retry_stalled(app)

    assert asyncio.run(sweep()) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status FROM procrastinate_jobs WHERE id = ANY(%s)", [[left, waits, alone]])
        assert dict(cursor.fetchall()) == {waits: "todo", alone: "todo"}


def _put(lock: str, status: str) -> int:
    """Put a job that no living worker does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, priority, queueing_lock)"
            " VALUES ('default', 'some.task', '{}', %s, 0, %s) RETURNING id",
            [status, lock],
        )
        return int(cursor.fetchone()[0])
