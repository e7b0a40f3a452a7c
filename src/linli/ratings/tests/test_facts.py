"""Facts come by hand, by sheet and from the platform's own records: each once, or refused with its reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from typer.testing import CliRunner

from linli.core.actor import SYSTEM, Actor, ActorKind
from linli.core.time import city_day
from linli.entities.models import Entity
from linli.entities.policies import Kind
from linli.entities.testing import an_entity
from linli.journal.actions import record
from linli.matters.events import MatterSentToRework
from linli.matters.models import Matter
from linli.matters.testing import SmallCity
from linli.people.testing import HILLSIDE, STREET
from linli.ratings.actions.gathering import Gathered, gather
from linli.ratings.actions.sheets import TakenSheet, take_sheet
from linli.ratings.cli import app
from linli.ratings.errors import NoFacts
from linli.ratings.models import Fact, FactEnd, Recording
from linli.ratings.testing import facts, rate, result
from linli.supervision.actions.hazards import find, rectify
from linli.supervision.models import Hazard
from linli.supervision.policies import Gravity

pytestmark = pytest.mark.django_db
HEAD = "代码,事项,日期,分值,依据文号"
Send = Callable[..., Any]


@pytest.fixture
def send(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> Send:
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)

    def post(who: str, path: str, data: dict[str, Any] | None = None) -> Any:
        client = Client()
        client.force_login(city.cast.accounts[who], backend="django.contrib.auth.backends.ModelBackend")
        address = f"/ratings/{path}"
        return client.get(address) if data is None else client.post(address, data)

    return post


def take(city: SmallCity, folder: Path, *lines: str, good_ones: bool = False) -> TakenSheet:
    path = folder / "facts.csv"
    path.write_text("\n".join([HEAD, *lines]), "utf-8")
    return take_sheet(path, viewer=city.viewer("supervisor"), by=SYSTEM, now=city.now, good_ones=good_ones)


def nonsense(body: Entity, known: Fact, elsewhere: Entity) -> list[str]:
    """Return rows, each wrong in a way of its own."""
    code = body.code
    return [
        f"{code[:-1]}#,责任火灾,2026-02-01,,1号",
        f"{code},来访人次,2026-02-01,,1号",
        f"{code},责任火灾,2027-02-01,,1号",
        f"{code},责任火灾,前天,,1号",
        f"{code},责任火灾,,,1号",
        f"{code},责任火灾,2026-02-01,一半,1号",
        f"{code},责任火灾,2026-02-01,-3,1号",
        f"{code},责任火灾,2026-02-01,,",
        f"{code},责任火灾,{known.happened_on},,{known.evidence}",
        f"{elsewhere.code},责任火灾,2026-02-01,,1号",
    ]


def test_one_fact_is_recorded_from_the_page_and_the_same_is_refused(city: SmallCity, send: Send) -> None:
    body = an_entity()
    given = {"entity": body.code.lower(), "kind": "safety.fire", "happened_on": "2026-03-02"}
    given |= {"value": "1", "evidence": "安消〔2026〕3号"}
    assert send("supervisor", "facts/", given).url == f"/ratings/bodies/{body.code}/"
    again = send("supervisor", "facts/", given)
    assert again.status_code == 409
    assert "已经登记过" in again.content.decode()
    assert Fact.objects.count() == 1


def test_each_row_without_sense_is_refused_with_its_reason_and_nothing_is_stored(
    city: SmallCity, tmp_path: Path
) -> None:
    body, gone = an_entity(1), an_entity(2, state="gone")
    (known,) = facts(city, body, "safety.fire")
    good = [f"{body.code},safety.hazard,2026-02-{day:02},,安隐{day}号" for day in range(1, 9)]
    bad = nonsense(body, known, gone)
    taken = take(city, tmp_path, *good, *bad, good[0])
    assert (taken.rows, taken.taken, taken.refused, taken.recording) == (19, 8, 11, None)
    assert [each.number for each in taken.told] == list(range(10, 21))
    assert len({each.why for each in taken.told}) >= 8
    assert Fact.objects.count() == 1
    assert Recording.objects.count() == 1


def test_the_right_rows_are_taken_when_that_is_wished(city: SmallCity, tmp_path: Path) -> None:
    body = an_entity()
    taken = take(
        city, tmp_path, f"{body.code},责任火灾,2026/2/3,,1号", "无,责任火灾,2026-02-01,,1号", good_ones=True
    )
    assert (taken.taken, taken.refused) == (1, 1)
    assert Fact.objects.get().recording == taken.recording
    with pytest.raises(NoFacts):
        take(city, tmp_path, f"{body.code},责任火灾,2026/2/3,,1号", good_ones=True)


def test_a_long_sheet_passes_in_pieces(
    city: SmallCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.ratings.actions.sheets.AT_ONCE", 7)
    body = an_entity()
    lines = [f"{body.code},credit.penalty,2026-01-05,,{number}号" for number in range(50)]
    told: list[int] = []
    path = tmp_path / "facts.csv"
    path.write_text("\n".join([HEAD, *lines]), "utf-8")
    viewer = city.viewer("supervisor")
    taken = take_sheet(
        path, viewer=viewer, by=SYSTEM, now=city.now, progress=lambda done, of: told.append(done)
    )
    assert (taken.taken, told) == (50, [*range(7, 50, 7), 50])


def test_a_sheet_on_the_page_tells_which_rows_to_mend(city: SmallCity, send: Send) -> None:
    body = an_entity()
    text = f"{HEAD}\n{body.code},责任火灾,2026-02-01,,1号\n{body.code},来访人次,2026-02-01,,2号"
    sheet = {"sheet": SimpleUploadedFile("facts.csv", text.encode())}
    answer = send("supervisor", "facts/", sheet)
    assert answer.status_code == 422
    assert "来访人次" in answer.content.decode()
    assert not Fact.objects.exists()
    sheet = {"sheet": SimpleUploadedFile("facts.csv", text.encode()), "good_ones": "on"}
    assert "正确的行已经登记" in send("supervisor", "facts/", sheet).content.decode()
    assert Fact.objects.count() == 1


@pytest.mark.parametrize("who", ["leader", "unit_head", "handler", "stranger", "auditor"])
def test_only_who_records_may_record(city: SmallCity, send: Send, who: str) -> None:
    assert send(who, "facts/").status_code == 403
    assert (
        send(who, f"bodies/{an_entity().code}/facts/end/", {"words": "x", "facts": ["1"]}).status_code == 403
    )


def test_a_fact_recorded_wrongly_stops_counting_and_the_past_stays(city: SmallCity, send: Send) -> None:
    body, other = an_entity(1), an_entity(2)
    (fire,) = facts(city, body, "safety.fire")
    (others,) = facts(city, other, "safety.fire")
    before = rate(city)
    wrong = {"words": "抄错单位", "facts": [str(fire.pk)]}
    assert send("supervisor", f"bodies/{body.code}/facts/end/", wrong).status_code == 302
    foreign = {"words": "抄错单位", "facts": [str(others.pk)]}
    assert send("supervisor", f"bodies/{body.code}/facts/end/", foreign).status_code == 404
    assert (result(before, body).step, result(rate(city), body).step) == (1, 0)
    assert "抄错单位" in send("supervisor", f"bodies/{body.code}/").content.decode()


# What the platform knows itself


def of_the_street(city: SmallCity) -> Entity:
    return an_entity(
        code="JD-990102001",
        kind=Kind.PROJECT,
        area_code=STREET,
        unit=city.cast.unit("street"),
        name="河东街道办",
    )


def at_work(city: SmallCity) -> Matter:
    """Return a matter that the street office has acknowledged, so that its result is promised."""
    matter = city.file(kind="street.litter")
    city.do("dispatcher", "accept", matter, kind="street.litter")
    return city.do("owner", "acknowledge", matter)


def test_a_result_that_came_too_late_is_gathered_once_whoever_asked_for_it(city: SmallCity) -> None:
    body = of_the_street(city)
    matters = [at_work(city) for _ in range(2)]
    assert gather(by=SYSTEM, now=city.now) == Gathered(0, 0)
    city.later(days=30)
    assert gather(by=SYSTEM, now=city.now) == Gathered(2, 0)
    assert gather(by=SYSTEM, now=city.now) == Gathered(0, 0)
    found = Fact.objects.filter(entity=body).order_by("evidence")
    assert [each.evidence for each in found] == sorted(each.code for each in matters)
    assert {each.kind.code for each in found} == {"petition.overdue"}


def test_a_matter_that_is_left_out_by_a_decision_takes_its_fact_along(city: SmallCity) -> None:
    of_the_street(city)
    matter = at_work(city)
    city.later(days=30)
    gather(by=SYSTEM, now=city.now)
    Matter.objects.filter(pk=matter.pk).update(excluded_for="weather", changed_at=city.now)
    assert gather(by=SYSTEM, now=city.now) == Gathered(0, 1)
    assert FactEnd.objects.get().ending == "wrong"
    assert gather(by=SYSTEM, now=city.now) == Gathered(0, 0)


def test_units_that_nobody_rates_are_left_alone(city: SmallCity) -> None:
    an_entity(area_code=HILLSIDE)
    at_work(city)
    city.later(days=30)
    assert gather(by=SYSTEM, now=city.now) == Gathered(0, 0)


def test_what_is_gathered_happened_on_the_day_the_promise_broke(city: SmallCity) -> None:
    of_the_street(city)
    at_work(city)
    registered = city_day(city.now)
    city.later(days=30)
    gather(by=SYSTEM, now=city.now)
    broke = Fact.objects.get().happened_on
    assert registered < broke < city_day(city.now)
    assert broke - registered < timedelta(days=20)


def test_what_was_found_undone_on_the_spot_is_gathered_and_what_did_not_please_is_not(
    city: SmallCity,
) -> None:
    body = of_the_street(city)
    told = [("not_verified", "MA1"), ("not_satisfied", "MA2"), ("not_verified", "MA1")]
    for why, code in told:
        matter = at_work(city)
        unit = city.cast.unit("street").pk
        event = MatterSentToRework(
            code=code, old="completed", new="handling", unit=unit, why=why, due_at=city.now
        )
        record(event, subject=matter, by=SYSTEM, now=city.now)
    assert gather(by=SYSTEM, now=city.now) == Gathered(1, 0)
    found = Fact.objects.get(entity=body)
    assert (found.kind.code, found.evidence, found.happened_on) == (
        "petition.reopened",
        "MA1",
        city_day(city.now),
    )


def by(city: SmallCity, name: str, unit: str) -> Actor:
    return Actor(ActorKind.ACCOUNT, city.cast.accounts[name].pk, city.unit(unit))


def a_hazard(city: SmallCity, gravity: Gravity) -> Hazard:
    return find(
        sector="fire_safety",
        gravity=gravity,
        place="柳树社区3号楼楼道",
        area_code=STREET,
        what="楼道堆放杂物，占用疏散通道",
        owner=city.cast.unit("street"),
        by=by(city, "grid_worker", "village"),
        now=city.now,
    )


def test_a_major_hazard_left_too_long_is_gathered_once_and_one_put_right_is_not(city: SmallCity) -> None:
    body = of_the_street(city)
    left, mended, _ordinary = (
        a_hazard(city, each) for each in (Gravity.MAJOR, Gravity.MAJOR, Gravity.ORDINARY)
    )
    assert gather(by=SYSTEM, now=city.now) == Gathered(0, 0), "its day is not over"
    rectify(hazard=mended, words="已清空", by=by(city, "owner", "street"), now=city.now)
    city.later(days=60)
    assert gather(by=SYSTEM, now=city.now) == Gathered(1, 0)
    assert gather(by=SYSTEM, now=city.now) == Gathered(0, 0)
    fact = Fact.objects.get(entity=body)
    assert (fact.kind.code, fact.happened_on) == ("safety.hazard", left.due_on + timedelta(days=1))


def test_the_command_records_facts_from_a_sheet_or_says_why_not(city: SmallCity, tmp_path: Path) -> None:
    body = an_entity()
    path = tmp_path / "facts.csv"
    good = f"{body.code},责任火灾,2026-02-01,,安消〔2026〕1号"
    path.write_text("\n".join([HEAD, good, f"{body.code},来访人次,2026-02-01,,2号"]), "utf-8")
    refused = CliRunner().invoke(app, ["facts", str(path), "--json"])
    assert (refused.exit_code, Fact.objects.count()) == (1, 0)
    assert json.loads(refused.stdout) == {"rows": 2, "right": 1, "refused": 1}
    assert "来访人次" in refused.stderr
    taken = CliRunner().invoke(app, ["facts", str(path), "--good", "--json"])
    assert (taken.exit_code, Fact.objects.get().entity) == (0, body)
