from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry

from linli.areas.actions.editions import check_order, end, insert, one_at_a_time, open_edition, within_any
from linli.areas.actions.outlines import checked_polygons
from linli.areas.errors import DoubleCode, GridsDoNotTile, UnknownArea
from linli.areas.events import GridsLoaded
from linli.areas.models import Edition, EditionKind, Grid
from linli.areas.policies.codes import ENDS, Level, kind_of_grid, significant_prefix, village_of
from linli.areas.policies.coordinates import Crs
from linli.areas.policies.editions import Difference, compare, spoken_for
from linli.areas.policies.tiling import TOLERANCE, Fault, tiling_faults
from linli.areas.queries.tree import in_force
from linli.core.actor import Actor


@dataclass(frozen=True, slots=True)
class GridRow:
    """One grid of a list, with its outline as WKB in the list's coordinate system."""

    code: str
    name: str
    outline: bytes


@dataclass(frozen=True, slots=True)
class LoadedGrids:
    """What a list changed. `edition` is None when it changed nothing."""

    difference: Difference[GridRow]
    edition: int | None


def load_grids(
    grids: Iterable[GridRow],
    *,
    crs: Crs,
    on: date,
    source: str,
    by: Actor,
    now: datetime,
    within: Sequence[str] | None = None,
    tolerance: float = TOLERANCE,
    note: str = "",
) -> LoadedGrids:
    """Make these grids the ones in force from a day on. Loading them twice changes nothing.

    Outlines are converted from `crs` to CGCS2000. Grids that are held and not in the list end on that
    day, within the list's villages or the codes `within`. Raises BadGridCode, DoubleCode, UnknownArea
    (the village is not in force that day), BadOutline, GridsDoNotTile when two overlap by more than
    `tolerance` square metres, ImpossibleCoordinate, EditionOutOfOrder; nothing is written then.
    """
    coming = _by_code(grids, crs)
    with one_at_a_time():
        difference = _difference(coming, on=on, within=within)
        if difference.is_empty:
            return LoadedGrids(difference, None)
        _check_villages(coming, on)
        _check_overlaps(coming, difference, tolerance)
        event = GridsLoaded(
            source=source,
            begins_on=on,
            new=len(difference.new),
            changed=len(difference.changed),
            vanished=len(difference.vanished),
        )
        edition = open_edition(EditionKind.GRIDS, event, source=source, on=on, by=by, now=now, note=note)
        _write(difference, on=on, edition=edition)
        return LoadedGrids(difference, edition.pk)


def _by_code(grids: Iterable[GridRow], crs: Crs) -> dict[str, GridRow]:
    rows = list(grids)
    outlines = checked_polygons({row.code: row.outline for row in rows}, crs=crs)
    coming = {row.code: GridRow(row.code, row.name, shapely.to_wkb(outlines[row.code])) for row in rows}
    if len(coming) < len(rows):
        codes = sorted(row.code for row in rows)
        raise DoubleCode(value=next(a for a, b in pairwise(codes) if a == b))
    return coming


def difference_of(
    grids: Iterable[GridRow], *, crs: Crs, on: date, within: Sequence[str] | None = None
) -> Difference[GridRow]:
    """Return what `load_grids` would change. Two queries."""
    return _difference(_by_code(grids, crs), on=on, within=within)


def _difference(
    coming: Mapping[str, GridRow], *, on: date, within: Sequence[str] | None
) -> Difference[GridRow]:
    villages = {village_of(code) for code in coming}
    scope = spoken_for(villages) if within is None else tuple(significant_prefix(code) for code in within)
    rows = Grid.objects.filter(area_code__in=villages) | Grid.objects.filter(within_any("area_code", scope))
    held = rows.filter(valid_to=None).values_list("code", "name", "outline")
    difference = compare({code: GridRow(code, name, bytes(wkb)) for code, name, wkb in held}, coming)
    if not difference.is_empty:
        check_order(rows, on)
    return difference


def _check_villages(coming: Iterable[str], on: date) -> None:
    wanted = {village_of(code) for code in coming}
    known: set[str] = set(in_force(on).filter(code__in=wanted).values_list("code", flat=True))
    if missing := sorted(wanted - known):
        raise UnknownArea(area=missing[0])


def _check_overlaps(coming: Mapping[str, GridRow], difference: Difference[GridRow], tolerance: float) -> None:
    """Raises GridsDoNotTile when one of the grids overlaps another, or one of a neighbouring village."""
    outlines = {**_neighbours(coming, difference), **{code: row.outline for code, row in coming.items()}}
    shapes: dict[str, BaseGeometry] = {code: shapely.from_wkb(wkb) for code, wkb in outlines.items()}
    for fault in tiling_faults(shapes, tolerance=tolerance):
        if fault.fault is Fault.OVERLAP and not coming.keys().isdisjoint(fault.grids):
            what = f"{fault.fault.label} {' / '.join(fault.grids)}"
            raise GridsDoNotTile(area=fault.area_code, fault=what, square_metres=fault.square_metres)


def _neighbours(coming: Iterable[str], difference: Difference[GridRow]) -> dict[str, bytes]:
    """Return the outlines of the other grids of the same townships that stay."""
    townships = sorted({code[: ENDS[Level.TOWNSHIP - 1]] for code in coming})
    gone = [row.code for row in difference.vanished]
    rows = Grid.objects.filter(within_any("area_code", townships), valid_to=None).exclude(code__in=gone)
    return {code: bytes(wkb) for code, wkb in rows.values_list("code", "outline")}


def _write(difference: Difference[GridRow], *, on: date, edition: Edition) -> None:
    gone = [*difference.vanished, *(before for before, _after in difference.changed)]
    fresh = [*difference.new, *(after for _before, after in difference.changed)]
    end(Grid.objects.filter(valid_to=None, code__in=[row.code for row in gone]), on)
    insert(Grid, (_row(row, on, edition) for row in fresh))


def _row(row: GridRow, on: date, edition: Edition) -> Grid:
    centre = shapely.point_on_surface(shapely.from_wkb(row.outline))
    return Grid(
        code=row.code,
        name=row.name,
        kind=kind_of_grid(row.code),
        area_code=village_of(row.code),
        outline=row.outline,
        centre_lon=centre.x,
        centre_lat=centre.y,
        valid_from=on,
        edition=edition,
    )
