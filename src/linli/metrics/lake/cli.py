from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import typer
from django.utils import timezone

from linli.metrics.cli import AS_JSON, BY, CHANNEL, FIRST, KIND, LAST, PLACE, UNIT, compute, told
from linli.metrics.lake.places import Lake, the_lake

app = typer.Typer(
    help="The lake: facts without personal data, as Parquet, for questions across years and cities."
)
FOLDER = typer.Option(None, "--lake", help="Another folder than that of this city.")


@app.callback()
def lake() -> None:
    """The lake of facts."""


def _lake(folder: Path | None) -> Lake:
    return Lake(folder) if folder else the_lake()


@app.command()
def export(folder: Path | None = FOLDER, as_json: bool = AS_JSON) -> None:
    """Bring the lake up to now; only what changed is written. May be killed and started again."""
    from linli.metrics.lake.exporting import export as run
    from linli.metrics.queries.sources import lake_city

    with told():
        done = run(
            _lake(folder),
            lake_city(),
            now=timezone.now(),
            say=lambda line: None if as_json else typer.echo(line, err=True),
        )
    if as_json:
        typer.echo(json.dumps(asdict(done)))
        return
    typer.echo(f"{done.rows:,} rows in {done.seconds} s; {len(done.written)} files written, {done.kept} kept")
    for path in done.repaired:
        typer.echo(f"repaired {path}")


@app.command()
def query(
    indicator: str,
    first: datetime | None = FIRST,
    last: datetime | None = LAST,
    by: list[str] = BY,
    place: str = PLACE,
    unit: str = UNIT,
    kind: str = KIND,
    channel: str = CHANNEL,
    as_json: bool = AS_JSON,
) -> None:
    """Ask the lake for one indicator."""
    compute(indicator, first, last, by, place, unit, kind, channel, "lake", as_json)


@app.command()
def verify(folder: Path | None = FOLDER, as_json: bool = AS_JSON) -> None:
    """Read every file again and compare it with what was written; prove the rollups from the facts."""
    from linli.metrics.lake.checking import check

    with told():
        found = [check(_lake(folder), city) for city in _lake(folder).cities()]
    is_clean = all(each.is_clean for each in found)
    if as_json:
        typer.echo(json.dumps({"clean": is_clean, "cities": [asdict(each) for each in found]}))
    else:
        for each in found:
            typer.echo(f"{each.city}: {each.files} files, as of {each.at}")
            for path in (*each.damaged, *each.unlisted, *each.differing):
                typer.echo(f"  {path}", err=True)
    raise typer.Exit(0 if is_clean else 1)
