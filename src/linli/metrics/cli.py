from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import typer
from django.utils import timezone

from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.metrics.access import Scope, scope_of
from linli.metrics.answers import answer_out, definitions_out
from linli.people.access import SYSTEM_VIEWER

app = typer.Typer(help="Indicators: what they mean, what they are, and months that stay as they were.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON document.")
DAY = ["%Y-%m-%d"]
MONTH = typer.Argument(formats=["%Y-%m"], help="The month, as 2026-03.")
MONTH_OR_ALL = typer.Argument(None, formats=["%Y-%m"], help="Empty: every frozen month.")
BULLETIN = typer.Argument(help="Which bulletin of the rule `metrics.bulletins`.")
A_DAY = typer.Argument(formats=DAY, help="A day of its period.")
FIRST = typer.Option(None, "--from", formats=DAY, help="First day; empty: of this month.")
LAST = typer.Option(None, "--to", formats=DAY, help="Last day, inclusive; empty: today.")
BY = typer.Option([], "--by", help="area, kind, unit, channel, day or month; two at most.")
PLACE = typer.Option("", help="Code of the area; empty: the whole city.")
UNIT = typer.Option("", help="Code of the unit.")
KIND = typer.Option("", help="Only this kind and those below it.")
CHANNEL = typer.Option("", help="Only this channel.")
SOURCE = typer.Option(
    "", help="tables, lake, or journal (every entry told again); empty: the lake where it is fresh."
)


@app.callback()
def metrics() -> None:
    """Indicators."""


@contextmanager
def told() -> Iterator[None]:
    """End with the sentence of a refusal."""
    try:
        yield
    except Refusal as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from refusal


@app.command(name="list")
def list_command(as_json: bool = AS_JSON) -> None:
    """List every indicator with its definition."""
    found = definitions_out()
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for each in found:
        typer.echo(f"{each['name']:<28} {each['label']}: {each['sentence']}")


@app.command()
def compute(
    indicator: str,
    first: datetime | None = FIRST,
    last: datetime | None = LAST,
    by: list[str] = BY,
    place: str = PLACE,
    unit: str = UNIT,
    kind: str = KIND,
    channel: str = CHANNEL,
    source: str = SOURCE,
    as_json: bool = AS_JSON,
) -> None:
    """Compute one indicator."""
    from linli.metrics.queries.answering import answer
    from linli.metrics.queries.asking import ask
    from linli.metrics.queries.sources import source_named

    now = timezone.now()
    today = city_day(now)
    since, until = first.date() if first else today.replace(day=1), last.date() if last else today
    with told():
        scope = _scope(place, unit)
        question = ask(indicator, scope, since, until, by=by, kind=kind, channel=channel)
        out = answer_out(answer(question, source_named(source, now)))
    if as_json:
        typer.echo(json.dumps(out, ensure_ascii=False))
        return
    for figure in out["figures"]:
        keys = " ".join(str(figure[each]) for each in out["by"])
        value = "<5" if figure["few"] else figure["value"] if figure["value"] is not None else "–"
        typer.echo(f"{keys:<30} {value:>12}  {figure['numerator'] or ''} / {figure['denominator'] or ''}")


def _scope(place: str, unit: str) -> Scope:
    from linli.areas.queries import city_code

    return scope_of(SYSTEM_VIEWER, place=place or city_code(), unit=unit)


@app.command()
def freeze(month: datetime = MONTH, as_json: bool = AS_JSON) -> None:
    """Keep a month's figures as they stand now."""
    from linli.metrics import actions

    with told():
        frozen = actions.freeze(month=month.date(), by=SYSTEM, now=timezone.now())
    found = {
        "month": str(frozen),
        "edition": frozen.edition,
        "digest": frozen.digest,
        "cells": frozen.cells.count(),
    }
    typer.echo(json.dumps(found) if as_json else f"{frozen} {frozen.digest}")


@app.command()
def verify(
    month: datetime | None = MONTH_OR_ALL,
    as_json: bool = AS_JSON,
) -> None:
    """Compute frozen months again; list every difference, and what explains it."""
    from linli.metrics.models import FrozenMonth
    from linli.metrics.queries.frozen import frozen_month, verified

    with told():
        months = [frozen_month(month.date())] if month else list(FrozenMonth.objects.order_by("month"))
        found = [verified(each, now=timezone.now()) for each in months]
    is_clean = all(each.is_clean for each in found)
    if as_json:
        typer.echo(json.dumps({"clean": is_clean, "months": [_verified_out(each) for each in found]}))
    else:
        for each in found:
            typer.echo(f"{each.month:%Y-%m} {'intact' if each.is_intact else 'CHANGED'} {len(each.found)}")
            for line in each.found:
                typer.echo(f"  {line.difference} {line.because or 'not explained'}")
    raise typer.Exit(0 if is_clean else 1)


@app.command()
def bulletin(
    name: str = BULLETIN,
    on: datetime = A_DAY,
    as_json: bool = AS_JSON,
) -> None:
    """Draft a bulletin from frozen months. People of its issuer read, approve and issue it as a letter."""
    from linli.metrics import actions

    with told():
        made = actions.draft_bulletin(name=name, on=on.date(), by=SYSTEM, now=timezone.now())
    assert made.letter is not None
    found = {
        "bulletin": made.pk,
        "letter": made.letter.pk,
        "title": made.letter.title,
        "first": made.first.isoformat(),
        "last": made.last.isoformat(),
        "digest": made.digest,
    }
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else f"{made.letter.title} {made.digest}")


def _verified_out(found: Any) -> dict[str, Any]:
    return {
        "month": _month(found.month),
        "intact": found.is_intact,
        "differences": [{**asdict(each.difference), "because": each.because} for each in found.found],
    }


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
