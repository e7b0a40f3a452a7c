from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from linli.areas.queries import area_named, children, city_code
from linli.areas.queries.drawings import drawing_of


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
