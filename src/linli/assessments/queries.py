from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from linli.assessments.access import visible
from linli.assessments.errors import SurveyNotFound
from linli.assessments.models import Answer, Assessment, Consultation, Grading, Survey
from linli.assessments.policies.grading import Graded, Opinions, graded
from linli.assessments.policies.opinions import Stance, shown
from linli.assessments.policies.rules import AssessmentRule
from linli.assessments.policies.states import Decision, Grade, Status
from linli.people.access import Viewer
from linli.rulebook.queries import edition_named


def listed(viewer: Viewer, *, status: str = "") -> QuerySet[Assessment]:
    """Return the assessments the viewer sees, the newest first."""
    rows = visible(viewer).select_related("owner").order_by("-pk")
    return rows.filter(status=status) if status in Status.values else rows


def rule_of(row: Assessment) -> AssessmentRule:
    return edition_named(AssessmentRule, row.edition).value


def survey_named(slug: str) -> Survey:
    """Raises SurveyNotFound."""
    survey = Survey.objects.select_related("assessment__owner").filter(slug=slug).first()
    if survey is None:
        raise SurveyNotFound
    return survey


def surveys_on(day: Any) -> list[Survey]:
    """Return what everybody is asked about on a day."""
    rows = Survey.objects.filter(closed_at=None, opens_on__lte=day, closes_on__gte=day)
    return list(rows.select_related("assessment__owner").order_by("closes_on", "pk"))


def answers_of(survey: Survey) -> Opinions:
    """Return how often each answer was given. One query."""
    rows = Answer.objects.filter(survey=survey).order_by().values_list("stance").annotate(count=Count("pk"))
    return Opinions(**dict(rows))


def opinions_of(row: Assessment, least: int) -> Opinions:
    """Return what people said in the survey, once enough have, and wherever else they were heard. Two queries."""
    survey = getattr(row, "survey", None)
    online = answers_of(survey) if survey else Opinions()
    heard = Consultation.objects.filter(assessment=row).aggregate(
        **{name: Sum(name) for name in ("support", "mild", "some", "strong")}, came=Sum("present")
    )
    counts = {name: heard[name] or 0 for name in ("support", "mild", "some", "strong")}
    silent = max(0, (heard["came"] or 0) - sum(counts.values()))
    asked = sum(counts.values())
    elsewhere = Opinions(neutral=silent if asked else 0, **counts)
    return (online if online.total >= least else Opinions()) + elsewhere


@dataclass(frozen=True)
class Result:
    """What of a survey may be shown: nothing before it is closed, and never small counts."""

    answers: int | None
    rows: tuple[tuple[str, str], ...]


def result_of(survey: Survey, least: int) -> Result:
    if survey.closed_at is None:
        return Result(None, ())
    counts = asdict(answers_of(survey))
    total = sum(counts.values())
    if total < least:
        return Result(None, ())
    hidden = shown(counts, least)
    return Result(total, tuple((str(Stance(name).label), hidden[name]) for name in counts))


def recomputed(grading: Grading) -> Graded:
    """Reckon a grading again from what it was reckoned from, by the edition it was reckoned by."""
    rule = edition_named(AssessmentRule, grading.edition).value
    return graded(rule, grading.answers, Opinions(**grading.opinions))


def grades_of(gradings: list[Grading]) -> tuple[Grade | None, Grade | None]:
    """Return the grade before the measures, and the last one. `gradings` in order of number."""
    return (Grade(gradings[0].grade), Grade(gradings[-1].grade)) if gradings else (None, None)


def words_of_decision(row: Assessment) -> str:
    return str(Decision(row.decision).label) if row.decision else ""


def names(rule: AssessmentRule) -> Mapping[str, str]:
    """Return what the sheet's codes are called."""
    return {each.code: str(each.name) for each in (*rule.tests, *rule.items, *rule.levels, *rule.concerns)}
