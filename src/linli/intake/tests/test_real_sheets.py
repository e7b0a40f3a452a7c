"""The public data sets, with the maps of the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from linli.core.actor import SYSTEM
from linli.core.testing import CHECKOUT
from linli.intake.actions.importing import import_messages
from linli.intake.maps import read_map
from linli.matters.models import Matter
from linli.matters.testing import SmallCity

MAPS = CHECKOUT / "docs" / "examples" / "import-maps"
pytestmark = pytest.mark.real_data


def run(city: SmallCity, path: Path, name: str, *, dry: bool = False) -> tuple[int, int, int, int]:
    result = import_messages(path, read_map(MAPS / f"{name}.yaml"), by=SYSTEM, now=city.now, dry=dry)
    return result.rows, result.registered, result.already, result.refused


def test_the_message_board_comes_in_once(city: SmallCity, data_folder: Path) -> None:
    path = data_folder / "teddy2020" / "附件3_热点留言.xlsx"
    assert run(city, path, "message-board") == (4326, 4326, 0, 0)
    assert run(city, path, "message-board") == (4326, 0, 4326, 0)
    assert Matter.objects.count() == 4326
    assert Matter.objects.filter(reported_at__isnull=True).count() == 0


@pytest.mark.parametrize(
    ("file", "name", "rows"),
    [
        ("fuzhou_12345/fuzhou_river_requests.csv.gz", "hotline-rivers", 1203),
        ("teddy2020/labelled_messages.csv.gz", "message-board-labelled", 7414),
        ("teddy2020/replies.csv.gz", "message-board-answered", 2298),
    ],
)
def test_the_other_sheets_would_come_in_whole(
    city: SmallCity, data_folder: Path, file: str, name: str, rows: int
) -> None:
    assert run(city, data_folder / file, name, dry=True) == (rows, rows, 0, 0)
