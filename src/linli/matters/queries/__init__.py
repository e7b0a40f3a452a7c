"""Reads of matters: lists and pages, and the figures of a unit."""

from linli.matters.queries.lists import (
    Filters,
    MatterView,
    Page,
    by_code,
    explained,
    matter_view,
    narrow,
    nearby_visible,
    parts_of,
    public_timeline,
    running_clocks,
    search,
    unit_by_words,
    unit_with_code,
    units_matching,
    units_near,
    work_list,
)
from linli.matters.queries.rates import rates_of

__all__ = [
    "Filters",
    "MatterView",
    "Page",
    "by_code",
    "explained",
    "matter_view",
    "narrow",
    "nearby_visible",
    "parts_of",
    "public_timeline",
    "rates_of",
    "running_clocks",
    "search",
    "unit_by_words",
    "unit_with_code",
    "units_matching",
    "units_near",
    "work_list",
]
