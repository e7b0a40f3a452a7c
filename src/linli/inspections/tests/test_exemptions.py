from __future__ import annotations

from datetime import date

import pytest
import yaml

from linli.core.actor import SYSTEM
from linli.core.testing import CHECKOUT
from linli.entities.models import Entity
from linli.inspections.actions import exemptions as actions
from linli.inspections.errors import (
    ConditionsUnmet,
    ExemptionOpen,
    ExemptItemUnknown,
    NotNow,
    NotTheFirst,
    NotThisDepartments,
    OwnWork,
    PromiseMissing,
)
from linli.inspections.models import Exemption
from linli.inspections.policies.states import Condition, ExemptionStatus
from linli.inspections.queries.exemptions import months_before
from linli.inspections.testing import Trade
from linli.inspections.tests.test_visits import picture
from linli.journal.queries import entries_of
from linli.letters.models import Letter
from linli.rulebook.actions import set_rule

pytestmark = pytest.mark.django_db
FIRST, MINOR = "SJ-3", "SJ-1"


def exempt(trade: Trade, item: str = FIRST) -> Exemption:
    row = trade.exemption(item)
    by = trade.by("market1")
    actions.sign(exemption=row, files=[picture()], by=by, now=trade.now)
    actions.find_corrected(exemption=row, words="看过了", by=by, now=trade.now)
    actions.decide(exemption=row, words="首次、轻微、已改正", by=trade.by(), now=trade.now)
    return row


def test_a_slight_violation_goes_from_facts_to_no_penalty(trade: Trade) -> None:
    row = exempt(trade)
    assert row.status == ExemptionStatus.EXEMPT
    assert row.expires_on == date(2027, 3, 10)
    assert [each.event.removeprefix("inspections.") for each in entries_of(row)] == [
        "exemption_opened",
        "promise_signed",
        "correction_found",
        "exempted",
    ]


def test_all_conditions_must_hold(trade: Trade) -> None:
    given = {
        "item": MINOR,
        "authority": trade.units["market"],
        "body": Entity.objects.first(),
        "facts": "照没有挂出来",
        "by": trade.by("market1"),
        "now": trade.now,
    }
    with pytest.raises(ConditionsUnmet, match="有合法有效的营业执照"):
        actions.open_one(conditions=list(Condition), concrete=[1], **given)
    with pytest.raises(ConditionsUnmet):
        actions.open_one(conditions=[Condition.SLIGHT], concrete=[0, 1], **given)
    assert not Exemption.objects.exists()


def test_only_the_department_of_the_list_decides(trade: Trade) -> None:
    with pytest.raises(NotThisDepartments):
        trade.exemption("ST-1")
    with pytest.raises(ExemptItemUnknown):
        trade.exemption("SJ-999")


def test_a_second_time_within_a_year_is_not_the_first(trade: Trade) -> None:
    exempt(trade)
    with pytest.raises(NotTheFirst):
        trade.exemption(FIRST)
    assert trade.exemption(FIRST, number=2).status == ExemptionStatus.OPENED
    trade.city.later(days=366)
    assert trade.exemption(FIRST).status == ExemptionStatus.OPENED


def test_the_ledger_is_not_asked_where_no_first_time_is_needed(trade: Trade) -> None:
    exempt(trade, MINOR)
    assert trade.exemption(MINOR).status == ExemptionStatus.OPENED


def test_the_same_is_not_begun_twice(trade: Trade) -> None:
    trade.exemption()
    with pytest.raises(ExemptionOpen):
        trade.exemption()


def test_without_a_signed_promise_it_does_not_go_on(trade: Trade) -> None:
    row = trade.exemption()
    with pytest.raises(PromiseMissing):
        actions.sign(exemption=row, files=[], by=trade.by("market1"), now=trade.now)
    with pytest.raises(NotNow):
        actions.find_corrected(exemption=row, words="好", by=trade.by("market1"), now=trade.now)


def test_too_late_is_not_in_time(trade: Trade) -> None:
    row = trade.exemption(FIRST)
    actions.sign(exemption=row, files=[picture()], by=trade.by("market1"), now=trade.now)
    trade.city.later(days=40)
    with pytest.raises(ConditionsUnmet):
        actions.find_corrected(exemption=row, words="好", by=trade.by("market1"), now=trade.now)
    actions.refuse(exemption=row, words="没有按期改正", by=trade.by("market1"), now=trade.now)
    assert row.status == ExemptionStatus.REFUSED


def test_who_found_it_does_not_decide_it(trade: Trade) -> None:
    row = trade.exemption()
    by = trade.by("market1")
    actions.sign(exemption=row, files=[picture()], by=by, now=trade.now)
    actions.find_corrected(exemption=row, words="好", by=by, now=trade.now)
    with pytest.raises(OwnWork):
        actions.decide(exemption=row, words="好", by=by, now=trade.now)


def test_a_line_of_the_ledger_expires_and_names_nobody_any_more(trade: Trade) -> None:
    row = exempt(trade)
    assert actions.forget_expired(by=SYSTEM, now=trade.now) == 0
    trade.city.later(days=367)
    assert actions.forget_expired(by=SYSTEM, now=trade.now) == 1
    row.refresh_from_db()
    assert (row.status, row.target, row.target_name, row.facts) == ("forgotten", "", "", "")
    assert actions.forget_expired(by=SYSTEM, now=trade.now) == 0


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 12, date(2025, 1, 15)),
        (date(2026, 12, 31), -2, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
    ],
)
def test_months_are_counted_as_people_do(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


def test_a_letter_is_drafted_where_the_unit_writes_letters(trade: Trade) -> None:
    letters = yaml.safe_load((CHECKOUT / "cities/anhe/letters/reply.yaml").read_text())["value"]
    kinds = yaml.safe_load((CHECKOUT / "cities/anhe/letters/numbers.yaml").read_text())["value"]["kinds"]
    numbers = {"kinds": kinds, "issuers": {"market": {"agency": "安市监"}}}
    for key, value in (("letters.reply", letters), ("letters.numbers", numbers)):
        set_rule(key, value, date(2024, 1, 1), by=SYSTEM, now=trade.now)
    row = exempt(trade)
    letter = Letter.objects.get(pk=row.letter_id)
    assert letter.addressee is not None
    assert letter.addressee.code == "street"
    assert row.target_name in letter.title
