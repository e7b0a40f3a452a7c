"""`linli draw`: draws that anybody can check, from files to files. No database is needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typer
from django.utils import timezone

from linli.core.errors import Refusal
from linli.core.time import city_zone
from linli.inspections.errors import DrawRefused, RequestUnfit
from linli.inspections.policies import committing, verify_draw
from linli.inspections.policies.committing import Frozen
from linli.inspections.policies.verify_draw import DrawFault

app = typer.Typer(help="Random draws that anybody can check, from files to files.", no_args_is_help=True)

AS_JSON = typer.Option(False, "--json", help="Print one JSON document.")
AT = typer.Option("", "--at", help="As if it were this moment (ISO 8601); for exercises. Empty: now.")
COMMITMENT = typer.Argument(help="commitment.json; the pools lie beside it.")
REQUEST = typer.Argument(help="JSON: draw, strata, seed, targets, and the rest of the rules.")
RESULT = typer.Argument(help="result.json as it was published.")
FOLDER = typer.Option(Path(), "--out", help="Folder for commitment.json and the frozen pools.")
RESULT_OUT = typer.Option(
    None, "--out", help="File for the result; empty: result.json beside the commitment."
)
VERIFIER_OUT = typer.Option(Path("verify_draw.py"), "--out", help="File to write, or a folder.")
REDRAWS = typer.Option(None, help="JSON list of redraws, each with target, inspector (or none) and reason.")


@app.callback()
def draw() -> None:
    """Verifiable draws."""


@app.command()
def commit(
    request: Path = REQUEST,
    out: Path = FOLDER,
    at: str = AT,
    as_json: bool = AS_JSON,
) -> None:
    """Freeze the pools and write the commitment that is published before the seed is known. Exit 1: refused."""
    try:
        frozen = _committed(request, _moment(at))
    except Refusal as refusal:
        raise _refused(refusal, as_json) from None
    out.mkdir(parents=True, exist_ok=True)
    (out / "targets.jsonl").write_bytes(frozen.targets)
    if frozen.inspectors:
        (out / "inspectors.jsonl").write_bytes(frozen.inspectors)
    _write(out / "commitment.json", frozen.commitment)
    typer.echo(
        json.dumps(frozen.commitment, ensure_ascii=False) if as_json else str(frozen.commitment["digest"])
    )


def _committed(request: Path, now: datetime) -> Frozen:
    wanted = _document(request)
    seed = wanted.get("seed")
    if not isinstance(seed, dict) or not seed.get("source") or not seed.get("known_at"):
        raise RequestUnfit(what="seed.source, seed.known_at")
    if not wanted.get("draw"):
        raise RequestUnfit(what="draw")
    pools = [_rows(wanted.get(kind) or (), request.parent) for kind in ("targets", "inspectors")]
    return committing.commit(wanted, *pools, known_at=_moment(str(seed["known_at"])), now=now)


@app.command()
def reveal(
    commitment: Path = COMMITMENT,
    value: str = typer.Option(..., help="The public value, as it was published."),
    redraws: Path | None = REDRAWS,
    out: Path | None = RESULT_OUT,
    at: str = AT,
    as_json: bool = AS_JSON,
) -> None:
    """Draw with the public value and write the result. Exit 1: refused."""
    try:
        frozen = _frozen(commitment)
        known_at = _moment(str(frozen.commitment["seed"]["known_at"]))
        struck = _rows(str(redraws), Path()) if redraws else []
        result = committing.reveal(frozen, value, known_at=known_at, now=_moment(at), redraws=struck)
    except Refusal as refusal:
        raise _refused(refusal, as_json) from None
    _write(out or commitment.parent / "result.json", result)
    typer.echo(
        json.dumps(result, ensure_ascii=False) if as_json else f"{len(result['drawn'])} {result['digest']}"
    )


@app.command()
def verify(
    commitment: Path = COMMITMENT,
    result: Path = RESULT,
    value: str | None = typer.Option(None, help="The public value, as you looked it up."),
    published: str | None = typer.Option(None, help="The digest as it was published before the draw."),
    as_json: bool = AS_JSON,
) -> None:
    """Draw again and compare. Exit 1: not right."""
    try:
        frozen, drawn = _frozen(commitment), _document(result)
        pools = frozen.targets, frozen.inspectors
        count = verify_draw.verify(frozen.commitment, drawn, *pools, value=value, published=published)
    except DrawFault as fault:
        raise _refused(committing.refusal_of(fault), as_json, fault.code) from None
    except Refusal as refusal:
        raise _refused(refusal, as_json) from None
    document = {"right": True, "drawn": count, "commitment": frozen.commitment["digest"]}
    typer.echo(json.dumps(document) if as_json else f"相符 RIGHT {count} {frozen.commitment['digest']}")


@app.command()
def verifier(out: Path = VERIFIER_OUT) -> None:
    """Write the standalone verifier: one Python file that needs nothing but Python."""
    target = out / "verify_draw.py" if out.is_dir() else out
    target.write_bytes(Path(verify_draw.__file__).read_bytes())
    typer.echo(str(target))


def _frozen(commitment: Path) -> Frozen:
    promised = _document(commitment)
    try:
        verify_draw.check_commitment(promised)
        pools = [
            verify_draw.read_pool(promised, kind, commitment.parent) for kind in ("targets", "inspectors")
        ]
    except DrawFault as fault:
        raise committing.refusal_of(fault) from None
    return Frozen(promised, pools[0], pools[1])


def _document(path: Path) -> dict[str, Any]:
    try:
        return verify_draw.read_document(path)
    except DrawFault as fault:
        raise committing.refusal_of(fault) from None


def _rows(given: str | Sequence[Any], folder: Path) -> list[dict[str, Any]]:
    """Return the rows of a pool: a list, or a file with a JSON list or JSON lines."""
    try:
        rows = _parsed((folder / given).read_text("utf-8")) if isinstance(given, str) else list(given)
    except (OSError, ValueError):
        raise DrawRefused(why=verify_draw.sentence(DrawFault("unreadable", file=given))) from None
    if not all(isinstance(row, dict) for row in rows):
        raise RequestUnfit(what=str(given) if isinstance(given, str) else "targets, inspectors")
    return rows


def _parsed(text: str) -> list[Any]:
    if text.lstrip().startswith("["):
        return list(json.loads(text))
    return list(json.loads(f"[{','.join(line for line in text.splitlines() if line.strip())}]"))


def _moment(given: str) -> datetime:
    """Return the instant, in the city's zone where none is written. Raises RequestUnfit."""
    if not given:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise RequestUnfit(what=given) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=city_zone())


def _write(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _refused(refusal: Refusal, as_json: bool, why: str = "") -> typer.Exit:
    if as_json:
        document = {"right": False, "code": why or refusal.code, "reason": str(refusal)}
        typer.echo(json.dumps(document, ensure_ascii=False))
    typer.echo(f"{refusal} [{refusal.code}]", err=True)
    return typer.Exit(1)
