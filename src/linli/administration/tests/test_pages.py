"""Administration, as those who may set things see it."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import orjson
import pytest
from django.test import Client

from linli.administration.policies import Change, changes
from linli.administration.queries import next_day
from linli.catalogue.queries import kinds
from linli.core.time import city_day
from linli.matters.policies.rules import MatterLimits
from linli.matters.testing import SmallCity
from linli.people.models import Unit
from linli.people.policies import Role
from linli.people.testing import STREET
from linli.rulebook.queries import in_force

BrowserOf = Callable[..., Client]
PAGES = {
    "/administration/units/street/": "admin",
    "/administration/units/street/close/": "admin",
    "/administration/rules/matters.reasons/": "security_admin",
    "/administration/calendars/2026/": "security_admin",
    "/administration/kinds/street.litter/": "supervisor",
}
SETTERS = {"admin", "security_admin", "supervisor"}


@pytest.mark.parametrize("who", ["stranger", "dispatcher", "leader", "auditor", *sorted(SETTERS)])
def test_each_page_opens_to_those_who_may_set_it(browser_of: BrowserOf, clock: SmallCity, who: str) -> None:
    client = browser_of(who)
    assert client.get("/administration/").status_code == (200 if who in SETTERS else 403)
    for page, holder in PAGES.items():
        assert client.get(page).status_code == (200 if who == holder else 403), page
    for page in ("/administration/rules/matters.limits/set/", "/administration/kinds/street.litter/end/"):
        holder = "security_admin" if "rules" in page else "supervisor"
        assert (client.post(page).status_code == 403) == (who != holder), page


def test_what_others_set_is_named_with_their_role(browser_of: BrowserOf, clock: SmallCity) -> None:
    page = browser_of("admin").get("/administration/")
    others = dict(page.context["others"])
    assert others.keys() >= {"Time limits", "Calendar"}
    assert "Units" not in others
    assert str(Role.SECURITY_ADMIN.label) in others["Time limits"]


def test_a_unit_is_added_renamed_and_closed(browser_of: BrowserOf, clock: SmallCity) -> None:
    client = browser_of("admin")
    given = {
        "code": "water",
        "name": "临河区供水公司",
        "kind": "housing_bureau",
        "parent": "street",
        "area_code": STREET,
    }
    assert client.post("/administration/units/", given)["Location"] == "/administration/units/water/"
    client.post("/administration/units/water/", {**given, "name": "临河区供水集团", "parent": "riverside"})
    unit = Unit.objects.get(code="water")
    assert (unit.name, unit.parent and unit.parent.code) == ("临河区供水集团", "riverside")
    client.post("/administration/units/water/close/")
    assert Unit.objects.get(code="water").is_active
    client.post("/administration/units/water/close/", {"sure": "yes"})
    assert not Unit.objects.get(code="water").is_active
    again = client.post("/administration/units/", given)
    assert again.status_code == 422
    assert "Another unit has this code." in again.content.decode()


def limits_given(client: Client, **changed: str) -> dict[str, Any]:
    form = client.get("/administration/limits/").context["form"]
    return {**{name: form[name].value() for name in form.fields}, **changed}


def test_a_limit_is_looked_at_and_set_for_a_day_to_come(browser_of: BrowserOf, clock: SmallCity) -> None:
    client = browser_of("security_admin")
    today = city_day(clock.now)
    day = today + timedelta(days=10)
    given = limits_given(client, **{"ordinary-resolve": "3 working days", "valid_from": day.isoformat()})
    page = client.post("/administration/limits/", given)
    assert [(old, new) for _where, old, new in page.context["changes"]] == [
        ("5 working days", "3 working days")
    ]
    (effect,) = page.context["effects"]
    assert effect.new < effect.old
    assert str(in_force(MatterLimits, day).value.tiers["ordinary"].steps["resolve"]) == "5 working_days"
    told = {"valid_from": day.isoformat(), "value": page.context["value"]}
    assert client.post("/administration/rules/matters.limits/set/", told).status_code == 302
    steps = [in_force(MatterLimits, each).value.tiers["ordinary"].steps["resolve"] for each in (today, day)]
    assert [str(each) for each in steps] == ["5 working_days", "3 working_days"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"ordinary-resolve": "soon"}, "soon"),
        ({"ordinary-resolve": "3"}, "for example: 5 working days · 4 working hours"),
        ({"ordinary-resolve": "4 working_days", "valid_from": "2026-03-01"}, "stays as it was judged"),
        ({}, "Nothing would change"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    browser_of: BrowserOf, clock: SmallCity, changed: dict[str, str], says: str
) -> None:
    client = browser_of("security_admin")
    answer = client.post("/administration/limits/", limits_given(client, **changed))
    assert answer.status_code in (409, 422)
    assert says in answer.content.decode()


def test_the_past_cannot_be_set_behind_the_preview(browser_of: BrowserOf, clock: SmallCity) -> None:
    value = in_force(MatterLimits, city_day(clock.now)).value.model_dump(mode="json")
    value["tiers"]["ordinary"]["steps"]["resolve"] = "9 working_days"
    told = {"valid_from": "2026-01-05", "value": orjson.dumps(value).decode()}
    answer = browser_of("security_admin").post("/administration/rules/matters.limits/set/", told)
    assert answer.status_code == 422
    assert (
        str(in_force(MatterLimits, date(2026, 1, 6)).value.tiers["ordinary"].steps["resolve"])
        == "5 working_days"
    )


def test_any_rule_is_changed_as_text(browser_of: BrowserOf, clock: SmallCity) -> None:
    client = browser_of("security_admin")
    form = client.get("/administration/rules/matters.reasons/").context["form"]
    text, day = form["text"].value(), form["valid_from"].value()
    wrong = client.post("/administration/rules/matters.reasons/", {"text": "a: [", "valid_from": day})
    assert wrong.status_code == 422
    page = client.post(
        "/administration/rules/matters.reasons/",
        {"text": text.replace("en: ", "en: X ", 1), "valid_from": day},
    )
    assert len(page.context["changes"]) == 1


def test_a_calendar_is_read_from_lines(browser_of: BrowserOf, clock: SmallCity) -> None:
    client = browser_of("security_admin")
    form = client.get("/administration/calendars/2026/").context["form"]
    given = {"holidays": form["holidays"].value(), "make_up_days": form["make_up_days"].value()}
    more = {**given, "holidays": given["holidays"] + "\n2026-03-20, 2026-03-20, 植树日, Tree Day"}
    page = client.post("/administration/calendars/2026/", more)
    assert "植树日" in [new for _where, _old, new in page.context["changes"]]
    wrong = client.post("/administration/calendars/2026/", {**given, "holidays": "2026-03-20"})
    assert wrong.status_code == 422


def test_a_kind_changes_from_a_day_on(browser_of: BrowserOf, clock: SmallCity) -> None:
    day = city_day(clock.now) + timedelta(days=5)
    given = {"name_zh": "垃圾", "name_en": "Litter", "tier": "fast", "valid_from": day.isoformat()}
    answer = browser_of("supervisor").post("/administration/kinds/street.litter/", given)
    assert answer.status_code == 302
    assert (kinds()["street.litter"].tier.value, kinds(day)["street.litter"].tier.value) == (
        "ordinary",
        "fast",
    )


def test_differences_go_leaf_by_leaf() -> None:
    old = {"a": 1, "list": [{"code": "x", "zh": "甲"}, {"code": "y", "zh": "乙"}]}
    new = {"a": 2, "list": [{"code": "x", "zh": "甲"}, {"code": "z", "zh": "丙"}]}
    assert changes(old, old) == []
    assert Change(("a",), "1", "2") in changes(old, new)
    assert Change(("list", "y", "zh"), "乙", "") in changes(old, new)


def test_a_changed_notice_is_looked_at_under_the_name_of_its_field(
    browser_of: BrowserOf, clock: SmallCity
) -> None:
    client = browser_of("security_admin")
    address = re.search(
        r'/administration/texts/notices/[^"]+', client.get("/administration/texts/").content.decode()
    )
    assert address is not None
    form = client.get(address[0]).context["form"]
    given = {each.name: each.value() or "" for each in form}
    given |= {
        "text_en": f"{given['text_en']} Thank you.",
        "valid_from": next_day(city_day(clock.now)).isoformat(),
    }
    page = client.post(address[0], given).content.decode()
    assert "Text in English" in page
    assert "Thank you." in page
    assert "text_en" not in page.partition("<form")[0]
    assert "rules ›" not in page
