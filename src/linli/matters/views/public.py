"""What everybody may see of an area: figures and outlines, never a matter."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.areas.queries import area_named, children, city_code
from linli.areas.queries.drawings import Drawing, Shape, drawing_of
from linli.areas.queries.tree import AreaView
from linli.catalogue.queries import kinds
from linli.matters.beside import parts_of_area
from linli.matters.queries.public import AreaFigures, Cell, area_figures
from linli.people.access import viewer_of_request

SHADES = (5, 20, 50, 100)
"""From so many open matters on an area is drawn one shade darker."""


@dataclass(frozen=True)
class Line:
    """One line of a table."""

    code: str
    name: str
    cell: Cell


@dataclass(frozen=True)
class Patch:
    """One area of the drawing, with how many matters are open in it."""

    shape: Shape
    cell: Cell
    shade: int


@require_safe
def area(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show what is open and what was solved in an area. Two queries every ten minutes."""
    now = timezone.now()
    here = area_named(code or city_code())
    figures = area_figures(here.code, now)
    drawing = drawing_of(here.code)
    below = {each.code: each.name for each in children(here.code)}
    context = {
        "area": here,
        "above": above(here),
        "figures": figures,
        "kinds": kinds_of(figures),
        "below": [Line(each, name, figures.by_area[each]) for each, name in below.items()],
        "drawing": drawing,
        "patches": patches(drawing, figures),
        "parts": [
            render_to_string(each.template, {"area": here, **each.said}, request)
            for each in parts_of_area(viewer_of_request(request, now), here)
        ],
    }
    return render(request, "matters/area.html", context)


def above(area: AreaView) -> list[AreaView]:
    """Return the areas it lies in, from the city down."""
    if area.code == city_code():
        return []
    parent = area_named(area.parent_code)
    return [*above(parent), parent]


def kinds_of(figures: AreaFigures) -> list[Line]:
    """Return the kinds by how much of them is open; what is kept back comes last."""
    tree = kinds()
    lines = [
        Line(code, tree[code].name if code in tree else gettext("Not sorted yet"), cell)
        for code, cell in figures.by_kind.items()
    ]
    return sorted(lines, key=lambda line: (-(line.cell.open or 0), -(line.cell.solved or 0), line.name))


def patches(drawing: Drawing | None, figures: AreaFigures) -> list[Patch]:
    shapes = drawing.shapes if drawing else ()
    return [patch(each, figures.by_area.get(each.code, figures.whole)) for each in shapes]


def patch(shape: Shape, cell: Cell) -> Patch:
    return Patch(shape, cell, sum((cell.open or 0) >= least for least in SHADES))
