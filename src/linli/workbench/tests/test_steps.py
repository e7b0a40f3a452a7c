"""Steps from the desk: one by one, undone, and many together."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from linli.matters.models import Clock, Draft, Matter
from linli.matters.policies import Status
from linli.matters.testing import SmallCity
from linli.people.testing import HILLSIDE
from linli.workbench.models import SavedFilter
from linli.workbench.piles import PILES
from linli.workbench.policies import KEYS

BrowserOf = Callable[..., Client]


def status_of(matter: Matter) -> str:
    return Matter.objects.get(pk=matter.pk).status


def triage(client: Client, matter: Matter, **fields: Any) -> Any:
    given = {"kind": "street.litter", "unit": "hdjdb", "back": "/desk/?late=on", "then": "next", **fields}
    return client.post(f"/desk/steps/{matter.code}/triage/", given)


def test_a_matter_is_taken_on_and_sent_in_one_form(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file()
    client = browser_of("dispatcher")
    page = client.get(f"/desk/steps/{matter.code}/triage/").content.decode()
    assert 'name="kind"' in page
    assert 'name="unit"' in page
    answer = triage(client, matter, tier="fast")
    assert answer["Location"] == f"/desk/?late=on&focus=next&done={matter.code}"
    matter.refresh_from_db()
    assert (matter.status, matter.kind_code, matter.tier) == (Status.DISPATCHED, "street.litter", "fast")
    assert matter.lead_unit == clock.cast.unit("street")


def test_the_unit_may_be_left_to_the_rule_or_to_later(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file()
    triage(browser_of("dispatcher"), matter, kind="question.policy", unit="")
    assert status_of(matter) in (Status.ACCEPTED, Status.DISPATCHED)


def test_another_unit_than_the_duty_names_may_be_chosen(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file()
    triage(browser_of("dispatcher"), matter, kind="street.lamp", unit="临河区人民政府")
    matter.refresh_from_db()
    assert matter.lead_unit == clock.cast.unit("riverside")


def test_what_is_refused_leaves_nothing_half_done(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file()
    answer = triage(browser_of("dispatcher"), matter, unit="柳树社区", requirement="请尽快")
    assert answer.status_code == 409
    assert "请尽快" in answer.content.decode()
    assert status_of(matter) == Status.REGISTERED


def test_whoever_is_second_is_told(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file()
    client, seen = browser_of("dispatcher"), matter.chain_length
    triage(client, matter, seen=seen)
    answer = triage(client, matter, seen=seen)
    assert answer.status_code in (409, 422)


def test_a_slip_is_taken_back_with_its_clocks(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file()
    before = {each.step: each.due_at for each in Clock.objects.filter(matter=matter, stopped_at=None)}
    client = browser_of("dispatcher")
    clock.later(minutes=2)
    triage(client, matter)
    clock.later(minutes=2)
    page = client.get(f"/desk/?done={matter.code}").content.decode()
    assert f"/desk/steps/{matter.code}/undo/" in page
    client.post(f"/desk/steps/{matter.code}/undo/")
    matter.refresh_from_db()
    after = {each.step: each.due_at for each in Clock.objects.filter(matter=matter, stopped_at=None)}
    assert (matter.status, matter.lead_unit, matter.due_at, after) == (Status.REGISTERED, None, None, before)
    assert f"/desk/steps/{matter.code}/undo/" not in client.get(f"/desk/?done={matter.code}").content.decode()


@pytest.mark.parametrize("how", ["too late", "somebody else", "received"])
def test_only_ones_own_fresh_step_is_taken_back(browser_of: BrowserOf, clock: SmallCity, how: str) -> None:
    matter = clock.file()
    triage(browser_of("dispatcher"), matter)
    matter.refresh_from_db()
    if how == "too late":
        clock.later(minutes=11)
    if how == "received":
        clock.do("owner", "acknowledge", matter)
    who = "district_dispatcher" if how == "somebody else" else "dispatcher"
    browser_of(who).post(f"/desk/steps/{matter.code}/undo/")
    assert status_of(matter) in (Status.DISPATCHED, Status.ACKNOWLEDGED)


def test_a_matter_that_is_hidden_has_no_steps(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file()
    client = browser_of("other_clerk")
    assert client.get(f"/desk/steps/{matter.code}/triage/").status_code == 404
    assert triage(client, matter).status_code == 404
    assert client.post(f"/desk/steps/{matter.code}/undo/").status_code == 404
    assert client.get(f"/desk/steps/{matter.code}/duty/").status_code == 404


def test_the_duty_of_a_kind_is_named(browser_of: BrowserOf, clock: SmallCity) -> None:
    matter = clock.file()
    answer = browser_of("dispatcher").get(f"/desk/steps/{matter.code}/duty/?kind=street.litter")
    assert answer.content.decode() == "临河区河东街道办事处"


def test_a_look_before_many_are_done_says_which_are_possible(browser_of: BrowserOf, clock: SmallCity) -> None:
    fresh, sent = clock.file(), clock.do("dispatcher", "accept", clock.file(), kind="street.litter")
    hidden = clock.file(area=HILLSIDE, point=None)
    codes = [fresh.code, sent.code, hidden.code]
    page = browser_of("district_dispatcher").get("/desk/together/", {"verb": "accept", "code": codes})
    context = page.context
    assert [each.code for each in context["possible"]] == [fresh.code]
    assert {each.code for each in context["refused"]} == {sent.code, hidden.code}
    assert status_of(fresh) == Status.REGISTERED


def test_many_are_done_one_by_one_and_none_is_lost(browser_of: BrowserOf, clock: SmallCity) -> None:
    matters = [clock.file() for _each in range(3)]
    late = clock.do("dispatcher", "accept", matters[1], kind="question.policy")
    seen = {f"seen-{each.code}": each.chain_length for each in matters}
    given = {"verb": "accept", "kind": "street.litter", "code": [each.code for each in matters], **seen}
    answer = browser_of("dispatcher").post("/desk/together/do/", {**given, f"seen-{late.code}": 1})
    assert [each.code for each in answer.context["done"]] == [matters[0].code, matters[2].code]
    assert [each.code for each in answer.context["refused"]] == [late.code]
    assert [status_of(each) for each in matters] == [Status.DISPATCHED, late.status, Status.DISPATCHED]


def test_too_many_or_none_are_refused_in_words(browser_of: BrowserOf, clock: SmallCity) -> None:
    client = browser_of("dispatcher")
    assert client.get("/desk/together/?verb=accept").status_code == 422
    many = {"verb": "accept", "code": [str(each) for each in range(101)]}
    assert client.get("/desk/together/", many).status_code == 413
    assert client.get("/desk/together/?verb=reply&code=1").status_code == 404


def test_a_filter_is_kept_counted_and_removed(browser_of: BrowserOf, clock: SmallCity) -> None:
    clock.file()
    client = browser_of("dispatcher")
    client.post("/desk/filters/", {"name": "超期的", "place": "inbox", "query": "late=on&cursor=x"})
    row = SavedFilter.objects.get()
    assert (row.name, row.asked) == ("超期的", {"late": True})
    clock.later(hours=3)
    client = browser_of("dispatcher")
    page = client.get("/desk/")
    assert [(each.label, each.count) for each in page.context["filters"]] == [("超期的", "1")]
    assert browser_of("verifier").post(f"/desk/filters/{row.pk}/forget/").status_code == 404
    client.post(f"/desk/filters/{row.pk}/forget/")
    assert not SavedFilter.objects.exists()


def test_in_no_pile_does_one_key_stand_for_two_steps() -> None:
    for pile in PILES.values():
        keys = [step.key for step in pile.steps if step.key]
        assert len(keys) == len(set(keys)), pile.key
    assert not set(KEYS.values()) & {*"jkoxgu/?"}


def test_a_draft_from_the_page_lies_in_the_step_until_it_is_done(
    browser_of: BrowserOf, clock: SmallCity
) -> None:
    matter, client = clock.file(), browser_of("dispatcher")
    address = f"/desk/steps/{matter.code}/decline/"
    kept = {"words": "不属于本市的事", "quietly": "1"}
    assert client.post(f"/work/{matter.code}/drafts/decline/", kept).status_code == 204
    page = client.get(address)
    assert "不属于本市的事" in page.content.decode()
    assert "Your draft of" in page.content.decode()
    form = page.context["forms"][0]
    given = {each.name: each.value() or "" for each in form}
    given |= {"reason": form.fields["reason"].choices[1][0], "sure": "on"}
    answer = client.post(address, given)
    assert answer.status_code == 302, answer.content.decode()
    assert not Draft.objects.filter(matter=matter).exists()
