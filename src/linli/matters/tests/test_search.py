"""Words among all matters: what few hold is put in order by its numbers, what many hold is walked to."""

import pytest

from linli.matters.queries import Filters, lists, search, work_list
from linli.matters.testing import SmallCity

TEXTS = ("路灯坏了一排", "路灯不亮已经三天", "水管爆裂", "电梯停运")


@pytest.fixture(params=[0, 1, 3000])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "FEW", request.param)


@pytest.mark.usefixtures("few")
def test_words_are_found_however_many_hold_them(city: SmallCity) -> None:
    filed = [city.file(text=text) for text in TEXTS]
    withdrawn = city.do("dispatcher", "withdraw", filed[1])
    viewer = city.viewer("dispatcher")
    for words, found in {"路灯": [withdrawn, filed[0]], "水管": [filed[2]], "飞机": []}.items():
        assert [each.pk for each in search(viewer, words)] == [each.pk for each in found], words
        page = work_list(viewer, Filters(words=words, is_open=False))
        assert [each.pk for each in page.rows] == [each.pk for each in found], words
    assert [each.pk for each in work_list(viewer, Filters(words="路灯")).rows] == [filed[0].pk]
    assert [each.pk for each in search(viewer, filed[3].code)] == [filed[3].pk]


def test_words_among_closed_ones_too_are_two_queries(city: SmallCity, django_assert_num_queries) -> None:
    city.file(text=TEXTS[0])
    viewer = city.viewer("dispatcher")
    with django_assert_num_queries(2):
        work_list(viewer, Filters(words="路灯", is_open=False))
    with django_assert_num_queries(1):
        work_list(viewer, Filters(words="路灯"))
