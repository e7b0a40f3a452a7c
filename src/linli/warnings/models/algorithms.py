from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class AlgorithmFigure(models.Model):
    """How often one algorithm was right in one district, or for one kind, as counted on one day. Names nobody."""

    algorithm = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    area_code = models.CharField(max_length=12, blank=True, default="", db_collation="C")
    """District; empty: not by district."""
    kind = models.CharField(max_length=80, blank=True, default="")
    """Family of kinds; empty: not by kind. Both empty: the whole city."""
    cases = models.PositiveIntegerField()
    right = models.PositiveIntegerField()
    counted_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["algorithm", "area_code", "kind"], name="warnings_algorithm_figure_once"
            ),
            models.CheckConstraint(
                condition=Q(right__lte=F("cases")), name="warnings_algorithm_figure_right_of_cases"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.algorithm} {self.area_code}{self.kind}: {self.right}/{self.cases}"
