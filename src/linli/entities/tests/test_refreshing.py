from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.entities.actions.refreshing import discard, propose, sign
from linli.entities.errors import BaseChanged, EditionDecided, NothingToTake, OwnRefresh
from linli.entities.models import Change, Edition, Entity, Row
from linli.entities.policies import State
from linli.entities.queries.entities import entities_in, entity_coded, history_of, search
from linli.entities.testing import credit_code_numbered
from linli.matters.testing import SmallCity
from linli.people.access import SYSTEM_VIEWER
from linli.people.testing import CITY, VILLAGE

pytestmark = pytest.mark.django_db
HEADER = "统一社会信用代码,类别,名称,所在区划,行业代码,状态"
CLERK, COLLEAGUE = (Actor(ActorKind.ACCOUNT, number) for number in (71, 72))


def line(number: int, name: str = "", **more: str) -> str:
    given = {"kind": "企业", "area": VILLAGE, "trade": "C26", "state": "在营", **more}
    code = given.get("code", credit_code_numbered(number))
    return f"{code},{given['kind']},{name or f'安和{number}号厂'},{given['area']},{given['trade']},{given['state']}"


def sheet(folder: Path, *lines: str) -> Path:
    path = folder / "base.csv"
    path.write_text("\n".join([HEADER, *lines]), "utf-8")
    return path


def refresh(city: SmallCity, path: Path, *, whole: bool = True) -> Edition:
    edition = propose(path, area_code=CITY, by=CLERK, now=city.now, is_whole=whole, period="2026-Q1")
    sign(edition=edition, by=COLLEAGUE, now=city.now)
    return edition


def test_nothing_counts_before_somebody_else_signed(city: SmallCity, tmp_path: Path) -> None:
    edition = propose(sheet(tmp_path, line(1), line(2)), area_code=CITY, by=CLERK, now=city.now)
    assert (edition.created, Entity.objects.count()) == (2, 0)
    with pytest.raises(OwnRefresh):
        sign(edition=edition, by=CLERK, now=city.now)
    sign(edition=edition, by=COLLEAGUE, now=city.now)
    assert entity_coded(credit_code_numbered(1)).name == "安和1号厂"
    assert not Row.objects.exists()
    with pytest.raises(EditionDecided):
        sign(edition=edition, by=COLLEAGUE, now=city.now)


def test_a_refresh_tells_what_is_new_changed_gone_and_back(city: SmallCity, tmp_path: Path) -> None:
    refresh(city, sheet(tmp_path, line(1), line(2), line(3)))
    edition = refresh(city, sheet(tmp_path, line(1), line(2, "安和二厂", trade="C27"), line(4)))
    assert (edition.created, edition.changed, edition.gone) == (1, 1, 1)
    assert entity_coded(credit_code_numbered(3)).state == State.GONE
    newest, first = history_of(credit_code_numbered(2))
    assert newest.fields == {"name": ["安和2号厂", "安和二厂"], "trade": ["C26", "C27"]}
    assert first.kind == "new"
    back = refresh(city, sheet(tmp_path, line(1), line(2, "安和二厂", trade="C27"), line(3), line(4)))
    assert [each.kind for each in Change.objects.filter(edition=back)] == ["back"]
    assert entity_coded(credit_code_numbered(3)).state == State.ACTIVE


def test_the_same_sheet_again_changes_nothing(city: SmallCity, tmp_path: Path) -> None:
    path = sheet(tmp_path, line(1), line(2))
    refresh(city, path)
    again = refresh(city, path)
    assert (again.rows, again.created, again.changed, again.gone) == (2, 0, 0, 0)


def test_nonsense_is_refused_row_by_row_and_the_rest_is_taken(city: SmallCity, tmp_path: Path) -> None:
    refresh(city, sheet(tmp_path, line(1), line(2)))
    wrong = credit_code_numbered(2)[:-1] + "#"
    lines = [
        line(1),
        line(2, "一" * 200),
        line(1),
        line(7, code=wrong),
        line(8, kind="人"),
        line(9, area="110101001001"),
    ]
    edition = propose(sheet(tmp_path, *lines), area_code=CITY, by=CLERK, now=city.now, is_whole=True)
    found = list(edition.refusals.order_by("number").values_list("number", "why"))
    assert found == [
        (3, "entities.too_long"), (4, "entities.code_twice"), (5, "entities.bad_code"),
        (6, "entities.kind_unknown"), (7, "entities.area_elsewhere"),
    ]  # fmt: skip
    assert edition.gone == 0, "an entity whose row was refused is not gone"


def test_a_citizen_number_is_refused_and_not_kept(city: SmallCity, tmp_path: Path) -> None:
    path = sheet(tmp_path, line(1), line(2, code="11010519491231002X"))
    edition = propose(path, area_code=CITY, by=CLERK, now=city.now)
    refusal = edition.refusals.get()
    assert (refusal.why, refusal.code, refusal.facts) == ("entities.code_of_a_person", "", {})


def test_a_sheet_without_any_good_row_leaves_nothing(city: SmallCity, tmp_path: Path) -> None:
    with pytest.raises(NothingToTake):
        propose(sheet(tmp_path, line(1, kind="人")), area_code=CITY, by=CLERK, now=city.now)
    assert not Edition.objects.exists()


def test_a_refresh_compared_with_an_older_base_is_not_signed(city: SmallCity, tmp_path: Path) -> None:
    old = propose(sheet(tmp_path, line(1)), area_code=CITY, by=CLERK, now=city.now)
    refresh(city, sheet(tmp_path, line(2)), whole=False)
    with pytest.raises(BaseChanged):
        sign(edition=old, by=COLLEAGUE, now=city.now)
    discard(edition=old, by=COLLEAGUE, now=city.now)


@pytest.mark.parametrize("words", ["二厂", "安和二厂", "anheer", "ahec", credit_code_numbered(2)[:12]])
def test_names_are_found_by_characters_sound_and_code(city: SmallCity, tmp_path: Path, words: str) -> None:
    refresh(city, sheet(tmp_path, line(2, "安和二厂"), line(3000001, "河东三店")))
    found = [each.name for each in search(SYSTEM_VIEWER, words)]
    assert found[0] == "安和二厂"
    assert len(found) == 1 or words.startswith("91")


def test_entities_are_read_by_area_kind_and_trade(city: SmallCity, tmp_path: Path) -> None:
    refresh(city, sheet(tmp_path, line(1), line(2, trade="J66"), line(3, state="注销")))
    assert entities_in(VILLAGE).count() == 2
    assert [each.trade for each in entities_in("990102000000", trades=["J"])] == ["J66"]
    assert not entities_in("990103000000").exists()


def test_a_village_is_tied_to_its_committee(city: SmallCity, tmp_path: Path) -> None:
    refresh(city, sheet(tmp_path, line(0, "柳树社区", code=VILLAGE, kind="社区", area="")))
    assert entity_coded(VILLAGE).unit == city.cast.unit("village")


def test_progress_is_told(city: SmallCity, tmp_path: Path) -> None:
    told: list[Any] = []
    path = sheet(tmp_path, line(1))
    propose(path, area_code=CITY, by=SYSTEM, now=city.now, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (1, 1)
