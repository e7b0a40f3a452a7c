from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.areas.policies.codes import Level
from linli.areas.queries import AreaView, area_named, children, city_code, named_in
from linli.areas.queries.drawings import drawing_of
from linli.intake.forms import LONGEST_PLACE

MOST_OFFERED = 6


@require_safe
@cache_control(public=True, max_age=600)
def drawing(request: HttpRequest) -> HttpResponse:
    """The part of the form on which a place is touched: the areas right below one. From memory."""
    area = area_named(request.GET.get("area") or city_code())
    context = {
        "area": area,
        "drawing": drawing_of(area.code),
        "is_last": not any(children(each.code) for each in children(area.code)[:1]),
        "is_city": area.code == city_code(),
    }
    return render(request, "intake/parts/pick.html", context)


@require_POST  # somebody's own words: no address, which others keep, holds them
@never_cache
def named(request: HttpRequest) -> HttpResponse:
    """The part of the form that offers the areas named in somebody's words. From memory."""
    words = request.POST.get("words", "")[:LONGEST_PLACE]
    areas = [_Named(each) for each in named_in(words) if each.level > Level.COUNTY]
    context = {"areas": areas[:MOST_OFFERED]}
    return render(request, "intake/parts/places.html", context)


class _Named:
    """An area with what the lists of the form hold for it."""

    def __init__(self, area: AreaView) -> None:
        self.full_name = area.full_name
        self.village = area.code if area.level is Level.VILLAGE else ""
        self.township = area.parent_code if self.village else area.code
