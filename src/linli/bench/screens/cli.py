from __future__ import annotations

from pathlib import Path

import typer

FOLDER = Path(__file__).parents[4] / "docs" / "screens"


INTO = typer.Option(FOLDER, "--folder", help="Where the pictures go.")
HOME = typer.Option(None, help="Home folder of the demo city; empty: a new one, removed afterwards.")


def command(
    folder: Path = INTO,
    home: Path | None = HOME,
    matters: int = typer.Option(600, min=50, help="How many matters a new demo city plays."),
    check: bool = typer.Option(
        False, "--check", help="Draw nothing: say what keeps people out, by axe and by width."
    ),
    only: str = typer.Option(
        "", help="Only pages whose name begins so (several with commas); the others stay as they are."
    ),
) -> None:
    """Draw every page of the demo city for phone, desk and wall, in both languages, light and dark."""
    from linli.bench.screens.checking import check_all
    from linli.bench.screens.drawing import NotDrawn, draw_all
    from linli.demo.cli import bars

    if check:
        faults = 0
        with bars() as report:
            for fault in check_all(home=home, matters=matters, only=only, report=report):
                faults += 1
                typer.echo(fault)
        typer.echo(f"{faults} faults" if faults else "nothing keeps anybody out")
        raise typer.Exit(1 if faults else 0)
    try:
        with bars() as report:
            count, size = draw_all(folder, home=home, matters=matters, only=only, report=report)
    except NotDrawn as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from problem
    typer.echo(f"{count} sheets, {size / 1e6:.1f} MB: {folder}")
