from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from linli.areas.policies.codes import Level
from linli.areas.queries import area_named
from linli.areas.queries.drawings import bounds_of
from linli.areas.queries.vector_tiles import Layer
from linli.command.faces import Face

register = template.Library()
SIDES = ("west", "south", "east", "north")


@register.simple_tag
def map_attributes(face: Face) -> SafeString:
    """Say to the map which layer it draws, and how far it reaches in degrees. Nothing where there is no outline."""
    place = face.board.place
    layer = Layer.GRID if place.has_grids else Layer[Level(area_named(place.code).level + 1).name]
    box = bounds_of(layer, place.prefix)
    if box is None:
        return SafeString()
    reach = format_html_join(" ", 'data-{}="{}"', zip(SIDES, map(str, box.bounds), strict=True))
    return format_html('data-map data-layer="{}" data-prefix="{}" {}', layer.value, place.prefix, reach)
