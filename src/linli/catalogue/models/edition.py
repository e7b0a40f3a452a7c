from __future__ import annotations

import uuid

from django.db import models


class CatalogueEdition(models.Model):
    """The single row that says which edition of kinds, duties and lists is in the database.

    Its token changes in the transaction that changes any of them, so that other processes see their copy
    is old.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="catalogue_edition_is_one_row")]

    def __str__(self) -> str:
        return str(self.token)
