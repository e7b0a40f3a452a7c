"""Ratings in effect, by area. Villages and communities have a colour of their own; of all others numbers are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from linli.areas.policies.codes import significant_prefix
from linli.entities.models import Entity
from linli.entities.policies import State
from linli.entities.policies.kinds import DIVISIONS
from linli.ratings.access import public_labels
from linli.ratings.models import AreaCount, Run
from linli.ratings.policies.scheme import Colour, Scheme
from linli.ratings.queries.schemes import scheme_of


@dataclass(frozen=True)
class AreaColours:
    """How many bodies of one area, with all below it, stand where by what is in effect."""

    code: str
    counts: Mapping[Colour, int]
    """Blue are all that were rated and have nothing graver in effect."""
    is_warned: bool

    @property
    def rated(self) -> int:
        return sum(self.counts.values())


def colours_of(run: Run, area_codes: Sequence[str]) -> list[AreaColours]:
    """Return these areas in their order, by the run that counts and the ratings in effect. Three queries at most."""
    rated = AreaCount.objects.filter(run=run).values_list("area_code").annotate(n=Sum("bodies"))
    bodies = summed(dict(rated), area_codes)
    by_colour: dict[Colour, dict[str, int]] = {}
    for (area, colour), n in _graver(run.scheme).items():
        by_colour.setdefault(colour, {})[area] = n
    graver = {colour: summed(counts, area_codes) for colour, counts in by_colour.items()}
    rule = scheme_of(run).area_warning
    found = []
    for code in area_codes:
        counts = {colour: graver[colour][code] if colour in graver else 0 for colour in Colour}
        worse = sum(counts.values())
        total = max(worse, bodies[code])
        counts[Colour.BLUE] = total - worse
        warned = bool(rule and total >= rule.least and worse * 100 >= rule.percent * total)
        found.append(AreaColours(code, counts, warned))
    return found


def summed(counts: Mapping[str, int], area_codes: Iterable[str]) -> dict[str, int]:
    """Return for each of these areas what counts in it and below, in one pass over the counts."""
    code_of = {significant_prefix(code): code for code in area_codes}
    lengths = {len(each) for each in code_of}
    found = dict.fromkeys(code_of.values(), 0)
    for area, n in counts.items():
        for length in lengths:
            if (code := code_of.get(area[:length])) is not None:
                found[code] += n
    return found


def _graver(scheme: str) -> Counter[tuple[str, Colour]]:
    """Return how many ratings graver than blue are in effect, by area and colour. Two queries."""
    rows = (
        public_labels([scheme]).order_by().values_list("area_code", "run_id", "step").annotate(n=Count("pk"))
    )
    lines = list(rows)
    schemes = _schemes_of({run for _area, run, _step, _n in lines})
    counts: Counter[tuple[str, Colour]] = Counter()
    for area, run, step, n in lines:
        colour = schemes[run].steps[step].colour
        if colour is not Colour.BLUE:
            counts[area, colour] += n
    return counts


def villages_of(scheme: str, area_code: str) -> dict[str, Colour]:
    """Return the villages and communities of an area that are rated, by code, with what is in effect. Three queries."""
    here = Q(kind__in=sorted(DIVISIONS), code__startswith=significant_prefix(area_code))
    codes = Entity.objects.filter(here).exclude(state=State.GONE).values_list("code", flat=True)
    colours = dict.fromkeys(codes, Colour.BLUE)
    labels = public_labels([scheme]).filter(entity__code__in=list(colours))
    rows = list(labels.order_by().values_list("entity__code", "run_id", "step"))
    schemes = _schemes_of({run for _code, run, _step in rows})
    return colours | {code: schemes[run].steps[step].colour for code, run, step in rows}


def _schemes_of(runs: set[int]) -> dict[int, Scheme]:
    return {number: scheme_of(run) for number, run in Run.objects.in_bulk(runs).items()}
