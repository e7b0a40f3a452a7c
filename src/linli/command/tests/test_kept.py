from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

from linli.command.queries import kept as module
from linli.command.queries.kept import Shared

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)


def test_many_who_watch_share_one_computation() -> None:
    made, kept, together = [], Shared[int](), Barrier(8)

    def make() -> int:
        made.append(1)
        return len(made)

    def watch(_who: int) -> int:
        together.wait(5)
        return kept.get("a", make, now=NOW, seconds=5)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(watch, range(8))) == {1}
    assert len(made) == 1


def test_a_value_is_made_again_when_it_is_old() -> None:
    kept, values = Shared[int](), iter((1, 2))
    ages = (0, 4, 5)
    found = [kept.get("a", lambda: next(values), now=NOW + timedelta(seconds=age), seconds=5) for age in ages]
    assert found == [1, 1, 2]


def test_each_place_has_a_value_of_its_own() -> None:
    kept = Shared[str]()
    assert [kept.get(key, lambda key=key: key, now=NOW, seconds=5) for key in "aba"] == ["a", "b", "a"]


def test_a_failure_is_not_kept() -> None:
    kept = Shared[int]()

    def fail() -> int:
        raise ValueError

    try:
        kept.get("a", fail, now=NOW, seconds=5)
    except ValueError:
        assert kept.get("a", lambda: 7, now=NOW, seconds=5) == 7


def test_what_nobody_asks_for_is_dropped(monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    kept = Shared[int]()
    for key in "abc":
        kept.get(key, lambda: 1, now=NOW, seconds=5)
    assert kept.get("a", lambda: 2, now=NOW, seconds=5) == 2
    assert kept.get("c", lambda: 3, now=NOW, seconds=5) == 1
