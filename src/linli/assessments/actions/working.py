"""From a planned decision to its report: the plan, those concerned, opinions, risks and grades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from secrets import token_bytes, token_urlsafe
from typing import Any

from django.db import transaction

from linli.assessments import events
from linli.assessments.errors import (
    CountsUnfit,
    KindUnknown,
    NobodyAsked,
    NothingChanged,
    NotNow,
    RisksMissing,
    WordsMissing,
)
from linli.assessments.models import Assessment, Consultation, Grading, Risk, Stakeholder, Survey, Ticket
from linli.assessments.policies.grading import graded
from linli.assessments.policies.opinions import Method
from linli.assessments.policies.rules import AssessmentRule
from linli.assessments.policies.states import WORKED_ON, Grade, Status, Verb
from linli.assessments.queries import opinions_of, rule_of
from linli.assessments.report import report_of
from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.journal.actions import record
from linli.letters.policies.document import digest_of
from linli.people.models import Unit
from linli.rulebook.queries import in_force


def said(row: Assessment) -> dict[str, Any]:
    """Return what every event about an assessment says."""
    return {"title": row.title, "owner": row.owner_id}


def told(words: str) -> str:
    """Raises WordsMissing."""
    if not words.strip():
        raise WordsMissing
    return words.strip()


@transaction.atomic
def identify(
    *,
    title: str,
    kind: str,
    brief: str,
    basis: str,
    owner: Unit,
    by: Actor,
    now: datetime,
    assessor: str = "",
) -> Assessment:
    """Write down that a planned decision is of a listed kind: from now on it cannot go ahead unassessed.

    Raises KindUnknown, WordsMissing, RuleMissing.
    """
    rule = in_force(AssessmentRule, city_day(now))
    if kind not in {each.code for each in rule.value.kinds}:
        raise KindUnknown
    row = Assessment(
        title=told(title),
        kind=kind,
        brief=told(brief),
        basis=told(basis),
        owner=owner,
        area_code=owner.area_code,
        assessor=assessor.strip(),
        edition=rule.edition,
    )
    record(events.Identified(**said(row), decision_kind=kind), subject=row, by=by, now=now)
    return row


@transaction.atomic
def plan(*, row: Assessment, words: str, by: Actor, now: datetime) -> None:
    changes = {"plan": told(words), "status": Status.PLANNED.value}
    record(events.Planned(**said(row)), subject=row, by=by, now=now, changes=changes)


@transaction.atomic
def ask(*, row: Assessment, question: str, explanation: str, by: Actor, now: datetime) -> Survey:
    """Open the anonymous survey for as many days as the city sets. Raises WordsMissing."""
    today, rule = city_day(now), rule_of(row)
    until = today + timedelta(days=rule.asked_days)
    event = events.SurveyOpened(**said(row), until=until)
    record(event, subject=row, by=by, now=now, changes={"status": Status.SURVEYING.value})
    return Survey.objects.create(
        assessment=row,
        slug=token_urlsafe(9)[:12],
        question=told(question),
        explanation=told(explanation),
        opens_on=today,
        closes_on=until,
        salt=token_bytes(32),
    )


@transaction.atomic
def analyse(*, row: Assessment, by: Actor, now: datetime) -> None:
    """End the asking. The marks of devices are deleted with it. Raises NobodyAsked."""
    if not row.stakeholders.exists() or not (row.consultations.exists() or row.survey.answers.exists()):
        raise NobodyAsked
    event = events.SurveyClosed(**said(row))
    record(event, subject=row, by=by, now=now, changes={"status": Status.ANALYSING.value})
    Survey.objects.filter(assessment=row).update(closed_at=aware(now), salt=b"")
    Ticket.objects.filter(survey__assessment=row).delete()


def _part(row: Assessment, part: str, note: str, by: Actor, now: datetime) -> None:
    if Status(row.status) not in WORKED_ON:
        raise NotNow(verb=Verb.PLAN.label, state=Status(row.status).label)
    record(events.PartAdded(**said(row), part=part), subject=row, by=by, now=now, note=note)


@transaction.atomic
def add_stakeholder(
    *, row: Assessment, group: str, size: int, interest: str, by: Actor, now: datetime
) -> None:
    """Write down a group that the decision touches. Raises NotNow, WordsMissing."""
    _part(row, "stakeholder", told(group), by, now)
    Stakeholder.objects.create(assessment=row, group=group.strip(), size=size, interest=told(interest))


@transaction.atomic
def add_consultation(
    *,
    row: Assessment,
    method: Method,
    on: date,
    whom: str,
    words: str,
    by: Actor,
    now: datetime,
    **counts: Any,
) -> None:
    """Write down how people were heard: with how many came, refused and said what, and with dissent in their words.

    Raises NotNow, WordsMissing, CountsUnfit.
    """
    spoke = sum(counts.get(name) or 0 for name in ("support", "mild", "some", "strong"))
    if spoke > (counts.get("present") or 0):
        raise CountsUnfit(said=spoke, present=counts.get("present") or 0)
    _part(row, "consultation", f"{method.label} · {told(whom)}", by, now)
    given = {name: value for name, value in counts.items() if value is not None}
    Consultation.objects.create(
        assessment=row, method=method, on=on, whom=whom.strip(), words=told(words), **given
    )


@transaction.atomic
def add_risk(*, row: Assessment, test: str, words: str, by: Actor, now: datetime, **more: Any) -> None:
    """Write down a risk, what is done against it by whom until when, and how grave it is before and after."""
    _part(row, "risk", told(words), by, now)
    Risk.objects.create(assessment=row, test=test, words=words.strip(), **more)


@transaction.atomic
def grade(*, row: Assessment, answers: Mapping[str, str], by: Actor, now: datetime) -> Grading:
    """Grade by the weighted sheet; the inputs are kept with the result, so that anybody can reckon it again.

    The first grading is the one before the measures. Another one needs a change in the project.
    Raises NothingChanged, AnswerMissing, AnswerUnknown.
    """
    number = row.gradings.count() + 1
    if number > 1 and not row.changed:
        raise NothingChanged
    rule = rule_of(row)
    opinions = opinions_of(row, rule.least_answers)
    found = graded(rule, answers, opinions)
    event = events.GradeSet(
        **said(row), grade=found.grade.value, score=str(found.score), edition=row.edition, number=number
    )
    record(event, subject=row, by=by, now=now, changes={"status": Status.GRADED.value})
    return Grading.objects.create(
        assessment=row,
        number=number,
        answers=dict(answers),
        opinions=asdict(opinions),
        edition=row.edition,
        grade=found.grade,
        score=found.score,
        points={code: str(value) for code, value in found.points.items()},
        opposition=found.opposition,
        reason=found.reason,
        graded_at=aware(now),
    )


@transaction.atomic
def change(*, row: Assessment, words: str, by: Actor, now: datetime) -> None:
    """Write down what was changed in the project because of the risks; then it is graded again."""
    changed = "\n".join(filter(None, (row.changed, told(words))))
    record(
        events.ProjectChanged(**said(row)),
        subject=row,
        by=by,
        now=now,
        note=words,
        changes={"changed": changed},
    )


@transaction.atomic
def report(*, row: Assessment, emergency_plan: str, by: Actor, now: datetime) -> None:
    """Write the report and freeze it. Raises RisksMissing: without a list of risks with measures there is no report."""
    risks = list(row.risks.all())
    if not risks or any(not each.measure or not each.unit or each.due_on is None for each in risks):
        raise RisksMissing
    row.emergency_plan = told(emergency_plan)
    document = report_of(row, on=city_day(now)).as_data()
    changes = {
        "report": document,
        "emergency_plan": row.emergency_plan,
        "prepared_by_unit": by.unit,
        "status": Status.REPORTED.value,
    }
    record(
        events.ReportWritten(**said(row), digest=digest_of(document)),
        subject=row,
        by=by,
        now=now,
        changes=changes,
    )


def last_grade(row: Assessment) -> Grade | None:
    found = row.gradings.order_by("-number").first()
    return Grade(found.grade) if found else None
