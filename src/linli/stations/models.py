from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.core.checks import one_of
from linli.journal.models import Subject
from linli.matters.policies import Satisfied
from linli.people.models import Unit
from linli.stations.policies import HOLDS_A_PLACE, BookingStatus, Result
from linli.vault.models import Record

HOLDS = Q(status__in=sorted(HOLDS_A_PLACE))


class Booking(Subject):
    """One time at one window of a station, booked for one service; what came of it, and how the service was rated."""

    code = models.CharField(max_length=10)
    """Ten digits, by chance: what whoever booked keeps."""
    key = models.CharField(max_length=32)
    """Chosen by the form, so that a form sent twice books once."""
    station = models.CharField(max_length=40)
    """Codes of the city's lists."""
    service = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Runs the station."""
    area_code = models.CharField(max_length=12, db_collation="C")
    requester = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    seat = models.PositiveSmallIntegerField()
    """Which window, from 1."""
    status = models.CharField(max_length=10, choices=BookingStatus.choices)
    edition = models.BigIntegerField()
    """Edition of the guide by which it was booked."""
    booked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, choices=Result.choices, blank=True, default="")
    missing = ArrayField(models.CharField(max_length=40), default=list)
    """Codes of materials that were missing."""
    satisfied = models.CharField(max_length=20, choices=Satisfied.choices, blank=True, default="")
    """With the service of the station; never with a person."""
    rated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="stations_booking_code"),
            models.UniqueConstraint(fields=["key"], name="stations_booking_once"),
            models.UniqueConstraint(
                fields=["station", "starts_at", "seat"],
                condition=HOLDS,
                name="stations_booking_one_at_each_window",
            ),
            models.CheckConstraint(condition=Q(seat__gt=0), name="stations_booking_seat_counts"),
            one_of("status", BookingStatus, "stations_booking_status_known"),
            one_of("result", Result, "stations_booking_result_known", blank=True),
            one_of("satisfied", Satisfied, "stations_booking_satisfied_known", blank=True),
            models.CheckConstraint(
                condition=Q(status=BookingStatus.BOOKED, ended_at=None)
                | (~Q(status=BookingStatus.BOOKED) & Q(ended_at__isnull=False)),
                name="stations_booking_ended_when_over",
            ),
            models.CheckConstraint(
                condition=Q(status=BookingStatus.SERVED) ^ Q(result=""),
                name="stations_booking_served_with_result",
            ),
            models.CheckConstraint(
                condition=Q(satisfied="", rated_at=None)
                | (~Q(satisfied="") & Q(rated_at__isnull=False, status=BookingStatus.SERVED)),
                name="stations_booking_rated_when_served",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "starts_at"], name="stations_booking_of_unit"),
            models.Index(fields=["area_code", "starts_at"], name="stations_booking_in_area"),
            models.Index(
                fields=["station", "rated_at"],
                condition=Q(rated_at__isnull=False),
                name="stations_booking_rated_there",
            ),
            models.Index(
                fields=["service", "rated_at"],
                condition=Q(rated_at__isnull=False),
                name="stations_booking_rated_for",
            ),
        ]

    def __str__(self) -> str:
        return self.code
