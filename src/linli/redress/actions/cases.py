"""Administrative cases: received, examined, settled or decided, and closed when all three pushes were thought of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from linli.calendars.policies import Limit, due_at
from linli.calendars.queries import working_calendar
from linli.core.actor import Actor
from linli.core.moments import day_words
from linli.core.rows import new
from linli.core.time import aware, city_day
from linli.disputes.models import Dispute
from linli.journal.actions import record
from linli.people.models import Unit
from linli.people.policies import UnitKind
from linli.redress import events
from linli.redress.errors import (
    ActInFuture,
    BodyUnfit,
    CaseThere,
    NoMoreTime,
    NotAgreed,
    NotNow,
    OutOfTime,
    OwnAct,
    PushMissing,
    WordsMissing,
)
from linli.redress.models import Case
from linli.redress.policies import CASE_VERBS, PUSHES, RUNNING, CaseKind, CaseStatus, CaseVerb, Matter, Result
from linli.redress.queries.pushes import pushes_made
from linli.redress.rules import Redress
from linli.rulebook.queries import in_force


def said(words: str, most: int = 4000) -> str:
    """Raises WordsMissing."""
    if not words.strip():
        raise WordsMissing
    return words.strip()[:most]


def rule_of(now: datetime) -> Redress:
    return in_force(Redress, city_day(now)).value


def _due(now: datetime, limit: Limit) -> datetime:
    return due_at(now, limit, working_calendar())


def check(case: Case, verb: CaseVerb) -> None:
    """Raises NotNow."""
    status = CaseStatus(case.status)
    if status not in CASE_VERBS[verb]:
        raise NotNow(state=status.label)


def _happened(
    kind: type[events.CaseEvent],
    case: Case,
    /,
    *,
    by: Actor,
    now: datetime,
    note: str = "",
    changes: Mapping[str, Any] | None = None,
    **facts: Any,
) -> None:
    event = kind(dispute=case.dispute.number, body=case.body_id, centre=case.centre_id, **facts)
    record(event, subject=case, by=by, now=now, note=note, changes=dict(changes or {}))


@transaction.atomic
def receive(
    *,
    dispute: Dispute,
    kind: CaseKind,
    body: Unit,
    respondent: str,
    act: str,
    learnt_on: date,
    respondent_unit: Unit | None = None,
    excuse: str = "",
    by: Actor,
    now: datetime,
) -> Case:
    """Hand an administrative dispute to the body that examines it.

    Raises BodyUnfit, OwnAct, ActInFuture, OutOfTime, CaseThere, WordsMissing.
    """
    rule, today = rule_of(now), city_day(now)
    if UnitKind(body.kind) not in rule.bodies or not body.is_active:
        raise BodyUnfit(unit=body.name)
    if respondent_unit is not None and respondent_unit.pk == body.pk:
        raise OwnAct(unit=body.name)
    _require_time(kind, learnt_on, excuse, rule, today)
    Dispute.objects.select_for_update().get(pk=dispute.pk)
    if Case.objects.filter(dispute=dispute, status__in=RUNNING).exists():
        raise CaseThere
    take_by = _due(now, rule.take)
    row: Case = new(
        Case,
        kind=kind.value,
        dispute_id=dispute.pk,
        body_id=body.pk,
        centre_id=dispute.centre_id,
        respondent=respondent_unit.name if respondent_unit else said(respondent, 100),
        respondent_unit_id=respondent_unit.pk if respondent_unit else None,
        act=said(act, 300),
        learnt_on=learnt_on,
        excuse=excuse.strip()[:500],
        received_at=aware(now),
        due_at=take_by,
    )
    event = events.CaseReceived(
        dispute=dispute.number,
        body=body.pk,
        centre=dispute.centre_id,
        kind=kind.value,
        take_by=take_by,
        is_excused=bool(row.excuse),
    )
    record(event, subject=row, by=by, now=now)
    return row


def _require_time(kind: CaseKind, learnt_on: date, excuse: str, rule: Redress, today: date) -> None:
    if learnt_on > today:
        raise ActInFuture
    last = learnt_on + timedelta(days=rule.apply_days)
    if kind is CaseKind.RECONSIDERATION and today > last and not excuse.strip():
        raise OutOfTime(days=rule.apply_days, last=day_words(last), law=rule.law)


@transaction.atomic
def accept(*, case: Case, words: str = "", by: Actor, now: datetime) -> None:
    check(case, CaseVerb.ACCEPT)
    until = _due(now, rule_of(now).decide)
    changes = {"status": CaseStatus.ACCEPTED.value, "due_at": until, "is_late": False}
    _happened(events.CaseAccepted, case, by=by, now=now, note=words.strip(), changes=changes, decide_by=until)


@transaction.atomic
def refuse(*, case: Case, words: str, by: Actor, now: datetime) -> None:
    """Say why it is not taken. Raises NotNow, WordsMissing."""
    check(case, CaseVerb.REFUSE)
    why = said(words)
    changes = _over(CaseStatus.NOT_ACCEPTED, now) | {"words": why}
    _happened(events.CaseRefused, case, by=by, now=now, note=why, changes=changes)


def _over(status: CaseStatus, now: datetime) -> dict[str, Any]:
    return {"status": status.value, "due_at": None, "over_at": aware(now)}


@transaction.atomic
def extend(*, case: Case, words: str, by: Actor, now: datetime) -> None:
    """Raises NotNow, NoMoreTime, WordsMissing."""
    check(case, CaseVerb.EXTEND)
    rule = rule_of(now)
    if case.extensions >= rule.most_extensions:
        raise NoMoreTime(times=case.extensions)
    assert case.due_at is not None
    until = _due(max(case.due_at - timedelta(seconds=1), now), rule.extension)
    changes = {"due_at": until, "extensions": case.extensions + 1, "is_late": False}
    _happened(events.CaseExtended, case, by=by, now=now, note=said(words), changes=changes, decide_by=until)


@transaction.atomic
def settle(*, case: Case, words: str, both_agree: bool, by: Actor, now: datetime) -> None:
    """Write down what the person and the authority agreed to. Raises NotNow, NotAgreed, WordsMissing."""
    check(case, CaseVerb.SETTLE)
    if not both_agree:
        raise NotAgreed
    kept = said(words)
    changes = _over(CaseStatus.SETTLED, now) | {"words": kept}
    _happened(events.CaseSettled, case, by=by, now=now, note=kept, changes=changes)


@transaction.atomic
def decide(*, case: Case, result: Result, words: str, by: Actor, now: datetime) -> None:
    check(case, CaseVerb.DECIDE)
    kept = said(words)
    changes = _over(CaseStatus.DECIDED, now) | {"result": result.value, "words": kept}
    _happened(events.CaseDecided, case, by=by, now=now, note=kept, changes=changes, result=result.value)


@transaction.atomic
def withdraw(*, case: Case, words: str = "", by: Actor, now: datetime) -> None:
    """The person takes it back; nobody need say why."""
    check(case, CaseVerb.WITHDRAW)
    changes = _over(CaseStatus.WITHDRAWN, now)
    _happened(events.CaseWithdrawn, case, by=by, now=now, note=words.strip(), changes=changes)


@transaction.atomic
def close(*, case: Case, unneeded: Mapping[Matter, str], by: Actor, now: datetime) -> None:
    """Close it when each of the three pushes was made, or is not needed for a reason. Raises NotNow, PushMissing."""
    check(case, CaseVerb.CLOSE)
    made = pushes_made(case)
    reasons = {each.value: unneeded[each].strip()[:500] for each in PUSHES if unneeded.get(each, "").strip()}
    if missing := [str(each.label) for each in PUSHES if each not in made and each.value not in reasons]:
        raise PushMissing(pushes="、".join(missing))
    changes = {"status": CaseStatus.CLOSED.value, "no_push": reasons}
    facts: dict[str, Any] = {"pushes": len(made), "unneeded": tuple(sorted(reasons))}
    _happened(events.CaseClosed, case, by=by, now=now, changes=changes, **facts)


def late(case: Case, *, by: Actor, now: datetime) -> None:
    """Tell once that the limit passed. Inside a transaction."""
    _happened(events.CaseLate, case, by=by, now=now, changes={"is_late": True}, due_at=case.due_at)
