from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from linli.areas.errors import UnknownArea
from linli.community.actions.deliberations import propose
from linli.core.actor import SYSTEM
from linli.following.actions import count_week, follow, stop_following
from linli.following.errors import TooManyFollowed
from linli.following.models import AreaWeek, Following
from linli.following.policies import Pace, last_week
from linli.following.queries import week_figures
from linli.journal.models import Entry
from linli.matters.testing import SmallCity
from linli.notices.models import Notice
from linli.people.testing import CITY, RIVERSIDE, STREET, VILLAGE

pytestmark = pytest.mark.django_db


def resident(city: SmallCity) -> Any:
    return city.cast.stranger


def notices(city: SmallCity) -> list[str]:
    mine = Notice.objects.filter(recipient_kind="account", recipient_id=resident(city).pk)
    return list(mine.order_by("pk").values_list("event", flat=True))


def monday(city: SmallCity) -> None:
    city.later(days=6)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 3, 9), date(2026, 3, 2)),  # a Monday: the week that ended yesterday
        (date(2026, 3, 15), date(2026, 3, 2)),  # a Sunday: its own week is not over
        (date(2026, 3, 16), date(2026, 3, 9)),
    ],
)
def test_the_last_week_is_the_one_that_is_over(day: date, first: date) -> None:
    assert last_week(day) == first


def test_a_week_is_counted_once_and_told_to_who_follows(city: SmallCity) -> None:
    follow(account=resident(city), area_code=VILLAGE, pace=Pace.WEEK)
    for _ in range(6):
        city.file()
    monday(city)
    assert count_week(now=city.now) == 5
    assert count_week(now=city.now) == 0
    assert notices(city) == ["area.week_counted"]
    week = AreaWeek.objects.get(area_code=CITY)
    assert (week.first_on, week.reported, week.solved, week.still_open) == (date(2026, 3, 9), 6, 0, 6)


def test_small_figures_are_kept_back(city: SmallCity) -> None:
    for _ in range(4):
        city.file()
    reported, solved, _open = week_figures(date(2026, 3, 9))
    assert (reported[CITY], reported[VILLAGE], solved[CITY]) == (None, None, 0)


def test_confidential_matters_are_not_counted(city: SmallCity) -> None:
    for _ in range(6):
        city.file(is_confidential=True)
    assert week_figures(date(2026, 3, 9))[0][CITY] == 0


def test_villages_that_nobody_follows_have_no_week(city: SmallCity) -> None:
    monday(city)
    count_week(now=city.now)
    assert not AreaWeek.objects.filter(area_code=VILLAGE).exists()
    assert AreaWeek.objects.filter(area_code=STREET).exists()


def proposed(city: SmallCity) -> None:
    unit = city.cast.unit("village")
    propose(unit=unit, topic="装路灯", proposal="装三盏", households=40, by=SYSTEM, now=city.now)


def test_news_reach_who_wants_each_of_them_also_from_an_area_above(city: SmallCity) -> None:
    follow(account=resident(city), area_code=RIVERSIDE, pace=Pace.EACH)
    proposed(city)
    assert notices(city) == ["area.proposal_noticed"]


def test_news_do_not_reach_who_wants_the_week_only(city: SmallCity) -> None:
    follow(account=resident(city), area_code=VILLAGE, pace=Pace.WEEK)
    proposed(city)
    assert notices(city) == []


def test_who_stops_is_told_nothing_more(city: SmallCity) -> None:
    follow(account=resident(city), area_code=VILLAGE, pace=Pace.EACH)
    stop_following(account=resident(city), area_code=VILLAGE)
    stop_following(account=resident(city), area_code=VILLAGE)
    proposed(city)
    monday(city)
    count_week(now=city.now)
    assert notices(city) == []


def test_following_again_changes_the_pace(city: SmallCity) -> None:
    for pace in (Pace.WEEK, Pace.EACH):
        follow(account=resident(city), area_code=VILLAGE, pace=pace)
    assert Following.objects.get().pace == Pace.EACH


def test_the_journal_does_not_know_who_follows(city: SmallCity) -> None:
    follow(account=resident(city), area_code=VILLAGE, pace=Pace.WEEK)
    monday(city)
    count_week(now=city.now)
    assert all("followers" not in entry.facts for entry in Entry.objects.filter(event="area.week_counted"))


def test_it_refuses_what_is_no_area_and_the_fifty_first(city: SmallCity) -> None:
    with pytest.raises(UnknownArea):
        follow(account=resident(city), area_code="990199999000", pace=Pace.WEEK)
    Following.objects.bulk_create(
        Following(account=resident(city), area_code=f"{number:012}", pace=Pace.WEEK) for number in range(50)
    )
    with pytest.raises(TooManyFollowed):
        follow(account=resident(city), area_code=VILLAGE, pace=Pace.WEEK)


@pytest.fixture
def member(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(resident(city), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_one_follows_and_stops_from_the_page_of_the_area(member: Client, city: SmallCity) -> None:
    assert "Follow this area" in member.get(f"/areas/{VILLAGE}/").content.decode()
    member.post(f"/areas/{VILLAGE}/follow/", {"pace": "each"})
    assert Following.objects.get().pace == Pace.EACH
    assert "柳树社区" in member.get("/following/").content.decode()
    member.post(f"/areas/{VILLAGE}/unfollow/")
    assert "You follow no area" in member.get("/following/").content.decode()


def test_who_has_no_account_follows_on_the_device_and_has_the_feed(city: SmallCity) -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    assert f"/areas/{VILLAGE}/feed/" in client.get(f"/areas/{VILLAGE}/").content.decode()
    page = client.post(f"/areas/{VILLAGE}/follow/", follow=True).content.decode()
    assert "This device follows" in page
    assert f'href="/areas/{VILLAGE}/"' in client.get("/").content.decode()
    assert "柳树社区" in client.get("/following/").content.decode()
    assert Following.objects.count() == 0
    page = client.post(f"/areas/{VILLAGE}/unfollow/", follow=True).content.decode()
    assert "You follow no area" in page


def test_a_device_follows_ten_areas_and_forgets_what_is_none(city: SmallCity) -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.cookies["areas"] = ".".join(["<script>", "990102999999", VILLAGE, VILLAGE])
    assert [area.code for area in client.get("/").context["followed"]] == [VILLAGE]
    assert client.post("/areas/990102999999/follow/").status_code == 404


def test_the_feed_holds_weeks_and_deliberations_and_is_whole(city: SmallCity) -> None:
    proposed(city)
    city.file()
    monday(city)
    count_week(now=city.now + timedelta(hours=1))
    answer = Client(HTTP_ACCEPT_LANGUAGE="en").get(f"/areas/{STREET}/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    entries = root.findall("{http://www.w3.org/2005/Atom}entry")
    said = [str(each.findtext("{http://www.w3.org/2005/Atom}summary")) for each in entries]
    assert said == ["Reported: fewer than 5. Solved: 0. Open now: fewer than 5.", "装三盏"]
