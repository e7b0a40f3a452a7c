"""Writes what Anhe's city pack says of its areas, grids, units, voice places and checkpoints:
`python -m linli.demo.anhe.pack cities/anhe`.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path

import orjson
import shapely

from linli.demo.anhe import plan
from linli.demo.anhe.checkpoints import COLUMNS as CHECKPOINT_COLUMNS
from linli.demo.anhe.checkpoints import checkpoints
from linli.demo.anhe.places import Grid, anhe
from linli.demo.anhe.units import units
from linli.demo.anhe.voice import COLUMNS, voice_places

EDITION = f"""\
# Which edition of the division codes and grids this is. Everything here is invented.
begins_on: {plan.BEGINS_ON}
source: 安和市行政区划与网格划分方案（虚构）
crs: cgcs2000
"""


def write(folder: Path) -> None:
    """Write the files of areas, grids and units. Running it twice writes the same bytes."""
    places = anhe()
    areas = folder / "areas"
    areas.mkdir(parents=True, exist_ok=True)
    (areas / "edition.yaml").write_text(EDITION, encoding="utf-8")
    rows = [(each.code, each.name, each.urban_rural_class) for each in places.divisions]
    _write_csv(areas / "areas.csv", ("code", "name", "urban_rural_class"), rows)
    _write_csv(areas / "grids.csv", ("code", "name"), [(each.code, each.name) for each in places.grids])
    (areas / "grids.geojson.gz").write_bytes(gzip.compress(geojson(places.grids), mtime=0))
    bodies = [
        (each.code, each.name, each.kind, each.parent, each.area_code) for each in units(places.divisions)
    ]
    _write_csv(folder / "units.csv", ("code", "name", "kind", "parent", "area_code"), bodies)
    _write_csv(folder / "voice_places.csv", COLUMNS, [astuple(each) for each in voice_places(places)])
    _write_csv(
        folder / "checkpoints.csv", CHECKPOINT_COLUMNS, [astuple(each) for each in checkpoints(places)]
    )


def geojson(grids: Iterable[Grid]) -> bytes:
    """Return the grids' outlines as a feature collection, each with its code."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": grid.code},
            "geometry": orjson.loads(shapely.to_geojson(grid.outline)),
        }
        for grid in grids
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _write_csv(file: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    file.write_text(text.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
