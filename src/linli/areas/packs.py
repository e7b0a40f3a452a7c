"""The part of a city pack that says which areas and grids there are: the folder `areas`.

`edition.yaml` says from which day, `areas.csv` names the areas, `grids.csv` the grids; `grids.geojson`
(or `.geojson.gz`) draws each grid under its code, and `outlines.geojson` may draw areas. Without it,
areas are drawn from their grids.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

import orjson
import shapely
from django.utils.translation import gettext_lazy as _
from pydantic import StringConstraints
from shapely.geometry.base import BaseGeometry

from linli.areas.actions.divisions import difference_of as difference_of_divisions
from linli.areas.actions.divisions import load_divisions
from linli.areas.actions.grids import GridRow, load_grids
from linli.areas.actions.grids import difference_of as difference_of_grids
from linli.areas.actions.outlines import OutlineRow, checked_polygons, draw_outlines, load_outlines
from linli.areas.errors import (
    BadGeojson,
    DoubleCode,
    EditionUndated,
    GridsDoNotTile,
    GridUndrawn,
    NameMissing,
    OutlineUnnamed,
    UnknownArea,
)
from linli.areas.policies.codes import UrbanRuralClass, checked_grid, padded, village_of
from linli.areas.policies.coordinates import Crs
from linli.areas.policies.editions import Difference, Division, faults, spoken_for
from linli.areas.policies.tiling import tiling_faults
from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.rulebook.packs import Change, ChangeKind, Fault, Pack, Progress, register_part
from linli.rulebook.packs.errors import FieldMissing, NotUtf8, ValueUnfit
from linli.rulebook.policies import RulePart

PART = "areas"
EDITION, AREAS, GRIDS = "areas/edition.yaml", "areas/areas.csv", "areas/grids.csv"
GRID_OUTLINES = ("areas/grids.geojson", "areas/grids.geojson.gz")
AREA_OUTLINES = ("areas/outlines.geojson", "areas/outlines.geojson.gz")
SHOWN = 30
"""So many changes of one kind are told one by one; more are counted."""
Named = TypeVar("Named", Division, GridRow)


class EditionFile(RulePart):
    """`edition.yaml`."""

    begins_on: date
    source: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    crs: Crs
    """Of the grids' outlines."""
    outlines_crs: Crs = Crs.CGCS2000


@dataclass
class Declared:
    """What a pack says, as far as it can be read, and what is wrong with it."""

    edition: EditionFile | None = None
    divisions: list[Division] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    """Line of each grid in its file."""
    grids: dict[str, str] = field(default_factory=dict)
    """Code and name."""
    drawn: dict[str, bytes] = field(default_factory=dict)
    """Outline of each grid as WKB."""
    outlines: dict[str, bytes] = field(default_factory=dict)
    """Outline of each area as WKB."""
    wrong: list[Fault] = field(default_factory=list)

    def grid_rows(self) -> list[GridRow]:
        return [GridRow(code, name, self.drawn[code]) for code, name in self.grids.items()]

    def scope(self) -> tuple[str, ...]:
        """Return the areas that the pack speaks for: grids in them that it does not name end."""
        return tuple(padded(prefix) for prefix in spoken_for(division.code for division in self.divisions))

    def outline_rows(self) -> list[OutlineRow]:
        return [OutlineRow(code, outline) for code, outline in self.outlines.items()]


def declared(pack: Pack) -> Declared:
    """Read the folder `areas` of a pack."""
    said = Declared()
    for document in pack.documents(EDITION):
        read = document.read(EditionFile)
        if isinstance(read, EditionFile):
            said.edition = read
        else:
            said.wrong.extend(read)
    if not pack.named(EDITION) and pack.named("areas/*"):
        said.wrong.append(Fault(pack.named("areas/*")[0], 1, EditionUndated(file=EDITION)))
    _read_areas(pack, said)
    _read_grids(pack, said)
    said.drawn = _read_outlines(pack, GRID_OUTLINES, said)
    said.outlines = _read_outlines(pack, AREA_OUTLINES, said)
    return said


def _rows(pack: Pack, file: str, columns: tuple[str, ...], said: Declared) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of a table and their wanted columns, without spaces around them."""
    if not pack.named(file):
        return
    try:
        text = (pack.root / file).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        said.wrong.append(Fault(file, 1, NotUtf8()))
        return
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [column for column in columns if column not in (reader.fieldnames or ())]
    said.wrong.extend(Fault(file, 1, FieldMissing(field=column)) for column in missing)
    for row in () if missing else reader:
        yield reader.line_num, [(row[column] or "").strip() for column in columns]


def _read_areas(pack: Pack, said: Declared) -> None:
    lines: list[int] = []
    columns = ("code", "name", "urban_rural_class")
    for line, (code, name, urban_rural_class) in _rows(pack, AREAS, columns, said):
        if not name:
            said.wrong.append(Fault(AREAS, line, NameMissing(value=code)))
        if urban_rural_class not in UrbanRuralClass.values:
            expected = ", ".join(filter(None, UrbanRuralClass.values))
            why = ValueUnfit(value=urban_rural_class, field="urban_rural_class", expected=expected)
            said.wrong.append(Fault(AREAS, line, why))
        said.divisions.append(Division(code, name, urban_rural_class))
        lines.append(line)
    for position, refusal in faults(said.divisions, lambda code: False):
        said.wrong.append(Fault(AREAS, lines[position], refusal))


def _read_grids(pack: Pack, said: Declared) -> None:
    villages = {division.code for division in said.divisions}
    for line, (code, name) in _rows(pack, GRIDS, ("code", "name"), said):
        try:
            checked_grid(code)
        except Refusal as refusal:
            said.wrong.append(Fault(GRIDS, line, refusal))
            continue
        if code in said.grids:
            said.wrong.append(Fault(GRIDS, line, DoubleCode(value=code)))
        if not name:
            said.wrong.append(Fault(GRIDS, line, NameMissing(value=code)))
        if village_of(code) not in villages:
            said.wrong.append(Fault(GRIDS, line, UnknownArea(area=village_of(code))))
        said.grids[code], said.lines[code] = name, line


def _read_outlines(pack: Pack, files: tuple[str, ...], said: Declared) -> dict[str, bytes]:
    """Return the outlines of a GeoJSON feature collection by the code in each feature's properties."""
    found: dict[str, bytes] = {}
    for file in pack.named(*files):
        raw = (pack.root / file).read_bytes()
        try:
            features = orjson.loads(gzip.decompress(raw) if file.endswith(".gz") else raw)["features"]
            for feature in features:
                shape = shapely.from_geojson(orjson.dumps(feature["geometry"]))
                found[str(feature["properties"]["code"])] = shapely.to_wkb(shape)
        except (ValueError, KeyError, TypeError, OSError, EOFError, shapely.GEOSException) as error:
            said.wrong.append(Fault(file, 1, BadGeojson(fault=f"{type(error).__name__}: {error}")))
    return found


def check(pack: Pack) -> Iterator[Fault]:
    said = declared(pack)
    yield from said.wrong
    for code in said.grids.keys() - said.drawn.keys():
        yield Fault(GRIDS, said.lines[code], GridUndrawn(grid=code))
    for file in pack.named(*GRID_OUTLINES):
        for code in sorted(said.drawn.keys() - said.grids.keys()):
            yield Fault(file, 1, OutlineUnnamed(value=code))
    for file in pack.named(*AREA_OUTLINES):
        for code in sorted(said.outlines.keys() - {division.code for division in said.divisions}):
            yield Fault(file, 1, OutlineUnnamed(value=code))
    if said.edition and not said.wrong:
        yield from _drawing_faults(pack, said, said.edition)


def _drawing_faults(pack: Pack, said: Declared, edition: EditionFile) -> Iterator[Fault]:
    """Yield what is wrong with the outlines themselves, then whether grids fit together."""
    shapes, wrong = _polygons(said.drawn, edition.crs)
    areas, also_wrong = _polygons(said.outlines, edition.outlines_crs)
    yield from (Fault(GRIDS, said.lines.get(code, 1), refusal) for code, refusal in wrong)
    yield from (Fault(pack.named(*AREA_OUTLINES)[0], 1, refusal) for _code, refusal in also_wrong)
    if wrong or also_wrong:
        return
    named = {code: shape for code, shape in shapes.items() if code in said.grids}
    villages = {code: areas[code] for code in areas.keys() & {village_of(grid) for grid in named}}
    for fault in tiling_faults(named, villages):
        line = said.lines[fault.grids[0]] if fault.grids else 1
        what = f"{fault.fault.label} {' / '.join(fault.grids)}"
        why = GridsDoNotTile(area=fault.area_code, fault=what, square_metres=fault.square_metres)
        yield Fault(GRIDS, line, why)


def _polygons(
    outlines: Mapping[str, bytes], crs: Crs
) -> tuple[dict[str, BaseGeometry], list[tuple[str, Refusal]]]:
    """Return the sound outlines in CGCS2000 and the refusals of the others."""
    try:
        return checked_polygons(outlines, crs=crs), []
    except Refusal:
        wrong = [(code, refusal) for code in outlines if (refusal := _refused(code, outlines[code], crs))]
        return {}, wrong


def _refused(code: str, outline: bytes, crs: Crs) -> Refusal | None:
    try:
        checked_polygons({code: outline}, crs=crs)
    except Refusal as refusal:
        return refusal
    return None


def load(pack: Pack, *, by: Actor, now: datetime, progress: Progress) -> Iterator[Change]:
    said = declared(pack)
    if said.edition is None:
        return
    on, source, crs = said.edition.begins_on, said.edition.source, said.edition.crs
    grids, scope = said.grid_rows(), said.scope()
    # Looked at first: the grids of a village that ends, end with it.
    grid_difference = difference_of_grids(grids, crs=crs, on=on, within=scope)
    divisions = load_divisions(said.divisions, on=on, source=source, by=by, now=now)
    yield from changes(divisions.difference, _("areas"))
    progress(PART, 1, 3)
    load_grids(grids, crs=crs, on=on, source=source, by=by, now=now, within=scope)
    yield from changes(grid_difference, _("grids"))
    progress(PART, 2, 3)
    if said.outlines:
        load_outlines(said.outline_rows(), crs=said.edition.outlines_crs, source=source, by=by, now=now)
    elif said.grids:
        draw_outlines(on=on, source=source, by=by, now=now)
    progress(PART, 3, 3)


def diff(pack: Pack) -> Iterator[Change]:
    said = declared(pack)
    if said.edition is None:
        return
    on, crs = said.edition.begins_on, said.edition.crs
    yield from changes(difference_of_divisions(said.divisions, on=on), _("areas"))
    yield from changes(difference_of_grids(said.grid_rows(), crs=crs, on=on, within=said.scope()), _("grids"))


def changes(difference: Difference[Named], noun: Any) -> Iterator[Change]:
    """Yield what a list changes, one by one or counted."""
    yield from _told(ChangeKind.ADDED, [(each, "") for each in difference.new], noun)
    renamed = [(after, _detail(before, after)) for before, after in difference.changed]
    yield from _told(ChangeKind.CHANGED, renamed, noun)
    yield from _told(ChangeKind.ENDED, [(each, "") for each in difference.vanished], noun)


def _detail(before: Named, after: Named) -> str:
    return f"{before.name} → {after.name}" if before.name != after.name else ""


def _told(kind: ChangeKind, things: Iterable[tuple[Named, str]], noun: Any) -> Iterator[Change]:
    listed = list(things)
    if len(listed) > SHOWN:
        yield Change(PART, kind, f"{len(listed):,} {noun}")
        return
    for each, detail in listed:
        yield Change(PART, kind, f"{each.code} {each.name}", detail)


register_part(
    PART, files=(EDITION, AREAS, GRIDS, *GRID_OUTLINES, *AREA_OUTLINES), check=check, load=load, diff=diff
)
