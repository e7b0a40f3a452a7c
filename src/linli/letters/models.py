from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from linli.journal.models import Subject
from linli.letters.policies import LetterKind, Status, Way


class Series(models.Model):
    """One run of numbers: of one issuer, one kind, one year. Its row is the lock while a number is taken."""

    issuer = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=LetterKind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "kind", "year"], name="letters_series_one_of_each_issuer_kind_and_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.kind} {self.year}: {self.last}"


class Letter(Subject):
    """One formal document from its draft to its end. Once issued, what it says never changes."""

    kind = models.CharField(max_length=20, choices=LetterKind)
    template = models.CharField(max_length=40)
    edition = models.BigIntegerField()
    """Edition of the rulebook entry the text was taken from."""
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    issuer = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", db_index=False)
    issuer_area = models.CharField(max_length=12)
    addressee = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    """The unit that must receive and answer; None: it goes to many."""
    area_code = models.CharField(max_length=12)
    """12 digits of the addressed unit's area; the issuer's for a letter to many."""
    copy_units = ArrayField(models.BigIntegerField(), default=list)
    """Units that may read it beside the addressed one."""
    title = models.CharField(max_length=300)
    facts = models.JSONField()
    wording = models.TextField(default="", blank=True)
    """The body as somebody worded it, instead of the template's; empty: the template's."""
    content = models.JSONField()
    """The document, see `policies.document`. Frozen at issue."""
    digest = models.CharField(max_length=64, default="", blank=True)
    """SHA-256 of the content from issue on."""
    code = models.CharField(max_length=19, null=True)  # noqa: DJ001 — unique where there is one
    """What anybody holding the letter types in to check it."""
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=60, default="", blank=True)
    """发文字号, from issue on."""
    limit = models.CharField(max_length=30, default="", blank=True)
    """Time to answer as the rulebook words it; counted from issue."""
    due_on = models.DateField(null=True)
    """Last day to answer where a day was named instead."""
    due_at = models.DateTimeField(null=True)
    """When an answer is late; known from issue on."""
    about_kind = models.CharField(max_length=40, default="", blank=True)
    about_id = models.BigIntegerField(null=True)
    occasion = models.CharField(max_length=80, null=True)  # noqa: DJ001 — unique where there is one
    """What a sweep writes about, so that it never writes twice."""
    in_reply_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    escalated_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    drafted_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    drafted_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    reviewed_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=10, choices=Way, default="", blank=True)
    proof = models.TextField(default="", blank=True)
    """Who received it and how that is proven, in words."""
    answer = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=LetterKind.values), name="letters_letter_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="letters_letter_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(way="") | Q(way__in=Way.values), name="letters_letter_way_is_known"
            ),
            models.UniqueConstraint(
                fields=["issuer", "kind", "year", "serial"], name="letters_letter_one_of_each_number"
            ),
            models.UniqueConstraint(fields=["code"], name="letters_letter_one_of_each_code"),
            models.UniqueConstraint(fields=["occasion"], name="letters_letter_one_for_each_occasion"),
            models.CheckConstraint(
                condition=Q(
                    issued_at__isnull=True, serial__isnull=True, year__isnull=True, number="", digest=""
                )
                | Q(issued_at__isnull=False, serial__gt=0, year__isnull=False)
                & ~Q(number="")
                & ~Q(digest=""),
                name="letters_letter_number_and_digest_come_with_issue",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.DRAFT, Status.REVIEWED]) | Q(issued_at__isnull=True),
                name="letters_letter_draft_is_not_issued",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.REVIEWED, Status.CANCELLED])
                | Q(issued_at__isnull=False),
                name="letters_letter_out_is_issued",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | Q(drafted_by__isnull=True)
                | ~Q(reviewed_by=F("drafted_by")),
                name="letters_letter_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="letters_letter_answer_has_words_and_time",
            ),
            models.CheckConstraint(
                condition=Q(about_kind="", about_id__isnull=True)
                | (~Q(about_kind="") & Q(about_id__isnull=False)),
                name="letters_letter_about_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["issuer", "-id"], name="letters_letter_sent"),
            models.Index(fields=["addressee", "-id"], name="letters_letter_received"),
            models.Index(fields=["drafted_by", "-id"], name="letters_letter_drafted"),
            models.Index(fields=["area_code", "-id"], name="letters_letter_by_area"),
            models.Index(fields=["-id"], name="letters_letter_with_copies", condition=~Q(copy_units=[])),
            models.Index(fields=["about_kind", "about_id"], name="letters_letter_about"),
            models.Index(
                fields=["due_at"],
                name="letters_letter_waiting",
                condition=Q(status__in=[Status.ISSUED, Status.DELIVERED], due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title
