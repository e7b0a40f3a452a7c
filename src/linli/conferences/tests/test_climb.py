"""The climb: each step needs the record and the reason of the one below."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.conferences import errors
from linli.conferences.actions.watching import watch
from linli.conferences.models import Conference
from linli.conferences.policies import Status
from linli.conferences.testing import Table
from linli.core.actor import SYSTEM

CLIMB = [
    ("reasoning", "village"),
    ("joint", "street"),
    ("county_review", "riverside"),
    ("city_analysis", "city"),
]


def test_the_first_step_rests_on_a_recorded_session(table: Table) -> None:
    dispute = table.desk.accepted()
    with pytest.raises(errors.AttemptMissing):
        table.ask(dispute)
    assert table.ask(table.desk.sat()).status == Status.ASKED


@pytest.mark.parametrize(("kind", "unit"), CLIMB)
def test_a_step_without_the_record_below_is_refused_in_words(table: Table, kind: str, unit: str) -> None:
    dispute = table.desk.sat()
    with pytest.raises(errors.StepMissing) as refused:
        table.ask(dispute, kind, unit)
    assert "下一级会议" in refused.value.in_language("zh-hans")
    assert not Conference.objects.exists()


def test_a_step_below_that_is_still_at_work_is_no_record(table: Table) -> None:
    dispute = table.desk.sat()
    table.convened(dispute)
    with pytest.raises(errors.StepStillRuns):
        table.ask(dispute, "reasoning")


def test_a_record_without_the_reason_why_it_goes_up_is_not_enough(table: Table) -> None:
    dispute = table.desk.sat()
    review = table.decided(dispute, "advised")
    with pytest.raises(errors.ReasonMissing):
        table.ask(dispute, "reasoning")
    before = (review.record, review.digest)
    table.do("village_head", "raise", review, words="按意见再调一次，仍未谈成。")
    assert table.ask(dispute, "reasoning").below_id == review.pk
    assert (review.record, review.digest) == before


def test_the_whole_climb(table: Table) -> None:
    dispute = table.desk.sat()
    below = table.decided(dispute)
    for kind, unit in CLIMB:
        made = table.ask(dispute, kind, unit)
        assert made.below_id == below.pk
        entry = table_entries(made)[0]
        assert entry.facts["below_digest"] == below.digest
        Conference.objects.filter(pk=made.pk).update(
            **written(status="closed", outcome="raised"),
            due_at=None,
            raised_at=table.now,
            why_raised="仍未谈成",
        )
        below = Conference.objects.get(pk=made.pk)
    with pytest.raises(errors.TopReached):
        table.do("city_head", "raise", below, words="再往上")


def written(**more: object) -> dict[str, object]:
    return {"record": {"kind": "joint"}, "digest": "0" * 64, "decided_at": "2026-03-10T00:00Z", **more}


def table_entries(conference: Conference) -> list:
    from linli.journal.queries import entries_of

    return list(entries_of(conference))


def test_a_step_is_not_held_before_the_one_below_was_over(table: Table) -> None:
    dispute = table.desk.sat()
    review = table.decided(dispute)
    made = table.ask(dispute, "reasoning")
    early = review.decided_at - timedelta(days=1)
    with pytest.raises(errors.BeforeLowerStep):
        table.do("village_head", "approve", made, starts_at=early, place="村委会")


def test_who_lets_the_time_run_out_does_not_stop_the_climb(table: Table) -> None:
    dispute = table.desk.sat()
    review = table.ask(dispute)
    table.later(days=6)
    assert watch(by=SYSTEM, now=table.now) == 1
    review.refresh_from_db()
    assert review.status == Status.LAPSED
    assert watch(by=SYSTEM, now=table.now) == 0
    assert table.ask(dispute, "reasoning").below_id == review.pk


def test_only_a_unit_of_the_level_above_the_dispute_convenes(table: Table) -> None:
    dispute = table.desk.sat()
    for unit in ("street", "hillside", "housing"):
        with pytest.raises(errors.ConvenerUnfit):
            table.ask(dispute, "review", unit)


def test_the_sides_are_asked_before_more_people_hear_of_it(table: Table) -> None:
    with pytest.raises(errors.SidesNotAsked):
        table.ask(table.desk.sat(), sides_agree=False)


def test_one_of_a_kind_is_at_work_at_a_time(table: Table) -> None:
    dispute = table.desk.sat()
    table.ask(dispute)
    with pytest.raises(errors.AskedAlready):
        table.ask(dispute)


def test_declined_it_may_be_asked_for_again(table: Table) -> None:
    dispute = table.desk.sat()
    review = table.ask(dispute)
    table.do("village_head", "decline", review, words="先由人民调解员再谈一次。")
    assert table.ask(dispute).pk != review.pk


def test_a_hard_dispute_begins_at_the_township(table: Table) -> None:
    from linli.disputes.policies import Tier

    dispute = table.desk.sat(tier=Tier.HARD)
    with pytest.raises(errors.StepNotOffered):
        table.ask(dispute)
    assert table.ask(dispute, "joint", "street").below is None
