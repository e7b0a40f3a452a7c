from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.core.checks import one_of
from linli.inspections.models.plans import PlanLine
from linli.inspections.models.pools import LONGEST_CODE
from linli.inspections.policies.states import DrawStatus, PoolKind, RedrawReason
from linli.journal.models import Subject
from linli.people.models import Unit

LONGEST_WORDS = 2000


class Draw(Subject):
    """One draw: what was promised before the public value was known, and what came out."""

    number = models.CharField(max_length=60)
    """What the commitment calls it."""
    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="draws")
    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    task = models.CharField(max_length=40)
    edition = models.BigIntegerField()
    """Edition of the item list."""
    rules_edition = models.BigIntegerField()
    """Edition of the rules of drawing."""
    status = models.CharField(max_length=10, choices=DrawStatus.choices, default=DrawStatus.COMMITTED)
    committed_at = models.DateTimeField()
    known_at = models.DateTimeField()
    """From then on the public value can be known."""
    commitment = models.JSONField()
    digest = models.CharField(max_length=64)
    """Of the commitment, in hexadecimal digits."""
    value = models.CharField(max_length=200, default="", db_default="")
    """The public value, as it is hashed; empty: not known yet."""
    result = models.JSONField(null=True)
    revealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="inspections_draw_one_of_each_number"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(status=DrawStatus.COMMITTED), name="inspections_draw_one_open"
            ),
            one_of("status", DrawStatus.values, "inspections_draw_status_known"),
            models.CheckConstraint(
                condition=Q(known_at__gt=F("committed_at")), name="inspections_draw_promised_before_known"
            ),
            models.CheckConstraint(
                condition=Q(revealed_at__isnull=True, result__isnull=True)
                | Q(revealed_at__gte=F("known_at"), result__isnull=False),
                name="inspections_draw_revealed_after_known",
            ),
        ]
        indexes = [
            models.Index(fields=["area_code", "-id"], name="inspections_draw_in_area"),
            models.Index(fields=["task", "-id"], name="inspections_draw_of_task"),
        ]

    def __str__(self) -> str:
        return self.number


class Pool(models.Model):
    """A pool as it was frozen for one draw. Never changed; what is hashed is what is here."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="pools")
    kind = models.CharField(max_length=10, choices=PoolKind.choices)
    rows = models.PositiveIntegerField()
    content = models.BinaryField()
    """Canonical JSON lines, packed by gzip."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "kind"], name="inspections_pool_one_of_each_kind"),
            one_of("kind", PoolKind.values, "inspections_pool_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.kind}"


class Redraw(models.Model):
    """That one place of a draw was drawn again, and why. Never changed."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="redraws")
    position = models.PositiveSmallIntegerField()
    target = models.CharField(max_length=LONGEST_CODE)
    inspector = models.CharField(max_length=20, default="", db_default="")
    """Code in the pool of whom somebody else follows; empty: the target itself was struck."""
    reason = models.CharField(max_length=20, choices=RedrawReason.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "position"], name="inspections_redraw_in_order"),
            models.UniqueConstraint(
                fields=["draw", "target", "inspector"], name="inspections_redraw_once_each"
            ),
            one_of("reason", RedrawReason.values, "inspections_redraw_reason_known"),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.position}"
