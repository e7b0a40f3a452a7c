"""When each promise is due, as a clerk can check it in the calendar of Anhe."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from linli.catalogue.policies.kinds import Tier
from linli.matters import clocks
from linli.matters.actions.move import limits_of
from linli.matters.models import Clock, Matter
from linli.matters.policies import Status, Step
from linli.matters.testing import SmallCity

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


TABLE = [
    # 2026-03-10 is a Tuesday; the office works 9:00-12:00 and 13:30-17:30
    (Tier.URGENT, Step.ACCEPT, "2026-03-10 10:00", "2026-03-10 10:10"),
    (Tier.URGENT, Step.RESOLVE, "2026-03-14 23:30", "2026-03-15 01:30"),  # Saturday night counts
    (Tier.FAST, Step.CONTACT, "2026-03-10 17:00", "2026-03-10 19:00"),
    (Tier.FAST, Step.RESOLVE, "2026-03-13 18:00", "2026-03-14 18:00"),
    (Tier.ORDINARY, Step.CONTACT, "2026-03-13 10:00", "2026-03-14 10:00"),
    (Tier.ORDINARY, Step.RESOLVE, "2026-03-10 10:00", "2026-03-18 00:00"),  # Wed-Fri, Mon, Tue
    (Tier.ORDINARY, Step.RESOLVE, "2026-03-13 17:00", "2026-03-21 00:00"),  # Friday: Mon to Fri
    (
        Tier.ORDINARY,
        Step.RESOLVE,
        "2026-09-29 10:00",
        "2026-10-13 00:00",
    ),  # National Day: 30 Sep, 8-10 Oct, 12 Oct
    (Tier.ORDINARY, Step.RESOLVE, "2026-10-08 10:00", "2026-10-15 00:00"),  # Sat 10 Oct is worked
    (Tier.COMPLEX, Step.RESOLVE, "2026-03-10 10:00", "2026-04-01 00:00"),
    (Tier.COMPLEX, Step.ACKNOWLEDGE, "2026-09-30 16:00", "2026-10-09 00:00"),
    (Tier.CONSULTATION, Step.RESOLVE, "2026-03-13 09:00", "2026-03-17 00:00"),
]


@pytest.mark.parametrize(("tier", "step", "start", "due"), TABLE)
def test_the_table_of_limits(city: SmallCity, tier: Tier, step: Step, start: str, due: str) -> None:
    now = at(start)
    clock = clocks.start(Matter(id=1), step, now=now, limits=limits_of(now), unit=None, tier=tier)
    assert clock.due_at.astimezone(SHANGHAI) == at(due).astimezone(SHANGHAI)


def handled(city: SmallCity, kind: str = "street.litter") -> Matter:
    matter = city.do("dispatcher", "accept", city.file(), kind=kind)
    return city.do("owner", "acknowledge", matter)


def running(matter: Matter, step: Step) -> Clock:
    return Clock.objects.get(matter=matter, step=step, stopped_at=None)


def test_accepting_with_another_tier_sets_the_clocks_by_it(city: SmallCity) -> None:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.litter", tier="urgent")
    assert (running(matter, Step.RESOLVE).limit, matter.tier) == ("2 hours", Tier.URGENT)


def test_a_kinds_own_limit_goes_before_its_tiers(city: SmallCity) -> None:
    from linli.catalogue.actions import publish_kind
    from linli.catalogue.policies.kinds import Evidence, KindDraft
    from linli.core.actor import SYSTEM
    from linli.matters.testing import FIRST_DAY

    draft = KindDraft(
        code="street.dirt",
        name_zh="道路污染",
        name_en="Dirt on the road",
        tier=Tier.ORDINARY,
        evidence=Evidence.NONE,
        needs_verification=False,
        is_leaf=True,
        is_public_report=True,
        valid_from=FIRST_DAY,
        limits={"resolve": "2 working_hours", "dispatch": "15 minutes"},
    )
    publish_kind(draft, by=SYSTEM, now=city.now)
    matter = city.do("dispatcher", "accept", city.file(), kind="street.dirt")
    assert running(matter, Step.DISPATCH).limit == "15 minutes", "the kind was only given with the acceptance"
    matter = city.do("dispatcher", "dispatch", matter, unit=city.unit("street"))
    assert running(matter, Step.RESOLVE).limit == "2 working_hours"


def test_handing_it_on_starts_only_the_receipt_anew(city: SmallCity) -> None:
    matter = handled(city)
    promised, told = running(matter, Step.RESOLVE).due_at, running(matter, Step.CONTACT).due_at
    city.later(days=1)
    matter = city.do("dispatcher", "transfer", matter, unit=city.unit("housing"), words="住建局负责")
    assert matter.due_at == running(matter, Step.RESOLVE).due_at == promised
    assert running(matter, Step.CONTACT).due_at == told
    assert running(matter, Step.RESOLVE).unit_id == city.unit("housing")
    receipts = Clock.objects.filter(matter=matter, step=Step.ACKNOWLEDGE).order_by("id")
    assert [(each.is_met, each.stopped_at is None) for each in receipts] == [(True, False), (False, True)]


def test_a_suspension_moves_the_date_by_the_days_it_lasted_and_says_so(city: SmallCity) -> None:
    matter = handled(city)
    promised = running(matter, Step.RESOLVE).due_at
    city.do("unit_head", "suspend", matter, reason="appraisal", words="等待检测结果")
    assert Matter.objects.get(pk=matter.pk).next_due_at is None, "a standing clock is due at no time"
    city.later(days=2)
    matter = city.do("owner", "resume", matter)
    clock = running(matter, Step.RESOLVE)
    # Tuesday to Thursday: three days were touched, and the first never counted
    assert (clock.due_at - promised).days == 2
    assert matter.due_at == clock.due_at
    why = " ".join(str(step) for step in clocks.explain(clock).steps)
    assert "暂停" in why or "停" in why


def test_waiting_for_more_time_costs_time(city: SmallCity) -> None:
    matter = handled(city)
    promised = running(matter, Step.RESOLVE).due_at
    matter = city.do("owner", "request_extension", matter, reason="weather", words="连日下雨")
    assert matter.status == Status.EXTENSION_PENDING
    assert (
        running(matter, Step.RESOLVE).due_at == promised == matter.next_due_at
        or matter.next_due_at < promised
    )
    city.later(days=3)
    matter = city.do("unit_head", "decide_extension", matter, granted=False, words="可以按期完成")
    assert (matter.status, running(matter, Step.RESOLVE).due_at) == (Status.ACKNOWLEDGED, promised)


def test_granted_time_is_added_and_the_first_date_is_kept(city: SmallCity) -> None:
    matter = handled(city)
    promised = running(matter, Step.RESOLVE).due_at
    city.do("owner", "request_extension", matter, reason="weather", words="连日下雨")
    matter = city.do("unit_head", "decide_extension", matter, granted=True, words="情况属实")
    clock = running(matter, Step.RESOLVE)
    assert clock.first_due_at == promised
    assert clock.due_at.astimezone(SHANGHAI).isoformat() == "2026-03-25T00:00:00+08:00"
    assert matter.due_at == clock.due_at


def test_without_a_requester_nobody_is_to_be_contacted(city: SmallCity) -> None:
    matter = city.do(
        "dispatcher", "accept", city.file(phone="", name="", is_anonymous=True), kind="street.litter"
    )
    assert matter.requester_id is None
    assert not Clock.objects.filter(matter=matter, step=Step.CONTACT).exists()


def test_a_talk_keeps_the_promise_and_an_attempt_does_not(city: SmallCity) -> None:
    matter = handled(city)
    city.do("owner", "contact", matter, reached=False)
    assert running(matter, Step.CONTACT)
    city.do("owner", "contact", matter, reached=True, words="约好明天")
    clock = Clock.objects.get(matter=matter, step=Step.CONTACT)
    assert (clock.stopped_at, clock.is_met) == (city.now, True)


def test_a_clock_that_became_pointless_is_not_met(city: SmallCity) -> None:
    matter = handled(city)
    city.do("dispatcher", "withdraw", matter)
    told = dict(Clock.objects.filter(matter=matter).values_list("step", "is_met"))
    assert (told[Step.RESOLVE], told[Step.ACKNOWLEDGE]) == (False, True)
