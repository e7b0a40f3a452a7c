from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from linli.core.actor import REQUESTER
from linli.core.errors import Refusal
from linli.intake.errors import TooManyWrongAnswers, WrongProof
from linli.journal.queries import entries_of
from linli.matters.policies import Satisfied
from linli.notices.models import Notice
from linli.stations import errors
from linli.stations.access import get_own_booking, visible_bookings
from linli.stations.actions import call_off, cancel, rate, serve
from linli.stations.models import Booking
from linli.stations.policies import BookingStatus, Result
from linli.stations.queries import figures, open_days, slots, station_named
from linli.vault.errors import PhoneInvalid
from linli.vault.models import Record

from .conftest import NINE, PHONE, TUESDAY, WEDNESDAY, Corner

pytestmark = pytest.mark.django_db


def free_at(corner: Corner, at: datetime) -> int:
    found = slots(station_named("willow", corner.now), WEDNESDAY, corner.now)
    return next(each.free for each in found if each.starts_at == at)


def test_a_time_is_booked_and_takes_a_place(corner: Corner) -> None:
    booking = corner.book()
    assert (booking.status, booking.seat, len(booking.code)) == (BookingStatus.BOOKED, 1, 10)
    assert free_at(corner, NINE) == 1
    assert [each.event for each in entries_of(booking)] == ["booking.made"]


def test_the_same_form_twice_is_one_booking(corner: Corner) -> None:
    assert corner.book(key="f" * 32).pk == corner.book(key="f" * 32).pk
    assert Booking.objects.count() == 1


def test_it_refuses_when_every_window_is_taken(corner: Corner) -> None:
    corner.book()
    assert corner.book(phone="19900005678").seat == 2
    with pytest.raises(errors.TimeFull):
        corner.book(phone="19900009999")
    assert Record.objects.filter(purpose="booking").count() == 2


def test_the_database_itself_keeps_one_at_each_window(corner: Corner) -> None:
    first, second = corner.book(), corner.book(phone="19900005678")
    with pytest.raises(IntegrityError, match="one_at_each_window"), transaction.atomic():
        Booking.objects.filter(pk=second.pk).update(seat=first.seat)


def test_a_cancelled_time_is_free_for_others(corner: Corner) -> None:
    booking = corner.book()
    cancel(booking, now=corner.now)
    assert free_at(corner, NINE) == 2
    assert corner.book().seat == 1


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 3, 11, 1, 10, tzinfo=UTC),  # not the beginning of a slot
        datetime(2026, 3, 11, 4, 0, tzinfo=UTC),  # noon: closed
        datetime(2026, 3, 14, 1, 0, tzinfo=UTC),  # a Saturday
        datetime(2026, 3, 10, 2, 0, tzinfo=UTC),  # now: the notice is an hour
        datetime(2026, 3, 9, 1, 0, tzinfo=UTC),  # yesterday
        datetime(2026, 3, 24, 1, 0, tzinfo=UTC),  # the fifteenth day
    ],
)
def test_it_refuses_times_that_are_not_offered(corner: Corner, at: datetime) -> None:
    with pytest.raises(errors.TimeNotOffered):
        corner.book(starts_at=at)


def test_days_end_with_the_fourteenth_and_leave_weekends_out(corner: Corner) -> None:
    days = open_days(corner.now)
    assert days[0] == TUESDAY
    assert len(days) == 10
    assert days[-1] == TUESDAY + timedelta(days=13)


def test_one_number_holds_three_bookings(corner: Corner) -> None:
    for hour in (1, 2, 3):
        corner.book(starts_at=datetime(2026, 3, 11, hour, 0, tzinfo=UTC))
    with pytest.raises(errors.TooManyBookings):
        corner.book(starts_at=datetime(2026, 3, 11, 6, 0, tzinfo=UTC), phone="199 0000 1234")


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"service": "flying"}, errors.ServiceNotFound),
        ({"station": "moon"}, errors.StationNotFound),
        ({"service": "member_report"}, errors.NotByBooking),
        ({"phone": "12"}, PhoneInvalid),
    ],
)
def test_a_refused_booking_stores_nothing(
    corner: Corner, wrong: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        corner.book(**wrong)
    assert (Booking.objects.count(), Record.objects.filter(purpose="booking").count()) == (0, 0)


def test_code_and_phone_tail_open_it_and_wrong_ones_look_alike(corner: Corner) -> None:
    booking = corner.book()
    assert get_own_booking(booking.code, PHONE[-4:], now=corner.now).pk == booking.pk
    with pytest.raises(WrongProof):
        get_own_booking(booking.code, "0000", now=corner.now)
    with pytest.raises(WrongProof):
        get_own_booking("1" * 10, PHONE[-4:], now=corner.now)


def test_five_wrong_answers_close_the_door_for_a_while(corner: Corner) -> None:
    booking = corner.book()
    for _ in range(5):
        with pytest.raises(WrongProof):
            get_own_booking(booking.code, "0000", now=corner.now)
    with pytest.raises(TooManyWrongAnswers):
        get_own_booking(booking.code, PHONE[-4:], now=corner.now)


def test_it_cannot_be_cancelled_once_it_has_begun(corner: Corner) -> None:
    booking = corner.book()
    with pytest.raises(errors.BookingOver):
        cancel(booking, now=NINE)


def test_a_result_is_written_down_and_rated_once(corner: Corner) -> None:
    booking = corner.book()
    with pytest.raises(errors.RatedTooEarly):
        rate(booking, satisfied=Satisfied.VERY, now=NINE)
    serve(booking, result=Result.ACCEPTED, by=corner.clerk, now=NINE)
    rate(booking, satisfied=Satisfied.VERY, now=NINE)
    with pytest.raises(errors.RatedAlready):
        rate(booking, satisfied=Satisfied.UNSATISFIED, now=NINE)
    with pytest.raises(errors.RatedAlready):
        serve(booking, result=Result.DONE, by=corner.clerk, now=NINE)


def test_a_result_is_put_right_until_it_is_rated(corner: Corner) -> None:
    booking = corner.book()
    serve(booking, result=Result.INCOMPLETE, missing=["photo"], by=corner.clerk, now=NINE)
    assert corner.again(booking).missing == ["photo"]
    serve(booking, result=Result.DONE, by=corner.clerk, now=NINE)
    assert (corner.again(booking).result, corner.again(booking).missing) == (Result.DONE, [])


@pytest.mark.parametrize(
    ("result", "missing"), [(Result.INCOMPLETE, []), (Result.DONE, ["photo"]), (Result.INCOMPLETE, ["deed"])]
)
def test_what_was_missing_is_named_from_the_guide(corner: Corner, result: Result, missing: list[str]) -> None:
    with pytest.raises(errors.MissingWhat):
        serve(corner.book(), result=result, missing=missing, by=corner.clerk, now=NINE)


def test_there_is_no_result_before_the_day(corner: Corner) -> None:
    with pytest.raises(errors.TooEarly):
        serve(corner.book(), result=Result.DONE, by=corner.clerk, now=corner.now)


def test_who_booked_is_told_when_the_station_calls_it_off(corner: Corner) -> None:
    booking = corner.book()
    call_off(booking, why="停电", by=corner.clerk, now=corner.now)
    told = Notice.objects.filter(recipient_kind="requester", recipient_id=booking.requester_id)
    assert set(told.values_list("event", flat=True)) == {"booking.made", "booking.withdrawn"}
    assert free_at(corner, NINE) == 2


def test_personal_data_goes_ninety_days_after_the_visit(corner: Corner) -> None:
    booking = corner.book(name="王小明")
    serve(booking, result=Result.DONE, by=corner.clerk, now=NINE)
    record = Record.objects.get(pk=booking.requester_id)
    assert record.erase_at == NINE + timedelta(days=90)


def test_the_list_of_the_day_is_the_units_own(corner: Corner) -> None:
    booking = corner.book()
    seen = {who: visible_bookings(corner.city.viewer(who)).count() for who in ("owner", "handler", "leader")}
    assert seen == {"owner": 1, "handler": 0, "leader": 0}, "the street sees its communities, others do not"
    assert booking.unit_id == corner.city.unit("village")


def test_ratings_below_five_are_not_shown(corner: Corner) -> None:
    for number in range(5):
        at = NINE + timedelta(minutes=30 * number)
        booking = corner.book(phone=f"1990000{number}234", starts_at=at)
        assert figures(NINE, station="willow").rated is None
        serve(booking, result=Result.DONE, by=corner.clerk, now=NINE)
        rate(booking, satisfied=Satisfied.UNSATISFIED if number else Satisfied.VERY, now=NINE)
    found = figures(NINE + timedelta(hours=1), station="willow")
    assert (found.rated, found.content) == (5, 20)
    assert figures(NINE + timedelta(hours=1), service="pension_claim").rated == 5


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_as_many_places_as_there_are(corner: Corner) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def attempt(number: int) -> str:
        try:
            return corner.book(phone=f"1990000{number:04}", key=f"{number:032}").code
        except errors.TimeFull:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(attempt, range(6)))
    assert len([code for code in codes if code]) == 2
    assert sorted(Booking.objects.values_list("seat", flat=True)) == [1, 2]


def test_the_requester_acts_without_account(corner: Corner, at_hour: Callable[..., None]) -> None:
    booking = corner.book()
    cancel(booking, by=REQUESTER, now=corner.now)
    assert [each.by_kind for each in entries_of(booking)] == ["requester", "requester"]
