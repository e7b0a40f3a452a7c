"""Reports that arrive at the same moment: real threads, real connections, committed rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from linli.core.actor import SYSTEM
from linli.core.errors import Refusal
from linli.intake.actions import submitting
from linli.intake.actions.submitting import Receipt, Report, _Sent, _submit_all, submit
from linli.intake.errors import ContactNeeded, KeyReused
from linli.intake.models import Origin, Submission
from linli.journal.queries import verify
from linli.matters.models import Clock, Matter, MatterText
from linli.matters.policies import Channel
from linli.matters.testing import NOW
from linli.people.testing import STREET
from linli.vault.models import Record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]
THREADS = 8


@pytest.fixture(autouse=True)
def _fresh_copies() -> Iterator[None]:
    """Other tests' rolled-back rules and kinds must not be remembered, nor this one's committed ones."""
    from linli.catalogue.queries.edition import forget

    yield
    forget()


def report(number: int, **more: Any) -> Report:
    given: dict[str, Any] = {
        "text": f"第{number}号楼前的路灯坏了",
        "phone": f"1990000{number:04d}",
        "area": STREET,
    }
    return Report(channel=Channel.API, **{**given, **more})


def sent(number: int, key: str = "", **more: Any) -> _Sent:
    return _Sent(report(number, **more), "key:1", key or f"k{number}", SYSTEM, NOW, ())


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


def submitting_of(number: int, key: str = "", **more: Any) -> Callable[[], Receipt]:
    def act() -> Receipt:
        return submit(report(number, **more), source="key:1", key=key or f"k{number}", by=SYSTEM, now=NOW)

    return act


def whole(count: int) -> None:
    """Check that there are so many matters, each with everything that belongs to it."""
    assert Matter.objects.count() == Submission.objects.count() == count
    assert MatterText.objects.count() == Clock.objects.count() == count
    assert verify().broken == []


def test_a_group_is_written_with_all_that_belongs_to_it() -> None:
    made = _submit_all([sent(number) for number in range(5)])
    assert all(made)
    whole(5)
    assert Record.objects.count() == 5


def test_nothing_of_a_group_stays_when_one_of_it_was_sent_before() -> None:
    submitting_of(1)()
    assert _submit_all([sent(0), sent(1), sent(2)]) == [None] * 3
    whole(1)


def test_a_refused_report_does_not_keep_its_group_from_being_written() -> None:
    made = _submit_all([sent(0), sent(1, phone=""), sent(2)])
    assert [each is None for each in made] == [False, True, False]
    whole(2)


def test_reports_of_one_moment_are_all_registered_and_each_sender_gets_its_own_code() -> None:
    receipts = at_once([submitting_of(number) for number in range(THREADS)])
    for number, receipt in enumerate(receipts):
        assert receipt.is_new
        assert Matter.objects.get(code=receipt.code).text == report(number).text
    whole(THREADS)


def test_each_sender_hears_of_its_own_fault_only() -> None:
    submitting_of(0, key="taken")()
    acts = [submitting_of(number) for number in range(1, THREADS - 1)]
    answers = at_once([*acts, submitting_of(9, key="taken"), submitting_of(10, phone="")])
    assert isinstance(answers[-2], KeyReused)
    assert isinstance(answers[-1], ContactNeeded)
    assert all(answer.is_new for answer in answers[:-2])
    whole(THREADS - 1)


def test_the_same_report_sent_many_times_at_once_is_one_matter() -> None:
    answers = at_once([submitting_of(1)] * THREADS)
    assert len({answer.code for answer in answers}) == 1
    assert sum(answer.is_new for answer in answers) == 1
    whole(1)


def test_further_rows_follow_the_draft_that_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group that fails is drafted again, under other numbers."""
    origin = Origin(group=None, place=None, opening=None)
    tried = _Sent(report(1), "key:1", "k1", SYSTEM, NOW, [origin])
    first, second = tried.drafted(), tried.drafted()
    assert first.draft.matter.pk != second.draft.matter.pk
    for each in (first, second):
        (row,) = (row for row in each.draft.rows if isinstance(row, Origin))
        assert row.matter_id == each.draft.matter.pk


def test_inside_a_transaction_a_report_is_written_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import transaction

    monkeypatch.setattr(submitting, "_submit_together", None)
    with transaction.atomic():
        submitting_of(1)()
        transaction.set_rollback(True)
    whole(0)
