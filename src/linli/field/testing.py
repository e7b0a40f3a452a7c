"""A few checkpoints for tests of the round."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from linli.core.actor import SYSTEM
from linli.matters.testing import GRID, INSIDE, SmallCity
from linli.people.testing import HILLSIDE, VILLAGE

if TYPE_CHECKING:
    from linli.field.models import Checkpoint

LANE, DRAIN, FAR = "CP-LANE", "CP-DRAIN", "CP-FAR"


def lay_checkpoints(city: SmallCity) -> dict[str, Checkpoint]:
    """Two places in the grid of the small city, and one in another district."""
    from linli.areas.place_lists import PlaceLine
    from linli.field.actions.checkpoints import load_checkpoints
    from linli.field.models import Checkpoint

    lon, lat = INSIDE
    rows = [
        PlaceLine(
            code=LANE,
            kind="fire_lane",
            name="三号楼消防通道",
            area_code=VILLAGE,
            grid_code=GRID,
            lon=lon,
            lat=lat,
        ),
        PlaceLine(
            code=DRAIN,
            kind="drain",
            name="菜市场雨水口",
            area_code=VILLAGE,
            grid_code=GRID,
            lon=lon + 0.002,
            lat=lat + 0.001,
        ),
        PlaceLine(code=FAR, kind="drain", name="山前雨水口", area_code=HILLSIDE),
    ]
    load_checkpoints(rows, by=SYSTEM, now=city.now)
    return {place.code: place for place in Checkpoint.objects.all()}


def photo(colour: str = "red", side: int = 40) -> io.BytesIO:
    """A small picture; colours differ, so that contents do."""
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(stream, "JPEG")
    stream.seek(0)
    return stream
