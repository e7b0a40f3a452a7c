"""From PostgreSQL to the lake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import pytest
from django.db import OperationalError

from linli.matters.testing import SmallCity
from linli.metrics.engines.duck import LakeReader
from linli.metrics.engines.postgres import Tables
from linli.metrics.lake import exporting
from linli.metrics.lake.places import Kept, Lake
from linli.metrics.lake.writing import write_table
from linli.metrics.policies.grammar import Question
from linli.metrics.policies.indicators import INDICATORS, Shape
from linli.metrics.tests.test_engines import WINDOW, asked


@pytest.mark.django_db(transaction=True)
def test_an_export_is_whole_incremental_and_says_what_the_tables_say(
    city: SmallCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = city.do("dispatcher", "accept", city.file(kind="street.litter"), kind="street.litter")
    city.file()
    undisturbed, lake = Lake(tmp_path / "a"), Lake(tmp_path / "b")
    exporting.export(undisturbed, "990100", now=city.now)
    for where, what in (("write_table", _killed_at_events), ("_digest", _killed)):
        with monkeypatch.context() as broken:
            broken.setattr(exporting, where, what)
            with pytest.raises(KeyboardInterrupt):
                exporting.export(lake, "990100", now=city.now)
    (lake.place / "matters" / "city=990100" / "month=2026-03" / "x.parquet.draft").write_bytes(b"half")
    second = exporting.export(lake, "990100", now=city.now)
    assert second.kept == 4
    assert _bytes(lake) == _bytes(undisturbed)
    again = exporting.export(lake, "990100", now=city.now)
    assert again.written == []

    city.do("owner", "acknowledge", matter)
    third = exporting.export(lake, "990100", now=city.now)
    assert third.written
    assert third.removed
    kept = lake.manifest("990100").files["events"]["2026-03"]
    (lake.folder / kept.path).write_bytes(b"cut")
    assert kept.path in exporting.export(lake, "990100", now=city.now).repaired

    reader = LakeReader(lake, lake.manifest("990100"))
    for name, definition in INDICATORS.items():
        question = Question(name, *WINDOW, (), "9901")
        tables = Tables(city.now)
        known = tables.medians(question) if definition.shape is Shape.MEDIAN else tables.sums(question)
        assert asked(reader, question) == known, name


CUT_OFF = "SELECT pg_terminate_backend(pg_backend_pid())"
HELPERS_CUT_OFF = "DO $$ BEGIN RAISE 'lost connection to parallel worker' USING ERRCODE = '55000'; END $$"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", [CUT_OFF, HELPERS_CUT_OFF])
def test_a_database_that_goes_away_is_told_as_everywhere(
    city: SmallCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    def read(cursor: Any, dataset: object, span: str) -> pa.Table:
        cursor.execute(statement)
        return cursor.fetch_arrow_table()

    city.file()
    monkeypatch.setattr(exporting, "_read", read)
    with pytest.raises(OperationalError):
        exporting.export(Lake(tmp_path), "990100", now=city.now)


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_is_wrong_stays_wrong(
    city: SmallCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_read", lambda cursor, *_given: cursor.execute("SELECT no_such_column"))
    city.file()
    with pytest.raises(adbc.ProgrammingError):
        exporting.export(Lake(tmp_path), "990100", now=city.now)


def _killed(rows: object) -> str:
    raise KeyboardInterrupt


def _killed_at_events(lake: Lake, path: str, rows: pa.Table) -> Kept:
    if "/events/" in path:
        raise KeyboardInterrupt
    return write_table(lake, path, rows)


def _bytes(lake: Lake) -> dict[str, bytes]:
    return {str(path.relative_to(lake.folder)): path.read_bytes() for path in lake.place.rglob("*.parquet")}
