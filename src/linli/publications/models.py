from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.core.checks import one_of
from linli.journal.models import Subject
from linli.people.models import Unit
from linli.publications.policies.states import CommentStatus, ComplaintStatus, ProjectKind, ProjectStatus
from linli.vault.models import Record as SealedRecord


class Project(Subject):
    """One stalled project, or homes without deeds, that everybody may follow until it is finished."""

    kind = models.CharField(max_length=12, choices=ProjectKind.choices)
    batch = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    developer = models.CharField(max_length=120)
    """A company."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    place = models.CharField(max_length=200)
    homes = models.PositiveIntegerField(default=0)
    situation = models.TextField()
    path = models.TextField()
    """How it is to be solved."""
    leader_post = models.CharField(max_length=80)
    """The office that leads: vice mayor, head of the bureau."""
    contact_office = models.CharField(max_length=80)
    office_phone = models.CharField(max_length=30)
    """Of the office, for everybody."""
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    """CGCS2000."""
    status = models.CharField(max_length=12, choices=ProjectStatus.choices, default=ProjectStatus.LISTED)
    published_on = models.DateField()
    update_due_on = models.DateField(null=True)
    """Last day for the next update; None: finished."""
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            one_of("kind", ProjectKind, "publications_project_kind_known"),
            one_of("status", ProjectStatus, "publications_project_status_known"),
            models.CheckConstraint(
                condition=Q(status=ProjectStatus.CLOSED, update_due_on__isnull=True)
                | ~Q(status=ProjectStatus.CLOSED) & Q(update_due_on__isnull=False),
                name="publications_project_is_owed_an_update",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "batch", "id"], name="publications_project_batches"),
            models.Index(
                fields=["update_due_on"],
                name="publications_project_due",
                condition=Q(update_due_on__isnull=False),
            ),
            models.Index(fields=["unit", "id"], name="publications_project_of_unit"),
        ]

    def __str__(self) -> str:
        return self.title


class ProjectTask(models.Model):
    """One thing that is to be done for a project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tasks")
    words = models.CharField(max_length=300)
    unit = models.CharField(max_length=120)
    due_on = models.DateField()
    done_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.words

    @property
    def mark(self) -> str:
        return f"{self.pk}"


class Update(models.Model):
    """What was told about a project on a day."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="updates")
    words = models.TextField()
    status = models.CharField(max_length=12, choices=ProjectStatus.choices)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [one_of("status", ProjectStatus, "publications_update_status_known")]
        indexes = [models.Index(fields=["-told_at"], name="publications_update_newest")]

    def __str__(self) -> str:
        return self.words[:40]


class Comment(models.Model):
    """What somebody says about a project, masked as it came in. Who said it is not kept."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="comments")
    words = models.TextField()
    status = models.CharField(max_length=8, choices=CommentStatus.choices, default=CommentStatus.WAITING)
    reason = models.CharField(max_length=40, default="", db_default="")
    """Why it is not shown; shown in its place."""
    said_on = models.DateField()
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("status", CommentStatus, "publications_comment_status_known"),
            models.CheckConstraint(
                condition=Q(status=CommentStatus.REFUSED) & ~Q(reason="")
                | ~Q(status=CommentStatus.REFUSED) & Q(reason=""),
                name="publications_comment_refused_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["status", "id"], name="publications_comment_waiting")]

    def __str__(self) -> str:
        return self.words[:40]


class Complaint(Subject):
    """What an enterprise complains of. Who complained is sealed; only who was named to handle it reads the words."""

    number = models.CharField(max_length=24)
    kind = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    """The unit complained of, where the city knows it."""
    about = models.CharField(max_length=120)
    """Whom or what it is about, in the words of the complaint, masked."""
    words = models.TextField()
    """Masked as it came in."""
    area_code = models.CharField(max_length=12)
    sealed = models.ForeignKey(SealedRecord, on_delete=models.PROTECT, related_name="+", null=True)
    """Who complained; None: nobody said."""
    handler_ids = ArrayField(models.BigIntegerField(), default=list)
    """Accounts that were named to handle it."""
    status = models.CharField(max_length=8, choices=ComplaintStatus.choices, default=ComplaintStatus.RECEIVED)
    answer = models.TextField(default="", db_default="")
    public_answer = models.TextField(default="", db_default="")
    """What everybody may read: matter and result, without who complained."""
    received_on = models.DateField()
    answer_by = models.DateField()
    answered_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="publications_complaint_one_of_each_number"),
            one_of("status", ComplaintStatus, "publications_complaint_status_known"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answer="")
                | Q(answered_on__isnull=False) & ~Q(answer=""),
                name="publications_complaint_answered_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "answer_by", "id"], name="publications_complaint_open"),
            models.Index(
                fields=["-answered_on", "id"],
                name="publications_complaint_public",
                condition=~Q(public_answer=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number
