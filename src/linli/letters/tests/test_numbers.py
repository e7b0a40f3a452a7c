"""Numbers: gap-free for each issuer, kind and year, whoever issues at the same time."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from linli.core.actor import SYSTEM, Actor
from linli.letters import actions
from linli.letters.models import Letter, Series
from linli.letters.policies import LetterKind
from linli.letters.testing import Office, sample_facts

TOGETHER = 50


class Undone(Exception):
    pass


def at_once(count: int, work: Callable[[int], None]) -> list[BaseException]:
    """Run `work` in so many threads that all start together; return what they raised."""
    barrier, raised = threading.Barrier(count), []

    def run(place: int) -> None:
        try:
            barrier.wait(60)
            work(place)
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return raised


@pytest.mark.django_db(transaction=True)
def test_fifty_issuers_at_once_leave_no_gap_and_no_double(office: Office) -> None:
    """Half of them on one series, a tenth of all undone after the number was taken."""
    city, housing = office.cast.unit("city"), office.cast.unit("housing")
    reviewer = office.by("leader")
    letters: list[tuple[Letter, Actor]] = []
    for place in range(TOGETHER):
        unit = city if place % 2 else housing
        by = Actor(reviewer.kind, reviewer.account, unit.pk)
        letter = office.draft(issuer=unit, by=Actor(by.kind, office.cast.supervisor.pk, unit.pk))
        actions.review(letter=letter, by=by, now=office.now)
        letters.append((letter, by))

    def issue(place: int) -> None:
        letter, by = letters[place]
        with transaction.atomic():
            actions.issue(letter=letter, by=by, now=office.now)
            if place % 10 == 3:
                raise Undone

    raised = at_once(TOGETHER, issue)
    undone = [place for place in range(TOGETHER) if place % 10 == 3]
    assert Counter(type(error) for error in raised) == {Undone: len(undone)}
    for unit in (city, housing):
        serials = sorted(
            Letter.objects.filter(issuer=unit, serial__isnull=False).values_list("serial", flat=True)
        )
        assert serials == list(range(1, len(serials) + 1))
        assert Series.objects.get(issuer=unit).last == len(serials)
    assert Letter.objects.filter(serial__isnull=False).count() == TOGETHER - len(undone)


@pytest.mark.django_db(transaction=True)
def test_four_workers_with_the_same_sweep_write_each_letter_once(office: Office) -> None:
    kind = LetterKind.SUPERVISION_ORDER
    issuer, addressee = office.cast.unit("city"), office.cast.unit("street")
    wanted = [
        actions.Draft(kind, issuer, sample_facts(kind), addressee, occasion=f"matter:{place}:2")
        for place in range(40)
    ]
    raised = at_once(
        4, lambda _place: len(actions.issue_directly(drafts=wanted, by=SYSTEM, now=office.now)) and None
    )
    assert raised == []
    assert sorted(Letter.objects.values_list("serial", flat=True)) == list(range(1, 41))


@pytest.mark.django_db
def test_each_kind_issuer_and_year_counts_by_itself(office: Office) -> None:
    assert office.issued().serial == 1
    assert office.issued("warning").serial == 1
    assert office.issued(issuer=office.cast.unit("housing"), by=SYSTEM).serial == 1
    office.now = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
    new_year = office.issued()
    assert (new_year.serial, new_year.year) == (1, 2027)
    assert "〔2027〕" in new_year.number


@pytest.mark.django_db
def test_the_year_turns_at_midnight_in_the_city(office: Office) -> None:
    office.now = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert office.issued(due=date(2027, 2, 1)).year == 2027
