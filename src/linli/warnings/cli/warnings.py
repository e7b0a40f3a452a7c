from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from linli.core.errors import Refusal

if TYPE_CHECKING:
    from linli.warnings.detectors.backtest import CountSeries, Quality, Settings

app = typer.Typer(help="Early warning: what the detectors say.", no_args_is_help=True)
FILE = typer.Argument(
    exists=True, dir_okay=False, readable=True, help="CSV (also .gz): series, t, observed; unit, state."
)


@app.callback()
def warnings() -> None:
    """Early warning. The database is not needed for a backtest."""


@app.command()
def backtest(
    file: Path = FILE,
    as_json: bool = typer.Option(False, "--json", help="Print one JSON document."),
    alpha: float | None = typer.Option(
        None, min=1e-9, max=0.5, help="Error rate of EARS C1 and C2 and of both regressions."
    ),
    first: int = typer.Option(0, "--from", help="First week (t) that counts for the figures; 0: all judged."),
) -> None:
    """Say for each series and week what every detector would have warned of, and how often it was wrong."""
    from linli.warnings.detectors.files import read_series

    try:
        series = read_series(file)
    except Refusal as refusal:
        typer.echo(f"{refusal} [{refusal.code}]", err=True)
        raise typer.Exit(1) from None
    totals = _print_json(series, _settings(alpha), first) if as_json else {}
    if not as_json:
        for judged in _judged(series, _settings(alpha), first):
            _add(totals, judged)
        _print_table(totals)


def _settings(alpha: float | None) -> Settings:
    from linli.warnings.detectors.backtest import Settings

    settings = Settings()
    if alpha is None:
        return settings
    return replace(
        settings,
        ears_alpha=alpha,
        farrington=replace(settings.farrington, alpha=alpha),
        flexible=replace(settings.flexible, alpha=alpha),
    )


@dataclass(frozen=True)
class Judged:
    """One series and what each detector said of it."""

    series: CountSeries
    bounds: dict[str, Any]
    quality: dict[str, Quality]


def _judged(series: list[CountSeries], settings: Settings, first: int) -> Iterator[Judged]:
    from linli.warnings.detectors.backtest import in_groups, quality, thresholds

    for group in in_groups(series):
        found = thresholds(group, settings)
        for row, each in enumerate(group):
            bounds = {name: values[row] for name, values in found.items()}
            start = max(0, first - each.first)
            known = bounds.items() if each.has_truth else ()
            yield Judged(each, bounds, {name: quality(each, values, first=start) for name, values in known})


def _add(totals: dict[str, Quality], judged: Judged) -> None:
    for name, figure in judged.quality.items():
        totals[name] = totals[name].plus(figure) if name in totals else figure


def _weeks(series: CountSeries, bounds: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each week's count with each detector's alarm (0 or 1) and threshold (nan or inf become null in JSON)."""
    from linli.warnings.detectors.backtest import alarms

    columns = [
        [{"alarm": alarm, "threshold": bound} for alarm, bound in zip(raised, values.tolist(), strict=True)]
        for values in bounds.values()
        for raised in [alarms(series.counts, values).astype(int).tolist()]
    ]
    names = ("t", "observed", *bounds)
    numbers = range(series.first, series.first + len(series.counts))
    rows = zip(numbers, series.counts.tolist(), *columns, strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _figures(figure: Quality) -> dict[str, Any]:
    return {
        "weeks": figure.weeks,
        "outbreak_weeks": figure.outbreak_weeks,
        "found": figure.found,
        "false": figure.false,
        "false_a_year": figure.false_a_year,
    }


def _print_json(series: list[CountSeries], settings: Settings, first: int) -> dict[str, Quality]:
    """Print series by series, since ten thousand of them with their weeks would fill the memory."""
    import orjson

    from linli.warnings.detectors.backtest import DEFAULT

    totals: dict[str, Quality] = {}
    out = sys.stdout.buffer
    out.write(b'{"default": ' + orjson.dumps(DEFAULT) + b', "series": [')
    for number, judged in enumerate(_judged(series, settings, first)):
        _add(totals, judged)
        document = {
            "series": judged.series.name,
            "unit": judged.series.unit,
            "quality": {name: _figures(figure) for name, figure in judged.quality.items()},
            "weeks": _weeks(judged.series, judged.bounds),
        }
        out.write((b",\n" if number else b"\n") + orjson.dumps(document))
    out.write(
        b'\n], "quality": ' + orjson.dumps({name: _figures(each) for name, each in totals.items()}) + b"}\n"
    )
    out.flush()
    return totals


def _print_table(totals: dict[str, Quality]) -> None:
    table = Table(_("detector"), _("outbreak weeks"), _("found"), _("false"), _("false a year"))
    for name, each in totals.items():
        rate = "–" if each.false_a_year is None else f"{each.false_a_year:.2f}"
        table.add_row(name, str(each.outbreak_weeks), str(each.found), str(each.false), rate)
    Console().print(table)
