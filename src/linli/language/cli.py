from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from linli.core.errors import Refusal
from linli.language.queries import classifier_path

if TYPE_CHECKING:
    from linli.language.classifier import figures

app = typer.Typer(help="Chinese text: the classifier of messages.", no_args_is_help=True)
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@app.callback()
def language() -> None:
    """Train and measure the classifier. The database is not needed."""
    for name in THREADS:  # before NumPy starts: figures are for one core
        os.environ[name] = "1"


@app.command()
def train(
    files: Annotated[
        list[Path] | None, typer.Argument(help="CSV files: label, title, detail (or segmented); or gzipped.")
    ] = None,
    own: Annotated[
        bool, typer.Option("--own", help="Learn from the city's matters as people classified them.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Where the model goes; the city's own place if left out.")
    ] = None,
) -> None:
    """Learn from labelled messages. A model that is worse than the one in force does not replace it."""
    if not files and not own:
        raise typer.BadParameter(_("Name files, or say --own."))
    with _refusals():
        from datetime import UTC, datetime

        from linli.core.time import city_day
        from linli.language.actions import replace_classifier
        from linli.language.classifier.messages import read_messages
        from linli.language.corrected import corrected

        messages = [each for file in files or () for each in read_messages(file)]
        messages += corrected() if own else []
        path = out or classifier_path()
        with _progress() as advance:
            classifier, size, compared = replace_classifier(
                messages, path=path, on=city_day(datetime.now(UTC)), advance=advance
            )
    header = classifier.header
    typer.echo(f"{path}  {classifier.version}  {size:,} bytes")
    typer.echo(
        _(
            "%(messages)s messages, %(labels)s labels; by cross-validation macro-F1 %(f1)s, calibration error %(error)s"
        )
        % {
            "messages": f"{header.messages:,}",
            "labels": len(header.labels),
            "f1": f"{header.figures.macro_f1:.3f}",
            "error": f"{header.figures.calibration_error:.3f}",
        }
    )
    if compared.old_f1 is not None:
        typer.echo(
            _("On %(asked)s messages kept aside: macro-F1 %(new)s, the model before it %(old)s")
            % {"asked": compared.asked, "new": f"{compared.new_f1:.3f}", "old": f"{compared.old_f1:.3f}"}
        )


@app.command()
def evaluate(
    train: Annotated[Path, typer.Option(help="Messages to learn from.")],
    test: Annotated[Path, typer.Option(help="Messages to be asked; not among those learnt from.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Train on one file, ask about another, and say how often the answer was right. Keeps nothing."""
    with _refusals():
        from datetime import date

        from linli.language.classifier import figures
        from linli.language.classifier.messages import read_messages
        from linli.language.classifier.training import train as learn

        known, asked = read_messages(train), read_messages(test)
        with _progress() as advance:
            classifier = learn(known, on=date.min, advance=advance)
        result = figures.evaluate(classifier, asked, model_bytes=len(classifier.to_bytes()))
    if as_json:
        typer.echo(json.dumps(result.as_dict(), ensure_ascii=False))
    else:
        _print(result)


def _print(result: figures.Evaluation) -> None:
    table = Table("label", "precision", "recall", "F1", "support")
    for label, each in result.per_class.items():
        table.add_row(
            label, f"{each.precision:.3f}", f"{each.recall:.3f}", f"{each.f1:.3f}", f"{each.support:,}"
        )
    console = Console()
    console.print(table)
    console.print(f"macro-F1 {result.macro_f1:.4f}  accuracy {result.accuracy:.4f}")
    console.print(f"{result.messages_per_second:,.0f} messages/s  {result.model_bytes:,} bytes")


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show steps on the error stream, so that what is printed stays clean."""
    from linli.language.classifier.training import STEPS

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("pieces", total=STEPS)
        yield lambda step: progress.update(task, advance=1, description=step)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        typer.echo(f"{refusal} [{refusal.code}]", err=True)
        raise typer.Exit(1) from refusal
