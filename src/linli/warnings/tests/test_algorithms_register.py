"""The public register of algorithms: for everybody, with no small cell and no person."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.language.corrected import LEAST_OF_A_LABEL, corrected
from linli.matters.models import Matter
from linli.matters.testing import SmallCity
from linli.people.testing import RIVERSIDE
from linli.warnings.actions.algorithms import count_algorithms
from linli.warnings.models import AlgorithmFigure
from linli.warnings.policies.register import REGISTER

pytestmark = pytest.mark.django_db


def classified(city: SmallCity, count: int, *, label: str = "street", kind: str = "street.litter") -> None:
    for number in range(count):
        matter = city.file(text=f"垃圾堆了{number}天没人清运")
        Matter.objects.filter(pk=matter.pk).update(suggested_label=label, kind_code=kind)


def test_everybody_reads_the_register_and_each_entry(city: SmallCity, client: Client) -> None:
    page = client.get("/warnings/algorithms/")
    assert page.status_code == 200
    for each in REGISTER:
        assert str(each.name) in page.content.decode()
        assert client.get(f"/warnings/algorithms/{each.slug}/").status_code == 200
    assert client.get("/warnings/algorithms/other/").status_code == 404


def test_suggestions_are_counted_by_district_and_family(city: SmallCity, client: Client) -> None:
    classified(city, 5)
    classified(city, 1, label="water")
    count_algorithms(now=city.now)
    figures = AlgorithmFigure.objects.filter(algorithm="classifier")
    found = {(each.area_code, each.kind): (each.right, each.cases) for each in figures}
    assert found == {("", ""): (5, 6), (RIVERSIDE, ""): (5, 6), ("", "street"): (5, 6)}
    assert "83%" in client.get("/warnings/algorithms/classifier/").content.decode()


def test_fewer_than_five_cases_are_not_kept(city: SmallCity) -> None:
    classified(city, 4)
    assert count_algorithms(now=city.now) == 0


def test_a_small_cell_does_not_follow_from_the_others(city: SmallCity, client: Client) -> None:
    classified(city, 9)
    classified(city, 6, label="water", kind="water.burst")
    classified(city, 3, label="road", kind="road.hole")
    count_algorithms(now=city.now)
    kinds = AlgorithmFigure.objects.filter(algorithm="classifier").exclude(kind="")
    assert [(each.kind, each.cases) for each in kinds] == [("street", 9)]
    assert "不足五件" in client.get("/warnings/algorithms/hot-issues/").content.decode()


def test_counting_again_replaces_the_figures(city: SmallCity) -> None:
    classified(city, 5)
    assert count_algorithms(now=city.now) == count_algorithms(now=city.now) == 3


def test_the_city_learns_from_kinds_that_people_gave(city: SmallCity) -> None:
    classified(city, LEAST_OF_A_LABEL)
    assert corrected() == []
    Matter.objects.update(status="accepted")
    assert {each.label for each in corrected()} == {"street.litter"}
