"""Letters speak of matters and units. Numbers by which a private person is found do not belong into them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.cn import ric

from linli.letters.policies.document import Chart, Document, Table

CITIZEN = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")
MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
SHOWN = 3


def personal_number_in(document: Document) -> str | None:
    """Return the beginning of a citizen's or mobile number in what a letter says; None: there is none.

    The note below the date names the issuer's own office and is left out.
    """
    text = "\n".join(_texts(document))  # a line break parts numbers
    found = MOBILE.search(text) or next(
        (each for each in CITIZEN.finditer(text) if ric.is_valid(each[0].upper())), None
    )
    return found[0][:SHOWN] + "…" if found else None


def _texts(document: Document) -> Iterator[str]:
    yield document.full_title
    yield from document.attachments
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (block.caption, *block.head)
            yield from map("\n".join, block.rows)
        elif isinstance(block, Chart):
            yield from (block.caption, *block.names, *block.words)
        else:
            yield block.text
