from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.catalogue.policies.collection import AdmissionState, DataType, Frequency, View
from linli.journal.models import Subject


class CollectionCategory(models.Model):
    """A heading of the collection list."""

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class CollectionItem(Subject):
    """One thing grids could be asked to write down. It may be stored only while an admission carries it."""

    code = models.CharField(max_length=80, unique=True)
    category = models.ForeignKey(CollectionCategory, models.PROTECT, related_name="items")
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160)
    data_type = models.CharField(max_length=10, choices=DataType.choices)
    choices = models.JSONField(default=list, blank=True)
    is_personal = models.BooleanField(default=False)
    is_sensitive = models.BooleanField(default=False)
    personal_field = models.CharField(max_length=30, blank=True)
    """The vault's field in which a personal value is kept; empty for others."""
    by_consent = models.BooleanField(default=False)
    purpose = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    frequency = models.CharField(max_length=10, choices=Frequency.choices)
    retention_months = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_personal=False) | Q(purpose__gt="", basis__gt="", personal_field__gt=""),
                name="catalogue_item_personal_has_grounds",
            ),
            models.CheckConstraint(
                condition=Q(is_sensitive=False) | Q(is_personal=True, by_consent=True),
                name="catalogue_item_sensitive_by_consent",
            ),
            models.CheckConstraint(
                condition=Q(data_type__in=DataType.values), name="catalogue_item_type_known"
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=Frequency.values), name="catalogue_item_often_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class Admission(Subject):
    """A department's application to give the grids a task, and what became of it."""

    title = models.CharField(max_length=120)
    unit_id = models.BigIntegerField()
    """The department that asks."""
    area_prefix = models.CharField(max_length=12, blank=True)
    """Significant digits of the area whose grids would carry it; empty means the whole city."""
    basis = models.CharField(max_length=300, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    frequency = models.CharField(max_length=10, choices=Frequency.choices)
    retention_months = models.PositiveSmallIntegerField()
    hours_per_grid = models.DecimalField(max_digits=6, decimal_places=2)
    """Working hours a month that the task costs one grid."""
    state = models.CharField(max_length=10, choices=AdmissionState.choices, default=AdmissionState.DRAFT)
    drafted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    """First day on which it is no longer admitted."""
    items = models.ManyToManyField(CollectionItem, through="AdmissionItem", related_name="admissions")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AdmissionState.values), name="catalogue_admission_state_known"
            ),
            models.CheckConstraint(
                condition=Q(hours_per_grid__gte=0), name="catalogue_admission_hours_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None, valid_to=None) | Q(valid_from__lt=F("valid_to")),
                name="catalogue_admission_term_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["admitted", "suspended", "expired"]) | Q(valid_from__isnull=False),
                name="catalogue_admission_in_force_has_term",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "valid_to"], name="catalogue_admission_in_force"),
            models.Index(fields=["unit_id", "-drafted_at"], name="catalogue_admission_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"


class AdmissionItem(models.Model):
    """An item that an application asks for."""

    admission = models.ForeignKey(Admission, models.CASCADE)
    item = models.ForeignKey(CollectionItem, models.PROTECT)
    valid_to = models.DateField(null=True)
    """First day on which this item is no longer asked for; None: as long as the admission."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["admission", "item"], name="catalogue_admission_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.admission_id}:{self.item_id}"


class Opinion(models.Model):
    """What one reviewing unit thinks of an application."""

    admission = models.ForeignKey(Admission, models.CASCADE, related_name="opinions")
    unit_id = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True)
    view = models.CharField(max_length=10, choices=View.choices)
    words = models.CharField(max_length=500)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["admission", "unit_id"], name="catalogue_opinion_one_a_unit"),
            models.CheckConstraint(condition=Q(view__in=View.values), name="catalogue_opinion_view_known"),
            models.CheckConstraint(condition=Q(words__gt=""), name="catalogue_opinion_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.admission_id}: {self.view}"


class CollectionList(Subject):
    """A published version of the list: exactly what grids may collect from that day."""

    version = models.PositiveIntegerField(unique=True)
    published_at = models.DateTimeField()
    content = models.JSONField()
    """Item code -> what the list says of it."""

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"v{self.version}"


class CollectedValue(Subject):
    """What a grid wrote down about one building, shop or facility, under the admission that allowed it."""

    grid_code = models.CharField(max_length=16)
    item = models.ForeignKey(CollectionItem, models.PROTECT)
    subject_code = models.CharField(max_length=40)
    value = models.JSONField(null=True, blank=True)
    vault_record_id = models.BigIntegerField(null=True, blank=True)
    """Where a personal value is; the column `value` is then empty."""
    collected_by = models.BigIntegerField(null=True)
    collected_at = models.DateTimeField()
    admission = models.ForeignKey(Admission, models.PROTECT)
    keep_until = models.DateField()
    is_latest = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_code", "item"],
                condition=Q(is_latest=True),
                name="catalogue_value_one_latest",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True, vault_record_id__isnull=False)
                | Q(value__isnull=False, vault_record_id__isnull=True),
                name="catalogue_value_here_or_in_vault",
            ),
        ]
        indexes = [
            models.Index(fields=["grid_code", "item", "-collected_at"], name="catalogue_value_of_grid"),
            models.Index(fields=["keep_until"], name="catalogue_value_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_code} {self.item_id}"
