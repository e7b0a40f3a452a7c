from __future__ import annotations

from datetime import date

from django.utils.dateformat import format as formatted
from django.utils.translation import override

from linli.core.moments import month_words


def test_every_month_has_its_chinese_name() -> None:
    """A word of ours that is spelled like a month would take its place: May."""
    with override("zh-hans"):
        for month in range(1, 13):
            assert formatted(date(2026, month, 1), "F M N").count("月") == 3


def test_a_month_is_said_with_its_year() -> None:
    with override("zh-hans"):
        assert month_words(date(2026, 5, 1)) == "2026年5月"
    with override("en"):
        assert month_words(date(2026, 5, 1)) == "May 2026"
