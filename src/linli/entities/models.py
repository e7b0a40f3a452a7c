from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from linli.core.checks import one_of
from linli.entities.policies.kinds import ChangeKind, EditionStatus, Kind, Post, State
from linli.entities.policies.rows import LONGEST_INITIALS, LONGEST_PINYIN
from linli.journal.models import Subject
from linli.people.models import Unit

UNDECIDED = [EditionStatus.READING, EditionStatus.PROPOSED]
LONGEST_CODE, LONGEST_NAME, LONGEST_WORDS = 40, 120, 2000


class Edition(Subject):
    """One refresh of the base from a sheet. What it says counts from the day somebody else signs it off."""

    source = models.CharField(max_length=200)
    """Name of the file, or of the register it came from."""
    period = models.CharField(max_length=10, default="", db_default="")
    """The quarter it refreshes, such as 2026-Q1; empty: between the quarters."""
    area_code = models.CharField(max_length=12)
    """12 digits: the area whose base it refreshes."""
    kinds = ArrayField(models.CharField(max_length=12), default=list)
    """Kinds that stand in the sheet."""
    is_whole = models.BooleanField(default=False)
    """Whether the sheet is the whole base of its kinds in its area, so that what it does not name is gone."""
    status = models.CharField(max_length=10, choices=EditionStatus.choices, default=EditionStatus.READING)
    read = models.PositiveIntegerField(default=0, db_default=0)
    """Rows that a job has got through so far."""
    expected = models.PositiveIntegerField(null=True)
    """Rows of the sheet, about; None where only reading on tells."""
    why = models.CharField(max_length=60, default="", db_default="")
    """Code of the refusal for which the sheet could not be read."""
    facts = models.JSONField(default=dict)
    proposed_at = models.DateTimeField()
    proposed_by = models.BigIntegerField(null=True)
    """Number of the account that brought the sheet; None when a program did."""
    decided_at = models.DateTimeField(null=True)
    after = models.BigIntegerField(default=0)
    """Number of the last edition signed when this one was compared; 0: none."""
    rows = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            one_of("status", EditionStatus.values, "entities_edition_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=UNDECIDED, decided_at__isnull=True)
                | (~Q(status__in=UNDECIDED) & Q(decided_at__isnull=False)),
                name="entities_edition_decided_at_an_instant",
            ),
        ]
        indexes = [models.Index(fields=["-proposed_at"], name="entities_edition_newest")]

    def __str__(self) -> str:
        return f"{self.source} {self.period}".strip()


class Entity(Subject):
    """A body, a place or a project that may be rated or inspected. Never a person."""

    is_born_silent = True

    code = models.CharField(max_length=LONGEST_CODE)
    """Unified social credit code, division code of 12 digits, or the code of a project or place."""
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=LONGEST_NAME)
    area_code = models.CharField(max_length=12)
    address = models.CharField(max_length=200, default="", db_default="")
    trade = models.CharField(max_length=5, default="", db_default="")
    """GB/T 4754: a letter and two to four digits; empty: none."""
    unit_type = models.CharField(max_length=40, default="", db_default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    """The unit that a letter about it goes to, where the body is one; None: the office of its place."""
    first_edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", null=True)
    last_edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", null=True)
    """The edition that changed it last."""
    pinyin = models.CharField(max_length=LONGEST_PINYIN, default="", db_default="")
    initials = models.CharField(max_length=LONGEST_INITIALS, default="", db_default="")
    vector = SearchVectorField(null=True)
    """Pairs of characters of its name."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="entities_entity_one_of_each_code"),
            one_of("kind", Kind.values, "entities_entity_kind_known"),
            one_of("state", State.values, "entities_entity_state_known"),
        ]
        indexes = [
            models.Index(fields=["area_code", "kind", "id"], name="entities_entity_in_area"),
            models.Index(fields=["kind", "id"], name="entities_entity_of_kind"),
            models.Index(fields=["pinyin"], name="entities_entity_pinyin", opclasses=["varchar_pattern_ops"]),
            models.Index(
                fields=["initials"], name="entities_entity_initials", opclasses=["varchar_pattern_ops"]
            ),
            models.Index(
                fields=["code"], name="entities_entity_code_begins", opclasses=["varchar_pattern_ops"]
            ),
            GinIndex(fields=["vector"], name="entities_entity_words"),
        ]

    def __str__(self) -> str:
        return self.name


class Row(models.Model):
    """One row of a sheet that waits for its edition to be signed off; deleted when that is decided."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="staged")
    number = models.PositiveIntegerField()
    """As the office sees it at the left edge of the sheet."""
    code = models.CharField(max_length=LONGEST_CODE)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=LONGEST_NAME)
    area_code = models.CharField(max_length=12)
    address = models.CharField(max_length=200)
    trade = models.CharField(max_length=5)
    unit_type = models.CharField(max_length=40)
    state = models.CharField(max_length=10)
    pinyin = models.CharField(max_length=LONGEST_PINYIN)
    initials = models.CharField(max_length=LONGEST_INITIALS)
    vector = SearchVectorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="entities_row_one_of_each_code")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.code}"


class RefusedRow(models.Model):
    """One row of a sheet that was not taken, and why."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="refusals")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=LONGEST_CODE, default="", db_default="")
    """The code as far as it could be read; such an entity is not taken for gone."""
    why = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["edition", "number"], name="entities_refused_in_order")]

    def __str__(self) -> str:
        return f"{self.number} {self.why}"


class Change(models.Model):
    """What one edition does, or did, to one entity: the entity's history. Never changed."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="changes")
    code = models.CharField(max_length=LONGEST_CODE)
    name = models.CharField(max_length=LONGEST_NAME)
    area_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    fields = models.JSONField(default=dict)
    """Column -> what it was and what it is now; empty for new ones."""

    class Meta:
        constraints = [one_of("kind", ChangeKind.values, "entities_change_kind_known")]
        indexes = [
            models.Index(fields=["edition", "kind", "id"], name="entities_change_of_edition"),
            models.Index(fields=["code", "edition"], name="entities_change_of_entity"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Contact(models.Model):
    """The office that serves an enterprise at one of the five posts: a post and its telephone, not a name."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="contacts")
    post = models.CharField(max_length=12, choices=Post.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=60, default="", db_default="")
    """The section or window within the unit."""
    phone = models.CharField(max_length=30, default="", db_default="")
    """Of the office."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "post"], name="entities_contact_one_at_each_post"),
            one_of("post", Post.values, "entities_contact_post_known"),
        ]
        indexes = [models.Index(fields=["unit"], name="entities_contact_of_unit")]

    def __str__(self) -> str:
        return f"{self.post} {self.office}"


class Ask(Subject):
    """What an enterprise raised with one of the five, and the answer."""

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="asks")
    post = models.CharField(max_length=12, choices=Post.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """Who must answer: the unit of the post when it was raised."""
    area_code = models.CharField(max_length=12)
    words = models.CharField(max_length=LONGEST_WORDS)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=LONGEST_WORDS, default="", db_default="")

    class Meta:
        constraints = [
            one_of("post", Post.values, "entities_ask_post_known"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="entities_ask_answered_in_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "due_at"], condition=Q(answered_at=None), name="entities_ask_open_of_unit"
            ),
            models.Index(fields=["entity", "-raised_at"], name="entities_ask_of_entity"),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.pk}"
