from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

app = typer.Typer(help="The sentences people read: English in the code, Chinese in each app's catalogue.")

SOURCE = Path(__file__).parents[1]
CATALOGUE = Path("locale") / "zh_Hans" / "LC_MESSAGES" / "django.po"
TEMPLATES = {".html", ".txt", ".xml"}
LEFT_OUT = {"tests", "migrations", "static", "node_modules", "__pycache__"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]")
HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"""

MessageId = str | tuple[str, ...]
Key = tuple[MessageId, str | None]
"""A sentence (with its plural) and its context."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one sentence of one catalogue."""

    catalogue: Path
    what: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.catalogue.relative_to(SOURCE.parent)}: {self.what}: {self.sentence!r}"


@app.callback()
def words() -> None:
    """Collect, check and compile the translations. Needs no gettext programs."""


@app.command()
def collect() -> None:
    """Bring new sentences into the catalogues and drop those that nobody says any more."""
    for folder in apps():
        said, catalogue = sentences(folder), read(folder / CATALOGUE)
        if not said and not (folder / CATALOGUE).exists():
            continue
        for message in [each for each in catalogue if each.id and _key(each) not in said]:
            catalogue.delete(message.id, message.context)
        for identity, context in said:
            if catalogue.get(identity, context) is None:
                catalogue.add(identity, context=context)
        write(catalogue, folder / CATALOGUE)
        missing = sum(not _is_translated(each) for each in catalogue if each.id)
        typer.echo(f"{folder.name}: {len(said)} sentences, {missing} without Chinese")


@app.command(name="compile")
def compile_command(quiet: bool = typer.Option(False, help="Say nothing unless it fails.")) -> None:
    """Write the compiled catalogues that are older than their source."""
    for folder in apps():
        source = folder / CATALOGUE
        compiled = source.with_suffix(".mo")
        if not source.exists() or (compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime):
            continue
        with compiled.open("wb") as file:
            write_mo(file, read(source))
        if not quiet:
            typer.echo(str(compiled))


@app.command()
def check() -> None:
    """Say which sentences are missing, unused, doubtful or lose a placeholder. Exit 1 when there are any."""
    found = list(faults())
    for fault in found:
        typer.echo(str(fault))
    raise typer.Exit(1 if found else 0)


def apps() -> list[Path]:
    """Return the folders that have a catalogue of their own: one for each app."""
    return sorted(each.parent for each in SOURCE.glob("*/__init__.py"))


def sentences(folder: Path) -> dict[Key, None]:
    """Return all that an app's code and templates say, in the order of the files."""
    found: dict[Key, None] = {}
    for path in sorted(folder.rglob("*")):
        if LEFT_OUT & set(path.relative_to(folder).parts):
            continue
        if path.suffix == ".py" or (path.suffix in TEMPLATES and "templates" in path.parts):
            found.update(dict.fromkeys(_sentences_in(path)))
    return found


def _sentences_in(path: Path) -> Iterator[Key]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # A template's indents mean nothing, and to Python they would.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    for _line, identity, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        if identity:
            yield identity, context


def faults() -> Iterator[Fault]:
    """Yield what is wrong in all catalogues."""
    chinese: dict[Key, tuple[object, Path]] = {}
    for folder in apps():
        path, said = folder / CATALOGUE, sentences(folder)
        catalogue = read(path)
        for identity, context in said:
            if catalogue.get(identity, context) is None:
                yield Fault(path, "missing", str(identity))
        for message in (each for each in catalogue if each.id):
            if _key(message) not in said:
                yield Fault(path, "nobody says it", str(message.id))
            yield from (Fault(path, what, str(message.id)) for what in _faults_of(message))
            other, elsewhere = chinese.setdefault(_key(message), (message.string, path))
            if other != message.string:
                yield Fault(path, f"translated otherwise in {elsewhere.parents[3].name}", str(message.id))


def _faults_of(message: Message) -> Iterator[str]:
    if not _is_translated(message):
        yield "without Chinese"
    elif message.fuzzy:
        yield "doubtful (fuzzy)"
    else:
        for string in _strings(message):
            if _placeholders(string) != _placeholders(_ids(message)[-1]):
                yield f"placeholders differ in {string!r}"


def _placeholders(sentence: str) -> list[str]:
    return sorted(match.group() for match in PLACEHOLDER.finditer(sentence.replace("%%", "")))


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _strings(message: Message) -> Iterable[str]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _is_translated(message: Message) -> bool:
    return bool(_strings(message)) and all(_strings(message))


def _key(message: Message) -> Key:
    return (message.id if isinstance(message.id, str) else tuple(message.id)), message.context


def read(path: Path) -> Catalog:
    """Return a catalogue, an empty one when there is no file."""
    if not path.exists():
        return Catalog(locale="zh_Hans_CN", charset="utf-8")
    with path.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans_CN", charset="utf-8")
    catalogue.charset = "utf-8"
    return catalogue


def write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue without dates and places, so that only changed sentences show in a review."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = io.BytesIO()
    write_po(body, catalogue, no_location=True, omit_header=True, width=110)
    content = f"{HEADER}\n{body.getvalue().decode().strip()}\n"
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        path.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(app())
