"""Every kind of reader, against every door of plans, draws, visits, pools and exemptions.

What is expected is said once more here, in words of the city's table of roles: who plans for the unit, who watches
over the area, who was drawn, who of the same pool was not, and everybody else.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from test_who_may_what import observed

from linli.inspections.models import Draw, Exemption, Visit
from linli.inspections.testing import Trade, make_trade
from linli.matters.testing import SmallCity

pytestmark = pytest.mark.django_db
WATCHERS = ("supervisor", "leader")
"""They see the whole area and touch nothing."""
OTHERS = (
    "owner",
    "grid_worker",
    "dispatcher",
    "admin",
    "security_admin",
    "auditor",
    "privacy_officer",
    "stranger",
)
"""They hold nothing here."""
VIEWS = {
    "plan": "/inspections/plans/{plan}/",
    "draw": "/inspections/draws/{draw}/",
    "visit": "/inspections/visits/{visit}/",
}
PLANNING = {
    "plan": ("put-in", "take-out", "file", "draw"),
    "draw": ("reveal", "void", "publish"),
    "visit": ("struck", "publish"),
}
INSPECTING = ("hand-in", "report-1", "recheck-1")
EXEMPTING = ("sign", "corrected", "refuse")


@pytest.fixture
def trade(city: SmallCity, tmp_path: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Trade:
    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path / "home"})
    trade = make_trade(city)
    trade.drawn()
    trade.exemption()
    monkeypatch.setattr("django.utils.timezone.now", lambda: trade.now)
    return trade


def people(trade: Trade, visit: Visit) -> dict[str, str]:
    """Return kind of reader -> user name."""
    drawn = trade.name_of(visit.team[0])
    free = next(
        name
        for name, account in trade.accounts.items()
        if name.startswith("market") and account.pk not in visit.accounts and name != "market1"
    )
    kinds = {"planner": "planner", "drawn": drawn, "not drawn": free, "other unit": "unit_head"}
    return {**kinds, **{name: name for name in (*WATCHERS, *OTHERS)}, "anybody": ""}


def ask(trade: Trade, name: str, method: str, address: str) -> str:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    accounts = {**trade.city.cast.accounts, **trade.accounts}
    if name:
        client.force_login(accounts[name], backend="django.contrib.auth.backends.ModelBackend")
    return observed(getattr(client, method)(address))


def outside(kind: str) -> str:
    return {"anybody": "log in"}.get(kind, "not allowed" if kind in OTHERS else "hidden")


def to_see(kind: str, part: str) -> str:
    if kind in ("planner", *WATCHERS) or (kind == "drawn" and part == "visit"):
        return "allowed"
    return outside(kind)


def to_plan(kind: str, part: str) -> str:
    seen = to_see(kind, part)
    return "not allowed" if seen == "allowed" and kind != "planner" else seen


def to_inspect(kind: str) -> str:
    seen = to_see(kind, "visit")
    return "not allowed" if seen == "allowed" and kind != "drawn" else seen


def test_each_door_of_inspections_opens_to_whom_it_should(trade: Trade) -> None:
    visit, draw = Visit.objects.order_by("place")[0], Draw.objects.get()
    numbers = {"plan": draw.line.plan_id, "draw": draw.pk, "visit": visit.pk}
    wrong: list[str] = []

    def check(name: str, kind: str, method: str, address: str, expected: str) -> None:
        got = ask(trade, name, method, address)
        if got != expected:
            wrong.append(f"{kind} {method} {address}: {got} instead of {expected}")

    for kind, name in people(trade, visit).items():
        for part, view in VIEWS.items():
            address = view.format(**numbers)
            check(name, kind, "get", address, to_see(kind, part))
            for verb in PLANNING[part]:
                if kind != "planner":
                    check(name, kind, "post", f"{address}do/{verb}/", to_plan(kind, part))
        for verb in INSPECTING:
            if kind != "drawn" or verb == "hand-in":
                check(name, kind, "post", f"{view.format(**numbers)}do/{verb}/", to_inspect(kind))
        hidden = "hidden" if to_see(kind, "visit") == "allowed" else to_see(kind, "visit")
        check(name, kind, "get", f"{view.format(**numbers)}files/999999/", hidden)
    assert wrong == []


def test_pool_and_ties_open_to_who_keeps_them(trade: Trade) -> None:
    visit = Visit.objects.order_by("place")[0]
    wrong = []
    for kind, name in people(trade, visit).items():
        log_in = "log in" if kind == "anybody" else "not allowed"
        doors = {
            "/inspections/pool/": "allowed" if kind in ("planner", "other unit") else log_in,
            "/inspections/plans/new/": "allowed" if kind in ("planner", "other unit") else log_in,
            "/inspections/ties/": "allowed" if kind in ("drawn", "not drawn") else log_in,
        }
        for address, expected in doors.items():
            if (got := ask(trade, name, "get", address)) != expected:
                wrong.append(f"{kind} {address}: {got} instead of {expected}")
    assert wrong == []


def test_the_ledger_of_exemptions_is_for_the_unit_alone(trade: Trade) -> None:
    """Not even who watches over the area reads it: it is kept for one test only."""
    visit, row = Visit.objects.order_by("place")[0], Exemption.objects.get()
    wrong = []
    for kind, name in {**people(trade, visit), "who found it": "market1"}.items():
        holds = kind in ("planner", "who found it", "drawn", "not drawn", "other unit")
        sees = kind in ("planner", "who found it") or name == "market1"
        seen = "allowed" if sees else "hidden" if holds else "log in" if kind == "anybody" else "not allowed"
        doors = {"/exemptions/": "allowed" if holds else seen, f"/exemptions/{row.pk}/": seen}
        for address, expected in doors.items():
            if (got := ask(trade, name, "get", address)) != expected:
                wrong.append(f"{kind} {address}: {got} instead of {expected}")
        for verb in EXEMPTING if not sees else ():
            if (got := ask(trade, name, "post", f"/exemptions/{row.pk}/do/{verb}/")) != seen:
                wrong.append(f"{kind} {verb}: {got} instead of {seen}")
        decides = "not allowed" if seen == "allowed" else seen
        if (
            kind != "planner"
            and (got := ask(trade, name, "post", f"/exemptions/{row.pk}/do/decide/")) != decides
        ):
            wrong.append(f"{kind} decide: {got} instead of {decides}")
    assert wrong == []
