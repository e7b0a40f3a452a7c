"""Addresses that stand hundreds of times on one page."""

from __future__ import annotations

from functools import cache

from django.urls import get_script_prefix, reverse

SOME = 9_800_000_000_000_089
"""A number that no address holds by itself."""


def address_of(name: str, number: int | str, *more: str) -> str:
    """Return what `reverse(name, args=[number, *more])` returns, looked up once for all numbers and case codes."""
    before, after = _around(name, get_script_prefix(), *more)
    return f"{before}{number}{after}"


@cache
def _around(name: str, prefix: str, *more: str) -> tuple[str, str]:
    before, after = reverse(name, args=[SOME, *more]).split(str(SOME))
    return before, after
