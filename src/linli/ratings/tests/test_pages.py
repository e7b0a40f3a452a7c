from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from linli.core.actor import SYSTEM
from linli.entities.testing import an_entity
from linli.letters.testing import set_rules_of_letters
from linli.matters.testing import SmallCity
from linli.people.testing import HILLSIDE, value_of_rule
from linli.ratings.actions.labels import confirm
from linli.ratings.actions.signing import sign
from linli.ratings.models import Label, Run
from linli.ratings.testing import facts, rate, set_schemes

pytestmark = pytest.mark.django_db
REFUSED = 403
Ask = Callable[..., Any]


@pytest.fixture
def town(city: SmallCity, monkeypatch: pytest.MonkeyPatch) -> SmallCity:
    set_rules_of_letters(city.now)
    schemes = [{**each, "issuer": "city"} for each in value_of_rule("ratings-schemes")["schemes"]]
    set_schemes(schemes, city)
    monkeypatch.setattr("django.utils.timezone.now", lambda: city.now)
    return city


@pytest.fixture
def asked(town: SmallCity) -> Ask:
    def ask(who: str, path: str, data: dict[str, Any] | None = None) -> Any:
        client = Client()
        if who:
            client.force_login(town.cast.accounts[who], backend="django.contrib.auth.backends.ModelBackend")
        address = f"/ratings/{path}"
        return client.get(address) if data is None else client.post(address, data)

    return ask


@pytest.fixture
def label(town: SmallCity) -> Label:
    firm = an_entity(name="安和理财有限公司")
    kinds = ("finance.words", "finance.returns", "finance.alert")
    facts(town, firm, *kinds, on=date(2026, 2, 10))
    sign(row=rate(town, "enterprise_risk", "2026-03"), by=SYSTEM, now=town.now)
    return Label.objects.select_related("entity", "run").get()


def test_a_scheme_is_said_in_a_sentence_and_in_a_table(asked: Ask) -> None:
    page = asked("supervisor", "schemes/three_zero/").content.decode()
    assert "诉求办理质量" in page
    assert "满1分即未达标" in page
    assert "应受理而未受理" in page


def test_everybody_is_rated_and_the_run_is_signed_from_the_page(
    town: SmallCity, asked: Ask, label: Label
) -> None:
    answer = asked("supervisor", "schemes/three_zero/", {"period": "2026-Q1"})
    row = Run.objects.get(scheme="three_zero")
    assert answer.url == f"/ratings/runs/{row.pk}/"
    assert asked("supervisor", f"runs/{row.pk}/do/sign/", {}).status_code == REFUSED, "one's own run"
    assert asked("supervisor", f"runs/{row.pk}/do/verify/", {}).status_code == 302
    assert "全部达标" in asked("leader", f"runs/{row.pk}/").content.decode()
    assert asked("leader", f"runs/{row.pk}/do/sign/", {}).status_code == REFUSED
    Run.objects.filter(pk=row.pk).update(computed_by=None)
    assert asked("supervisor", f"runs/{row.pk}/do/sign/", {}).status_code == 302


def test_a_bad_period_is_refused(asked: Ask) -> None:
    answer = asked("supervisor", "schemes/three_zero/", {"period": "2026-Q9"})
    assert answer.status_code == 422
    assert not Run.objects.exists()


def test_a_rating_goes_through_review_appeal_and_correction_on_its_pages(asked: Ask, label: Label) -> None:
    assert label.entity.name in asked("supervisor", "review/").content.decode()
    assert asked("supervisor", f"labels/{label.pk}/do/confirm/", {}).status_code == 302
    label.refresh_from_db()
    assert label.entity.name in asked("", "public/").content.decode()
    given = {"entity": label.entity.code, "code": label.code}
    reasons = asked("", "appeal/", given).content.decode()
    assert "承诺回报" in reasons
    assert "已收到" in asked("", "appeal/", {**given, "words": "不是我公司的宣传"}).content.decode()
    wrong = {"words": "宣传系冒用", "facts": [str(label.run_id)]}
    assert asked("leader", f"labels/{label.pk}/do/grant/", wrong).status_code == 404
    page = asked("leader", f"labels/{label.pk}/")
    marked = page.context["why"].dimensions[1].facts[0].fact.pk
    assert (
        asked("leader", f"labels/{label.pk}/do/grant/", {"words": "冒用", "facts": [marked]}).status_code
        == 302
    )
    assert label.entity.name not in asked("", "public/").content.decode()


def test_wrong_codes_show_nothing(town: SmallCity, asked: Ask, label: Label) -> None:
    confirm(label=label, by=SYSTEM, now=town.now)
    answer = asked("", "appeal/", {"entity": label.entity.code, "code": "AAAAAAAAAA"})
    assert answer.status_code == 404
    assert label.entity.name not in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "sees", "reviews"),
    [
        ("supervisor", True, True), ("leader", True, False), ("stranger", False, False), ("verifier", False, False),
        ("handler", False, False), ("admin", False, False), ("auditor", False, False), ("grid_worker", False, False),
    ],
)  # fmt: skip
def test_each_role_gets_what_its_work_needs(
    asked: Ask, label: Label, who: str, sees: bool, reviews: bool
) -> None:
    pages = (
        f"labels/{label.pk}/",
        f"runs/{label.run_id}/",
        "schemes/three_zero/",
        f"bodies/{label.entity.code}/",
    )
    for page in pages:
        assert (asked(who, page).status_code == 200) == sees, page
    assert (asked(who, "review/").status_code == 200) == sees
    assert (asked(who, "schemes/three_zero/export/", {}).status_code == 200) == sees
    assert (asked(who, f"labels/{label.pk}/do/drop/", {"words": "x"}).status_code == 302) == reviews


def test_a_unit_sees_its_own_places_only(town: SmallCity, asked: Ask, label: Label) -> None:
    Label.objects.filter(pk=label.pk).update(area_code=HILLSIDE)
    assert asked("unit_head", f"labels/{label.pk}/").status_code == 404
    Label.objects.filter(pk=label.pk).update(unit_id=town.cast.unit("street").pk)
    assert asked("unit_head", f"labels/{label.pk}/").status_code == 200
