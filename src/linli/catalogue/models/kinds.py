from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from linli.catalogue.policies.kinds import Evidence, Tier
from linli.journal.models import Subject


class Kind(Subject):
    """One edition of a matter kind: what it means, how fast it moves and what closes it, from a date on."""

    code = models.CharField(max_length=80)
    parent_code = models.CharField(max_length=80, blank=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    tier = models.CharField(max_length=12, choices=Tier.choices)
    label = models.CharField(max_length=40, blank=True)
    evidence = models.CharField(max_length=12, choices=Evidence.choices)
    needs_verification = models.BooleanField()
    is_public_report = models.BooleanField()
    is_leaf = models.BooleanField()
    group = models.CharField(max_length=80)
    opening_zh = models.CharField(max_length=300, blank=True)
    opening_en = models.CharField(max_length=600, blank=True)
    closing_zh = models.CharField(max_length=300, blank=True)
    closing_en = models.CharField(max_length=600, blank=True)
    keywords = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    limits = models.JSONField(default=dict, blank=True)
    questions = models.JSONField(default=list, blank=True)
    event_code = models.CharField(max_length=6, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """First day on which it no longer holds."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="catalogue_kind_one_edition_a_day"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to=None), name="catalogue_kind_one_open_edition"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="catalogue_kind_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="catalogue_kind_tier_known"),
            models.CheckConstraint(
                condition=Q(evidence__in=Evidence.values), name="catalogue_kind_evidence_known"
            ),
            models.CheckConstraint(
                condition=Q(event_code="") | Q(event_code__regex=r"^[EC][0-9]{4,5}$"),
                name="catalogue_kind_event_code_form",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"
