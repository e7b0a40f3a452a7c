"""How official Chinese writes dates, numbers and titles, whatever language the reader's pages have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate
from math import ceil

from linli.core.time import city_zone

DIGITS = "零一二三四五六七八九"
TITLE_WIDTH = 20
"""Characters of size 2 (22 pt) that fit into the 156 mm of the type area."""
NEVER_FIRST = "的和与及、，。：；）》”及等"
NEVER_LAST = "（《“"


def day_in_chinese(day: date) -> str:
    """Return 2026年3月10日: full year, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def instant_in_chinese(due_at: datetime) -> str:
    """Return the last day that counts, for a limit that ends at midnight; else day and time."""
    local = due_at.astimezone(city_zone())
    if (local.hour, local.minute) == (0, 0):
        return day_in_chinese(local.date() - timedelta(days=1))
    return f"{day_in_chinese(local.date())}{local.hour}时{local.minute:02}分"


def count_in_chinese(number: int) -> str:
    """Return 一, 十, 十二, 二十, 九十九. Raises ValueError outside 1 to 99."""
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not between 1 and 99")
    tens, ones = divmod(number, 10)
    before = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return before + (DIGITS[ones] if ones else "")


def title_lines(title: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return a title broken between words into as few lines as fit, as even as they get.

    `words` joined are the title. A line break in the title is kept and nothing else is broken then.
    """
    if "\n" in title:
        return tuple(line.strip() for line in title.splitlines() if line.strip())
    lines = ceil(_widths(title)[-1] / TITLE_WIDTH)
    if lines <= 1:
        return (title,)
    places, at = [], 0
    for word in words[:-1]:
        at += len(word)
        if title[at] not in NEVER_FIRST and title[at - 1] not in NEVER_LAST:
            places.append(at)
    return _broken(title, tuple(places), lines) or _broken(title, tuple(range(1, len(title))), lines)


def _widths(title: str) -> tuple[float, ...]:
    """Return how wide the title is up to each place: digits and letters are half as wide as characters."""
    return tuple(accumulate((0.5 if each.isascii() else 1.0 for each in title), initial=0.0))


def _broken(title: str, places: tuple[int, ...], lines: int) -> tuple[str, ...]:
    """Return the breaking with the least sum of squared differences from an even one; empty if none fits."""
    widths, end = _widths(title), len(title)
    even = widths[end] / lines

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[int, ...]] | None:
        if left == 1:
            rest = widths[end] - widths[start]
            return ((rest - even) ** 2, (end,)) if rest <= TITLE_WIDTH else None
        found = (
            ((widths[place] - widths[start] - even) ** 2 + after[0], (place, *after[1]))
            for place in places
            if place > start
            and widths[place] - widths[start] <= TITLE_WIDTH
            and (after := best(place, left - 1))
        )
        return min(found, default=None)

    breaking = best(0, lines)
    if breaking is None:
        return ()
    starts = (0, *breaking[1][:-1])
    return tuple(title[start:stop] for start, stop in zip(starts, breaking[1], strict=True))
