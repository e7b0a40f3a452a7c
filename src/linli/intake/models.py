from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.journal.models import Subject


class Submission(models.Model):
    """One sending by one sender. The same key sent twice makes one matter, or one of what else comes in by key."""

    source = models.CharField(max_length=60)
    """Who keeps the keys apart: an API key, an account, a browser session, a file."""
    key = models.CharField(max_length=100)
    matter = models.ForeignKey("matters.Matter", models.PROTECT, null=True, related_name="submissions")
    made = models.CharField(max_length=60, default="", db_default="")
    """What else was made of it, such as a dispute by its number; empty: the matter."""
    received_at = models.DateTimeField()
    content_digest = models.BinaryField()
    """SHA-256 of what was sent, so that a key used for something else is noticed."""
    pin_digest = models.BinaryField(default=b"")
    """Keyed digest of the number on the receipt, with which an anonymous requester asks about the matter."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="intake_submission_once"),
            models.CheckConstraint(
                condition=Q(matter__isnull=False, made="") | (Q(matter__isnull=True) & ~Q(made="")),
                name="intake_submission_made_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.key}"


class WrongAnswer(models.Model):
    """A failed attempt to ask about a matter; too many of them close the door for a while."""

    code = models.CharField(max_length=22)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["code", "at"], name="intake_wrong_answer_recent")]
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="intake_wrong_answer_names_a_code")]

    def __str__(self) -> str:
        return self.code


class PlaceKind(models.TextChoices):
    """Where people can speak without a telephone."""

    STATION = "station", _("Voice station")
    POINT = "point", _("Voice point")
    BOX = "box", _("Voice box")


class VoicePlace(Subject):
    """A station, point or letter box where people raise matters in person or on paper."""

    code = models.CharField(max_length=30)
    kind = models.CharField(max_length=10, choices=PlaceKind)
    name = models.CharField(max_length=80)
    area_code = models.CharField(max_length=12, db_collation="C")
    grid_code = models.CharField(max_length=16, blank=True, default="", db_collation="C")
    lon = models.FloatField(null=True)
    """Degrees, CGCS2000."""
    lat = models.FloatField(null=True)
    is_active = models.BooleanField(default=True)
    opened_at = models.DateTimeField(null=True)
    """When a box was last opened; None: never, or not a box."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="intake_voice_place_code"),
            models.CheckConstraint(
                condition=Q(kind__in=PlaceKind.values), name="intake_voice_place_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="intake_voice_place_position_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(kind=PlaceKind.BOX),
                name="intake_voice_place_only_boxes_open",
            ),
        ]
        indexes = [
            models.Index(fields=["area_code", "kind", "code"], name="intake_voice_place_by_area"),
            models.Index(
                F("opened_at").asc(nulls_first=True),
                "code",
                name="intake_voice_box_by_opening",
                condition=Q(kind=PlaceKind.BOX, is_active=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BoxOpening(models.Model):
    """One opening of a letter box by two persons; with no letter in it, it is a row as well."""

    box = models.ForeignKey(VoicePlace, models.PROTECT, related_name="openings", db_index=False)
    key = models.CharField(max_length=40)
    """Chosen by the page, so that a form sent twice is one opening."""
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", db_index=False)
    witnessed_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", db_index=False)
    letters = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["box", "key"], name="intake_box_opening_once"),
            models.CheckConstraint(
                condition=~Q(opened_by=F("witnessed_by")), name="intake_box_opening_by_two_persons"
            ),
        ]
        indexes = [models.Index(fields=["box", "-opened_at"], name="intake_box_opening_latest")]

    def __str__(self) -> str:
        return f"{self.box_id} {self.opened_at:%Y-%m-%d}"


class ChatGroup(Subject):
    """A grid's chat group, whose lead turns messages into matters."""

    grid_code = models.CharField(max_length=16, db_collation="C")
    name = models.CharField(max_length=80)
    lead = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grid_code", "name"], name="intake_chat_group_once")]

    def __str__(self) -> str:
        return self.name


class Origin(models.Model):
    """Where a matter was taken in: the voice place, the opening of a box, or the chat group."""

    matter = models.OneToOneField("matters.Matter", models.PROTECT, primary_key=True, related_name="origin")
    place = models.ForeignKey(VoicePlace, models.PROTECT, null=True, related_name="+", db_index=False)
    opening = models.ForeignKey(BoxOpening, models.PROTECT, null=True, related_name="origins", db_index=False)
    group = models.ForeignKey(ChatGroup, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, group__isnull=True)
                | Q(place__isnull=True, opening__isnull=True, group__isnull=False),
                name="intake_origin_is_one_place",
            ),
        ]
        indexes = [
            models.Index(fields=["place"], name="intake_origin_by_place", condition=Q(place__isnull=False)),
            models.Index(
                fields=["opening"], name="intake_origin_by_opening", condition=Q(opening__isnull=False)
            ),
            models.Index(fields=["group"], name="intake_origin_by_group", condition=Q(group__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"origin of {self.matter_id}"
