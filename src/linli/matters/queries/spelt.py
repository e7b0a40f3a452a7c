"""What a Latin spelling may mean: units, kinds and places. Names are spelt in memory; no row holds a spelling."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Max, Q

from linli.areas.policies.codes import significant_prefix
from linli.areas.queries import children, city_code
from linli.catalogue.queries import kinds
from linli.core.errors import Refusal
from linli.language.policies.spelling import folded, is_latin, spelling
from linli.people.models import Unit

MOST = 40
"""Names taken from each sort: who types two letters means none of the hundreds that they fit."""

_names: tuple[int | None, list[tuple[str, int]]] = (None, [])


def unit_names() -> list[tuple[str, int]]:
    """Return name and number of all active units. One query, two when the tree of units changed."""
    global _names
    edition = Unit.objects.aggregate(edition=Max("tree_edition"))["edition"]
    if _names[0] != edition:
        _names = (edition, list(Unit.objects.filter(is_active=True).values_list("name", "pk")))
    return _names[1]


def forget() -> None:
    """Drop the names, for another database."""
    global _names
    _names = (None, [])


def units_spelt(words: str) -> list[int]:
    """Return the numbers of active units whose name is spelt so, shorter names first; none where it is no spelling."""
    if not is_latin(words):
        return []
    typed = folded(words)
    found = sorted((len(name), name, pk) for name, pk in unit_names() if spelling(name).fits(typed))
    return [pk for _length, _name, pk in found[:MOST]]


def spelt(words: str) -> list[Q]:
    """Return the conditions for matters whose kind, unit or place is spelt so; none where it is no spelling."""
    if not is_latin(words):
        return []
    typed = folded(words)
    fitting = [kind.code for kind in kinds().leaves if spelling(kind.name_zh).fits(typed)][:MOST]
    units, places = units_spelt(words), [Q(area_code__startswith=each) for each in places_spelt(typed)]
    found = [Q(kind_code__in=fitting)] if fitting else []
    found += [Q(lead_unit__in=units)] if units else []
    return [*found, reduce(or_, places)] if places else found


def places_spelt(typed: str) -> list[str]:
    """Return beginnings of the codes of counties and townships that are spelt so. From memory."""
    try:
        counties = children(city_code())
    except Refusal:
        return []
    places = [*counties, *(each for county in counties for each in children(county.code))]
    return [significant_prefix(each.code) for each in places if spelling(each.name).fits(typed)][:MOST]
