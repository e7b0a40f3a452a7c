from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.catalogue.policies.duties import COMMUNITY_KINDS, Level
from linli.journal.models import Subject


class Duty(Subject):
    """One line of the dispatch catalogue: a kind of matter in an area goes to a unit, between two dates."""

    kind_code = models.CharField(max_length=80, blank=True)
    area_prefix = models.CharField(max_length=12, blank=True)
    unit_kind = models.CharField(max_length=40, blank=True)
    unit_code = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.NEAREST, blank=True)
    certain = models.BooleanField(default=True)
    priority = models.SmallIntegerField(default=100)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """First day on which it no longer holds."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit_kind="", unit_code__gt="") | Q(unit_kind__gt="", unit_code=""),
                name="catalogue_duty_names_unit_or_kind",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="catalogue_duty_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(kind_code="", unit_kind__in=sorted(COMMUNITY_KINDS)),
                name="catalogue_duty_community_by_list_only",
            ),
            models.CheckConstraint(
                condition=Q(area_prefix__regex=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$"),
                name="catalogue_duty_area_at_a_level",
            ),
            models.UniqueConstraint(
                fields=["kind_code", "area_prefix", "priority"],
                condition=Q(valid_to=None),
                name="catalogue_duty_one_open_line",
            ),
        ]
        indexes = [models.Index(fields=["valid_from", "valid_to"], name="catalogue_duty_in_force")]

    def __str__(self) -> str:
        return f"{self.kind_code or '*'} @ {self.area_prefix or '*'} -> {self.unit_kind or self.unit_code}"
