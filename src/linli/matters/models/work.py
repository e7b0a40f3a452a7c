"""What belongs to one matter: orders, clocks, requests, answers and ratings."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.core.checks import one_of
from linli.matters.models.matter import Matter
from linli.matters.policies import Contacted, OrderStatus, Part, Resolved, Satisfied, Step


class WorkOrder(models.Model):
    """One assignment of a matter to one unit."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="orders")
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", db_index=False)
    part = models.CharField(max_length=4, choices=Part)
    status = models.CharField(max_length=15, choices=OrderStatus, default=OrderStatus.ISSUED)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    issued_by_unit = models.ForeignKey(
        "people.Unit", models.PROTECT, null=True, related_name="+", db_index=False
    )
    requirement = models.TextField(blank=True, default="")
    acknowledged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            one_of("status", OrderStatus, "matters_order_status_is_known"),
            one_of("part", Part, "matters_order_part_is_known"),
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(part=Part.LEAD, ended_at__isnull=True),
                name="matters_order_one_lead_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["matter", "unit"],
                condition=Q(ended_at__isnull=True),
                name="matters_order_one_for_each_unit",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("issued_at")),
                name="matters_order_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "matter"],
                name="matters_order_open_by_unit",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["issued_by_unit", "issued_at"],
                name="matters_order_by_sender",
                condition=Q(part=Part.LEAD, issued_by_unit__isnull=False),
            ),
            models.Index(fields=["unit", "issued_at"], name="matters_order_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} → {self.unit_id}"


class Clock(models.Model):
    """One promise with a time: a step of a matter that is due. Keeps all that explains its date."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="clocks")
    step = models.CharField(max_length=12, choices=Step)
    unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    """Whose clock it is; None: the centre's."""
    started_at = models.DateTimeField()
    limit = models.CharField(max_length=30)
    """As the rulebook words it: "5 working_days"."""
    share = models.DecimalField(max_digits=4, decimal_places=3, default=1)
    """Part of the limit that was given: a rework gets half."""
    edition = models.BigIntegerField()
    """Edition of the rulebook entry the limit was taken from."""
    extensions = models.JSONField(default=list)
    first_due_at = models.DateTimeField(null=True)
    """When it would have been due without the extensions; None while there are none."""
    is_met = models.BooleanField(default=False)
    """Whether what it waited for happened. A clock that stopped otherwise was neither kept nor broken."""
    pauses = models.JSONField(default=list)
    """Pairs of instants during which it stood; an open pause has one instant."""
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("step", Step, "matters_clock_step_is_known"),
            models.UniqueConstraint(
                fields=["matter", "step"],
                condition=Q(stopped_at__isnull=True),
                name="matters_clock_one_running_for_each_step",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=F("started_at")),
                name="matters_clock_stops_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("started_at")), name="matters_clock_due_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(is_met=False) | Q(stopped_at__isnull=False), name="matters_clock_met_has_stopped"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="matters_clock_running", condition=Q(stopped_at__isnull=True)
            ),
            models.Index(
                fields=["unit", "due_at"],
                name="matters_clock_by_unit",
                condition=Q(step__in=[Step.CONTACT.value, Step.RESOLVE.value], unit__isnull=False),
            ),
            # The figures of a day: what was due on it, whoever's it was.
            models.Index(
                fields=["due_at", "step"],
                name="matters_clock_by_due",
                condition=Q(step__in=[Step.CONTACT.value, Step.RESOLVE.value]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.matter_id}"


class ReturnRequest(models.Model):
    """A unit's statement that a matter is not its duty, and who turned out to be wrong."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="return_requests")
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=30)
    words = models.TextField()
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    is_upheld = models.BooleanField(null=True)
    wrong_unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="+")
    """Who pays for the time lost: the unit that sent it wrongly, or the one that sent it back wrongly."""
    minutes_lost = models.PositiveIntegerField(null=True)
    """Working minutes from dispatch to decision."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, is_upheld__isnull=True, minutes_lost__isnull=True)
                | Q(decided_at__isnull=False, is_upheld__isnull=False, minutes_lost__isnull=False),
                name="matters_return_decision_is_whole",
            ),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(decided_at__isnull=True), name="matters_return_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"return of {self.matter_id}"


class ExtensionRequest(models.Model):
    """A unit's wish for more time, and the answer to it."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="extension_requests")
    reason = models.CharField(max_length=30)
    words = models.TextField()
    requested_at = models.DateTimeField()
    requested_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, is_granted__isnull=True)
                | Q(decided_at__isnull=False, is_granted__isnull=False),
                name="matters_extension_decision_is_whole",
            ),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(decided_at__isnull=True), name="matters_extension_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"extension of {self.matter_id}"


class Reply(models.Model):
    """What the requester was told at the end."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="replies")
    text = models.TextField()
    sent_at = models.DateTimeField()
    by_account = models.BigIntegerField(null=True)
    by_unit = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"reply to {self.matter_id}"


class FollowUp(models.Model):
    """One attempt to ask the requester: contacted? resolved? satisfied?"""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="follow_ups")
    at = models.DateTimeField()
    by_account = models.BigIntegerField(null=True)
    """None: the requester answered by themselves."""
    was_reached = models.BooleanField()
    contacted = models.CharField(max_length=5, choices=Contacted, blank=True, default="")
    resolved = models.CharField(max_length=6, choices=Resolved, blank=True, default="")
    satisfied = models.CharField(max_length=20, choices=Satisfied, blank=True, default="")
    words = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            one_of("contacted", Contacted, "matters_follow_up_contacted_is_known", blank=True),
            one_of("resolved", Resolved, "matters_follow_up_resolved_is_known", blank=True),
            one_of("satisfied", Satisfied, "matters_follow_up_satisfied_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(was_reached=False, resolved="", satisfied="")
                | Q(was_reached=True) & ~Q(resolved="") & ~Q(satisfied=""),
                name="matters_follow_up_answer_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"follow-up of {self.matter_id}"
