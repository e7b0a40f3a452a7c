from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
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


BUSY_FOR_EVER = """
import asyncio, signal, threading
from linli.cli import worker

async def work(concurrency, asked_to_stop):
    print("at work", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)

async def have_database():
    pass

worker._work, worker._have_database, worker.LEAVE_SECONDS = work, have_database, 0.2
asyncio.run(worker._work_until_stopped(1))
"""


def test_a_worker_that_is_asked_to_stop_does_not_wait_for_a_job_without_end() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "linli.settings"}
    command = [sys.executable, "-c", f"import django; django.setup(){BUSY_FOR_EVER}"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        process.send_signal(signal.SIGTERM)
        try:
            assert process.wait(60) == 0
        finally:
            process.kill()
