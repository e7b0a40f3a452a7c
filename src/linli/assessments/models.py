from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from linli.assessments.policies.opinions import Method, Stance
from linli.assessments.policies.states import Decision, Grade, Status
from linli.core.checks import one_of
from linli.journal.models import Subject
from linli.people.models import Unit


class Assessment(Subject):
    """One planned decision of a listed kind, and how its risk for stability is assessed."""

    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    brief = models.TextField()
    """What is to be decided, for whom, and on which law."""
    basis = models.CharField(max_length=500)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """The unit that is to decide or to carry it out."""
    area_code = models.CharField(max_length=12)
    assessor = models.CharField(max_length=120, default="", db_default="")
    """Who assesses: an organisation; empty: the owner itself."""
    plan = models.TextField(default="", db_default="")
    changed = models.TextField(default="", db_default="")
    """What was changed in the project because of the risks."""
    emergency_plan = models.TextField(default="", db_default="")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.IDENTIFIED)
    edition = models.BigIntegerField()
    report = models.JSONField(null=True)
    """The report as it was written, as data of a document."""
    prepared_by_unit = models.BigIntegerField(null=True)
    file_by = models.DateField(null=True)
    """Last day on which the reviewed report is filed in time."""
    file_number = models.CharField(max_length=40, default="", db_default="")
    filed_on = models.DateField(null=True)
    decision = models.CharField(max_length=24, choices=Decision.choices, default="", db_default="")
    decided_on = models.DateField(null=True)
    track_on = models.DateField(null=True)
    """By when somebody writes down how it goes."""

    class Meta:
        constraints = [
            one_of("status", Status, "assessments_assessment_status_known"),
            one_of("decision", Decision, "assessments_assessment_decision_known", blank=True),
            models.CheckConstraint(
                condition=Q(decision="", decided_on__isnull=True)
                | ~Q(decision="") & Q(decided_on__isnull=False),
                name="assessments_assessment_decided_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=["approve", "approve_with_measures"]) | Q(filed_on__isnull=False),
                name="assessments_assessment_goes_ahead_on_file",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="assessments_by_status"),
            models.Index(fields=["owner", "-id"], name="assessments_of_unit"),
            models.Index(
                fields=["track_on"], name="assessments_to_track", condition=Q(track_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Stakeholder(models.Model):
    """One group that the decision touches: never a person."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="stakeholders")
    group = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    interest = models.CharField(max_length=500)

    def __str__(self) -> str:
        return self.group


class Consultation(models.Model):
    """One way in which people were heard, with how many came and said what."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="consultations")
    method = models.CharField(max_length=16, choices=Method.choices)
    on = models.DateField()
    whom = models.CharField(max_length=200)
    """Groups, institutions or offices."""
    invited = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    support = models.PositiveIntegerField(default=0)
    mild = models.PositiveIntegerField(default=0)
    some = models.PositiveIntegerField(default=0)
    strong = models.PositiveIntegerField(default=0)
    words = models.TextField()
    dissent = models.TextField(default="", db_default="")
    answer = models.TextField(default="", db_default="")
    """What was answered to the objections."""

    class Meta:
        constraints = [
            one_of("method", Method, "assessments_consultation_method_known"),
            models.CheckConstraint(
                condition=Q(present__gte=F("support") + F("mild") + F("some") + F("strong")),
                name="assessments_consultation_no_more_than_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.on}"


class Risk(models.Model):
    """One thing that may go wrong, what is done against it, and how grave it is before and after."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="risks")
    test = models.CharField(max_length=40)
    words = models.CharField(max_length=500)
    probability = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=500, default="", db_default="")
    unit = models.CharField(max_length=120, default="", db_default="")
    due_on = models.DateField(null=True)
    probability_after = models.PositiveSmallIntegerField()
    impact_after = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(probability__range=(1, 5), impact__range=(1, 5))
                & Q(probability_after__range=(1, 5), impact_after__range=(1, 5)),
                name="assessments_risk_from_one_to_five",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def before(self) -> int:
        return self.probability * self.impact

    @property
    def after(self) -> int:
        return self.probability_after * self.impact_after


class Grading(models.Model):
    """One grading with all it was reckoned from, so that anybody can reckon it again."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="gradings")
    number = models.PositiveSmallIntegerField()
    """1: before the measures; later ones after changes."""
    answers = models.JSONField()
    opinions = models.JSONField()
    edition = models.BigIntegerField()
    grade = models.CharField(max_length=8, choices=Grade.choices)
    score = models.DecimalField(max_digits=5, decimal_places=2)
    points = models.JSONField()
    opposition = models.DecimalField(max_digits=5, decimal_places=2)
    reason = models.CharField(max_length=16)
    graded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "number"], name="assessments_grading_one_of_each_number"
            ),
            one_of("grade", Grade, "assessments_grading_grade_known"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.grade}"


class Survey(models.Model):
    """One anonymous survey. It knows how often it was answered, and nothing of who answered."""

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="survey")
    slug = models.CharField(max_length=16)
    question = models.CharField(max_length=300)
    explanation = models.TextField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    salt = models.BinaryField()
    """Emptied when the survey closes: no mark of a device can be recognised afterwards."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="assessments_survey_one_of_each_slug"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="assessments_survey_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Answer(models.Model):
    """What somebody answered. Its number tells no order; nothing leads from it to a device, a day or a person."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="answers")
    stance = models.CharField(max_length=8, choices=Stance.choices)
    concern = models.CharField(max_length=40, default="", db_default="")

    class Meta:
        constraints = [one_of("stance", Stance, "assessments_answer_stance_known")]

    def __str__(self) -> str:
        return self.stance


class Ticket(models.Model):
    """The mark of one device that has answered one survey: a keyed digest, deleted when the survey closes."""

    digest = models.BinaryField(primary_key=True)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="tickets")

    def __str__(self) -> str:
        return "ticket"
