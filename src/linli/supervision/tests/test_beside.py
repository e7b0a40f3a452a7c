"""What the matter's page shows of supervision, to whom, and at what cost."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.letters.about import place_of
from linli.letters.models import Letter
from linli.matters.beside import Block, beside_matters, blocks_of
from linli.matters.models import Matter
from linli.matters.testing import SmallCity
from linli.supervision import actions
from linli.supervision.models import Ladder, Listing
from linli.supervision.policies import ListingLevel, Rung
from linli.supervision.proposals import proposal_of
from linli.supervision.testing import set_ladder
from linli.supervision.tests.test_ladder import ladder_of, ordered, overdue
from linli.supervision.tests.test_listing import by


@pytest.fixture
def city(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> SmallCity:
    set_ladder()
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)
    return city


def client_of(city: SmallCity, who: str) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    client.force_login(city.cast.accounts[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def blocks(city: SmallCity, matter: Matter, who: str) -> dict[str, Block]:
    return {str(each.heading): each for each in blocks_of(city.cast.viewer(who, city.now), matter)}


def listed(city: SmallCity, matter: Matter) -> Listing:
    return actions.propose(
        title="逾期未办结",
        place="河东街道",
        area_code=matter.area_code,
        level=ListingLevel.CITY,
        grounds="多次催办",
        target="办结",
        owner=city.cast.unit("street"),
        ladder=ladder_of(matter),
        by=by(city, "supervisor", "city"),
        now=city.now,
    )


def test_the_page_says_which_rung_why_and_by_which_letters(city: SmallCity) -> None:
    matter = ordered(city)
    listed(city, matter)
    page = client_of(city, "supervisor").get(f"/work/{matter.code}/").content.decode()
    assert "二级：督办" in page
    assert f"/supervision/matters/{matter.code}/" in page
    for letter in Letter.objects.all():
        assert f"/letters/{letter.pk}/" in page
        assert letter.number in page
    assert "逾期未办结" in page


def test_a_letter_about_several_matters_stands_beside_each(city: SmallCity) -> None:
    matter = overdue(city)
    letter = Letter.objects.get()
    Letter.objects.filter(pk=letter.pk).update(about_kind="", about_id=None)
    lines = [line for block in blocks(city, matter, "supervisor").values() for line in block.lines]
    assert [line for line in lines if letter.number in str(line.title)]


def test_who_may_not_read_supervision_sees_nothing_of_it(city: SmallCity) -> None:
    matter = ordered(city)
    assert blocks(city, matter, "citizen") == {}
    assert blocks(city, matter, "stranger") == {}


def test_the_cost_does_not_grow(
    city: SmallCity, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    matter = ordered(city)
    listed(city, matter)
    viewer = city.cast.viewer("supervisor", city.now)
    with django_assert_max_num_queries(13):
        blocks_of(viewer, matter)
    with django_assert_num_queries(0):
        blocks_of(city.cast.viewer("citizen", city.now), matter)


def test_what_is_not_there_is_asked_for_once(city: SmallCity, django_assert_max_num_queries) -> None:
    matter = city.file()
    viewer = city.cast.viewer("supervisor", city.now)
    with django_assert_max_num_queries(4):
        found = blocks_of(viewer, matter)
    assert not [line for block in found for line in block.lines]


def test_two_blocks_cannot_stand_at_one_place() -> None:
    with pytest.raises(ValueError, match="two blocks"):
        beside_matters(10)(lambda viewer, matter: None)


def test_a_proposal_is_filled_in_from_the_ladder(city: SmallCity) -> None:
    matter = ordered(city)
    ladder = ladder_of(matter)
    begin = proposal_of(ladder)
    assert begin["owner"] == ladder.unit.name
    assert begin["level"] == ListingLevel.COUNTY
    assert matter.code in begin["grounds"]
    assert "垃圾堆了三天" not in str(begin), "no word of the requester"
    Ladder.objects.filter(pk=ladder.pk).update(rung=Rung.CITY)
    assert proposal_of(ladder_of(matter))["level"] == ListingLevel.CITY


def test_the_proposal_keeps_the_way_back_to_the_matter(city: SmallCity) -> None:
    matter = ordered(city)
    ladder, client = ladder_of(matter), client_of(city, "supervisor")
    page = client.get(f"/supervision/matters/{matter.code}/").content.decode()
    assert f"/supervision/lists/new/?ladder={ladder.pk}" in page
    form = client.get(f"/supervision/lists/new/?ladder={ladder.pk}").content.decode()
    assert ladder.unit.name in form
    told = {name: value for name, value in proposal_of(ladder).items() if value} | {"place": "河东街道"}
    answer = client.post("/supervision/lists/new/", {**told, "ladder": ladder.pk})
    row = Listing.objects.get()
    assert answer["Location"] == f"/supervision/lists/{row.pk}/"
    assert row.ladder_id == ladder.pk
    assert matter.code in client.get(f"/supervision/lists/{row.pk}/").content.decode()


def test_a_hidden_ladder_fills_nothing_in(city: SmallCity) -> None:
    ladder = ladder_of(overdue(city))
    answer = client_of(city, "stranger").get(f"/supervision/lists/new/?ladder={ladder.pk}")
    assert answer.status_code in (403, 404)
    assert not Listing.objects.exists()


def test_a_letter_leads_back_to_its_matter_for_who_may_read_it(city: SmallCity) -> None:
    matter = ordered(city)
    letter = Letter.objects.get(kind="supervision_order")
    way = f'href="/work/{matter.code}/"'
    assert way in client_of(city, "supervisor").get(f"/letters/{letter.pk}/").content.decode()
    assert place_of(city.cast.viewer("stranger", city.now), letter) is None
