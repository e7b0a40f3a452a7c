"""The same expressions on Spark, for a province of many cities. An extra: `pip install linli[spark]`, and Java 17."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from linli.metrics.engines.source import Row, plain
from linli.metrics.errors import SparkMissing
from linli.metrics.lake.places import Lake
from linli.metrics.policies.datasets import DATASETS
from linli.metrics.policies.measures import Table

LOCAL = "127.0.0.1"


@dataclass(frozen=True)
class Cluster:
    session: Any

    def open(self, lake: Lake) -> None:
        """Let the names of the fact tables mean the files of all cities of a lake. Raises LakeDamaged."""
        manifests = [lake.manifest(city) for city in lake.cities()]
        for name in DATASETS:
            paths = [
                str(lake.check(kept)) for each in manifests for kept in each.files.get(name, {}).values()
            ]
            self.session.read.parquet(*paths).createOrReplaceTempView(name)

    def put(self, name: str, rows: pa.Table, folder: Path) -> None:
        path = folder / f"{name}.parquet"
        pq.write_table(rows, path)
        self.session.read.parquet(str(path)).createOrReplaceTempView(name)

    def rows(self, expression: Table) -> list[Row]:
        found = self.session.sql(ibis.to_sql(expression, dialect="pyspark"))
        return [{name: plain(value) for name, value in row.asDict().items()} for row in found.collect()]


@contextmanager
def cluster(master: str, java: str = "") -> Iterator[Cluster]:
    """Start or join a cluster, e.g. `spark://host:7077`; `local-cluster[2,1,1024]` starts two workers on this machine.

    `java`: options of its Java processes. Raises SparkMissing.
    """
    os.environ.setdefault("SPARK_LOCAL_IP", LOCAL)
    try:
        from pyspark import SparkContext
        from pyspark.sql import SparkSession
    except ImportError:
        raise SparkMissing from None
    settings = {
        "spark.driver.host": LOCAL,
        "spark.driver.bindAddress": LOCAL,
        "spark.ui.enabled": "false",
        "spark.executor.memory": "512m",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.extraJavaOptions": java,
        "spark.executor.extraJavaOptions": java,
    }
    builder = SparkSession.builder.master(master).appName("linli")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    gateway: Any = session.sparkContext._gateway
    try:
        yield Cluster(session)
    finally:
        session.stop()
        # Else the connection to Java stays open until this process ends, and complains then.
        logging.getLogger("py4j").setLevel(logging.CRITICAL)
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait()
        SparkContext._gateway = SparkContext._jvm = None
