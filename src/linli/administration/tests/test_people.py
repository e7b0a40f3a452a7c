"""People, roles, texts and the collection list, as those who may set them see them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from linli.administration.policies import ABOUT
from linli.administration.rule_words import RULES
from linli.core.time import city_day
from linli.letters.rules import TEMPLATES_OF
from linli.letters.testing import set_rules_of_letters
from linli.matters.testing import SmallCity
from linli.people.actions import grant_role
from linli.people.models import Account, Assignment, Proposal
from linli.people.policies import Permission, Role
from linli.people.queries import roles_on
from linli.rulebook.queries import in_force, known_rules

BrowserOf = Callable[..., Client]
A = "/administration"


def text_of(answer: Any) -> str:
    return answer.content.decode()


def give(client: Client, who: str, **given: str) -> Any:
    return client.post(f"{A}/people/{who}/give/", given)


def second_security_admin(clock: SmallCity) -> str:
    from linli.core.actor import SYSTEM

    grant_role(account=clock.cast.stranger, role=Role.SECURITY_ADMIN, by=SYSTEM, now=clock.now)
    return "stranger"


@pytest.mark.parametrize("who", ["admin", "security_admin", "supervisor", "privacy_officer", "leader"])
def test_each_page_opens_to_those_whose_work_it_is(browser_of: BrowserOf, clock: SmallCity, who: str) -> None:
    posting = clock.cast.owner.assignments.get().pk
    people = ["/people/", "/people/owner/"]
    accounts = ["/people/owner/end/", "/people/owner/password/"]
    postings = [
        f"/postings/{posting}/",
        *(f"/postings/{posting}/{each}/" for each in ("end", "last-day", "move")),
    ]
    book = ["/roles/", "/roles/handler/", "/texts/", "/texts/replies/", "/rules/matters.reasons/take-back/"]
    may = {
        "admin": [*people, *accounts],
        "security_admin": [*people, *postings, "/people/owner/give/", *book],
        "supervisor": ["/collection/", "/collection/new/"],
        "privacy_officer": ["/collection/"],
        "leader": [],
    }
    client = browser_of(who)
    for page in {page for pages in may.values() for page in pages}:
        status = client.get(A + page).status_code
        assert (status == 403) == (page not in may[who]), (page, status)


def test_an_account_is_opened_and_its_password_shown_once(browser_of: BrowserOf, clock: SmallCity) -> None:
    client = browser_of("admin")
    page = client.post(f"{A}/people/", {"username": "New.Clerk", "display_name": "新来的"})
    account = Account.objects.get(username="new.clerk")
    password = page.context["password"]
    assert password in text_of(page)
    assert account.check_password(password)
    assert account.must_change_password
    assert "no-store" in page["Cache-Control"]
    assert password not in text_of(client.get(f"{A}/people/new.clerk/"))
    again = client.post(f"{A}/people/", {"username": "new.clerk", "display_name": "新来的"})
    assert (again.status_code, Account.objects.filter(username="new.clerk").count()) == (409, 1)


def test_a_role_is_looked_at_before_it_is_given(browser_of: BrowserOf, clock: SmallCity) -> None:
    client = browser_of("security_admin")
    given = {"role": "handler", "unit": "住房和城乡建设局", "valid_from": city_day(clock.now).isoformat()}
    page = give(client, "stranger", **given)
    assert str(Permission.MATTER_HANDLE.label) in text_of(page)
    assert not clock.cast.stranger.assignments.exists()
    assert give(client, "stranger", **given, sure="yes").status_code == 302
    assert clock.cast.stranger.assignments.get().unit == clock.cast.unit("housing")
    assert give(client, "stranger", **given, sure="yes").status_code == 409


@pytest.mark.parametrize(("unit", "says"), [("街道", "no single unit"), ("nowhere", "no single unit")])
def test_an_unclear_unit_is_asked_again(
    browser_of: BrowserOf, clock: SmallCity, unit: str, says: str
) -> None:
    given = {"role": "handler", "unit": unit, "valid_from": "2026-03-10"}
    answer = give(browser_of("security_admin"), "stranger", **given)
    assert answer.status_code == 422
    assert says in text_of(answer)


def test_a_powerful_role_waits_for_a_second_person(browser_of: BrowserOf, clock: SmallCity) -> None:
    first, second = browser_of("security_admin"), browser_of(second_security_admin(clock))
    given = {"role": "auditor", "valid_from": city_day(clock.now).isoformat(), "words": "机构调整"}
    assert "somebody else" in text_of(give(first, "owner", **given))
    give(first, "owner", **given, sure="yes")
    page = f"{A}/proposals/{Proposal.objects.get().pk}/"
    assert page in text_of(first.get(f"{A}/people/"))
    assert first.post(page, {"agree": "yes"}).status_code == 403
    assert not clock.cast.owner.assignments.filter(role="auditor").exists()
    assert second.post(page, {"agree": "yes"}).status_code == 302
    assert clock.cast.owner.assignments.filter(role="auditor").exists()


def test_a_posting_moves_gets_a_last_day_and_ends(browser_of: BrowserOf, clock: SmallCity) -> None:
    client, posting = browser_of("security_admin"), clock.cast.owner.assignments.get()
    day = city_day(clock.now) + timedelta(days=4)
    page = f"{A}/postings/{posting.pk}"
    client.post(f"{page}/last-day/", {"valid_until": day.isoformat()})
    client.post(f"{page}/last-day/", {"valid_until": ""})
    client.post(f"{page}/move/", {"unit": "housing", "on": day.isoformat()})
    posting.refresh_from_db()
    new = clock.cast.owner.assignments.exclude(pk=posting.pk).get()
    assert (posting.valid_until, new.valid_from) == (day - timedelta(days=1), day)
    client.post(f"{A}/postings/{new.pk}/end/")
    assert Assignment.objects.get(pk=new.pk).ended_at
    assert client.post(f"{A}/postings/{new.pk}/end/").status_code == 409


def test_an_account_ends_only_when_asked_twice_and_opens_again(
    browser_of: BrowserOf, clock: SmallCity
) -> None:
    client, page = browser_of("admin"), f"{A}/people/owner/end/"
    client.post(page)
    assert Account.objects.get(username="owner").is_active
    client.post(page, {"sure": "yes"})
    assert not Account.objects.get(username="owner").is_active
    client.post(page, {"sure": "yes", "again": "yes"})
    assert Account.objects.get(username="owner").is_active


def test_the_list_of_people_asks_the_same_whoever_is_on_it(
    browser_of: BrowserOf, clock: SmallCity, django_assert_max_num_queries: Any
) -> None:
    client = browser_of("admin")
    client.get(f"{A}/people/")
    with django_assert_max_num_queries(9):
        client.get(f"{A}/people/")


def role_form(client: Client, role: str) -> dict[str, Any]:
    form = client.get(f"{A}/roles/{role}/").context["form"]
    return {name: form[name].value() for name in form.fields}


def test_a_role_changes_from_a_day_on_after_saying_who_gains_what(
    browser_of: BrowserOf, clock: SmallCity
) -> None:
    client, day = browser_of("security_admin"), city_day(clock.now) + timedelta(days=3)
    given = role_form(client, "dispatcher")
    given["permissions"] = [each for each in given["permissions"] if each != "letter.draft"] + [
        "matter.supervise"
    ]
    page = client.post(f"{A}/roles/dispatcher/", {**given, "valid_from": day.isoformat()})
    effect = page.context["effect"]
    assert (effect.gained, effect.lost) == ([Permission.MATTER_SUPERVISE], [Permission.LETTER_DRAFT])
    assert page.context["holders"][0] == ["dispatcher", "district_dispatcher", "other_clerk"]
    told = {"valid_from": day.isoformat(), "value": page.context["value"]}
    assert client.post(f"{A}/rules/people.roles/set/", told).status_code == 302
    rules = [roles_on(each).roles[Role.DISPATCHER].permissions for each in (city_day(clock.now), day)]
    assert [Permission.MATTER_SUPERVISE in each for each in rules] == [False, True]
    back = client.post(f"{A}/rules/people.roles/take-back/", {"valid_from": day.isoformat()})
    assert back.status_code == 302
    assert Permission.MATTER_SUPERVISE not in roles_on(day).roles[Role.DISPATCHER].permissions
    assert "take-back" not in text_of(client.get(f"{A}/roles/"))


def test_what_roles_may_never_changes_at_once(browser_of: BrowserOf, clock: SmallCity) -> None:
    client = browser_of("security_admin")
    given = {**role_form(client, "dispatcher"), "reach": "own", "valid_from": city_day(clock.now).isoformat()}
    assert client.post(f"{A}/roles/dispatcher/", given).status_code == 422


def test_nothing_is_taken_back_that_has_begun(browser_of: BrowserOf, clock: SmallCity) -> None:
    client = browser_of("security_admin")
    for day in ("2020-01-01", city_day(clock.now).isoformat()):
        answer = client.post(f"{A}/rules/people.roles/take-back/", {"valid_from": day})
        assert answer.status_code == 409


def test_every_rule_has_a_name_in_both_languages() -> None:
    real = {key for key, rule in known_rules().items() if "tests" not in rule.__module__.split(".")}
    assert RULES.keys() == real


def test_a_reply_text_is_written_looked_at_and_set(browser_of: BrowserOf, clock: SmallCity) -> None:
    client, day = browser_of("security_admin"), (city_day(clock.now) + timedelta(days=2)).isoformat()
    given = {
        "code": "gate", "zh": "门已修好", "en": "Gate repaired", "verb": "reply", "kinds": "street.",
        "text": "您好！{unit}已修好：{result}。", "valid_from": day,
    }  # fmt: skip
    page = client.post(f"{A}/texts/replies/", given)
    assert "The street office" in page.context["text_look"]
    told = {"valid_from": day, "value": page.context["value"]}
    client.post(f"{A}/rules/matters.templates/set/", told)
    wrong = client.post(f"{A}/texts/replies/", {**given, "code": "other", "text": "{phone}"})
    assert wrong.status_code == 422
    from linli.matters.policies.templates import MatterTemplates

    texts = in_force(MatterTemplates, city_day(clock.now) + timedelta(days=2)).value.templates
    assert "gate" in [each.code for each in texts]


def test_the_text_of_a_letter_is_shown_with_its_sample(browser_of: BrowserOf, clock: SmallCity) -> None:
    set_rules_of_letters(clock.now)
    client = browser_of("security_admin")
    page = f"{A}/texts/letters/reply/plain/"
    form = client.get(page).context["form"]
    given = {name: form[name].value() for name in form.fields}
    shown = client.post(page, {**given, "title": "关于{{ subject }}的答复"})
    assert "的答复" in " ".join(new for _where, _old, new in shown.context["changes"])
    broken = client.post(page, {**given, "body": "{{ nothing }}"})
    assert broken.status_code == 422
    assert client.get(f"{A}/texts/").status_code == 200
    assert len(TEMPLATES_OF) == len(client.get(f"{A}/texts/").context["letters"])


def test_every_permission_stands_under_a_heading() -> None:
    assert {each.value.partition(".")[0] for each in Permission} - ABOUT.keys() == set()
