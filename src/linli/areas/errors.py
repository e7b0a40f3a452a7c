from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class BadCode(Refusal):
    """A division code does not have 12 digits, or no province."""

    code = "areas.bad_code"
    sentence = _("%(value)s is not a division code: it must have 12 digits.")


class BadGridCode(Refusal):
    """A grid code is not 15 digits of a village and a serial, and G or D."""

    code = "areas.bad_grid_code"
    sentence = _("%(value)s is not a grid code: a village's 12 digits, 3 more, and G or D.")


class UnknownArea(Refusal):
    """No such area, or not on the day that was asked for."""

    code = "areas.unknown_area"
    kind = Kind.NOT_FOUND
    sentence = _("There is no area with the code %(area)s.")


class UnknownGrid(Refusal):
    """No such grid, or not on the day that was asked for."""

    code = "areas.unknown_grid"
    kind = Kind.NOT_FOUND
    sentence = _("There is no grid with the code %(grid)s.")


class ImpossibleCoordinate(Refusal):
    """A coordinate is not a number, not on Earth, or outside China in a system that is defined only there."""

    code = "areas.impossible_coordinate"
    sentence = _("Longitude %(lon)s, latitude %(lat)s cannot be a place in %(crs)s.")


class UnknownCrs(Refusal):
    """A coordinate came without a coordinate system that we know."""

    code = "areas.unknown_crs"
    sentence = _("%(value)s is not a known coordinate system. Known are: %(known)s.")


class ParentMissing(Refusal):
    """A division list names an area whose parent is neither in the list nor in force."""

    code = "areas.parent_missing"
    sentence = _("The area above %(name)s (%(area)s) is missing: %(parent)s.")


class DoubleCode(Refusal):
    """A list names the same code twice."""

    code = "areas.double_code"
    sentence = _("The code %(value)s occurs more than once.")


class EditionOutOfOrder(Refusal):
    """An edition was to begin before one that is already held for the same places."""

    code = "areas.edition_out_of_order"
    kind = Kind.CONFLICT
    sentence = _("An edition from %(held)s is held already; one from %(on)s cannot be loaded after it.")


class BadOutline(Refusal):
    """A polygon is empty, crosses itself, or is no polygon."""

    code = "areas.bad_outline"
    sentence = _("The outline of %(value)s is not a valid polygon: %(fault)s.")


class GridsDoNotTile(Refusal):
    """Grids overlap, leave a gap or cross the border of their village."""

    code = "areas.grids_do_not_tile"
    sentence = _("The grids of %(area)s do not fit together: %(fault)s, about %(square_metres)s m².")


class BadTile(Refusal):
    """A map tile has impossible numbers."""

    code = "areas.bad_tile"
    kind = Kind.NOT_FOUND
    sentence = _("There is no map tile %(z)s/%(x)s/%(y)s.")


class NoCity(Refusal):
    """No area of the level of a city is loaded."""

    code = "areas.no_city"
    kind = Kind.UNAVAILABLE
    sentence = _("This city's areas have not been loaded yet.")


class EditionUndated(Refusal):
    """A pack has areas but does not say from which day."""

    code = "areas.edition_undated"
    sentence = _("The file %(file)s is missing: it says from which day the areas and grids are in force.")


class NameMissing(Refusal):
    """An area or grid without a name."""

    code = "areas.name_missing"
    sentence = _("%(value)s has no name.")


class BadGeojson(Refusal):
    """A file is no GeoJSON feature collection whose features carry codes."""

    code = "areas.bad_geojson"
    sentence = _("This cannot be read as a GeoJSON feature collection with codes: %(fault)s.")


class GridUndrawn(Refusal):
    """A grid is named but not drawn."""

    code = "areas.grid_undrawn"
    sentence = _("The grid %(grid)s has no outline in the GeoJSON file.")


class OutlineUnnamed(Refusal):
    """Something is drawn that no table names."""

    code = "areas.outline_unnamed"
    sentence = _("%(value)s is drawn but not named in the table.")
