"""What of somebody's words must not be shown: numbers, addresses of mail, and names that people give themselves."""

from __future__ import annotations

import re
from unicodedata import normalize

NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?(?:[0-9][- ]?){6,18}[0-9Xx](?![0-9A-Za-z])")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
CALLED = re.compile(
    r"((?:我叫|我是|本人|联系人|姓名|署名|名叫)[:： ]?)([\u4e00-\u9fff]{2,3})(?=[，。,. ；;、！!？?\s]|$)"
)
HOME = re.compile(
    r"[0-9一二三四五六七八九十]+(?:号楼|栋|幢|单元|室|号院)(?:[0-9一二三四五六七八九十]+(?:单元|室|号))*"
)
HIDDEN = "＊＊＊"


def masked(words: str) -> str:
    """Return words without what tells who wrote them. It finds the usual forms; somebody reads it all the same."""
    text = normalize("NFKC", words)
    for pattern in (MAIL, NUMBER, HOME):
        text = pattern.sub(HIDDEN, text)
    return CALLED.sub(lambda found: found[1] + HIDDEN, text)


def tells_who(words: str) -> bool:
    return masked(words) != normalize("NFKC", words)
