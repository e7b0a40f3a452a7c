"""Complaints of enterprises: who complained stays sealed, whoever asks and wherever it would show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.journal.models import Entry
from linli.matters.testing import FIRST_DAY, VAULT_FIELDS, SmallCity
from linli.people.models import Account, Assignment
from linli.people.pace import forget
from linli.publications.actions import complaints as writing
from linli.publications.models import Complaint
from linli.rulebook.actions import set_rule
from linli.vault.models import Reading

BrowserOf = Callable[..., Client]
SECRETS = ("李老板", "13911112222", "2222")
GIVEN = {
    "kind": "permits", "about": "住建局窗口", "unit": "安和市住房和城乡建设局",
    "words": "三次要求补不同材料，我叫李老板，13911112222",
    "name": "李老板", "phone": "13911112222",
}  # fmt: skip


@pytest.fixture
def channel(city: SmallCity) -> SmallCity:
    """The small city with the registry that lets complaints be kept, and a clerk of the hotline who handles them."""
    forget()
    use = {
        "purpose": "business_complaint",
        "why_zh": "核实答复",
        "why_en": "To answer",
        "bases": ["public_report"],
        "keep_days": 9,
    }
    uses = [*VAULT_FIELDS["uses"], *({**use, "field": name} for name in ("name", "phone"))]
    set_rule("vault.fields", {"uses": uses}, FIRST_DAY, by=SYSTEM, now=city.now)
    Assignment.objects.create(
        account=city.cast.intake_clerk, role="handler", unit=city.cast.unit("hotline"), valid_from=FIRST_DAY
    )
    return city


def complain(browser_of: BrowserOf, **changes: Any) -> Complaint:
    answer = browser_of("citizen").post("/business/complain/", {**GIVEN, **changes})
    assert answer.status_code == 200, answer.content.decode()
    row = Complaint.objects.latest("pk")
    assert row.number in answer.content.decode()
    return row


def name(city: SmallCity, row: Complaint, who: str = "intake_clerk") -> Complaint:
    account = Account.objects.get(username=who)
    writing.name_handler(row=row, account=account, by=SYSTEM, now=city.now)
    return row


def test_who_complained_is_in_no_row_and_no_entry(channel: SmallCity, browser_of: BrowserOf) -> None:
    row = complain(browser_of)
    assert row.sealed is not None
    assert row.sealed.is_confidential
    kept = " ".join(str(value) for value in Complaint.objects.values().get().values())
    told = " ".join(
        f"{each.facts} {each.note}" for each in Entry.objects.filter(event__startswith="publications.")
    )
    for secret in SECRETS:
        assert secret not in kept + told
    assert row.unit is not None


def test_only_the_named_handler_reads_it_and_never_the_unit_complained_of(
    channel: SmallCity, browser_of: BrowserOf
) -> None:
    row = complain(browser_of)
    address = f"/publications/complaints/{row.pk}/"
    assert browser_of("handler").get(address).status_code == 404  # works for the bureau complained of
    assert browser_of("intake_clerk").get(address).status_code == 404  # not named yet
    assert "三次要求" not in browser_of("supervisor").get(address).content.decode()
    assign = f"{address}do/assign/"
    refused = browser_of("supervisor").post(assign, {"username": "handler"})
    assert refused.status_code == 403
    assert "works for the unit that is complained of" in refused.content.decode()
    assert browser_of("supervisor").post(assign, {"username": "leader"}).status_code == 422
    assert browser_of("supervisor").post(assign, {"username": "intake_clerk"}).status_code == 302
    page = browser_of("intake_clerk").get(address).content.decode()
    assert "三次要求" in page
    for secret in SECRETS[:2]:
        assert secret not in page
    for who in ("handler", "owner", "leader", "stranger", "grid_worker"):
        assert browser_of(who).get(address).status_code in (403, 404), who


def test_whom_to_ask_is_read_by_the_handler_with_a_reason_and_logged(
    channel: SmallCity, browser_of: BrowserOf
) -> None:
    row = name(channel, complain(browser_of))
    base = f"/publications/complaints/{row.pk}/do/"
    assert browser_of("supervisor").post(f"{base}reveal-phone/", {"purpose": "x"}).status_code == 403
    assert browser_of("intake_clerk").post(f"{base}reveal-phone/", {"purpose": ""}).status_code == 422
    page = browser_of("intake_clerk").post(f"{base}reveal-phone/", {"purpose": "核实材料"})
    assert "13911112222" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert Reading.objects.get().purpose == "核实材料"


def test_it_is_answered_to_who_complained_and_to_everybody_without_them(
    channel: SmallCity, browser_of: BrowserOf
) -> None:
    row = name(channel, complain(browser_of))
    base, clerk = f"/publications/complaints/{row.pk}/do/", browser_of("intake_clerk")
    words = {"words": "已约谈窗口负责人，材料一次告知", "public_words": "窗口已改为一次告知，13911112222"}
    assert clerk.post(f"{base}answer/", words).status_code == 422
    words["public_words"] = "窗口已改为一次告知。"
    assert clerk.post(f"{base}answer/", words).status_code == 302
    assert clerk.post(f"{base}answer/", words).status_code == 409
    anybody = browser_of("citizen")
    for address in ("/business/", "/business/feed.atom", "/business/data.csv", "/business/data.json"):
        page = anybody.get(address).content.decode()
        assert "一次告知" in page
        for secret in (*SECRETS, "约谈", "住建", row.number):
            assert secret not in page, (address, secret)
    told = anybody.post("/business/ask/", {"number": row.number, "proof": "2222"})
    assert "已约谈窗口负责人" in told.content.decode()
    assert clerk.post(f"{base}close/").status_code == 302


def test_the_number_alone_does_not_open_it_and_small_figures_are_hidden(
    channel: SmallCity, browser_of: BrowserOf
) -> None:
    row, anybody = complain(browser_of), browser_of("citizen")
    for proof in ("", "1111"):
        assert anybody.post("/business/ask/", {"number": row.number, "proof": proof}).status_code == 404
    assert "&lt;5" in anybody.get("/business/").content.decode()
    anonymous = complain(browser_of, name="", phone="", unit="")
    assert anonymous.sealed is None
    assert anybody.post("/business/ask/", {"number": anonymous.number, "proof": ""}).status_code == 200


def test_what_makes_no_sense_is_refused_and_nothing_stays(channel: SmallCity, browser_of: BrowserOf) -> None:
    for changes in ({"kind": "weather"}, {"words": ""}, {"phone": "12"}):
        assert browser_of("citizen").post("/business/complain/", {**GIVEN, **changes}).status_code == 422
    assert Complaint.objects.count() == 0
    with pytest.raises(Refusal):
        writing.complain(kind="permits", about="x", words=" ", now=channel.now)
