from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from linli.conferences.models.villagers import Villager
from linli.conferences.policies import AT_WORK, Answer, Kind, Outcome, Position, Status
from linli.core.checks import one_of
from linli.disputes.models import Dispute
from linli.disputes.policies import Tie
from linli.journal.models import Subject
from linli.people.models import Account, Unit

WITH_RECORD = (Status.DECIDED, Status.CLOSED)


class Conference(Subject):
    """A meeting about one hard dispute: a step of the climb, or a joint panel."""

    kind = models.CharField(max_length=14, choices=Kind.choices)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="conferences")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Convenes it, and answers for its record."""
    asked_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The dispute's centre."""
    account_ids = ArrayField(models.BigIntegerField(), default=list)
    """Members with a log-in; whoever is released sees it no longer."""
    below = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="above", db_index=False
    )
    """The step whose record and reason this one rests on."""
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    edition = models.PositiveIntegerField()
    """Of the rule by which it is held."""
    question = models.CharField(max_length=500)
    papers = models.CharField(max_length=1000, default="", db_default="", blank=True)
    """What is laid before it, one a line."""
    why = models.CharField(max_length=1000)
    """Why it is asked for; of a higher step: why it could not be settled below."""
    starts_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=120, default="", db_default="", blank=True)
    postponements = models.PositiveSmallIntegerField(default=0, db_default=0)
    due_at = models.DateTimeField(null=True)
    """When the present step lapses."""
    heard = models.TextField(default="", db_default="", blank=True)
    """What each side said, one a line."""
    proposal = models.TextField(default="", db_default="", blank=True)
    """The opinion on which the members take their positions."""
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default="", db_default="", blank=True)
    reason = models.TextField(default="", db_default="", blank=True)
    asked_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """When nothing was left to be done, or it lapsed, or was called off."""
    raised_at = models.DateTimeField(null=True)
    why_raised = models.CharField(max_length=1000, default="", db_default="", blank=True)
    record = models.JSONField(null=True)
    """The written record as it was closed; it never changes."""
    digest = models.CharField(max_length=64, default="", db_default="")
    """SHA-256 of the record; the journal has the same."""
    letter_id = models.BigIntegerField(null=True)
    """The minutes letter."""

    class Meta:
        constraints = [
            one_of("kind", Kind, "conferences_conference_kind_known"),
            one_of("status", Status, "conferences_conference_status_known"),
            one_of("outcome", Outcome, "conferences_conference_outcome_known", blank=True),
            models.UniqueConstraint(
                fields=["dispute", "kind"],
                condition=Q(status__in=sorted(AT_WORK)),
                name="conferences_conference_one_at_work",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(AT_WORK), due_at__isnull=False)
                | (~Q(status__in=sorted(AT_WORK)) & Q(due_at__isnull=True)),
                name="conferences_conference_limit_while_it_runs",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=WITH_RECORD,
                    record__isnull=False,
                    digest__gt="",
                    outcome__gt="",
                    decided_at__isnull=False,
                )
                | (~Q(status__in=WITH_RECORD) & Q(record__isnull=True, digest="", decided_at__isnull=True)),
                name="conferences_conference_decided_with_record",
            ),
            models.CheckConstraint(
                condition=Q(raised_at__isnull=True, why_raised="")
                | Q(raised_at__isnull=False, why_raised__gt=""),
                name="conferences_conference_raised_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-asked_at", "-id"], name="conferences_conference_of_unit"),
            models.Index(fields=["asked_by", "-asked_at", "-id"], name="conferences_conference_asked"),
            GinIndex(fields=["account_ids"], name="conferences_conference_members"),
            models.Index(
                fields=["due_at"], name="conferences_conference_limit", condition=Q(due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dispute_id}"


class Seat(models.Model):
    """One place at the table: a colleague, a respected villager, or an office in words."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="seats")
    post = models.CharField(max_length=20, default="", db_default="", blank=True)
    """A fixed seat of the rule; empty: one of the X."""
    why = models.CharField(max_length=200, default="", db_default="", blank=True)
    """What is needed of an X: the field they bring."""
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    villager = models.ForeignKey(
        Villager, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    called = models.CharField(max_length=60, default="", db_default="", blank=True)
    """An office, never a private name: 镇法律顾问."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    is_chair = models.BooleanField(default=False, db_default=False)
    tie = models.CharField(max_length=8, choices=Tie.choices, default=Tie.NONE)
    tie_words = models.CharField(max_length=200, default="", db_default="", blank=True)
    sides_accept = models.BooleanField(default=False, db_default=False)
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.ASKED)
    came = models.BooleanField(null=True)
    stand = models.CharField(max_length=8, choices=Position.choices, default="", db_default="", blank=True)
    """Where the member stands on the proposal."""
    stand_words = models.CharField(max_length=2000, default="", db_default="", blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by", db_index=False
    )
    invited_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    why_released = models.CharField(max_length=500, default="", db_default="", blank=True)

    class Meta:
        constraints = [
            one_of("tie", Tie, "conferences_seat_tie_known"),
            one_of("answer", Answer, "conferences_seat_answer_known"),
            one_of("stand", Position, "conferences_seat_stand_known", blank=True),
            models.CheckConstraint(
                condition=Q(account__isnull=False, villager__isnull=True, called="")
                | Q(account__isnull=True, villager__isnull=False, called="")
                | Q(account__isnull=True, villager__isnull=True, called__gt=""),
                name="conferences_seat_one_holder",
            ),
            models.UniqueConstraint(
                fields=["conference", "account"],
                condition=Q(released_at__isnull=True, account__isnull=False),
                name="conferences_seat_account_once",
            ),
            models.UniqueConstraint(
                fields=["conference", "villager"],
                condition=Q(released_at__isnull=True, villager__isnull=False),
                name="conferences_seat_villager_once",
            ),
            models.UniqueConstraint(
                fields=["conference", "post"],
                condition=Q(released_at__isnull=True) & ~Q(post=""),
                name="conferences_seat_post_once",
            ),
            models.UniqueConstraint(
                fields=["conference"],
                condition=Q(released_at__isnull=True, is_chair=True),
                name="conferences_seat_one_chair",
            ),
            models.CheckConstraint(
                condition=~Q(tie__in=[Tie.KIN, Tie.INTEREST]) | Q(released_at__isnull=False),
                name="conferences_seat_without_interest",
            ),
            models.CheckConstraint(
                condition=~Q(stand=Position.AGAINST) | Q(stand_words__gt=""),
                name="conferences_seat_dissent_with_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conference_id} {self.post or self.why}"


class Task(models.Model):
    """What a conference asks of a unit, with its day."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="tasks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    words = models.CharField(max_length=500)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done = models.CharField(max_length=1000, default="", db_default="", blank=True)
    missed_at = models.DateTimeField(null=True)
    """When it was told that the day had passed."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done="") | Q(done_at__isnull=False, done__gt=""),
                name="conferences_task_done_with_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "due_on"], name="conferences_task_open", condition=Q(done_at__isnull=True)
            ),
            models.Index(
                fields=["due_on"],
                name="conferences_task_unmissed",
                condition=Q(done_at__isnull=True, missed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.words[:40]
