from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import threading
from collections.abc import Sequence
from typing import Any, cast

import psycopg
import psycopg_pool
import typer
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import InterfaceError, OperationalError
from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ProcrastinateException, UniqueViolation
from procrastinate.jobs import Job, Status

from linli.core.backend.base import hold_server
from linli.core.postgres import ClusterFailed

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 3.0
STALLED_SECONDS = 12.0
"""A worker that was silent this long is taken for dead, and its jobs are given to others."""
SWEEP_SECONDS = 4.0
GRACE_SECONDS = 10.0
"""How long running jobs may take to finish when the worker is asked to stop."""
LEAVE_SECONDS = 15.0
"""After so long a worker that was asked to stop leaves whatever a thread of it still does, as if it were killed: a
batch is a transaction, and the next worker does what was left behind again."""
MOST_ATTEMPTS = 50
"""So often a job is begun again because the database went away under it."""
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
TROUBLE = (psycopg.Error, psycopg_pool.PoolTimeout, ProcrastinateException, ClusterFailed, OSError)


def command(concurrency: int = typer.Option(2, min=1, help="Jobs done at the same time.")) -> None:
    """Do the jobs that wait in the database, until asked to stop."""
    hold_server()
    gc.freeze()  # what is loaded now stays; the collector need not look at it again and again
    asyncio.run(_work_until_stopped(concurrency))


def leave_after(seconds: float) -> None:
    """End this process after a while, whatever its threads do."""
    leaving = threading.Timer(seconds, os._exit, [0])
    leaving.daemon = True
    leaving.start()


async def _work_until_stopped(concurrency: int) -> None:
    """Work through the queue; begin again when the database went away. SIGTERM and SIGINT end it in order."""
    asked_to_stop = asyncio.Event()

    def stop() -> None:
        asked_to_stop.set()
        leave_after(LEAVE_SECONDS)

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    failures = 0
    while not asked_to_stop.is_set():
        began = asyncio.get_running_loop().time()
        try:
            await _have_database()
            await _work(concurrency, asked_to_stop)
        except TROUBLE as reason:
            log.warning("the worker lost the database and begins again: %s", reason)
        calm = asyncio.get_running_loop().time() - began > 30
        failures = 0 if calm else failures + 1
        await _pause(PAUSES[min(failures, len(PAUSES) - 1)], asked_to_stop)


async def _work(concurrency: int, asked_to_stop: asyncio.Event) -> None:
    """Run one worker and its sweep until one of them ends or a stop is asked for."""
    connector = cast(DjangoConnector, queue.connector).get_worker_connector()
    with queue.replace_connector(connector) as app:
        retry_after_outages(app)
        async with app.open_async():
            tasks = [
                asyncio.create_task(
                    app.run_worker_async(
                        concurrency=concurrency,
                        delete_jobs="successful",
                        install_signal_handlers=False,
                        shutdown_graceful_timeout=GRACE_SECONDS,
                        update_heartbeat_interval=HEARTBEAT_SECONDS,
                        stalled_worker_timeout=STALLED_SECONDS,
                        fetch_job_polling_interval=2.0,
                    )
                ),
                asyncio.create_task(_sweep_always(app)),
                asyncio.create_task(asked_to_stop.wait()),
            ]
            await _until_one_ends(tasks)


class RetryAfterOutage(BaseRetryStrategy):
    """Lets a job that lost the database run again; any other failure is judged as its task says."""

    def __init__(self, otherwise: BaseRetryStrategy | None) -> None:
        self._otherwise = otherwise

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if _is_outage(exception) and job.attempts < MOST_ATTEMPTS:
            return RetryDecision(retry_in={"seconds": 1})
        if self._otherwise is None:
            return None
        return self._otherwise.get_retry_decision(exception=exception, job=job)


def _is_outage(exception: BaseException | None) -> bool:
    """Return whether the database was away: as Django says it, as the driver says it, or as a cause of another."""
    while exception is not None:
        if isinstance(exception, (OperationalError, InterfaceError, psycopg.OperationalError, ClusterFailed)):
            return True
        exception = exception.__cause__ or exception.__context__
    return False


def retry_after_outages(app: App) -> None:
    """Give every task the strategy. Doing it twice changes nothing."""
    for task in app.tasks.values():
        if not isinstance(task.retry_strategy, RetryAfterOutage):
            task.retry_strategy = RetryAfterOutage(task.retry_strategy)


async def _until_one_ends(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Wait for the first to end, cancel the others, raise what went wrong. A worker ends its jobs first."""
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception):
            raise result


async def _sweep_always(app: App) -> None:
    while True:
        await retry_stalled(app)
        await asyncio.sleep(SWEEP_SECONDS)


async def retry_stalled(app: App) -> int:
    """Put back the jobs of workers that died in the middle of them; return how many."""
    jobs = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
    for job in jobs:
        log.warning("job %s (%s) was left behind and is done again", job.id, job.task_name)
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:  # the same work has been asked for again meanwhile, and waits
            await app.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=True)
    return len(jobs)


async def _have_database() -> None:
    if cluster := settings.LINLI.cluster:
        await sync_to_async(cluster.ensure)()


async def _pause(seconds: float, stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
