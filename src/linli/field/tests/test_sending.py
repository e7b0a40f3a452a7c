"""What a device sends is taken once, and only from whoever wrote it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from linli.core.errors import Refusal
from linli.field.actions.forgetting import forget_keys
from linli.field.actions.sending import take
from linli.field.items import read_item
from linli.field.models import Check, Checkpoint, Sending
from linli.field.queries.today import mark_of, today_for
from linli.field.testing import DRAIN, FAR, LANE, lay_checkpoints, photo
from linli.files.models import Attachment
from linli.matters.models import Matter
from linli.matters.policies import Channel, Status
from linli.matters.testing import GRID, INSIDE, SmallCity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store")]
KEY = "0b6f2a1c-0001"
ADDRESS = "/api/v1/field/sendings"


@pytest.fixture
def worker(clock: SmallCity, browser_of: Callable[..., Client]) -> Worker:
    return Worker(clock, browser_of("grid_worker"))


class Worker:
    """A grid worker's device."""

    def __init__(self, city: SmallCity, client: Client) -> None:
        self.city, self.client = city, client
        self.account = city.cast.grid_worker.pk

    def item(self, kind: str, **fields: Any) -> dict[str, Any]:
        return {"kind": kind, "done_at": self.city.now.isoformat(), **fields}

    def report(self, **more: Any) -> dict[str, Any]:
        return self.item("report", text="花坛边的护栏松了", grid=GRID, **more)

    def send(self, item: dict[str, Any], *, key: str = KEY, account: int | None = None, **files: Any) -> Any:
        body = {"item": json.dumps(item), "queue_of": account or self.account, **files}
        return self.client.post(ADDRESS, body, headers={"Idempotency-Key": key})

    def sent(self, item: dict[str, Any], **more: Any) -> str:
        answer = self.send(item, **more)
        assert answer.status_code == 201, answer.content.decode()
        return str(answer.json()["about"])

    def refused(self, item: dict[str, Any], **more: Any) -> str:
        before = Sending.objects.count(), Matter.objects.count(), Attachment.objects.count()
        answer = self.send(item, **more)
        assert answer.status_code >= 400, answer.content.decode()
        assert (Sending.objects.count(), Matter.objects.count(), Attachment.objects.count()) == before
        assert answer.json()["detail"]["zh"] != answer.json()["detail"]["en"]
        return str(answer.json()["code"])


def completed(city: SmallCity) -> Matter:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.litter")
    matter = city.do("owner", "acknowledge", matter)
    matter = city.do("owner", "start", matter)
    return city.do("owner", "complete", matter, result="已清运")


def test_a_report_becomes_a_matter_of_the_grid_with_its_pictures(worker: Worker) -> None:
    position = {"lon": INSIDE[0], "lat": INSIDE[1], "crs": "wgs84"}
    code = worker.sent(worker.report(position=position), photo=[photo("red"), photo("blue")])
    matter = Matter.objects.get(code=code)
    assert (matter.channel, matter.grid_code, matter.requester_id) == (Channel.GRID, GRID, None)
    assert matter.lon == pytest.approx(INSIDE[0])
    assert Attachment.objects.filter(subject_id=matter.pk, purpose="photo").count() == 2


def test_what_is_sent_again_is_taken_once_and_answered_alike(worker: Worker) -> None:
    item = worker.report()
    code = worker.sent(item, photo=[photo()])
    again = worker.send(item, photo=[photo()])
    assert (again.status_code, again.json()["about"], again.json()["is_new"]) == (200, code, False)
    assert Matter.objects.filter(code=code).count() == Matter.objects.count() == 1
    assert Attachment.objects.count() == 1


def test_a_key_that_was_forgotten_still_makes_no_second_matter(worker: Worker) -> None:
    item = worker.report()
    code = worker.sent(item, photo=[photo()])
    assert forget_keys(now=worker.city.now + timedelta(days=399)) == 0
    assert forget_keys(now=worker.city.now + timedelta(days=401)) == 1
    assert worker.sent(item, photo=[photo()]) == code
    assert (Matter.objects.count(), Attachment.objects.count()) == (1, 1)


def test_a_changed_item_under_a_key_that_arrived_is_refused_and_names_what_came_first(worker: Worker) -> None:
    code = worker.sent(worker.report())
    answer = worker.send(worker.report(place="东门"))
    assert (answer.status_code, answer.json()["code"]) == (409, "field.sent_differently")
    assert code in answer.json()["title"]


def test_what_was_refused_is_mended_and_sent_under_the_same_key(worker: Worker) -> None:
    assert worker.refused(worker.report(matter_kind="no.such"), photo=[photo()]) == "catalogue.unknown_kind"
    assert Matter.objects.get(code=worker.sent(worker.report(), photo=[photo()])).text == "花坛边的护栏松了"


def test_another_person_on_the_device_sends_nothing_of_the_first(worker: Worker) -> None:
    assert worker.refused(worker.report(), account=worker.city.cast.owner.pk) == "field.not_your_queue"


def test_two_people_may_have_the_same_key(worker: Worker, clock: SmallCity) -> None:
    worker.sent(worker.report())
    item = read_item(json.dumps(worker.report()))
    viewer = clock.viewer("grid_worker")
    Sending.objects.update(account=clock.cast.owner.pk)
    with pytest.raises(Refusal) as refusal:
        take(item, [], key="other-key", queue_of=clock.cast.owner.pk, viewer=viewer, now=clock.now)
    assert refusal.value.code == "field.not_your_queue"


@pytest.mark.parametrize("key", ["", "short", "with space in it", "x" * 65, "中文的钥匙不行的"])
def test_an_item_without_a_proper_key_is_refused(worker: Worker, key: str) -> None:
    given = {"key": key} if key.isascii() else {"key": key.encode().hex()[:3]}
    assert worker.refused(worker.report(), **given) == "field.key_missing"


@pytest.mark.parametrize(
    "item",
    [
        "",
        "{",
        "[]",
        '{"kind": "other"}',
        '{"kind": "report", "text": "x", "done_at": "2026-03-10T10:00:00"}',
        '{"kind": "report", "text": "", "done_at": "2026-03-10T10:00:00Z"}',
        '{"kind": "report", "text": "x", "done_at": "2026-03-10T10:00:00Z", "requester": "me"}',
        '{"kind": "step", "matter": "1", "verb": "close", "mark": "", "done_at": "2026-03-10T10:00:00Z"}',
    ],
)
def test_what_is_no_item_is_refused(worker: Worker, item: str) -> None:
    body = {"item": item, "queue_of": worker.account}
    answer = worker.client.post(ADDRESS, body, headers={"Idempotency-Key": KEY})
    assert (answer.status_code, answer.json()["code"]) == (422, "field.item_unreadable")
    assert not Sending.objects.exists()


def test_a_device_whose_clock_is_ahead_reports_as_of_now(worker: Worker) -> None:
    item = worker.report() | {"done_at": (worker.city.now + timedelta(hours=5)).isoformat()}
    matter = Matter.objects.get(code=worker.sent(item))
    assert matter.reported_at == matter.registered_at


def test_a_device_that_was_offline_keeps_the_hour_of_the_report(worker: Worker) -> None:
    item = worker.report() | {"done_at": (worker.city.now - timedelta(hours=9)).isoformat()}
    matter = Matter.objects.get(code=worker.sent(item))
    assert matter.registered_at - matter.reported_at == timedelta(hours=9)


def test_what_was_solved_at_once_is_reported_done_with_its_evidence(worker: Worker) -> None:
    item = worker.report(matter_kind="water.burst", solved="已关阀并报修")
    assert worker.refused(item, photo=[photo()]) == "matters.needs_evidence"
    matter = Matter.objects.get(code=worker.sent(item, photo=[photo()], after=[photo("green")]))
    assert (matter.status, matter.is_on_spot) == (Status.COMPLETED, True)


def test_a_report_from_a_grid_of_others_is_refused(worker: Worker) -> None:
    assert worker.refused(worker.report() | {"grid": "990103001001001G"}) == "field.not_your_grid"


def test_a_picture_that_is_none_takes_the_whole_report_back(worker: Worker) -> None:
    import io

    assert (
        worker.refused(worker.report(), photo=[photo(), io.BytesIO(b"#!/bin/sh")])
        == "files.type_not_accepted"
    )


# Steps of matters


def test_a_check_on_the_spot_passes_with_a_picture_of_after(worker: Worker) -> None:
    matter = completed(worker.city)
    item = worker.item("step", matter=matter.code, verb="verify", mark=mark_of(matter), passed=True)
    assert worker.sent(item, after=[photo()]) == matter.code
    matter.refresh_from_db()
    assert matter.status == Status.VERIFIED
    assert Attachment.objects.get(subject_id=matter.pk).purpose == "after"


def test_a_check_that_fails_needs_words_and_sends_it_back(worker: Worker) -> None:
    matter = completed(worker.city)
    item = worker.item("step", matter=matter.code, verb="verify", mark=mark_of(matter), passed=False)
    assert worker.refused(item) == "field.words_needed"
    worker.sent(item | {"words": "垃圾还在"})
    matter.refresh_from_db()
    assert matter.status == Status.REWORK


def test_a_matter_that_moved_meanwhile_is_a_conflict_and_nothing_is_stored(worker: Worker) -> None:
    matter = completed(worker.city)
    item = worker.item("step", matter=matter.code, verb="verify", mark=mark_of(matter))
    worker.city.do("owner", "reply", matter, text="已清运，请放心")
    assert worker.refused(item, after=[photo()]) == "field.matter_moved_on"


def test_notes_of_others_are_no_conflict(worker: Worker) -> None:
    matter = completed(worker.city)
    mark = mark_of(matter)
    worker.city.do("owner", "contact", matter, reached=True, words="已告知")
    worker.sent(worker.item("step", matter=matter.code, verb="verify", mark=mark))


def test_a_matter_elsewhere_is_not_there(worker: Worker) -> None:
    matter = completed(worker.city)
    Matter.objects.filter(pk=matter.pk).update(area_code="990103001001")
    item = worker.item("step", matter=matter.code, verb="verify", mark=mark_of(matter))
    assert worker.refused(item) == "matters.not_found"


# Checkpoints


def test_a_look_is_written_down_without_the_person_and_moves_the_next_day(worker: Worker) -> None:
    lane = lay_checkpoints(worker.city)[LANE]
    assert worker.sent(worker.item("check", checkpoint=LANE, in_order=True, scanned=True)) == LANE
    kept = Check.objects.get(checkpoint=lane)
    lane.refresh_from_db()
    assert (kept.is_in_order, kept.is_scanned, kept.matter_id) == (True, True, None)
    assert lane.due_on - kept.checked_on == timedelta(days=7)
    held = {field.name for field in Check._meta.get_fields()}
    assert not held & {"account", "by_account", "lon", "lat", "checked_at"}


def test_a_late_message_of_an_early_look_moves_no_day_back(worker: Worker) -> None:
    lane = lay_checkpoints(worker.city)[LANE]
    worker.sent(worker.item("check", checkpoint=LANE, in_order=True), key="key-new-1")
    early = {"done_at": (worker.city.now - timedelta(days=3)).isoformat()}
    worker.sent(worker.item("check", checkpoint=LANE, in_order=True) | early, key="key-old-1")
    lane.refresh_from_db()
    assert (lane.due_on - lane.checked_on).days == 7
    assert Check.objects.count() == 2


def test_a_fault_is_a_matter_at_the_place_with_its_pictures(worker: Worker) -> None:
    lane = lay_checkpoints(worker.city)[LANE]
    item = worker.item("check", checkpoint=LANE, in_order=False)
    assert worker.refused(item) == "field.words_needed"
    code = worker.sent(item | {"words": "停了两辆车"}, photo=[photo()])
    matter = Matter.objects.get(code=code)
    assert (matter.lon, matter.grid_code) == (lane.lon, GRID)
    assert "停了两辆车" in matter.text
    assert Check.objects.get().matter == matter
    assert Attachment.objects.get().subject_id == matter.pk


def test_pictures_of_a_place_in_order_are_not_thrown_away_silently(worker: Worker) -> None:
    lay_checkpoints(worker.city)
    item = worker.item("check", checkpoint=LANE, in_order=True)
    assert worker.refused(item, photo=[photo()]) == "field.pictures_need_a_matter"


def test_a_checkpoint_elsewhere_is_not_there(worker: Worker) -> None:
    lay_checkpoints(worker.city)
    assert worker.refused(worker.item("check", checkpoint=FAR, in_order=True)) == "field.checkpoint_not_found"


# Today's list


def test_today_shows_what_waits_here_and_nothing_from_elsewhere(worker: Worker) -> None:
    lay_checkpoints(worker.city)
    matter = completed(worker.city)
    body = worker.client.get("/api/v1/field/today").json()
    assert {stop["code"] for stop in body["stops"]} == {LANE, DRAIN, matter.code}
    shown = next(stop for stop in body["stops"] if stop["code"] == matter.code)
    assert [each["verb"] for each in shown["verbs"]] == ["verify"]
    assert [grid["code"] for grid in body["grids"]] == [GRID]
    assert body["account"] == worker.account


def test_what_the_worker_did_is_not_offered_for_checking(worker: Worker) -> None:
    code = worker.sent(worker.report(matter_kind="street.litter", solved="已清扫"))
    assert code not in worker.client.get("/api/v1/field/today").content.decode()


def test_a_looked_at_place_comes_back_when_it_is_due(worker: Worker) -> None:
    lay_checkpoints(worker.city)
    worker.sent(worker.item("check", checkpoint=LANE, in_order=True))

    def places() -> set[str]:
        stops = today_for(worker.city.viewer("grid_worker"), worker.city.now).stops
        return {stop.code for stop in stops if isinstance(stop, Checkpoint)}

    assert places() == {DRAIN}
    worker.city.later(days=7)
    assert places() == {DRAIN, LANE}


def test_todays_list_costs_the_same_queries_however_long(
    worker: Worker, django_assert_num_queries: Callable[..., Any]
) -> None:
    lay_checkpoints(worker.city)
    viewer = worker.city.viewer("grid_worker")
    today_for(viewer, worker.city.now)
    for _ in range(3):
        completed(worker.city)
        with django_assert_num_queries(5):
            today_for(viewer, worker.city.now)


@pytest.mark.parametrize("who", ["owner", "dispatcher", "stranger"])
def test_who_is_not_on_the_round_is_turned_away(browser_of: Callable[..., Client], who: str) -> None:
    assert browser_of(who).get("/api/v1/field/today").status_code == 403
    assert browser_of(who).get("/field/").status_code == 403
    assert browser_of(who).post(ADDRESS, {}).status_code == 403


# Entries of the collection list


@pytest.fixture
def listed(clock: SmallCity) -> SmallCity:
    """A city whose grids may write down one thing about buildings and one about people."""
    from linli.catalogue.actions import list_category, list_item
    from linli.catalogue.models import Admission, AdmissionItem, CollectionItem
    from linli.catalogue.policies.collection import AdmissionState, DataType, Frequency, ItemDraft
    from linli.catalogue.queries import edition
    from linli.core.actor import SYSTEM
    from linli.core.time import city_day

    list_category("building", name_zh="住宅楼", name_en="Buildings")
    common = {"category": "building", "frequency": Frequency.YEARLY, "retention_months": 12}
    drafts = (
        ItemDraft("building.floors", name_zh="层数", name_en="Floors", data_type=DataType.COUNT, **common),
        ItemDraft(
            "building.contact",
            name_zh="联系人",
            name_en="Contact",
            data_type=DataType.PERSONAL,
            is_personal=True,
            personal_field="name",
            by_consent=True,
            purpose="联系",
            basis="条例",
            **common,
        ),
    )
    for draft in drafts:
        list_item(draft, by=SYSTEM, now=clock.now)
    day = city_day(clock.now)
    admission = Admission.objects.create(
        title="住宅楼情况采集",
        unit_id=1,
        frequency=Frequency.YEARLY,
        retention_months=12,
        hours_per_grid=1,
        state=AdmissionState.ADMITTED,
        drafted_at=clock.now,
        valid_from=day,
        valid_to=day + timedelta(days=30),
    )
    for item in CollectionItem.objects.all():
        AdmissionItem.objects.create(admission=admission, item=item)
    edition.forget()
    return clock


@pytest.mark.usefixtures("listed")
def test_an_admitted_thing_is_written_down_about_a_building(worker: Worker) -> None:
    from linli.catalogue.models import CollectedValue

    offered = worker.client.get("/api/v1/field/today").json()["items"]
    assert [(item["code"], item["purpose"]) for item in offered] == [
        ("building.contact", "联系"),
        ("building.floors", ""),
    ]
    item = worker.item("value", grid=GRID, subject="B3-2", item="building.floors", value=6)
    assert worker.sent(item) == "B3-2"
    assert CollectedValue.objects.get().value == 6


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"item": "building.roof"}, "catalogue.unknown_item"),
        ({"item": "building.contact", "value": "某人"}, "catalogue.consent_missing"),
        ({"value": "many"}, "catalogue.value_does_not_fit"),
        ({"grid": "990103001001001G"}, "field.not_your_grid"),
    ],
)
def test_what_was_not_admitted_or_does_not_fit_is_refused(
    worker: Worker, fields: dict[str, Any], code: str
) -> None:
    item = worker.item("value", grid=GRID, subject="B3-2", item="building.floors", value=6)
    assert worker.refused(item | fields) == code


@pytest.mark.usefixtures("listed")
def test_what_is_about_a_person_goes_into_the_vault_and_nowhere_else(
    worker: Worker, clock: SmallCity
) -> None:
    from linli.catalogue.models import CollectedValue
    from linli.core.actor import SYSTEM
    from linli.core.time import city_day
    from linli.journal.models import Entry
    from linli.people.testing import value_of_rule
    from linli.rulebook.actions import set_rule

    set_rule("vault.fields", value_of_rule("vault-fields"), city_day(clock.now), by=SYSTEM, now=clock.now)

    item = worker.item(
        "value", grid=GRID, subject="B3-2", item="building.contact", value="王小明", consent=True
    )
    assert worker.sent(item) == "B3-2"
    kept = CollectedValue.objects.get()
    assert kept.value is None
    assert kept.vault_record_id
    written = " ".join(str(each) for each in [*Sending.objects.values(), *Entry.objects.values()])
    assert "王小明" not in written
