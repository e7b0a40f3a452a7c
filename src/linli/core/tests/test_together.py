"""Orders of several threads, done by one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Semaphore

import pytest

from linli.core import together
from linli.core.together import MOST, Together

PATIENCE = 20.0


class Desk:
    """Doubles numbers; holds its first group back until the others stand in line."""

    def __init__(self, work: Callable[[Sequence[int]], Sequence[int | None]]) -> None:
        self.groups: list[list[int]] = []
        self.is_busy, self.may_go_on = Event(), Event()
        self._work = work
        self.ask = Together(self._do)

    def _do(self, orders: Sequence[int]) -> Sequence[int | None]:
        self.groups.append([*orders])
        if len(self.groups) == 1:
            self.is_busy.set()
            assert self.may_go_on.wait(PATIENCE)
        return self._work(orders)


def doubled(orders: Sequence[int]) -> list[int | None]:
    return [2 * each for each in orders]


@contextmanager
def in_line(
    desk: Desk, orders: Sequence[int], patch: pytest.MonkeyPatch
) -> Iterator[list[Future[int | None]]]:
    """Have the first order under way and the others waiting behind it; they go on at the end."""
    standing = Semaphore(0)

    class Seen(together._Place[int, int]):
        def __init__(self, order: int) -> None:
            super().__init__(order)
            standing.release()

    patch.setattr(together, "_Place", Seen)
    with ThreadPoolExecutor(len(orders)) as pool:
        answers = [pool.submit(desk.ask, orders[0])]
        assert desk.is_busy.wait(PATIENCE)
        answers += [pool.submit(desk.ask, each) for each in orders[1:]]
        assert all(standing.acquire(timeout=PATIENCE) for _ in orders)
        # The line is joined right after the place is made, under the lock that the leader needs to go on.
        while len(desk.ask._waiting) < len(orders) - 1:
            pass
        yield answers
        desk.may_go_on.set()


def test_who_is_alone_is_served_alone() -> None:
    assert Together(doubled)(4) == 8


def test_who_comes_meanwhile_is_served_in_one_group(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(doubled)
    with in_line(desk, [1, 2, 3, 4], monkeypatch) as answers:
        pass
    assert [each.result(PATIENCE) for each in answers] == [2, 4, 6, 8]
    assert [sorted(group) for group in desk.groups] == [[1], [2, 3, 4]]


def test_as_many_as_came_last_time_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "GATHERING_SECONDS", PATIENCE)
    desk = Desk(doubled)
    with in_line(desk, [1, 2, 3, 4], monkeypatch):
        pass
    with ThreadPoolExecutor(3) as pool:
        assert [*pool.map(desk.ask, [5, 6, 7])] == [10, 12, 14]
    assert sorted(desk.groups[2]) == [5, 6, 7]


def test_a_group_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, orders = Desk(doubled), range(MOST + 4)
    with in_line(desk, orders, monkeypatch) as answers:
        pass
    assert [each.result(PATIENCE) for each in answers] == doubled(orders)
    assert [len(group) for group in desk.groups] == [1, MOST, 3]


def test_a_failed_group_is_left_to_each_of_its_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails_with_three(orders: Sequence[int]) -> list[int | None]:
        if 3 in orders:
            raise ValueError(3)
        return doubled(orders)

    desk = Desk(fails_with_three)
    with in_line(desk, [1, 2, 3], monkeypatch) as answers:
        pass
    assert [each.result(PATIENCE) for each in answers] == [2, None, None]
    assert desk.ask(5) == 10


def test_one_of_a_group_may_be_left_to_its_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(lambda orders: [None if each == 3 else 2 * each for each in orders])
    with in_line(desk, [1, 2, 3, 4], monkeypatch) as answers:
        pass
    assert [each.result(PATIENCE) for each in answers] == [2, 4, None, 8]
