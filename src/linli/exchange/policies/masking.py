"""Blacking out what may lead to a person in words that are shown to everybody."""

from __future__ import annotations

import re

HIDDEN = "****"
MARK = "\n\n——\n"
"""What a client adds to its words (answers, links) stands below this line; it is for the office, not the public."""

SEPARATED = r"[\s\-—–_.·,，()（）]{0,2}"
PATTERNS = (
    # A citizen number: 17 digits and a check character, or the 15 digits of old cards.
    re.compile(r"(?<!\d)\d{17}[\dXx×](?!\d)"),
    # Seven or more digits, however they are set apart: telephone, bank card, account, old citizen number.
    re.compile(rf"(?:[+＋]\d{{1,3}}{SEPARATED})?\d(?:{SEPARATED}\d){{6,}}"),
    # The same spelled out.
    re.compile(r"[零〇○一二三四五六七八九两幺壹贰叁肆伍陆柒捌玖]{7,}"),
    re.compile(r"[\w.+-]+[@＠][\w-]+(?:[.．][\w-]+)+"),
    re.compile(r"(?<=微信)(?:号)?[:：是为\s]{0,3}[A-Za-z][\w-]{4,}"),
    re.compile(r"(?<=QQ)(?:号)?[:：是为\s]{0,3}\d{5,}", re.IGNORECASE),
    re.compile(r"(?:(?<=我叫)|(?<=我名叫)|(?<=姓名)|(?<=联系人))[:：是\s]{0,3}[\u4e00-\u9fff·]{2,4}"),
    # A licence plate: province, letter, five or six characters.
    re.compile(
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·.\s]?[A-Z0-9]{5,6}(?![A-Z0-9])"
    ),
    # A dwelling: the house is where the trouble is, the door is where somebody lives.
    re.compile(r"\d{2,4}(?=室|户)"),
)


def without_personal_data(words: str) -> str:
    """Return the words with numbers, mailboxes, names after "我叫" and doors replaced by `****`.

    It errs on the safe side: any seven digits go. It is no proof that nothing personal is left, so words are shown only
    where their writer chose a public channel.
    """
    for pattern in PATTERNS:
        words = pattern.sub(HIDDEN, words)
    return words


def public_part(words: str) -> str:
    """Return what the reporter wrote, without what the client added for the office."""
    return words.partition(MARK)[0]
