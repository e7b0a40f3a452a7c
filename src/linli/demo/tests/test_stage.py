from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.db import connection

from linli.demo.office import Office
from linli.demo.stage import Plot, Stage
from linli.matters.errors import NeedsWords
from linli.people.models import Account

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


@pytest.fixture
def stage(db: None) -> Stage:
    nobody: Any = SimpleNamespace()
    return Stage(NOW, NOW + timedelta(hours=5), nobody, cast(Office, nobody))


def test_stories_go_on_in_the_order_of_their_instants(stage: Stage) -> None:
    told: list[str] = []

    def story(name: str, hours: int) -> Plot:
        told.append(f"{name} begins")
        yield stage.now + timedelta(hours=hours)
        told.append(f"{name} ends")

    stage.add(NOW, story("long", 3))
    stage.add(NOW + timedelta(hours=1), story("short", 1))
    stage.play()
    assert told == ["long begins", "short begins", "short ends", "long ends"]


def test_nothing_happens_after_the_end(stage: Stage) -> None:
    def story() -> Plot:
        yield stage.end + timedelta(seconds=1)
        raise AssertionError

    stage.add(NOW, story())
    stage.play()
    assert stage.now == NOW


def test_a_refused_step_leaves_nothing_and_the_others_go_on(stage: Stage) -> None:
    def refused() -> Plot:
        Account.objects.create(username="half", display_name="Half")
        raise NeedsWords(field="words")
        yield NOW

    def other() -> Plot:
        Account.objects.create(username="whole", display_name="Whole")
        return
        yield NOW

    stage.add(NOW, refused())
    stage.add(NOW, other())
    stage.play()
    assert [each.username for each in Account.objects.all()] == ["whole"]
    assert len(stage.refused) == 1
    assert connection.features.uses_savepoints
