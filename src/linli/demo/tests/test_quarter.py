"""The quarter of kept promises: it shows what it says it shows, and the same seed gives the same to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings

from linli.community.models import Call, Demand
from linli.core.actor import SYSTEM
from linli.demo.actions import pack_folder
from linli.demo.cast import make_cast
from linli.demo.errors import QuarterWantsItsOwn
from linli.demo.quarter.playing import BEGIN, Quarter, QuarterWish, play_quarter
from linli.journal.queries import verify
from linli.letters.models import Letter
from linli.letters.policies import LetterKind, Status
from linli.matters.testing import forget_copies
from linli.rulebook.packs import Pack
from linli.rulebook.packs.actions import load_pack
from linli.supervision.models import Climb, Hazard, Listing
from linli.supervision.policies import Release, Rung

pytestmark = pytest.mark.django_db
SMALL = QuarterWish(seed=5, matters=46, days=56, plan=False)
CHEAP = ["linli.people.testing.CheapArgon2"]
SEQUENCES = """
    SELECT schemaname || '.' || sequencename, coalesce(last_value, 1), last_value IS NOT NULL FROM pg_sequences
"""


@pytest.fixture(scope="module")
def anhe(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """Anhe's pack and its people in a home of the test's own, taken away after the last test."""
    from django.conf import settings

    home = tmp_path_factory.mktemp("home")
    changed = {"LINLI": settings.LINLI.model_copy(update={"home": home}), "PASSWORD_HASHERS": CHEAP}
    forget_copies()
    with override_settings(**changed), django_db_blocker.unblock(), transaction.atomic():
        load_pack(Pack.at(pack_folder()), by=SYSTEM, now=BEGIN)
        make_cast(since=BEGIN - timedelta(days=1), now=BEGIN)
        yield
        transaction.set_rollback(True)
    forget_copies()


@pytest.fixture(scope="module")
def played(anhe: None, django_db_blocker: Any) -> Iterator[Quarter]:
    with django_db_blocker.unblock(), numbered_from_the_beginning(), transaction.atomic():
        yield play_quarter(SMALL)
        transaction.set_rollback(True)
    forget_copies()


class numbered_from_the_beginning:  # noqa: N801 — reads as words where it is used
    """Put every sequence back afterwards: a rollback does not."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SEQUENCES)
            self.found = cursor.fetchall()

    def __exit__(self, *_: object) -> None:
        with connection.cursor() as cursor:
            for name, last, is_called in self.found:
                cursor.execute("SELECT setval(%s, %s, %s)", [name, last, is_called])
        forget_copies()


# These come first: what `played` leaves stands until the end.


def test_the_same_seed_gives_the_same_to_the_byte_whenever_it_is_played(
    anhe: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = []
    few = QuarterWish(seed=3, matters=12, days=26, plan=False)
    for now in (datetime(2026, 11, 22, tzinfo=UTC), datetime(2027, 2, 3, 14, tzinfo=UTC)):
        monkeypatch.setattr("django.utils.timezone.now", lambda at=now: at)
        with numbered_from_the_beginning(), transaction.atomic():
            digests.append(play_quarter(few))
            transaction.set_rollback(True)
    first, second = digests
    assert first.rows == second.rows
    assert first.rows["letters.letter"] > 25
    assert first.digest == second.digest


def test_another_seed_gives_another_quarter(anhe: None) -> None:
    found = set()
    for seed in (1, 2):
        with numbered_from_the_beginning(), transaction.atomic():
            found.add(play_quarter(QuarterWish(seed=seed, matters=4, days=9, plan=False)).digest)
            transaction.set_rollback(True)
    assert len(found) == 2


def test_no_door_refused_anything(played: Quarter) -> None:
    assert played.refused == []


def test_every_rung_is_climbed_and_let_go(played: Quarter) -> None:
    assert set(Climb.objects.values_list("rung", flat=True)) == set(Rung.values)
    freed = Climb.objects.filter(released_at__isnull=False)
    assert set(freed.values_list("rung", flat=True)) == set(Rung.values)
    assert set(freed.values_list("released_for", flat=True)) == set(Release.values)


@pytest.mark.parametrize("kind", LetterKind)
def test_letters_of_each_kind_go_out_and_come_to_an_end(played: Quarter, kind: LetterKind) -> None:
    rows = Letter.objects.filter(kind=kind)
    states = set(rows.values_list("status", flat=True))
    assert {Status.CLOSED, Status.CANCELLED} <= states
    assert rows.filter(status=Status.CANCELLED, number="").exists()
    assert rows.exclude(number="").filter(status=Status.CANCELLED).exists()
    if rows.filter(due_at__isnull=False).exists():
        assert Status.ESCALATED in states
        assert rows.filter(answered_at__isnull=False).exists()


def test_numbers_have_no_gap(played: Quarter) -> None:
    for issuer, kind, year in set(Letter.objects.exclude(number="").values_list("issuer", "kind", "year")):
        rows = Letter.objects.filter(issuer=issuer, kind=kind, year=year, serial__isnull=False)
        serials = sorted(rows.values_list("serial", flat=True))
        assert serials == list(range(1, len(serials) + 1))


def test_no_letter_of_the_ladder_goes_out_at_night(played: Quarter) -> None:
    at = Letter.objects.filter(occasion__startswith="ladder:", issued_at__isnull=False)
    hours = {instant.astimezone(UTC).hour for instant in at.values_list("issued_at", flat=True)}
    assert hours <= set(range(10)), "half past eight until half past five in the city"


def test_problems_are_listed_and_taken_off_the_list(played: Quarter) -> None:
    assert Listing.objects.filter(listed_at__isnull=False).exists()
    assert Listing.objects.filter(status="refused").exists()
    assert Listing.objects.filter(status="delisted").exists()
    assert Hazard.objects.filter(status="closed").exists()


def test_whistles_are_answered_in_time_and_late(played: Quarter) -> None:
    assert Call.objects.filter(arrived_at__isnull=False, arrive_missed_at=None).exists()
    assert Call.objects.filter(arrived_at__isnull=False, arrive_missed_at__isnull=False).exists()
    assert Demand.objects.exclude(answer="").count() == 4


def test_the_chains_hold(played: Quarter) -> None:
    assert verify().broken == []


def test_it_is_played_where_nothing_else_is(played: Quarter) -> None:
    with pytest.raises(QuarterWantsItsOwn):
        play_quarter(SMALL)
