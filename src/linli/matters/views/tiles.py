from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from linli.areas.errors import BadTile
from linli.areas.queries.vector_tiles import Layer, outline_tile
from linli.matters.tiles import matter_tile
from linli.people.access import require, viewer_of_request
from linli.people.policies import Permission

TILE = "application/vnd.mapbox-vector-tile"


@require_safe
@never_cache
def matters(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """Open matters that the viewer may see; counted anew for a browser that was told to load again."""
    now = timezone.now()
    viewer = viewer_of_request(request, now)
    require(viewer, Permission.MATTER_VIEW)
    anew = "no-cache" in request.headers.get("Cache-Control", "")
    return HttpResponse(matter_tile(viewer, z, x, y, now=now, anew=anew), content_type=TILE)


@require_safe
@cache_control(public=True, max_age=600)
def areas(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """Outlines of areas and grids, for anybody."""
    if layer not in {each.value for each in Layer}:
        raise BadTile(z=z, x=x, y=y)
    return HttpResponse(outline_tile(z, x, y, Layer(layer)), content_type=TILE)
