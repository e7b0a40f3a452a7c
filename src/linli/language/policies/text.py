"""One spelling for each text: widths, letters, traditional characters; and numbers that belong to a person."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol
from unicodedata import normalize

HAN = "㐀-鿿豈-﫿𠀀-𯨟々〇"
PERSONAL_NUMBER = re.compile(
    r"(?<![0-9a-z])[0-9]{7,}x?"  # telephones, identity cards, bank cards, accounts
    r"|[0-9]{15,}x?"  # cards, whatever stands before them
    r"|(?<![0-9])1[ .·_-]?[3-9](?:[ .·_-]?[0-9]){9}(?![0-9])"  # a mobile number, also in groups
    r"|(?<![0-9])0[0-9]{2,3}[ .·_-][0-9](?:[ .·_-]?[0-9]){6,7}(?![0-9])"  # area code and line
    r"|(?<![0-9])[1-9](?:[ .·_-]?[0-9]){14,18}[ .·_-]?x?(?![0-9])"  # cards in groups
    r"|(?:qq|wx|vx|wechat|weixin|tel|phone|mobile)[ :.]?[0-9]{5,}"
)
"""Numbers in folded text that may lead to a person. Some harmless long numbers go with them; a code with letters
before its digits, such as a matter's, stays."""


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=1)
def _simplifier() -> _Converter:
    """Return OpenCC's word tables for traditional to simplified. Loaded at first use: 8 ms."""
    from opencc import OpenCC

    converter: _Converter = OpenCC("t2s")
    return converter


def fold(text: str) -> str:
    """Return `text` in half width, lower case and simplified characters."""
    whole = text.encode("utf-8", "ignore").decode().replace("\0", " ")
    return _simplifier().convert(normalize("NFKC", whole).lower())


def without_personal_numbers(folded: str) -> str:
    """Blank out digits that may be a telephone, identity card, bank card or account number."""
    return PERSONAL_NUMBER.sub(" ", folded)
