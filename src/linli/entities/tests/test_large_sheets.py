"""Sheets with very many rows, three in a hundred of them nonsense: each is refused by itself, and nothing by halves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from linli.core.actor import SYSTEM
from linli.entities.actions import refreshing
from linli.entities.actions.refreshing import propose, sign
from linli.entities.models import Change, Edition, Entity, RefusedRow, Row
from linli.entities.sentences import refused_lines, why_refused
from linli.entities.testing import credit_code_numbered
from linli.intake.reports import write_beside
from linli.intake.sheets import SheetRow
from linli.matters.testing import SmallCity
from linli.people.testing import CITY, VILLAGE

pytestmark = pytest.mark.django_db
ROWS, EACH = 2640, 33
"""One row in so many makes no sense."""
HEADER = "统一社会信用代码,类别,名称,所在区划,行业代码,状态"
WRONG = {
    "entities.bad_check_digit": (0, lambda code: code[:-1] + ("1" if code[-1] == "0" else "0")),
    "entities.kind_unknown": (1, lambda code: "人"),
    "entities.name_missing": (2, lambda code: ""),
    "entities.too_long": (2, lambda code: "长" * 121),
    "entities.area_elsewhere": (3, lambda code: "110101001001"),
    "entities.bad_trade": (4, lambda code: "Z99"),
    "entities.state_unknown": (5, lambda code: "睡着"),
    "entities.code_of_a_person": (0, lambda code: "11010519491231002X"),
}


def lines() -> Iterator[str]:
    reasons = list(WRONG.values())
    for number in range(ROWS):
        row = [credit_code_numbered(number), "企业", f"安和{number}号厂", VILLAGE, "C26", "在营"]
        if number % EACH == EACH - 1:
            place, wrong = reasons[number // EACH % len(reasons)]
            row[place] = wrong(row[0])
        yield ",".join(row)


def sheet(folder: Path) -> Path:
    path = folder / "base.csv"
    path.write_text("\n".join([HEADER, *lines()]), "utf-8")
    return path


def test_every_row_of_nonsense_is_refused_with_its_own_reason(city: SmallCity, tmp_path: Path) -> None:
    told: list[int] = []
    edition = propose(
        sheet(tmp_path), area_code=CITY, by=SYSTEM, now=city.now, progress=lambda done, of: told.append(done)
    )
    assert (edition.rows, edition.refused, edition.created) == (ROWS, ROWS // EACH, ROWS - ROWS // EACH)
    assert Counter(edition.refusals.values_list("why", flat=True)) == dict.fromkeys(WRONG, ROWS // EACH // 8)
    assert [each.number for each in edition.refusals.order_by("number")] == list(
        range(EACH + 1, ROWS + 2, EACH)
    )
    assert all(why_refused(each).code == each.why for each in edition.refusals.all())
    report = write_beside(refused_lines(edition), tmp_path / "base.csv")
    lines = CalamineWorkbook.from_path(str(report)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in lines[1:]] == list(range(EACH + 1, ROWS + 2, EACH)), (
        "none is left out of the report"
    )
    assert all(zh and en and zh != en for _row, _code, zh, en in lines[1:])
    assert not edition.refusals.filter(code__contains="194912310").exists()
    assert not Entity.objects.exists(), "nothing counts before it is signed"
    sign(edition=edition, by=SYSTEM, now=city.now)
    assert Entity.objects.count() == edition.created
    assert not Row.objects.exists()
    assert told[-1] == ROWS


def test_a_sheet_that_breaks_in_the_middle_leaves_nothing(
    city: SmallCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(rows: Iterator[SheetRow], *args: object, **more: object) -> tuple[object, Iterator[SheetRow]]:
        header, good = whole(rows, *args, **more)
        return header, until(good)

    def until(rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
        for number, row in enumerate(rows):
            if number == ROWS // 2:
                raise OSError("the disk is gone")
            yield row

    whole = refreshing.find_header
    monkeypatch.setattr(refreshing, "find_header", broken)
    with pytest.raises(OSError, match="disk"):
        propose(sheet(tmp_path), area_code=CITY, by=SYSTEM, now=city.now)
    assert not any(model.objects.exists() for model in (Edition, Row, RefusedRow, Change, Entity))
