from __future__ import annotations

import psycopg
import pytest
from django.db import OperationalError
from procrastinate import App, RetryStrategy
from procrastinate.jobs import Job
from procrastinate.testing import InMemoryConnector

from linli.cli.worker import MOST_ATTEMPTS, RetryAfterOutage, retry_after_outages


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
