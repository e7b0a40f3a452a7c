from __future__ import annotations

from django.db import models


class SavedFilter(models.Model):
    """A way of looking at the inbox or the list of matters that one person named, to come back to it."""

    account = models.ForeignKey("people.Account", models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=40)
    place = models.CharField(max_length=10)
    """`inbox` or `list`."""
    asked = models.JSONField()
    """The filters by field, only those that narrow."""
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="workbench_filter_one_of_each_name"),
            models.CheckConstraint(
                condition=models.Q(place__in=["inbox", "list"]), name="workbench_filter_place_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
