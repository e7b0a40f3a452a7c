"""Eight ones and reminders: once for every unit and day, however often and on however many workers the sweep runs."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from linli.core.actor import SYSTEM
from linli.journal.models import Entry
from linli.journal.queries import verify
from linli.matters.testing import SmallCity, make_city
from linli.notices.models import Notice
from linli.people.policies import Permission
from linli.people.testing import make_cast
from linli.rulebook.actions import set_rule
from linli.targets import errors
from linli.targets.access import get_obligation_for
from linli.targets.actions.nudging import nudge
from linli.targets.actions.obligations import hand_in, set_obligations
from linli.targets.models import Nudge, Obligation
from linli.targets.tests.plans import Office, picture

DUTIES = {
    "duties": [
        {
            "code": "monthly_review",
            "name": {"zh": "每月一研判", "en": "Monthly review"},
            "cadence": "monthly",
            "unit_kinds": ["street_office", "residents_committee"],
            "levels": ["township", "village"],
        },
        {
            "code": "quarterly_bulletin",
            "name": {"zh": "每季一通报", "en": "Quarterly bulletin"},
            "cadence": "quarterly",
            "due_after": 10,
            "unit_kinds": ["government"],
            "levels": ["city", "county"],
        },
    ]
}


def ask(city: SmallCity) -> None:
    set_rule("targets.eight_ones", DUTIES, date(2024, 1, 1), by=SYSTEM, now=city.now)


def owed() -> set[tuple[str, str, str, date]]:
    rows = Obligation.objects.values_list("unit__code", "duty", "period", "due_on")
    return set(rows)


def test_every_unit_the_rule_names_owes_its_duties(office: Office) -> None:
    """10 March 2026: the month's last working day is the 31st; the quarter's bulletin is due 10 working days after."""
    ask(office.city)
    assert set_obligations(by=SYSTEM, now=office.city.now) == 5
    assert owed() == {
        ("street", "monthly_review", "2026-M03", date(2026, 3, 31)),
        ("village", "monthly_review", "2026-M03", date(2026, 3, 31)),
        *(
            (unit, "quarterly_bulletin", "2026-Q1", date(2026, 4, 15))
            for unit in ("city", "riverside", "hillside")
        ),
    }
    assert verify().broken == []


def test_twice_is_once_and_a_new_unit_is_asked_as_well(office: Office) -> None:
    ask(office.city)
    set_obligations(by=SYSTEM, now=office.city.now)
    Obligation.objects.filter(unit__code="village").delete()
    assert set_obligations(by=SYSTEM, now=office.city.now) == 1
    assert set_obligations(by=SYSTEM, now=office.city.now) == 0


def test_a_night_without_a_worker_loses_nothing(office: Office) -> None:
    """On 2 April the bulletin of the first quarter is not due yet, and is asked for still."""
    ask(office.city)
    set_obligations(by=SYSTEM, now=datetime(2026, 4, 2, 2, 0, tzinfo=UTC))
    assert {(duty, period) for _unit, duty, period, _due in owed()} == {
        ("monthly_review", "2026-M04"),
        ("quarterly_bulletin", "2026-Q1"),
        ("quarterly_bulletin", "2026-Q2"),
    }


def test_a_duty_of_a_year_without_holidays_yet_waits_and_holds_up_no_other(office: Office) -> None:
    """In January the yearly summary is due in a January of which nobody knows the holidays."""
    yearly = {
        "code": "yearly_summary",
        "name": {"zh": "每年一总结", "en": "Yearly summary"},
        "cadence": "yearly",
        "due_after": 10,
        "unit_kinds": ["government"],
        "levels": ["city", "county"],
    }
    duties = {"duties": [yearly, *DUTIES["duties"]]}
    set_rule("targets.eight_ones", duties, date(2024, 1, 1), by=SYSTEM, now=office.city.now)
    assert set_obligations(by=SYSTEM, now=datetime(2027, 1, 5, 2, tzinfo=UTC)) > 0
    assert "yearly_summary" not in {duty for _unit, duty, _period, _due in owed() if "2027" in _period}


def test_a_unit_hands_in_its_own_once(office: Office) -> None:
    ask(office.city)
    set_obligations(by=SYSTEM, now=office.city.now)
    viewer = office.city.viewer("owner")
    mine = get_obligation_for(viewer, Obligation.objects.get(unit__code="street").pk, to_hand_in=True)
    by = viewer.actor_for(Permission.TARGET_REPORT)
    with pytest.raises(errors.WordsMissing):
        hand_in(obligation=mine, name="x", words=" ", by=by, now=office.city.now)
    hand_in(obligation=mine, name="x", words="研判三类问题", by=by, now=office.city.now, files=[picture()])
    with pytest.raises(errors.HandedInAlready):
        hand_in(obligation=mine, name="x", words="再次", by=by, now=office.city.now)
    others = Obligation.objects.get(unit__code="riverside")
    with pytest.raises(errors.ObligationNotFound):
        get_obligation_for(viewer, others.pk, to_hand_in=True)


def told(event: str) -> int:
    return Entry.objects.filter(event=event).count()


def told_about(event: str) -> set[tuple[str, str]]:
    facts = Entry.objects.filter(event=event).values_list("facts", flat=True)
    return {(each["code"], each["milestone"]) for each in facts}


def test_a_unit_is_reminded_before_the_day_and_told_after_it_each_once(office: Office) -> None:
    ask(office.city)
    set_obligations(by=SYSTEM, now=office.city.now)
    for day, reminded, missed in ((20, 0, 0), (24, 2, 0), (25, 2, 0), (30, 4, 0), (31, 4, 0)):
        nudge(by=SYSTEM, now=datetime(2026, 3, day, 1, 0, tzinfo=UTC))
        nudge(by=SYSTEM, now=datetime(2026, 3, day, 2, 0, tzinfo=UTC))
        assert (told("targets.obligation_reminded"), told("targets.obligation_missed")) == (
            reminded,
            missed,
        ), day
    nudge(by=SYSTEM, now=datetime(2026, 4, 1, 1, 0, tzinfo=UTC))
    nudge(by=SYSTEM, now=datetime(2026, 4, 2, 1, 0, tzinfo=UTC))
    assert told("targets.obligation_missed") == 2


def test_tasks_milestones_and_answers_are_told_of(office: Office) -> None:
    from linli.targets.policies import TaskVerb
    from linli.targets.tests.test_tasks import do

    office.plan()
    do(office, "handler", TaskVerb.RAISE, words="两栋楼产权不清")
    nudge(by=SYSTEM, now=office.city.now)
    assert told_about("targets.delay_noticed") == {("1-1", "制定方案")}
    nudge(by=SYSTEM, now=datetime(2026, 4, 30, 1, 0, tzinfo=UTC))
    assert told_about("targets.task_reminded") == {("1-1", ""), ("2-1", "制定方案")}
    assert told("targets.answer_missed") == 1
    nudge(by=SYSTEM, now=datetime(2026, 5, 1, 1, 0, tzinfo=UTC))  # a holiday: what is late is late
    late = {("1-1", "制定方案"), ("1-1", "中期检查"), ("1-1", "自查验收"), ("1-1", "")}
    late.add(("2-1", "制定方案"))  # due on 30 April
    assert told_about("targets.delay_noticed") == late
    assert told("targets.delay_noticed") == 5
    assert verify().broken == []


def test_what_is_told_of_reaches_the_unit_as_a_notice(office: Office) -> None:
    ask(office.city)
    set_obligations(by=SYSTEM, now=office.city.now)
    nudge(by=SYSTEM, now=datetime(2026, 3, 30, 1, 0, tzinfo=UTC))
    about = Notice.objects.filter(event="targets.obligation_reminded")
    assert {notice.recipient_id for notice in about} == {
        office.city.unit("street"),
        office.city.unit("village"),
    }
    assert all("每月一研判" in notice.text and "2026-03-31" in notice.text for notice in about)


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_double_nothing() -> None:
    city = make_city(make_cast())
    ask(city)
    late = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
    start = threading.Barrier(4)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            start.wait()
            set_obligations(by=SYSTEM, now=city.now)
            nudge(by=SYSTEM, now=late)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert Obligation.objects.count() == 5
    assert told("targets.obligation_set") == 5
    assert told("targets.obligation_missed") == 2
    assert Nudge.objects.filter(before=-1).count() == 2
    assert verify().broken == []
