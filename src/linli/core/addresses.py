"""Addresses that stand hundreds of times on one page."""

from __future__ import annotations

from functools import cache

from django.urls import get_script_prefix, reverse

SOME = 9_800_000_000_000_089
"""A number that no address holds by itself."""


def address_of(name: str, number: int) -> str:
    """Return what `reverse(name, args=[number])` returns, looked up once for all numbers."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{number}{after}"


@cache
def _around(name: str, prefix: str) -> tuple[str, str]:
    before, after = reverse(name, args=[SOME]).split(str(SOME))
    return before, after
