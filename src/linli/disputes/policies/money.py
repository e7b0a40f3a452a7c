"""Amounts of money, in figures and in the capitals of Chinese forms."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
CENT = Decimal("0.01")
MOST = Decimal("9999999999999.99")


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def figures(amount: Decimal) -> str:
    """Return 100,205.30."""
    return f"{rounded(amount):,.2f}"


def capitals(amount: Decimal) -> str:
    """Return 壹拾万零贰佰零伍元叁角 for 100,205.30; whole amounts end in 元整.

    Raises ValueError below zero and above what a form can hold.
    """
    amount = rounded(amount)
    if not 0 <= amount <= MOST:
        raise ValueError(f"{amount} cannot be written in capitals")
    yuan, cents = divmod(int(amount * 100), 100)
    tenths, rest = divmod(cents, 10)
    whole = _whole(yuan) + "元" if yuan else ""
    if not cents:
        return (whole or "零元") + "整"
    tail = f"{DIGITS[tenths]}角" if tenths else ("零" if yuan else "")
    return whole + tail + (f"{DIGITS[rest]}分" if rest else "")


def _whole(number: int) -> str:
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words, gap = "", False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < 1_000):
            words += "零"
        words += _four(group) + GROUPS[place]
        gap = False
    return words


def _four(number: int) -> str:
    words, gap = "", False
    for place in reversed(range(4)):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + DIGITS[digit] + PLACES[place]
        gap = False
    return words
