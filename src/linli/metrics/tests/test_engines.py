"""The same questions to every engine, and to rollups and facts: equal to the last digit."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median_low
from typing import Any

import ibis
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.metrics.engines.duck import LakeReader
from linli.metrics.engines.source import Row, plain
from linli.metrics.errors import LakeDamaged
from linli.metrics.lake import rollups
from linli.metrics.lake.checking import check
from linli.metrics.lake.places import Kept, Lake
from linli.metrics.lake.writing import write_table
from linli.metrics.policies import counting
from linli.metrics.policies.datasets import DATASETS
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.indicators import INDICATORS, Dimension, Shape
from linli.metrics.policies.measures import MEASURES
from linli.metrics.queries.answering import answer
from linli.metrics.tests.facts import CITY, make_lake, random_facts, table_of

WINDOW = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LakeReader, LakeReader]]:
    lake = make_lake(tmp_path_factory.mktemp("lake"), random_facts(1, 300))
    manifest = lake.manifest(CITY)
    fast, slow = LakeReader(lake, manifest), LakeReader(lake, manifest, only_facts=True)
    yield fast, slow
    fast.close()
    slow.close()


def questions() -> Iterator[Question]:
    """Yield each way of asking; indicators are made of the same sums in one place, whatever the engine."""
    for by in ((), *((each,) for each in Dimension)):
        yield Question("opened", *WINDOW, by, "9901")
        yield Question("handling_time", *WINDOW, by, "9901")


def asked(reader: LakeReader, question: Question) -> list[Row]:
    is_median = question.definition.shape is Shape.MEDIAN
    return reader.medians(question) if is_median else reader.sums(question)


dates = st.dates(date(2026, 2, 1), date(2026, 5, 1))


@settings(max_examples=25, deadline=None)
@given(
    name=st.sampled_from(["opened", "late", "score", "return_rate", "dispatch_accuracy", "handling_time"]),
    by=st.sampled_from([(), *itertools.permutations([Dimension.AREA, Dimension.KIND, Dimension.DAY], 2)]),
    prefix=st.sampled_from(["9901", "990101", "990102001", "990101002003", ""]),
    days=st.tuples(dates, dates).map(sorted),
    units=st.frozensets(st.integers(0, 4), max_size=2),
    kind=st.sampled_from(["", "street", "street.lamp"]),
)
def test_rollups_say_what_the_facts_say(
    readers: tuple[LakeReader, LakeReader], name: str, by: Any, prefix: str, days: Any, units: Any, kind: str
) -> None:
    fast, slow = readers
    question = Question(name, *days, by, prefix, units, kind)
    assert asked(fast, question) == asked(slow, question)


@pytest.mark.django_db
def test_postgresql_says_what_duckdb_says(readers: tuple[LakeReader, LakeReader]) -> None:
    facts = random_facts(1, 300)
    with connection.cursor() as cursor:
        for name, dataset in DATASETS.items():
            columns = ", ".join(f'"{column}" {KINDS[kind]}' for column, kind in dataset.columns.items())
            cursor.execute(f"CREATE TEMP TABLE {name} ({columns}) ON COMMIT DROP")
            places = ", ".join(["%s"] * len(dataset.columns))
            rows = [tuple(row.values()) for row in facts[name]]
            cursor.executemany(f"INSERT INTO {name} VALUES ({places})", rows)
        for question in questions():
            words = ibis.to_sql(_every_sum(counting.fact_tables(), question), dialect="postgres")
            cursor.execute(f"SELECT * FROM ({words}) found")
            names = [column.name for column in cursor.description]
            found = [dict(zip(names, map(plain, row), strict=True)) for row in cursor.fetchall()]
            assert found == readers[1].rows(partial(_every_sum, question=question)), question


def test_a_median_is_the_lower_middle_of_all_times(readers: tuple[LakeReader, LakeReader]) -> None:
    times: dict[str, list[int]] = {}
    for row in random_facts(1, 300)["matters"]:
        if row["counts"] and row["closed_on"] and WINDOW[0] <= row["closed_on"] <= WINDOW[1]:
            times.setdefault(row["kind"], []).append(row["minutes"])
    wanted = [
        {"kind": kind, "minutes": median_low(each), "cases": len(each)}
        for kind, each in sorted(times.items())
    ]
    for reader in readers:
        assert reader.medians(Question("handling_time", *WINDOW, (Dimension.KIND,), "9901")) == wanted


KINDS = {"int64": "bigint", "int32": "int", "date": "date", "string": "text", "boolean": "boolean"}


def _every_sum(tables: counting.Tables, question: Question) -> Any:
    """Return all sums that there are, or medians."""
    if question.definition.shape is Shape.MEDIAN:
        return counting.medians(counting.times(tables), question)
    return counting.summed(counting.counted(tables, MEASURES), question, MEASURES)


def _expression(question: Question) -> Any:
    tables = counting.fact_tables()
    if question.definition.shape is Shape.MEDIAN:
        return counting.medians(counting.times(tables), question)
    return counting.summed(counting.counted(tables, question.definition.measures), question)


def test_every_measure_is_read_by_an_indicator() -> None:
    used = {name for each in INDICATORS.values() for name in each.measures}
    assert set(MEASURES) - used == {"found_undone", "resolved_no"}


def test_a_damaged_file_gives_no_figure_and_is_found(tmp_path: Path) -> None:
    lake = make_lake(tmp_path, random_facts(2))
    assert check(lake, CITY).is_clean
    manifest = lake.manifest(CITY)
    kept = next(iter(manifest.files["promises"].values()))
    whole = (tmp_path / kept.path).read_bytes()
    (tmp_path / kept.path).write_bytes(whole[:-20])
    with pytest.raises(LakeDamaged):
        LakeReader(lake, manifest)
    (tmp_path / kept.path).write_bytes(whole[:-1] + b"X")
    assert check(lake, CITY).damaged == [kept.path]


def test_a_file_cut_while_it_is_open_gives_no_figure(tmp_path: Path) -> None:
    lake = make_lake(tmp_path, random_facts(6))
    manifest = lake.manifest(CITY)
    reader = LakeReader(lake, manifest, only_facts=True)
    for kept in manifest.files["matters"].values():
        path = tmp_path / kept.path
        path.write_bytes(path.read_bytes()[: kept.bytes // 3])
    with pytest.raises(LakeDamaged):
        asked(reader, Question("opened", *WINDOW))
    reader.close()


def test_the_same_facts_make_the_same_bytes(tmp_path: Path) -> None:
    one, other = (make_lake(tmp_path / name, random_facts(3)) for name in ("one", "other"))
    digests = [[each.sha256 for each in lake.manifest(CITY).all_files()] for lake in (one, other)]
    assert digests[0] == digests[1]
    changed = random_facts(3)
    changed["matters"][0]["counts"] = not changed["matters"][0]["counts"]
    third = make_lake(tmp_path / "third", changed)
    assert [each.sha256 for each in third.manifest(CITY).all_files()] != digests[0]


def test_how_many_months_are_summed_together_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = make_lake(tmp_path / "together", random_facts(7))
    monkeypatch.setattr(rollups, "AT_ONCE", 1)
    alone = make_lake(tmp_path / "alone", random_facts(7))
    assert alone.manifest(CITY) == together.manifest(CITY)
    assert check(alone, CITY).is_clean


def test_rollups_that_were_killed_are_made_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def killed(lake: Lake, path: str, *rows: Any, **how: Any) -> Kept:
        if len(written) == 5:
            raise KeyboardInterrupt
        written.append(path)
        return write_table(lake, path, *rows, **how)

    with monkeypatch.context() as broken:
        broken.setattr(rollups, "write_table", killed)
        with pytest.raises(KeyboardInterrupt):
            make_lake(tmp_path / "killed", random_facts(8))
    again, undisturbed = (make_lake(tmp_path / name, random_facts(8)) for name in ("killed", "undisturbed"))
    assert again.manifest(CITY) == undisturbed.manifest(CITY)


def test_sums_of_a_wrong_rollup_are_noticed(tmp_path: Path) -> None:
    lake, other = make_lake(tmp_path / "a", random_facts(4)), make_lake(tmp_path / "b", random_facts(5))
    manifest = lake.manifest(CITY)
    wrong = other.manifest(CITY).files["sums_all"]
    for month, kept in wrong.items():
        path = manifest.files["sums_all"][month].path
        (tmp_path / "a" / path).write_bytes((tmp_path / "b" / kept.path).read_bytes())
    lake.put(replace(manifest, files={**manifest.files, "sums_all": wrong}))
    assert check(lake, CITY).differing


ON_SPARK: tuple[tuple[str, tuple[Dimension, ...]], ...] = (
    ("score", (Dimension.AREA,)),
    ("late", (Dimension.MONTH,)),
    ("handling_time", (Dimension.KIND,)),
    ("dispatch_accuracy", (Dimension.UNIT, Dimension.CHANNEL)),
)
"""One of each shape: every question costs Spark seconds, and the other engines are asked them all."""
SOON_THERE = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java that begins at once: thorough compiling pays only for what runs longer than a test."""


@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)  # sockets of py4j
def test_spark_says_what_duckdb_says(readers: tuple[LakeReader, LakeReader], tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    from linli.metrics.engines.spark import cluster

    facts = random_facts(1, 300)
    with cluster("local-cluster[2,1,1024]", SOON_THERE) as spark:
        for name in DATASETS:
            spark.put(name, table_of(name, facts), tmp_path)
        for name, by in ON_SPARK:
            question = Question(name, *WINDOW, by, "9901")
            assert spark.rows(_expression(question)) == asked(readers[1], question), question
    gc.collect()


def test_a_state_of_the_lake_is_asked_the_same_only_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = make_lake(tmp_path, random_facts(4))
    reader, asked_for = LakeReader(lake, lake.manifest(CITY)), []
    sums = reader.sums
    monkeypatch.setattr(reader, "sums", lambda question: asked_for.append(question) or sums(question))
    of_city, of_county = (
        Question("opened", *WINDOW, (Dimension.DAY,), prefix) for prefix in ("9901", "990101")
    )
    assert answer(of_city, reader) == answer(of_city, reader) != answer(of_county, reader)
    assert asked_for == [of_city, of_county]
    monkeypatch.setattr("linli.metrics.engines.duck.MOST_REMEMBERED", 1)
    answer(Question("closed", *WINDOW), reader)  # takes the place of both
    answer(of_city, reader)
    assert len(asked_for) == 4
