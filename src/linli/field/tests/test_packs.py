from __future__ import annotations

from pathlib import Path

import pytest

from linli.areas.place_lists import COLUMNS
from linli.core.actor import SYSTEM
from linli.field.models import Checkpoint
from linli.field.packs import CHECKPOINTS
from linli.journal.models import Entry
from linli.matters.testing import GRID, SmallCity
from linli.people.testing import VILLAGE
from linli.rulebook.packs import ChangeKind, Pack

HEAD = ",".join(COLUMNS)
LANE = f"CP-1,fire_lane,三号楼消防通道,{VILLAGE},{GRID},114.31,35.81"


def pack_of(folder: Path, *lines: str, head: str = HEAD) -> Pack:
    (folder / "city.yaml").write_text("name: x\n")
    (folder / CHECKPOINTS.file).write_text("\n".join((head, *lines)) + "\n", "utf-8")
    return Pack.at(folder)


def load(pack: Pack, city: SmallCity) -> list[tuple[ChangeKind, str]]:
    made = CHECKPOINTS.load(pack, by=SYSTEM, now=city.now, progress=lambda *_: None)
    return [(change.kind, change.what) for change in made]


@pytest.mark.django_db
def test_a_list_is_loaded_once_and_changed_where_it_differs(city: SmallCity, tmp_path: Path) -> None:
    pack = pack_of(tmp_path, LANE, f"CP-2,drain,雨水口,{VILLAGE},,,")
    assert load(pack, city) == [(ChangeKind.ADDED, "CP-1"), (ChangeKind.ADDED, "CP-2")]
    assert load(pack, city) == []
    changed = pack_of(tmp_path, LANE.replace("三号楼", "四号楼"))
    assert load(changed, city) == [(ChangeKind.CHANGED, "CP-1")]
    assert Checkpoint.objects.get(code="CP-1").name == "四号楼消防通道"
    assert Checkpoint.objects.count() == 2
    assert Entry.objects.filter(subject_kind="field.checkpoint").count() == 3


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (LANE.replace("fire_lane", "Fire Lane"), "field.checkpoint_unfit"),
        (LANE.replace("114.31", "214.31"), "field.checkpoint_unfit"),
        (LANE.replace("114.31", "nan"), "field.checkpoint_unfit"),
        (LANE.replace(",35.81", ","), "field.checkpoint_unfit"),
        (LANE.replace("CP-1", "钥匙"), "field.checkpoint_unfit"),
        (LANE + ",more", "field.checkpoint_columns_wrong"),
    ],
)
def test_a_line_that_does_not_fit_is_a_fault_with_its_place(tmp_path: Path, line: str, code: str) -> None:
    (fault,) = CHECKPOINTS.check(pack_of(tmp_path, f"CP-0,drain,雨水口,{VILLAGE},,,", line))
    assert (fault.line, fault.why.code) == (3, code)


def test_a_code_named_twice_is_a_fault(tmp_path: Path) -> None:
    assert len(list(CHECKPOINTS.check(pack_of(tmp_path, LANE, LANE)))) == 1


def test_other_columns_are_a_fault(tmp_path: Path) -> None:
    (fault,) = CHECKPOINTS.check(pack_of(tmp_path, LANE, head="code,name"))
    assert fault.why.code == "field.checkpoint_columns_wrong"
