from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from linli.entities.models import Entity
from linli.inspections.models import Draw, Exemption, Inspector, Plan
from linli.inspections.policies.states import DrawStatus, VisitStatus
from linli.inspections.testing import VALUE, Trade, questions
from linli.inspections.tests.test_visits import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(trade: Trade, monkeypatch: pytest.MonkeyPatch) -> Trade:
    monkeypatch.setattr("django.utils.timezone.now", lambda: trade.now)
    return trade


def client_of(trade: Trade, name: str = "", language: str = "en") -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    accounts = {**trade.city.cast.accounts, **trade.accounts}
    if name:
        client.force_login(accounts[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def sheet(**changes: str) -> dict[str, str]:
    given = {f"q-{code}": "yes" for code in questions()}
    return {
        **given,
        "means": "on_site",
        "visited_on": "2026-03-13",
        "code": "no_problem",
        "words": "",
        **changes,
    }


def test_a_plan_is_made_filed_and_drawn_by_buttons(clock: Trade) -> None:
    client = client_of(clock, "planner")
    client.post("/inspections/plans/new/", {"year": "2026", "issuer": f"{clock.units['market'].pk}"})
    plan = Plan.objects.get()
    address = f"/inspections/plans/{plan.pk}/"
    client.post(f"{address}do/put-in/", {"task": "catering", "first_month": "1", "last_month": "12"})
    client.post(f"{address}do/file/")
    line = plan.lines.get()
    assert "Freeze the pools" in text(client.get(address))
    answer = client.post(f"{address}do/draw/", {"line": f"{line.pk}", "targets": "my-enemy"}, follow=True)
    draw = Draw.objects.get()
    assert draw.digest in text(answer)
    assert "Wait for the public value" in text(answer)
    clock.city.now = draw.known_at
    client = client_of(clock, "planner")
    again = client.post(f"/inspections/draws/{draw.pk}/do/reveal/", {"value": "7"})
    assert again.status_code == 422
    done = client.post(f"/inspections/draws/{draw.pk}/do/reveal/", {"value": VALUE, "words": "市人大代表"})
    assert done.status_code == 302
    draw.refresh_from_db()
    assert draw.status == DrawStatus.REVEALED


def test_what_everybody_fetches_verifies_in_a_bare_python(clock: Trade, tmp_path: Path) -> None:
    draw = clock.drawn()
    stranger = client_of(clock)
    page = text(stranger.get(f"/inspected/{draw.pk}/"))
    assert draw.digest in page
    names = ("verify_draw.py", "commitment.json", "result.json", "targets.jsonl", "inspectors.jsonl")
    for name in names:
        address = f"/inspected/{name}" if name.endswith("py") else f"/inspected/{draw.pk}/{name}"
        (tmp_path / name).write_bytes(stranger.get(address).content)
    command = [sys.executable, "-I", "-S", "verify_draw.py", "commitment.json", "result.json"]
    more = ["--value", VALUE, "--published", draw.digest]
    answer = subprocess.run(
        [*command, *more],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def spoil_pool(draw: Draw) -> None:
    """Change one id of the pool as it is stored."""
    pool = draw.pools.get(kind="targets")
    lines = gzip.decompress(bytes(pool.content))
    spoilt = lines.replace(b"M0000001", b"M9000001")
    assert spoilt != lines
    draw.pools.filter(pk=pool.pk).update(content=gzip.compress(spoilt))


def spoil_ratio(draw: Draw) -> None:
    strata = [{**each, "ratio": "1"} for each in draw.commitment["strata"]]
    Draw.objects.filter(pk=draw.pk).update(commitment={**draw.commitment, "strata": strata})


def spoil_seed(draw: Draw) -> None:
    seed = {**draw.commitment["seed"], "source": "另一个数"}
    Draw.objects.filter(pk=draw.pk).update(commitment={**draw.commitment, "seed": seed})


@pytest.mark.parametrize("spoil", [spoil_pool, spoil_ratio, spoil_seed])
def test_what_was_changed_after_the_promise_is_not_drawn_by_the_page(clock: Trade, spoil: Any) -> None:
    draw = clock.committed()
    spoil(draw)
    clock.city.now = draw.known_at
    planner = client_of(clock, "planner")
    answer = planner.post(f"/inspections/draws/{draw.pk}/do/reveal/", {"value": VALUE, "words": ""})
    assert answer.status_code == 409
    assert "not the ones that were promised" in text(answer)
    draw.refresh_from_db()
    assert (draw.status, draw.result, draw.visits.count()) == (DrawStatus.COMMITTED, None, 0)


def test_a_code_with_a_slip_names_the_right_check_digit(clock: Trade) -> None:
    code = Entity.objects.order_by("pk")[0].code
    slipped = code[:-1] + ("0" if code[-1] != "0" else "1")
    client = client_of(clock, "market1")
    ties = client.post("/inspections/ties/", {"targets": slipped})
    form = text(client.get("/exemptions/new/SJ-1/"))
    ticks = dict.fromkeys(re.findall(r'name="((?:concrete|condition)-[^"]+)"', form), "on")
    leniency = client.post("/exemptions/new/SJ-1/", {"target": slipped, "facts": "照在抽屉里", **ticks})
    for answer in (ties, leniency):
        assert answer.status_code == 422
        assert code in text(answer)
    assert not Exemption.objects.exists()


def test_before_the_draw_the_pools_are_public_and_the_result_is_not_there(clock: Trade) -> None:
    draw = clock.committed()
    stranger = client_of(clock)
    assert stranger.get(f"/inspected/{draw.pk}/targets.jsonl").status_code == 200
    assert stranger.get(f"/inspected/{draw.pk}/result.json").status_code == 404
    assert stranger.get(f"/inspected/{draw.pk}/secrets.jsonl").status_code == 404


def test_an_inspector_keeps_a_draft_with_a_photo_and_hands_in(clock: Trade) -> None:
    visit = clock.drawn().visits.order_by("place")[0]
    client = client_of(clock, clock.name_of(visit.team[0]))
    address = f"/inspections/visits/{visit.pk}/"
    photo = picture()
    photo.stream.name = photo.name
    kept = client.post(
        f"{address}do/hand-in/",
        {**sheet(code=""), "words": "只看了一半", "save": "1", "photos": photo.stream},
    )
    assert kept.status_code == 302
    page = text(client.get(address))
    assert "只看了一半" in page
    assert "1 photo is kept" in page
    bad = client.post(f"{address}do/hand-in/", sheet(**{"q-exits_free": "no", "code": "corrected"}))
    assert bad.status_code == 422
    assert "Please say what is wrong" in text(bad)
    good = sheet(**{"q-exits_free": "no", "w-exits_free": "堆放纸箱", "code": "corrected"})
    assert client.post(f"{address}do/hand-in/", good).status_code == 302
    visit.refresh_from_db()
    assert visit.status == VisitStatus.VISITED
    problem = visit.problems.get()
    client.post(f"{address}do/report-{problem.pk}/", {"words": "清空了"})
    client.post(f"{address}do/recheck-{problem.pk}/", {"words": "看过", "is_put_right": "yes"})
    planner = client_of(clock, "planner")
    assert planner.post(f"{address}do/publish/").status_code == 302
    public = text(client_of(clock).get("/inspected/results/"))
    assert visit.target in public
    assert "put right" in public
    assert "堆放纸箱" not in public


def test_an_inspector_recuses_themselves_and_sees_it_no_more(clock: Trade) -> None:
    visit = clock.drawn().visits.order_by("place")[0]
    mine, other = visit.team[0], visit.team[1]
    client = client_of(clock, clock.name_of(mine))
    address = f"/inspections/visits/{visit.pk}/"
    page = text(client.get(address))
    assert f'value="{mine}"' in page
    assert f'value="{other}"' not in page
    refused = client.post(f"{address}do/recuse/", {"inspector": other, "reason": "unable"})
    assert refused.status_code == 422
    client.post(f"{address}do/recuse/", {"inspector": mine, "reason": "relationship"})
    assert client.get(address).status_code == 404
    assert "a tie to the body inspected" in text(client_of(clock).get(f"/inspected/{visit.draw_id}/"))


def test_who_plans_does_not_fill_in_the_checklist(clock: Trade) -> None:
    visit = clock.drawn().visits.order_by("place")[0]
    client = client_of(clock, "planner")
    address = f"/inspections/visits/{visit.pk}/"
    assert "checklist" not in text(client.get(address)).split("<main")[1]
    assert client.post(f"{address}do/hand-in/", sheet()).status_code == 403


def test_who_was_not_drawn_sees_nothing(clock: Trade) -> None:
    visit = clock.drawn().visits.order_by("place")[0]
    away = next(
        name
        for name in clock.accounts
        if name.startswith("market") and clock.accounts[name].pk not in visit.accounts
    )
    assert client_of(clock, away).get(f"/inspections/visits/{visit.pk}/").status_code == 404
    assert client_of(clock, "stranger").get(f"/inspections/visits/{visit.pk}/").status_code == 403


def test_an_inspector_keeps_their_own_list_of_ties(clock: Trade) -> None:
    target = clock.drawn().visits.first()
    client = client_of(clock, "market1")
    assert target is not None
    assert client.post("/inspections/ties/", {"targets": "GIBTESNICHT"}).status_code == 422
    assert client.post("/inspections/ties/", {"targets": target.target.lower()}).status_code == 302
    assert target.target in text(client.get("/inspections/ties/"))
    assert target.target not in text(client_of(clock, "planner").get("/inspections/pool/"))


def test_the_pool_is_kept_by_who_plans(clock: Trade) -> None:
    client = client_of(clock, "planner")
    row = Inspector.objects.get(code="J-market1")
    client.post("/inspections/pool/", {"inspector": f"{row.pk}"})
    row.refresh_from_db()
    assert not row.is_active
    assert client.post("/inspections/pool/", {"username": "market1", "code": "J-x"}).status_code == 409
    assert client_of(clock, "market1").get("/inspections/pool/").status_code == 403


def test_a_leniency_goes_through_its_pages(clock: Trade) -> None:
    client, head = client_of(clock, "market1"), client_of(clock, "planner")
    given = {"target": Entity.objects.order_by("pk")[0].code.lower(), "facts": "照在抽屉里"}
    page = text(client.get("/exemptions/"))
    assert "/exemptions/new/SJ-1/" in page
    assert client.post("/exemptions/new/SJ-1/", given).status_code == 422
    form = text(client.get("/exemptions/new/SJ-1/"))
    ticks = dict.fromkeys(re.findall(r'name="((?:concrete|condition)-[^"]+)"', form), "on")
    assert client.post("/exemptions/new/SJ-1/", {**given, **ticks}).status_code == 302
    row = Exemption.objects.get()
    address = f"/exemptions/{row.pk}/"
    photo = picture()
    photo.stream.name = photo.name
    assert client.post(f"{address}do/sign/", {"papers": photo.stream}).status_code == 302
    assert client.post(f"{address}do/corrected/", {"words": "看过了"}).status_code == 302
    assert client.post(f"{address}do/decide/", {"words": "不罚"}).status_code == 403
    assert head.post(f"{address}do/decide/", {"words": "首次轻微"}).status_code == 302
    row.refresh_from_db()
    assert row.status == "exempt"
    assert client_of(clock, "owner").get(address).status_code in (403, 404)


def test_pages_for_everybody_open(clock: Trade) -> None:
    draw = clock.drawn()
    for visit in draw.visits.all():
        clock.visited(visit)
    stranger = client_of(clock, language="zh-hans")
    for address in ("", "results/", "statistics/", "exemptions/", f"{draw.pk}/"):
        assert stranger.get(f"/inspected/{address}").status_code == 200
    assert json.loads(stranger.get(f"/inspected/{draw.pk}/result.json").content)["draw"] == draw.number


@pytest.mark.parametrize("address", ["/inspections/", "/inspected/", "/inspected/results/"])
def test_lists_ask_the_same_number_of_questions_however_long(
    clock: Trade, address: str, django_assert_max_num_queries: Any
) -> None:
    for visit in clock.drawn().visits.all():
        clock.visited(visit)
    client = client_of(clock, "planner")
    client.get(address)
    with django_assert_max_num_queries(14):
        client.get(address)
