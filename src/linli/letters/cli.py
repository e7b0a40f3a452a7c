from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from linli.core.errors import Refusal
from linli.letters.policies import LetterKind
from linli.letters.rendering.fonts import chosen
from linli.letters.rendering.pdf import Proof, pdf_of
from linli.letters.rendering.word import docx_of
from linli.letters.samples import sample_of
from linli.rulebook.packs import Pack

app = typer.Typer(help="Formal letters.")
SAMPLE_CODE = "0000-0000-0000-0000"
"""No letter has it: whoever scans a sample is told so."""


@app.callback()
def letters() -> None:
    """Render letters in the layout of the national standard."""


@app.command()
def render(
    kind: Annotated[LetterKind, typer.Option(help="Which kind of letter.")],
    city: Annotated[str, typer.Option(help="Name of a pack in `cities`, or its folder.")],
    out: Annotated[Path, typer.Option(help="Folder for the files; made if need be.")],
    template: Annotated[str, typer.Option(help="Which of the kind's texts.")] = "plain",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Write the sample of a kind as .docx and .pdf. Needs the pack only, no database. Exit 1 when refused."""
    try:
        made = write_sample(kind, pack_at(city), template, out)
    except Refusal as refusal:
        _tell({"code": refusal.code, "detail": str(refusal)}, str(refusal), as_json)
        raise typer.Exit(1) from refusal
    _tell(made, "\n".join((made["pdf"], made["docx"])), as_json)


def pack_at(city: str) -> Pack:
    """Return the pack of that name in `cities`, or in that folder. Raises PackMissing."""
    named = Path(__file__).parents[3] / "cities" / city
    return Pack.at(named if named.is_dir() else Path(city))


def write_sample(kind: LetterKind, pack: Pack, template: str, out: Path) -> dict[str, Any]:
    document = sample_of(pack, kind, template)
    proof = Proof(SAMPLE_CODE)
    out.mkdir(parents=True, exist_ok=True)
    name = kind.value if template == "plain" else f"{kind.value}-{template}"
    pdf, word = out / f"{name}.pdf", out / f"{name}.docx"
    pdf.write_bytes(pdf_of(document, proof))
    word.write_bytes(docx_of(document, proof))
    return {
        "kind": kind.value,
        "title": document.full_title,
        "number": document.number,
        "pdf": str(pdf),
        "docx": str(word),
        "fonts": {part: names[0] for part, names in chosen().families.items()},
        "substituted": chosen().substitutions(),
    }


def _tell(told: dict[str, Any], words: str, as_json: bool) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else words)
