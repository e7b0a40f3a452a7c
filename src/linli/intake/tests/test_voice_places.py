"""Stations, points, letter boxes and chat groups."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from linli.areas.errors import ImpossibleCoordinate, UnknownArea, UnknownGrid
from linli.areas.place_lists import PlaceLine
from linli.areas.policies.coordinates import Crs, Point
from linli.core.actor import SYSTEM
from linli.core.time import city_day
from linli.intake.actions.chat_groups import raise_from_chat, set_group
from linli.intake.actions.submitting import Report
from linli.intake.actions.voice_places import load_voice_places, open_box, take_at
from linli.intake.errors import (
    GroupClosed,
    KeyReused,
    MayNotOpenBoxes,
    NotABox,
    NotStaffed,
    NotTheGroupLead,
    OpenedBackwards,
    TwoPersonsNeeded,
)
from linli.intake.models import BoxOpening, ChatGroup, Origin, PlaceKind, VoicePlace
from linli.intake.packs import VOICE_PLACES
from linli.intake.queries.voice_places import boxes_due, groups_led_by, openings_of, place_coded
from linli.journal.models import Entry
from linli.journal.queries import verify
from linli.matters.models import Matter
from linli.matters.policies import Channel
from linli.matters.testing import GRID, HILLSIDE, INSIDE, STREET, VILLAGE, SmallCity
from linli.people.actions import grant_role
from linli.people.errors import NotAllowed
from linli.people.policies import Role
from linli.rulebook.packs import Pack

STATION = PlaceLine(code="st-1", kind=PlaceKind.STATION, name="河东街道说事站", area_code=STREET)
BOX = PlaceLine(
    code="box-1",
    kind=PlaceKind.BOX,
    name="柳树社区说事箱",
    area_code=VILLAGE,
    grid_code=GRID,
    lon=INSIDE[0],
    lat=INSIDE[1],
)


@pytest.fixture
def voice(city: SmallCity) -> SmallCity:
    """The small city with a station and a box; two officers on duty may open boxes in the district."""
    load_voice_places([STATION, BOX], by=SYSTEM, now=city.now)
    for name in ("owner", "colleague"):
        grant_role(
            account=city.cast.accounts[name],
            role=Role.CENTRE_DUTY,
            unit=city.cast.unit("riverside"),
            area_code="",
            valid_from=city_day(city.now) - timedelta(days=9),
            by=SYSTEM,
            now=city.now,
        )
    return city


def letter(text: str = "井盖坏了", **more: Any) -> Report:
    return Report(**{"channel": Channel.BOX, "text": text, **more})


def opened(city: SmallCity, *letters: Report, key: str = "k", **more: Any) -> Any:
    who = (city.cast.owner, city.cast.colleague)
    given = {"box": place_coded("box-1"), "opened_by": who, "now": city.now, **more}
    return open_box(letters=letters, key=key, **given)


def test_each_letter_becomes_one_matter_of_the_boxs_grid(voice: SmallCity) -> None:
    opening, receipts = opened(voice, letter(), letter("路灯不亮", phone="19900001234"))
    matters = list(Matter.objects.order_by("id"))
    assert [matter.code for matter in matters] == [receipt.code for receipt in receipts]
    assert {(matter.channel, matter.grid_code) for matter in matters} == {(Channel.BOX.value, GRID)}
    assert [matter.requester is None for matter in matters] == [True, False]
    assert (opening.letters, opening.origins.count()) == (2, 2)
    assert verify().broken == []


def test_an_empty_box_is_written_down(voice: SmallCity) -> None:
    opening, receipts = opened(voice)
    assert (opening.letters, receipts) == (0, [])
    entry = Entry.objects.get(event="intake.box_opened")
    assert (entry.facts["letters"], entry.by_account, entry.facts["witness"]) == (
        0,
        voice.cast.owner.pk,
        voice.cast.colleague.pk,
    )
    assert list(openings_of(place_coded("box-1"))) == [opening]


def test_a_form_sent_twice_is_one_opening(voice: SmallCity) -> None:
    first, again = opened(voice, letter()), opened(voice, letter())
    assert first[0] == again[0]
    assert [receipt.is_new for receipt in again[1]] == [False]
    assert Matter.objects.count() == BoxOpening.objects.count() == 1


def test_the_same_form_with_other_letters_is_refused(voice: SmallCity) -> None:
    opened(voice, letter())
    with pytest.raises(KeyReused):
        opened(voice, letter(), letter("另一封"))
    assert Matter.objects.count() == 1


def test_one_person_alone_opens_no_box(voice: SmallCity) -> None:
    with pytest.raises(TwoPersonsNeeded):
        opened(voice, letter(), opened_by=(voice.cast.owner, voice.cast.owner))
    assert not Matter.objects.exists()


@pytest.mark.parametrize("who", ["handler", "stranger", "leader"])
def test_both_persons_must_be_allowed_to(voice: SmallCity, who: str) -> None:
    with pytest.raises(MayNotOpenBoxes):
        opened(voice, letter(), opened_by=(voice.cast.owner, voice.cast.accounts[who]))
    assert not BoxOpening.objects.exists()


def test_they_open_no_box_of_another_district(voice: SmallCity) -> None:
    load_voice_places(
        [PlaceLine(code="box-2", kind=PlaceKind.BOX, name="山前说事箱", area_code=HILLSIDE)],
        by=SYSTEM,
        now=voice.now,
    )
    with pytest.raises(MayNotOpenBoxes):
        opened(voice, letter(), box=place_coded("box-2"))


def test_the_database_itself_wants_two_persons(voice: SmallCity) -> None:
    box, account = place_coded("box-1"), voice.cast.owner
    with pytest.raises(IntegrityError), transaction.atomic():
        BoxOpening.objects.create(
            box=box, key="x", opened_at=voice.now, opened_by=account, witnessed_by=account, letters=0
        )


def test_a_bad_letter_leaves_the_box_unopened(voice: SmallCity) -> None:
    with pytest.raises(ImpossibleCoordinate):
        opened(voice, letter(), letter(point=Point(999, 0, Crs.CGCS2000)))
    assert not Matter.objects.exists()
    assert place_coded("box-1").opened_at is None


def test_a_station_is_no_box(voice: SmallCity) -> None:
    with pytest.raises(NotABox):
        opened(voice, box=place_coded("st-1"))


def test_an_opening_in_the_past_of_the_last_one_is_refused(voice: SmallCity) -> None:
    opened(voice)
    with pytest.raises(OpenedBackwards):
        opened(voice, key="other", now=voice.now - timedelta(hours=1))


def test_a_box_is_due_when_it_was_never_opened_and_again_a_week_later(voice: SmallCity) -> None:
    today = city_day(voice.now)

    def due(days: int) -> list[str]:
        return [box.code for box in boxes_due(today + timedelta(days=days))]

    assert due(0) == ["box-1"]
    opened(voice)
    assert [due(days) for days in (0, 6, 7)] == [[], [], ["box-1"]]


def test_what_is_said_at_a_station_belongs_to_it(voice: SmallCity) -> None:
    station = place_coded("st-1")
    report = Report(channel=Channel.WEB, text="老旧小区漏水", is_anonymous=True)
    receipt = take_at(station, report, source="desk", key="1", by=SYSTEM, now=voice.now)
    matter = Matter.objects.get(code=receipt.code)
    assert (matter.channel, matter.area_code) == (Channel.STATION, STREET)
    assert Origin.objects.get(matter=matter).place == station


def test_the_place_that_somebody_names_goes_before_the_stations(voice: SmallCity) -> None:
    point = Point(*INSIDE, Crs.CGCS2000)
    report = Report(channel=Channel.WEB, text="漏水", is_anonymous=True, point=point)
    receipt = take_at(place_coded("st-1"), report, source="desk", key="1", by=SYSTEM, now=voice.now)
    assert Matter.objects.get(code=receipt.code).grid_code == GRID


def test_nobody_sits_at_a_box(voice: SmallCity) -> None:
    with pytest.raises(NotStaffed):
        take_at(
            place_coded("box-1"), letter(is_anonymous=True), source="x", key="1", by=SYSTEM, now=voice.now
        )


def test_loading_again_changes_only_what_differs(voice: SmallCity) -> None:
    def again(*rows: PlaceLine) -> Any:
        return load_voice_places(rows, by=SYSTEM, now=voice.now)

    assert again(STATION, BOX) == ([], [])
    renamed = PlaceLine(code="st-1", kind=PlaceKind.STATION, name="河东街道便民说事站", area_code=STREET)
    assert again(renamed) == ([], ["st-1"])
    assert VoicePlace.objects.count() == 2


def test_a_place_in_an_unknown_area_is_refused(voice: SmallCity) -> None:
    with pytest.raises(UnknownArea):
        load_voice_places(
            [PlaceLine(code="x-1", kind=PlaceKind.POINT, name="x", area_code="990199001001")],
            by=SYSTEM,
            now=voice.now,
        )


HEAD = "code,kind,name,area_code,grid_code,lon,lat\n"


def pack(folder: Path, text: str) -> Pack:
    (folder / "city.yaml").write_text("")
    (folder / "voice_places.csv").write_text(text)
    return Pack.at(folder)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("st-1,kiosk,站,990102001000,,,", "intake.voice_place_unfit"),
        ("st 1,station,站,990102001000,,,", "intake.voice_place_unfit"),
        ("st-1,station,,990102001000,,,", "intake.voice_place_unfit"),
        ("st-1,station,站,99010200,,,", "areas.bad_code"),
        ("st-1,station,站,990102001000,7,,", "areas.bad_grid_code"),
        ("st-1,station,站,990102001000,,114.3,", "intake.voice_place_unfit"),
        ("st-1,station,站,990102001000,,514.3,35.8", "intake.voice_place_unfit"),
        ("st-1,station,站,990102001000,,nan,35.8", "intake.voice_place_unfit"),
        ("st-1,station", "intake.voice_columns_wrong"),
    ],
)
def test_a_faulty_line_of_the_pack_is_named(tmp_path: Path, line: str, code: str) -> None:
    (fault,) = VOICE_PLACES.check(pack(tmp_path, HEAD + line + "\n"))
    assert (fault.line, fault.why.code) == (2, code)


def test_a_code_twice_in_the_pack_is_a_fault(tmp_path: Path) -> None:
    line = "st-1,station,站,990102001000,,,\n"
    assert [fault.line for fault in VOICE_PLACES.check(pack(tmp_path, HEAD + line * 2))] == [3]


def test_a_pack_is_loaded_once(city: SmallCity, tmp_path: Path) -> None:
    ours = pack(tmp_path, HEAD + f"st-1,station,站,{STREET},,114.31,35.81\n")

    def load() -> list[str]:
        return [
            change.what
            for change in VOICE_PLACES.load(
                ours, by=SYSTEM, now=city.now, progress=lambda part, done, total: None
            )
        ]

    assert [change.what for change in VOICE_PLACES.diff(ours)] == ["st-1"]
    assert (load(), load()) == (["st-1"], [])


@pytest.fixture
def group(city: SmallCity) -> ChatGroup:
    return set_group(grid=GRID, name="柳树一网格微信群", lead=city.cast.grid_worker, by=SYSTEM, now=city.now)


def raised(city: SmallCity, group: ChatGroup, **more: Any) -> Any:
    given = {
        "text": "下水道堵了，污水漫出来了",
        "lead": city.cast.grid_worker,
        "key": "m-1",
        "now": city.now,
        **more,
    }
    return raise_from_chat(group=group, **given)


def test_a_message_of_the_group_becomes_a_matter_in_its_own_words(city: SmallCity, group: ChatGroup) -> None:
    said_at = city.now - timedelta(minutes=20)
    matter = Matter.objects.get(code=raised(city, group, written_at=said_at).code)
    assert (matter.text, matter.channel, matter.grid_code) == ("下水道堵了，污水漫出来了", Channel.CHAT, GRID)
    assert (matter.reported_at, matter.registered_by) == (said_at, city.cast.grid_worker)
    assert Origin.objects.get(matter=matter).group == group


def test_the_same_message_is_raised_once(city: SmallCity, group: ChatGroup) -> None:
    assert raised(city, group).code == raised(city, group).code
    assert Matter.objects.count() == 1


def test_only_the_lead_raises_messages(city: SmallCity, group: ChatGroup) -> None:
    with pytest.raises(NotTheGroupLead):
        raised(city, group, lead=city.cast.dispatcher)


def test_a_lead_without_the_permission_is_refused(city: SmallCity) -> None:
    other = set_group(grid=GRID, name="别的群", lead=city.cast.stranger, by=SYSTEM, now=city.now)
    with pytest.raises(NotAllowed):
        raised(city, other, lead=city.cast.stranger)


def test_a_closed_group_raises_nothing(city: SmallCity, group: ChatGroup) -> None:
    lead = city.cast.grid_worker
    closed = set_group(grid=GRID, name=group.name, lead=lead, by=SYSTEM, now=city.now, is_active=False)
    with pytest.raises(GroupClosed):
        raised(city, closed)
    assert list(groups_led_by(lead)) == []


def test_a_group_of_an_unknown_grid_is_refused(city: SmallCity) -> None:
    with pytest.raises(UnknownGrid):
        set_group(grid=VILLAGE + "999G", name="x", lead=city.cast.grid_worker, by=SYSTEM, now=city.now)


def test_a_day_may_be_asked_for_before_the_city_has_rules(city: SmallCity) -> None:
    from linli.rulebook.errors import RuleMissing

    with pytest.raises(RuleMissing):
        boxes_due(date(1999, 1, 1))
