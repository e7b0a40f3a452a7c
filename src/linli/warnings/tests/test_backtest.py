from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from linli.warnings.cli.warnings import app
from linli.warnings.detectors import ears
from linli.warnings.detectors.backtest import Quality, Settings, alarms, quality, thresholds
from linli.warnings.detectors.farrington import Flexible, farrington_flexible
from linli.warnings.detectors.files import read_series
from linli.warnings.errors import SeriesColumnsMissing, SeriesCountUnfit, SeriesFileUnreadable

HEAD = "series,unit,t,freq,start_year,start_period,observed,state\n"


@pytest.fixture
def table(tmp_path: Path):
    def write(rows: str, head: str = HEAD) -> Path:
        path = tmp_path / "series.csv"
        path.write_text(head + rows, encoding="utf-8")
        return path

    return write


def rows(counts: list[int], outbreak: frozenset[int] = frozenset()) -> str:
    lines = (f"leak,all,{t},52,2020,1,{count},{int(t in outbreak)}" for t, count in enumerate(counts, 1))
    return "\n".join(lines) + "\n"


def test_a_week_without_a_row_is_missing(table):
    (one,) = read_series(table("leak,all,1,52,2020,1,4,0\nleak,all,3,52,2020,1,5,1\n"))
    assert one.counts[0] == 4
    assert np.isnan(one.counts[1])
    assert one.outbreak.tolist() == [False, False, True]
    assert one.start == date(2019, 12, 30)


def test_packed_and_plain_files_read_the_same(table, tmp_path):
    plain = table(rows([1, 2, 3]))
    packed = tmp_path / "series.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_series(packed)[0].counts.tolist() == read_series(plain)[0].counts.tolist()


def test_it_names_the_missing_columns(table):
    with pytest.raises(SeriesColumnsMissing) as refused:
        read_series(table("", head="series,week\n"))
    assert refused.value.facts["columns"] == "t, observed"


@pytest.mark.parametrize(
    "row", ["leak,all,1,52,2020,1,many,0", "leak,all,x,52,2020,1,1,0", "leak,all,1,52,2020,1,-1,0"]
)
def test_it_names_the_row_that_is_no_count(table, row):
    with pytest.raises(SeriesCountUnfit) as refused:
        read_series(table("leak,all,1,52,2020,1,1,0\n" + row + "\n"))
    assert refused.value.facts["row"] == 3


def test_a_week_far_away_is_a_mistake(table):
    with pytest.raises(SeriesCountUnfit):
        read_series(table("leak,all,1,52,2020,1,1,0\nleak,all,2000000000,52,2020,1,1,0\n"))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "series.csv"
    path.write_bytes(b"\xff\xfe\x00\x01\x80")
    with pytest.raises(SeriesFileUnreadable):
        read_series(path)


def test_the_command_prints_every_week_with_every_detector(table):
    counts = [2, 1, 3, 2] * 60
    counts[230] = 40
    result = CliRunner().invoke(app, ["backtest", str(table(rows(counts, frozenset({231})))), "--json"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    week = document["series"][0]["weeks"][230]
    assert document["default"] == "sums"
    assert week["t"] == 231
    assert week["sums"]["alarm"] == 1
    assert week["sums"]["threshold"] < 40
    assert {"ears_c1", "ears_c2", "ears_c3", "cusum", "farrington"} <= week.keys()
    assert document["quality"]["sums"]["found"] == 1


def test_the_command_says_what_is_wrong_with_a_file(table):
    result = CliRunner().invoke(app, ["backtest", str(table("", head="a,b\n"))])
    assert result.exit_code == 1


@pytest.fixture
def folder(data_folder: Path) -> Path:
    return data_folder / "outbreak_series"


def reference(folder: Path) -> dict[tuple[str, str, str], list[dict[str, str]]]:
    found = defaultdict(list)
    with gzip.open(folder / "reference_outputs.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["series"], row["method"], row["parameters"]].append(row)
    return found


def series_by_name(folder: Path) -> dict[str, np.ndarray]:
    found = {
        each.name: each.counts
        for each in read_series(folder / "surveillance_series.csv.gz")
        if each.unit == "all"
    }
    with (folder / "salmNewport_weekly_by_state.csv").open(encoding="utf-8") as file:
        states = [[float(count) for count in line[1:]] for line in list(csv.reader(file))[1:]]
    return {**found, "salmNewport_total": np.array(states).sum(axis=1)}


@pytest.mark.real_data
def test_ears_equals_the_reference(folder: Path):
    known = series_by_name(folder)
    for (name, method, parameters), answers in reference(folder).items():
        if method.startswith("earsC"):
            alpha = float(parameters.split("alpha=")[1])
            bounds = getattr(ears, method[-2:].lower())(known[name], alpha=alpha)
            for row in answers:
                week = int(row["t"]) - 1
                assert bounds[week] == pytest.approx(float(row["upperbound"]), abs=1e-6), (name, method, week)
                assert int(alarms(known[name], bounds)[week]) == int(row["alarm"]), (name, method, week)


@pytest.mark.real_data
def test_the_regression_warns_in_the_weeks_the_reference_warns(folder: Path):
    known = {
        each.name: each for each in read_series(folder / "surveillance_series.csv.gz") if each.unit == "all"
    }
    for (name, method, _parameters), answers in reference(folder).items():
        if method == "farrington":
            bounds = thresholds([known[name]], Settings())["farrington"][0]
            raised = alarms(known[name].counts, bounds)
            assert all(int(raised[int(row["t"]) - 1]) == int(row["alarm"]) for row in answers), name


@pytest.mark.real_data
def test_the_flexible_regression_equals_the_reference(folder: Path):
    with (folder / "salmNewport_weekly_by_state.csv").open(encoding="utf-8") as file:
        mondays = [date.fromisoformat(line[0]) for line in list(csv.reader(file))[1:]]
    counts = series_by_name(folder)["salmNewport_total"]
    bounds = farrington_flexible(counts, mondays, rule=Flexible())
    (answers,) = (each for key, each in reference(folder).items() if key[1] == "farringtonFlexible_improved")
    for row in answers:
        bound = bounds[int(row["t"]) - 1]
        assert np.isinf(bound) if row["upperbound"] in ("", "NA") else bound == float(row["upperbound"])


@pytest.mark.real_data
def test_the_default_finds_more_outbreak_weeks_with_fewer_false_alarms_than_the_best_reference(folder: Path):
    total = Quality()
    for each in read_series(folder / "surveillance_series.csv.gz"):
        if each.has_truth and len(each.counts) == 209:
            total = total.plus(quality(each, thresholds([each], Settings())["sums"][0], first=104))
    assert total.outbreak_weeks == 89
    assert total.found >= 30
    assert total.false <= 16
