"""Many officers act on one matter at once: real threads, real connections, committed rows."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from linli.core.errors import Refusal
from linli.journal.queries import entries_of, verify
from linli.matters.models import Clock, Matter, WorkOrder
from linli.matters.policies import ENDED, Status
from linli.matters.testing import SmallCity

OFFICERS = 16
POLITE = {
    "journal.changed_meanwhile",
    "matters.move_not_allowed",
    "matters.not_mergeable",
    "matters.unit_has_it",
}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_copies() -> Iterator[None]:
    """Other tests' rolled-back rules and kinds must not be remembered, nor this one's committed ones."""
    from linli.catalogue.queries.edition import forget

    yield
    forget()


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all acts at the same moment, each on its own connection; return results and refusals."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            ready.wait()
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refused(results: Sequence[Any]) -> list[Refusal]:
    return [each for each in results if isinstance(each, Refusal)]


def acting(city: SmallCity, who: str, verb: str, matter: Matter, **fields: Any) -> Callable[[], Any]:
    return lambda: city.do(who, verb, matter, **fields)


def whole(matter: Matter) -> Matter:
    """Return the matter as it is, and check that clocks, orders and chain agree with it."""
    fresh = Matter.objects.get(pk=matter.pk)
    assert entries_of(fresh).count() == fresh.chain_length
    running = Clock.objects.filter(matter=fresh, stopped_at__isnull=True)
    if fresh.status in ENDED:
        assert not running.exists()
        assert not WorkOrder.objects.filter(matter=fresh, ended_at__isnull=True).exists()
    assert verify().broken == []
    return fresh


def test_of_sixteen_officers_one_wins_and_fifteen_are_told_politely(city: SmallCity) -> None:
    matter = city.file()
    results = at_once([acting(city, "dispatcher", "accept", matter, kind="question.policy")] * OFFICERS)
    lost = refused(results)
    assert len(lost) == OFFICERS - 1
    assert {each.code for each in lost} <= POLITE
    assert all(each.in_language("zh-hans") for each in lost)
    assert Counter(entries_of(whole(matter)).values_list("event", flat=True))["matter.accepted"] == 1


def test_sixteen_clients_of_the_api_get_one_yes_and_fifteen_conflicts(
    city: SmallCity, clock: SmallCity
) -> None:
    matter = city.file()
    before = matter.chain_length
    clients = [Client() for _ in range(OFFICERS)]
    for client in clients:
        client.force_login(city.cast.dispatcher, backend="django.contrib.auth.backends.ModelBackend")
    body = {"reason": "other", "words": "请找物业公司"}
    address = f"/api/v1/matters/{matter.code}/decline"

    def post(client: Client) -> int:
        return client.post(address, body, content_type="application/json").status_code

    answers = Counter(at_once([lambda client=client: post(client) for client in clients]))  # type: ignore[misc]
    assert answers == {200: 1, 409: OFFICERS - 1}
    assert whole(matter).chain_length == before + 1


def test_different_verbs_race_and_one_story_remains(city: SmallCity) -> None:
    for _round in range(3):
        matter, other = city.file(), city.file()
        city.do("dispatcher", "accept", other, kind="street.litter")
        acts = [
            acting(city, "dispatcher", "accept", matter, kind="street.litter"),
            acting(city, "dispatcher", "withdraw", matter),
            acting(city, "dispatcher", "merge", matter, into=other.code),
            acting(city, "dispatcher", "decline", matter, reason="other", words="请找物业"),
        ] * 2
        results = at_once(acts)
        lost = refused(results)
        assert {each.code for each in lost} <= POLITE
        assert 1 <= len(results) - len(lost) <= 2, "a matter taken on may still be withdrawn or joined"
        whole(matter)
        whole(other)


def test_two_units_at_one_order_race_without_a_deadlock(city: SmallCity) -> None:
    matter = city.do("dispatcher", "accept", city.file(), kind="street.litter")
    acts = [
        acting(city, "owner", "acknowledge", matter),
        acting(city, "dispatcher", "transfer", matter, unit=city.unit("housing"), words="应由住建局办理"),
        acting(city, "owner", "request_return", matter, reason="not_our_duty", words="不归我们"),
        acting(city, "dispatcher", "add_co_unit", matter, unit=city.unit("housing"), words="请协助"),
    ] * 3
    codes = {each.code for each in refused(at_once(acts))}
    assert codes <= POLITE | {"matters.not_the_lead_unit", "matters.not_found", "matters.not_permitted"}
    fresh = whole(matter)
    assert WorkOrder.objects.filter(matter=fresh, part="lead", ended_at__isnull=True).count() == 1


def test_two_matters_joined_with_each_other_make_no_circle(city: SmallCity) -> None:
    for _round in range(5):
        one, two = city.file(), city.file()
        acts = [
            acting(city, "dispatcher", "merge", one, into=two.code),
            acting(city, "dispatcher", "merge", two, into=one.code),
        ]
        results = at_once(acts)
        assert len(refused(results)) == 1
        states = {whole(each).status for each in (one, two)}
        assert states == {Status.MERGED, Status.REGISTERED}


def test_four_workers_sweep_and_each_matter_is_closed_once(city: SmallCity) -> None:
    from linli.matters.actions import sweeps
    from linli.matters.tests.test_actions import replied

    matters = [
        replied(city, text=f"第{number}处", phone="", name="", is_anonymous=True) for number in range(4)
    ]
    night = city.later(days=8)
    done = at_once([lambda: sweeps.close_unreached(now=night)] * 4)
    assert sum(done) == len(matters)
    for matter in matters:
        events = Counter(entries_of(whole(matter)).values_list("event", flat=True))
        assert events["matter.closed"] == 1
