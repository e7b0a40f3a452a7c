"""What units made of a plan: the same for the same seed, and nothing that the rules would refuse."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from linli.demo.plans import play_plan
from linli.journal.models import Entry
from linli.journal.queries import verify
from linli.matters.testing import SmallCity
from linli.targets.models import Plan, Task
from linli.targets.tests.plans import Office

UNTIL = date(2026, 11, 20)


@pytest.fixture
def plan(city: SmallCity, tmp_path: Path, settings: Any) -> Plan:
    settings.LINLI = settings.LINLI.model_copy(update={"home": tmp_path / "home"})
    return Office.of(city, tmp_path).plan()


def played(plan: Plan, seed: int) -> list[tuple[str, str, str, str]]:
    """Return what happened, and take it back."""
    with transaction.atomic():
        play_plan(Plan.objects.get(pk=plan.pk), until=UNTIL, seed=seed)
        rows = Entry.objects.filter(subject_kind="targets.task").order_by("subject_id", "position")
        told = list(rows.values_list("subject_id", "event", "at", "note"))
        transaction.set_rollback(True)
    return told


def test_a_plan_is_played_to_acceptance_through_the_same_doors(plan: Plan) -> None:
    assert play_plan(plan, until=UNTIL, seed=1) > 10
    assert "accepted" in Task.objects.values_list("status", flat=True)
    assert verify().broken == []


def test_the_same_seed_plays_the_same(plan: Plan) -> None:
    assert played(plan, 1) == played(plan, 1)
    assert played(plan, 1) != played(plan, 2)


def test_a_plan_that_was_begun_is_left_alone(plan: Plan) -> None:
    play_plan(plan, until=UNTIL, seed=1)
    assert play_plan(plan, until=UNTIL, seed=1) == 0
