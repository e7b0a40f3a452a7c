"""What is found on a visit, what becomes of it, and that it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from linli.calendars.policies import due_at
from linli.calendars.queries import working_calendar
from linli.core.actor import SYSTEM, Actor
from linli.core.time import aware, city_day, city_zone
from linli.files.actions import keep_from
from linli.inspections.errors import (
    AnswersMissing,
    DayUnfit,
    NotNow,
    ProblemUnknown,
    ProblemUnsaid,
    ResultContradicts,
    ResultMissing,
    WordsMissing,
)
from linli.inspections.events import (
    ProblemRechecked,
    ProblemReported,
    PublishingMissed,
    ResultPublished,
    VisitRecorded,
)
from linli.inspections.models import Problem, Visit
from linli.inspections.policies.states import Means, ProblemStatus, VisitStatus
from linli.inspections.rules import DrawingRules, ItemList, ResultCode
from linli.journal.actions import record
from linli.matters.actions.attaching import Upload, keep_with
from linli.rulebook.queries import edition_named

REMINDED_AT_ONCE = 500

SUBJECT = Visit._meta.label_lower
PHOTO = "photo"
YES, NO, NONE = "yes", "no", "none"
ANSWERS = (YES, NO, NONE)
LONGEST_CORRECTION = timedelta(days=366)


@dataclass(frozen=True)
class Found:
    """A problem as the inspectors write it down. Without a day the usual time is given."""

    words: str
    due_on: date | None = None


def keep_draft(*, visit: Visit, draft: Mapping[str, Any], by: Actor) -> None:
    """Keep what is filled in so far, as one's own of the team. Nothing has happened yet. Raises NotNow."""
    key = f"{by.account}"
    rows = Visit.objects.filter(pk=visit.pk, status=VisitStatus.DRAWN)
    if not rows.update(draft={**visit.draft, key: dict(draft)}):
        raise NotNow(state=VisitStatus(visit.status).label)


@transaction.atomic
def record_visit(
    *,
    visit: Visit,
    means: Means,
    visited_on: date,
    answers: Mapping[str, str],
    found: Mapping[str, Found],
    code: str,
    words: str,
    by: Actor,
    now: datetime,
    files: Sequence[Upload] = (),
) -> None:
    """Hand in what was found: an answer to every question, a problem for every “no”, and the result.

    Raises NotNow, ResultMissing, AnswersMissing, ProblemUnsaid, ResultContradicts, DayUnfit, and what files raise.
    """
    if visit.status != VisitStatus.DRAWN:
        raise NotNow(state=VisitStatus(visit.status).label)
    items = edition_named(ItemList, visit.draw.edition).value
    rule = edition_named(DrawingRules, visit.draw.rules_edition).value
    result = items.result.get(code)
    if result is None:
        raise ResultMissing
    drawn_on = city_day(visit.draw.revealed_at or visit.draw.committed_at)
    if not drawn_on <= visited_on <= city_day(now):
        raise DayUnfit(day=visited_on.isoformat())
    asked = {each.code: str(each.name) for each in items.questions_of(items.task[visit.task])}
    kept = _answers(result, asked, answers)
    noon = datetime.combine(visited_on, time(12), city_zone())
    problems = _problems(visit, kept, asked, found, due_at(noon, rule.correct_within, working_calendar()))
    publish_by = due_at(noon, rule.publish_within, working_calendar())
    _attach(files, visit, by, now)
    changes = {
        "status": VisitStatus.VISITED.value,
        "means": means.value,
        "answers": kept,
        "code": code,
        "words": words.strip(),
        "visited_on": visited_on,
        "publish_by": publish_by,
        "draft": {},
    }
    units = tuple(visit.unit_ids)
    event = VisitRecorded(visit.target, code, len(problems), visited_on, publish_by, units)
    record(event, subject=visit, by=by, now=now, changes=changes)
    Problem.objects.bulk_create(problems)


def _answers(result: ResultCode, asked: Mapping[str, str], answers: Mapping[str, str]) -> dict[str, str]:
    if not result.asks:
        return {}
    kept = {code: answers.get(code, "") for code in asked}
    missing = [asked[code] for code, answer in kept.items() if answer not in ANSWERS]
    if missing:
        raise AnswersMissing(questions="；".join(missing[:3]))
    has_problem = NO in kept.values()
    if has_problem != result.is_problem:
        raise ResultContradicts(why=str(result.name))
    return kept


def _problems(
    visit: Visit,
    answers: Mapping[str, str],
    asked: Mapping[str, str],
    found: Mapping[str, Found],
    due: datetime,
) -> list[Problem]:
    usual = city_day(due - timedelta(microseconds=1))
    problems = []
    for code in (code for code, answer in answers.items() if answer == NO):
        said = found.get(code)
        if said is None or not said.words.strip():
            raise ProblemUnsaid(question=asked[code])
        due_on = said.due_on or usual
        if not visit.draw.committed_at.date() <= due_on <= usual + LONGEST_CORRECTION:
            raise DayUnfit(day=due_on.isoformat())
        problems.append(Problem(visit=visit, question=code, words=said.words.strip(), due_on=due_on))
    return problems


def _attach(files: Sequence[Upload], visit: Visit, by: Actor, now: datetime) -> None:
    keep_with(SUBJECT, visit.pk, files, purpose=PHOTO, by=by, now=now)


@transaction.atomic
def add_photos(*, visit: Visit, files: Sequence[Upload], by: Actor, now: datetime) -> None:
    """Keep photos with a visit while it is filled in; all or none. Raises NotNow, and what files raise."""
    if visit.status != VisitStatus.DRAWN:
        raise NotNow(state=VisitStatus(visit.status).label)
    _attach(files, visit, by, now)


@transaction.atomic
def report_problem(*, visit: Visit, problem: int, words: str, by: Actor, now: datetime) -> None:
    """Write down that the body says it put a problem right. Raises WordsMissing, ProblemUnknown."""
    words = worded(words)
    row = _problem(visit, problem, ProblemStatus.OPEN)
    Problem.objects.filter(pk=row.pk).update(status=ProblemStatus.REPORTED, measure=words)
    record(ProblemReported(visit.target, row.question), subject=visit, by=by, now=now, note=words)


@transaction.atomic
def recheck(
    *,
    visit: Visit,
    problem: int,
    is_put_right: bool,
    words: str,
    by: Actor,
    now: datetime,
    due_on: date | None = None,
    files: Sequence[Upload] = (),
) -> None:
    """Look again: put right, or not, and then by a new day. Raises WordsMissing, ProblemUnknown, DayUnfit."""
    words = worded(words)
    row = _problem(visit, problem, ProblemStatus.OPEN, ProblemStatus.REPORTED)
    today = city_day(now)
    changes: dict[str, Any] = {"status": ProblemStatus.CLOSED, "closed_on": today}
    if not is_put_right:
        if due_on is None or not today <= due_on <= today + LONGEST_CORRECTION:
            raise DayUnfit(day=due_on.isoformat() if due_on else "—")
        changes = {
            "status": ProblemStatus.OPEN,
            "due_on": due_on,
            "failed_checks": row.failed_checks + 1,
        }
    _attach(files, visit, by, now)
    Problem.objects.filter(pk=row.pk).update(**changes)
    event = ProblemRechecked(visit.target, row.question, is_put_right, changes.get("due_on", row.due_on))
    record(event, subject=visit, by=by, now=now, note=words)
    if not visit.problems.exclude(status=ProblemStatus.CLOSED).exists():
        keep_from(SUBJECT, visit.pk, now=now)


def _problem(visit: Visit, number: int, *states: ProblemStatus) -> Problem:
    row = visit.problems.select_for_update().filter(pk=number, status__in=states).first()
    if row is None:
        raise ProblemUnknown
    return row


def worded(words: str) -> str:
    """Raises WordsMissing."""
    if not words.strip():
        raise WordsMissing
    return words.strip()


@transaction.atomic
def publish(*, visit: Visit, by: Actor, now: datetime) -> None:
    """Make the result public: body, task, day, result and which points were not met. Raises NotNow.

    Free words, photos, names of inspectors and whoever complained stay inside.
    """
    if visit.status != VisitStatus.VISITED:
        raise NotNow(state=VisitStatus(visit.status).label)
    is_late = visit.publish_by is not None and now >= visit.publish_by
    changes = {"status": VisitStatus.PUBLISHED.value, "published_at": aware(now)}
    event = ResultPublished(visit.target, visit.code, is_late)
    record(event, subject=visit, by=by, now=now, changes=changes)


def remind_of_publishing(*, now: datetime, limit: int = REMINDED_AT_ONCE) -> int:
    """Tell inspectors and their units of results that should be public by now, once each; return how many."""
    with transaction.atomic():
        late = Visit.objects.filter(status=VisitStatus.VISITED, publish_by__lte=now, reminded_at=None)
        found = list(late.select_for_update(skip_locked=True).order_by("publish_by", "pk")[:limit])
        for visit in found:
            assert visit.publish_by is not None
            event = PublishingMissed(
                visit.target_name, visit.publish_by, tuple(visit.accounts), tuple(visit.unit_ids)
            )
            record(event, subject=visit, by=SYSTEM, now=now, changes={"reminded_at": aware(now)})
    return len(found)
