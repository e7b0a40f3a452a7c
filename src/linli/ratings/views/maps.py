"""The map of what is in effect: for everybody, and with what waits for review for those who see ratings."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.areas.policies.codes import significant_prefix
from linli.areas.queries import AreaView, area_named, children, city_code
from linli.areas.queries.drawings import Shape, drawing_of, drawing_of_villages
from linli.core.time import city_day
from linli.entities.policies.kinds import DIVISIONS
from linli.people.access import Permission, Viewer, viewer_of_request
from linli.ratings.access import visible_labels
from linli.ratings.errors import SchemeNotFound
from linli.ratings.policies.scheme import Colour, Scheme
from linli.ratings.policies.states import LabelStatus
from linli.ratings.queries.published import AreaColours, colours_of, summed, villages_of
from linli.ratings.queries.results import signed_run
from linli.ratings.queries.schemes import schemes_on


@dataclass(frozen=True)
class Patch:
    """One village on the map; without a colour it is not rated."""

    shape: Shape
    colour: Colour | None
    grave: int
    """1 yellow to 3 red, written into it so that the colour does not speak alone; 0: nothing is."""


@dataclass(frozen=True)
class Line:
    """One area in the table beside the map."""

    area: AreaView
    found: AreaColours
    own: Colour | None
    """What the village or community itself stands at."""
    waiting: int
    """Ratings that somebody has still to look at; shown inside the house alone."""

    @property
    def counts(self) -> list[int]:
        return [self.found.counts[each] for each in Colour]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Villages and communities by their published colour; other bodies as numbers. No query for each area."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    schemes = [each.scheme for each in schemes_on(city_day(now)) if is_drawn(each.scheme)]
    wanted = request.GET.get("scheme", schemes[0].code if schemes else "")
    scheme = next((each for each in schemes if each.code == wanted), None)
    if scheme is None:
        raise SchemeNotFound(scheme=wanted, on=city_day(now).isoformat())
    here = _with_parts(request.GET.get("area") or city_code())
    run = signed_run(scheme.code)
    villages = villages_of(scheme.code, here.code) if run else {}
    sees_review = viewer.may(Permission.RATING_VIEW)
    below = children(here.code)
    waiting = summed(_waiting(viewer, scheme, here) if sees_review else {}, [each.code for each in below])
    found = colours_of(run, [each.code for each in below]) if run else []
    lines = [
        Line(area, each, villages.get(area.code), waiting[area.code])
        for area, each in zip(below, found, strict=False)
    ]
    context = {
        "scheme": scheme,
        "schemes": schemes,
        "here": here,
        "above": _above(here),
        "run": run,
        "legend": legend_of(scheme),
        "lines": sorted(lines, key=_gravest_first),
        "patches": patches_of(here, villages) if run else [],
        "borders": drawing_of(here.code),
        "has_deeper": bool(children(below[0].code)),
        "sees_review": sees_review,
    }
    return render(request, "ratings/map.html", context)


def _gravest_first(line: Line) -> tuple[int, list[int]]:
    """Order places by their own colour, the gravest first, then by how many stand at the gravest colours."""
    own = list(Colour).index(line.own) if line.own else 0
    return -own, [-n for n in line.counts[:0:-1]]


def is_drawn(scheme: Scheme) -> bool:
    """Whether the city publishes it and it rates what has an outline: villages and communities."""
    return scheme.is_public and not DIVISIONS.isdisjoint(scheme.entities)


def _with_parts(code: str) -> AreaView:
    """Return the area, of a village the township it lies in. Raises UnknownArea."""
    area = area_named(code)
    return area if children(area.code) else area_named(area.parent_code)


def _above(area: AreaView) -> list[AreaView]:
    """Return the areas it lies in, from the city down."""
    if area.code == city_code():
        return []
    parent = area_named(area.parent_code)
    return [*_above(parent), parent]


def legend_of(scheme: Scheme) -> list[tuple[int, Colour, str]]:
    """Return each colour of the scheme with its mark and what it means, the mildest first."""
    steps = sorted(scheme.steps, key=lambda step: list(Colour).index(step.colour))
    return [(list(Colour).index(step.colour), step.colour, str(step.name)) for step in steps]


def patches_of(here: AreaView, villages: dict[str, Colour]) -> list[Patch]:
    drawing = drawing_of_villages(here.code)
    return [
        Patch(shape, colour, list(Colour).index(colour) if colour else 0)
        for shape in (drawing.shapes if drawing else ())
        for colour in [villages.get(shape.code)]
    ]


def _waiting(viewer: Viewer, scheme: Scheme, here: AreaView) -> dict[str, int]:
    """Return how many ratings wait for review, by area, as far as the viewer sees them. One query."""
    rows = visible_labels(viewer).filter(scheme=scheme.code, status=LabelStatus.CANDIDATE)
    rows = rows.filter(area_code__startswith=significant_prefix(here.code))
    return dict(rows.order_by().values_list("area_code").annotate(n=Count("pk")))
