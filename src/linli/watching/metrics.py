"""Figures in the form monitors read (Prometheus' text format). Names of routes and tasks only, never of people."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from prometheus_client import CollectorRegistry, Histogram, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from linli.watching import queries

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Where the processes of the web server share their counts; the library reads it when it is imported."""
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

answered = Histogram(
    "linli_request_seconds",
    "Time to answer a request.",
    ("method", "route", "status"),
    registry=(own := CollectorRegistry()),
    buckets=BUCKETS,
)


def shared_folder() -> Path:
    return Path(settings.LINLI.home) / "run" / "metrics"


def text(now: datetime) -> bytes:
    """Return all figures: requests of all processes, and what the database says at this moment."""
    registry = CollectorRegistry()
    if os.environ.get(SHARED):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Own())
    registry.register(_City(now))
    return bytes(generate_latest(registry))


class _Own(Collector):
    """What this process alone counted."""

    def collect(self) -> Iterable[Metric]:
        return own.collect()


class _City(Collector):
    """What the database knows."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        yield from self._jobs()
        yield _gauge(
            "linli_worker_silence_seconds", "Since a worker was heard of.", queries.worker_silence(self.now)
        )
        yield _gauge(
            "linli_ladder_lag_seconds", "How far the ladder's sweep is behind.", queries.ladder_lag(self.now)
        )
        yield _gauge("linli_seal_age_seconds", "Since the journal was sealed.", queries.seal_age(self.now))
        yield from self._places()

    def _jobs(self) -> Iterator[Metric]:
        counts = GaugeMetricFamily("linli_jobs", "Unfinished jobs.", labels=("task", "state"))
        oldest = GaugeMetricFamily(
            "linli_oldest_job_seconds", "How long the oldest due job waits.", labels=("task",)
        )
        for each in queries.queues(self.now):
            for state in ("waiting", "running", "failed"):
                counts.add_metric((each.task, state), getattr(each, state))
            oldest.add_metric((each.task,), each.oldest.total_seconds() if each.oldest else 0)
        yield counts
        yield oldest

    def _places(self) -> Iterator[Metric]:
        database, disk = queries.database(), queries.disk()
        connections = GaugeMetricFamily("linli_database_connections", "Connections.", labels=("state",))
        for state, number in database.connections.items():
            connections.add_metric((state,), number)
        yield connections
        yield _gauge("linli_database_connections_limit", "Most connections.", database.most_connections)
        yield _gauge("linli_database_bytes", "Size of the database.", database.size)
        yield _gauge("linli_disk_free_bytes", "Free where attachments are kept.", disk.free)


def _gauge(name: str, words: str, value: timedelta | float | None) -> GaugeMetricFamily:
    """Return one figure; no figure at all where there is nothing to measure."""
    number = value.total_seconds() if isinstance(value, timedelta) else value
    return (
        GaugeMetricFamily(name, words, value=number) if number is not None else GaugeMetricFamily(name, words)
    )
