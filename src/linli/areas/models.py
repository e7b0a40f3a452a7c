from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.areas.policies.codes import GridKind, Level, UrbanRuralClass
from linli.areas.policies.coordinates import Crs
from linli.journal.models import Subject


class EditionKind(models.TextChoices):
    DIVISIONS = "divisions"
    GRIDS = "grids"
    OUTLINES = "outlines"


class Edition(Subject):
    """One change of the city's divisions, grids or outlines, in force from a day on.

    Every row of this app is opened by an edition, and the journal keeps what the edition changed. The highest
    number is the version that processes compare with what they hold in memory.
    """

    kind = models.CharField(max_length=10, choices=EditionKind)
    source = models.CharField(max_length=200)
    """Where it came from, in the loader's words: an edition of the statistics office, a decision."""
    begins_on = models.DateField()

    class Meta(Subject.Meta):
        indexes = [models.Index(fields=["kind", "begins_on"], name="areas_edition_kind_begins")]

    def __str__(self) -> str:
        return f"{self.kind} {self.begins_on:%Y-%m-%d}"


class Area(models.Model):
    """One area under one name, from a day until another: a code has a row for each name it had."""

    code = models.CharField(max_length=12)
    level = models.PositiveSmallIntegerField(choices=Level)
    name = models.CharField(max_length=60)
    parent_code = models.CharField(max_length=12, default="")
    """Empty for the highest area held."""
    urban_rural_class = models.CharField(max_length=3, choices=UrbanRuralClass, default="", blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    """First day on which it is not in force any more."""
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="areas_area_one_from_each_day"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=None), name="areas_area_one_open"),
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="areas_area_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{12}$"), name="areas_area_code_has_12_digits"
            ),
        ]
        indexes = [models.Index(fields=["parent_code", "code"], name="areas_area_parent")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AreaSuccession(models.Model):
    """From a day on, one area goes on as another. A split has several rows, and so has a merger."""

    old_code = models.CharField(max_length=12)
    new_code = models.CharField(max_length=12)
    begins_on = models.DateField()
    is_inferred = models.BooleanField()
    """Found by name when the edition was loaded; otherwise stated by whoever loaded it."""
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["old_code", "new_code", "begins_on"], name="areas_areasuccession_said_once"
            ),
            models.CheckConstraint(
                condition=~Q(old_code=F("new_code")), name="areas_areasuccession_not_of_itself"
            ),
        ]
        indexes = [models.Index(fields=["new_code"], name="areas_areasuccession_new")]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code}"


class Grid(models.Model):
    """One grid with one outline, from a day until another."""

    code = models.CharField(max_length=16)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=1, choices=GridKind)
    area_code = models.CharField(max_length=12)
    outline = models.BinaryField()
    """Polygon in CGCS2000, longitude first, as WKB (OGC 06-103r4): 4,000 of them load in milliseconds."""
    centre_lon = models.FloatField()
    centre_lat = models.FloatField()
    """A point inside the outline, for labels and markers."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    """First day on which it is not in force any more."""
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="areas_grid_one_from_each_day"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=None), name="areas_grid_one_open"),
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="areas_grid_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{15}[GD]$"), name="areas_grid_code_form"),
        ]
        indexes = [models.Index(fields=["area_code", "code"], name="areas_grid_area")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Outline(models.Model):
    """Where an area lies, for maps. It may be coarser than the grids and is no legal border."""

    area_code = models.CharField(max_length=12)
    level = models.PositiveSmallIntegerField(choices=Level)
    outline = models.BinaryField()
    """Polygon or multipolygon in CGCS2000, longitude first, as WKB."""
    given_crs = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Crs])
    """The system it came in; it was converted when it was loaded."""
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code"], name="areas_outline_one_each")]
        indexes = [models.Index(fields=["level"], name="areas_outline_level")]

    def __str__(self) -> str:
        return self.area_code
