from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from linli.stations.models import Booking
from linli.stations.policies import BookingStatus

from .conftest import NINE, PHONE, Corner

pytestmark = pytest.mark.django_db
PAGE = "/services/pension_claim/at/willow/"


@pytest.fixture
def resident(at_hour: Callable[..., None]) -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="en")


@pytest.fixture
def clerk(at_hour: Callable[..., None], corner: Corner) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(corner.city.cast.owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def fill(client: Client, **more: str) -> Any:
    form = client.get(PAGE + "?at=2026-03-11T09:00").context["form"]
    given = {"key": form["key"].value(), "at": "2026-03-11T09:00", "phone": PHONE, **more}
    return client.post(PAGE, given)


def test_the_guide_needs_no_query(
    resident: Client, corner: Corner, django_assert_num_queries: Callable[..., Any]
) -> None:
    resident.get("/services/")
    with django_assert_num_queries(0):
        answer = resident.get("/services/?q=yanglao")
    assert "Claim a pension" in text_of(answer)
    assert "Register a dog" not in text_of(answer)


def test_a_search_that_finds_nothing_says_what_to_do(resident: Client, corner: Corner) -> None:
    assert "Nothing of that name" in text_of(resident.get("/services/?q=火箭<script>"))


def test_the_guide_of_a_service_says_what_to_bring(resident: Client, corner: Corner) -> None:
    said = text_of(resident.get("/services/pension_claim/"))
    assert "Household register booklet" in said
    assert "within 15 working days" in said


@pytest.mark.parametrize("address", ["/services/x/", "/stations/x/", "/services/pension_claim/at/x/"])
def test_what_is_not_on_the_list_is_not_found(resident: Client, corner: Corner, address: str) -> None:
    assert resident.get(address).status_code == 404


def test_a_resident_books_without_account_and_sees_the_booking(resident: Client, corner: Corner) -> None:
    answer = fill(resident, name="王小明")
    booking = Booking.objects.get()
    assert answer.url == f"/booking/{booking.code}/"
    said = text_of(resident.get(answer.url))
    assert booking.code in said
    assert "王小明" not in said, "shown in part"
    assert booking.starts_at == NINE


def test_a_double_click_books_once(resident: Client, corner: Corner) -> None:
    assert fill(resident, key="a" * 32).url == fill(resident, key="a" * 32).url
    assert Booking.objects.count() == 1


def test_a_wrong_number_is_said_at_its_field_and_keeps_the_name(resident: Client, corner: Corner) -> None:
    answer = fill(resident, phone="12", name="王小明")
    assert answer.status_code == 422
    assert "王小明" in text_of(answer)
    assert answer.context["form"].errors["phone"]


def test_a_full_time_is_refused_and_cannot_be_chosen(resident: Client, corner: Corner) -> None:
    form = resident.get(PAGE + "?at=2026-03-11T09:00").context["form"]
    for number in range(2):
        corner.book(phone=f"1990000{number:04}")
    given = {"key": form["key"].value(), "at": "2026-03-11T09:00", "phone": PHONE}
    answer = resident.post(PAGE, given)
    assert answer.status_code == 409
    assert "?at=2026-03-11T09:00#you" not in text_of(answer)


@pytest.mark.parametrize(
    "odd", ["?at=x", "?at=2026-03-14T09:00", "?day=x", "?day=2026-03-14", "?at=2026-03-11T04:17"]
)
def test_an_odd_address_shows_what_can_be_chosen(resident: Client, corner: Corner, odd: str) -> None:
    answer = resident.get(PAGE + odd)
    assert answer.status_code == 200
    assert answer.context["form"] is None


def test_number_and_digits_open_it_on_another_device(resident: Client, corner: Corner) -> None:
    booking = corner.book()
    assert resident.get(f"/booking/{booking.code}/").url == f"/booking/?code={booking.code}"
    wrong = resident.post("/booking/", {"code": booking.code, "tail": "0000"})
    assert wrong.status_code in (403, 404, 422)
    assert resident.post("/booking/", {"code": f" {booking.code} ", "tail": "1234"}).status_code == 302
    assert resident.get(f"/booking/{booking.code}/").status_code == 200


def test_a_resident_cancels_and_the_place_is_free(resident: Client, corner: Corner) -> None:
    address = fill(resident).url
    resident.post(f"{address}cancel/")
    assert Booking.objects.get().status == BookingStatus.CANCELLED
    assert resident.post(f"{address}cancel/").status_code == 409


def test_the_clerk_sees_the_day_writes_the_result_and_the_resident_rates(
    resident: Client, clerk: Client, corner: Corner
) -> None:
    address = fill(resident, name="王小明").url
    code = Booking.objects.get().code
    corner.city.later(hours=23)
    clerk.force_login(corner.city.cast.owner, backend="django.contrib.auth.backends.ModelBackend")
    resident.post("/booking/", {"code": code, "tail": PHONE[-4:]})
    said = text_of(clerk.get("/counter/"))
    assert code in said
    assert "王小明" not in said
    assert PHONE not in said
    assert clerk.post(f"/counter/{code}/serve/", {"result": "incomplete"}).status_code == 422
    given = {"result": "incomplete", "missing": ["photo"]}
    assert clerk.post(f"/counter/{code}/serve/", given).status_code == 302
    assert "One small portrait photograph" in text_of(resident.get(address))
    assert resident.post(f"{address}rate/", {"satisfied": "satisfied"}).status_code == 302
    assert Booking.objects.get().satisfied == "satisfied"
    assert resident.post(f"{address}rate/", {"satisfied": "satisfied"}).status_code == 409


def test_the_resident_reads_why_the_station_called_it_off(
    resident: Client, clerk: Client, corner: Corner
) -> None:
    address = fill(resident).url
    code = Booking.objects.get().code
    clerk.post(f"/counter/{code}/call_off/", {"why": "明天停电<b>"})
    assert "明天停电&lt;b&gt;" in text_of(resident.get(address))


def test_the_day_list_asks_two_queries_whatever_there_is(
    clerk: Client, corner: Corner, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for number in range(8):
        at = NINE.replace(hour=1 + number // 2 % 3 if number < 6 else 6)
        corner.book(phone=f"1990000{number:04}", starts_at=at)
    clerk.get("/counter/")
    with django_assert_max_num_queries(5):
        answer = clerk.get("/counter/?day=2026-03-11")
    assert len(answer.context["rows"]) == 8


def test_an_odd_day_is_today(clerk: Client, corner: Corner) -> None:
    assert clerk.get("/counter/?day=x").context["day"] == clerk.get("/counter/?day=2026-13-45").context["day"]


def test_a_program_finds_services_times_and_books(at_hour: Callable[..., None], corner: Corner) -> None:
    client = Client()
    client.force_login(corner.city.cast.intake_clerk, backend="django.contrib.auth.backends.ModelBackend")
    found = client.get("/api/v1/services?q=ylj").json()
    assert "pension_claim" in [each["code"] for each in found]
    assert client.get("/api/v1/stations").json()[0]["code"] == "willow"
    times = client.get("/api/v1/stations/willow/times?on=2026-03-11").json()
    assert times[0] == {"starts_at": "2026-03-11T00:30:00+00:00", "free": 2}
    body = {
        "key": "b" * 32,
        "service": "pension_claim",
        "station": "willow",
        "starts_at": times[0]["starts_at"],
        "phone": PHONE,
    }
    made = client.post("/api/v1/bookings", json.dumps(body), content_type="application/json")
    assert (made.status_code, made.json()["status"]) == (201, "booked")
    assert PHONE not in made.content.decode()
