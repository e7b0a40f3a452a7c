"""A statement in the form somebody asks for."""

from __future__ import annotations

from collections.abc import Callable

from linli.compensation.errors import FormUnknown
from linli.compensation.rendering.pdf import pdf_of
from linli.compensation.rendering.text import text_of
from linli.compensation.rendering.word import docx_of
from linli.compensation.statement import Statement

FORMS: dict[str, Callable[[Statement], bytes]] = {
    ".pdf": pdf_of,
    ".docx": docx_of,
    ".txt": lambda statement: text_of(statement).encode(),
}


def written(statement: Statement, suffix: str) -> bytes:
    """Return the file. Raises FormUnknown, FontsMissing."""
    if suffix not in FORMS:
        raise FormUnknown(suffix=suffix, known=", ".join(FORMS))
    return FORMS[suffix](statement)
