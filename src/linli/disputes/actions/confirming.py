"""Judicial confirmation: applied for together, in time, at a competent court; and what the court says."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from linli.core.actor import Actor
from linli.core.time import city_day
from linli.disputes import events
from linli.disputes.actions.agreeing import current
from linli.disputes.actions.moving import check, happened, said
from linli.disputes.errors import (
    AgreementMissing,
    AppliedAlready,
    CaseNumberMissing,
    CourtUnfit,
    NotAtCourt,
    NotJoint,
    OutOfTime,
)
from linli.disputes.models import Application, Dispute
from linli.disputes.policies import AgreementStatus, Confirmation, Verb
from linli.disputes.policies.court import AT_COURT, is_in_time, last_day
from linli.disputes.queries.courts import Court, courts_for, look_at
from linli.disputes.rules import ConfirmationRule
from linli.letters.policies import digest_of
from linli.people.models import Unit
from linli.rulebook.queries import in_force


@transaction.atomic
def apply(
    *, dispute: Dispute, court: int, jointly: bool, words: str = "", by: Actor, now: datetime
) -> Application:
    """Ask a court to confirm the agreement. Day 30 is in time, day 31 is not.

    What the check before finds is advice and noted, never a refusal. Raises NotNow, AgreementMissing, NotJoint,
    AppliedAlready, OutOfTime, CourtUnfit.
    """
    check(dispute, Verb.APPLY)
    agreement = current(dispute, lock=True)
    if agreement.status != AgreementStatus.IN_FORCE or agreement.effective_on is None:
        raise AgreementMissing
    if not jointly:
        raise NotJoint
    if agreement.applications.filter(status__in=[*AT_COURT, Confirmation.GRANTED]).exists():
        raise AppliedAlready
    day = city_day(now)
    rule = in_force(ConfirmationRule, day).value
    if not is_in_time(agreement.effective_on, day, rule.window_days):
        last = last_day(agreement.effective_on, rule.window_days)
        raise OutOfTime(last=last.isoformat(), days=rule.window_days)
    chosen = _competent(courts_for(dispute, agreement), court)
    found = look_at(dispute, agreement, day)
    row = Application.objects.create(
        agreement=agreement,
        court=chosen.unit,
        basis=chosen.basis.value,
        status=Confirmation.APPLIED.value,
        applied_on=day,
        answer_by=day + timedelta(days=rule.accept_days),
        package=digest_of({"agreement": agreement.digest, "court": chosen.unit.code, "on": day.isoformat()}),
    )
    happened(
        events.ConfirmationApplied,
        dispute,
        by=by,
        now=now,
        note=words.strip(),
        changes={"confirmation": Confirmation.APPLIED.value, "court_id": chosen.unit.pk},
        court=chosen.unit.pk,
        basis=chosen.basis.value,
        applied_on=day,
        advice=tuple(each.code for each in found),
        digest=agreement.digest,
    )
    return row


def _competent(courts: list[Court], number: int) -> Court:
    chosen = next((each for each in courts if each.unit.pk == number), None)
    if chosen is None:
        name = Unit.objects.filter(pk=number).values_list("name", flat=True).first() or ""
        raise CourtUnfit(court=name)
    return chosen


def at_court(dispute: Dispute) -> Application:
    """Return the application that the court has. Raises NotAtCourt."""
    rows = Application.objects.select_for_update(of=("self",)).filter(agreement__dispute=dispute)
    row = rows.filter(status__in=AT_COURT).first()
    if row is None:
        raise NotAtCourt
    return row


@transaction.atomic
def court_takes(*, dispute: Dispute, case_number: str, words: str = "", by: Actor, now: datetime) -> None:
    """The court takes the application and gives it a number. Raises NotNow, NotAtCourt, CaseNumberMissing."""
    check(dispute, Verb.COURT_TAKES)
    row, number = at_court(dispute), case_number.strip()[:60]
    if not number:
        raise CaseNumberMissing
    day = city_day(now)
    decide_by = day + timedelta(days=in_force(ConfirmationRule, day).value.decide_days)
    columns = {"status": Confirmation.TAKEN.value, "case_number": number, "decide_by": decide_by}
    Application.objects.filter(pk=row.pk).update(**columns)
    happened(
        events.CourtAnswered,
        dispute,
        by=by,
        now=now,
        note=words.strip(),
        changes={"confirmation": Confirmation.TAKEN.value},
        outcome=Confirmation.TAKEN.value,
        case_number=number,
        decide_by=decide_by,
    )


@transaction.atomic
def court_declines(*, dispute: Dispute, words: str, by: Actor, now: datetime) -> None:
    """The court does not take it, and says why. From now on it does not see the dispute. Raises NotNow, NotAtCourt."""
    check(dispute, Verb.COURT_DECLINES)
    row, why = at_court(dispute), said(words)
    _end(row, Confirmation.NOT_ACCEPTED, why, now)
    happened(
        events.CourtAnswered,
        dispute,
        by=by,
        now=now,
        note=why,
        changes=_away(Confirmation.NOT_ACCEPTED),
        outcome=Confirmation.NOT_ACCEPTED.value,
        case_number="",
        decide_by=None,
    )


@transaction.atomic
def grant(*, dispute: Dispute, case_number: str, words: str = "", by: Actor, now: datetime) -> None:
    """The court confirms the agreement: it can be enforced. Raises NotNow, NotAtCourt, CaseNumberMissing."""
    check(dispute, Verb.GRANT)
    _decide(dispute, Confirmation.GRANTED, case_number, words, by, now)


@transaction.atomic
def reject(*, dispute: Dispute, case_number: str, words: str, by: Actor, now: datetime) -> None:
    """The court does not confirm it: the sides may sit down again or sue. Raises as `grant`, and WordsMissing."""
    check(dispute, Verb.REJECT)
    _decide(dispute, Confirmation.REJECTED, case_number, said(words), by, now)


def _decide(
    dispute: Dispute, outcome: Confirmation, case_number: str, words: str, by: Actor, now: datetime
) -> None:
    row = at_court(dispute)
    number = case_number.strip()[:60] or row.case_number
    if not number:
        raise CaseNumberMissing
    until = _end(row, outcome, words, now, number)
    happened(
        events.CourtDecided,
        dispute,
        by=by,
        now=now,
        note=words.strip(),
        changes=_away(outcome),
        outcome=outcome.value,
        case_number=number,
        object_until=until,
    )


@transaction.atomic
def withdraw_application(*, dispute: Dispute, words: str, by: Actor, now: datetime) -> None:
    """The sides take the application back before the court decides. Raises NotNow, NotAtCourt, WordsMissing."""
    check(dispute, Verb.WITHDRAW_APPLICATION)
    row, why = at_court(dispute), said(words)
    _end(row, Confirmation.WITHDRAWN, why, now)
    happened(
        events.ApplicationWithdrawn, dispute, by=by, now=now, note=why, changes=_away(Confirmation.WITHDRAWN)
    )


def _away(outcome: Confirmation) -> dict[str, object]:
    """The court has done its part: it sees the dispute no longer."""
    return {"confirmation": outcome.value, "court_id": None}


def _end(row: Application, outcome: Confirmation, words: str, now: datetime, number: str = "") -> date:
    day = city_day(now)
    until = day + timedelta(days=in_force(ConfirmationRule, day).value.objection_days)
    columns = {
        "status": outcome.value,
        "words": words.strip()[:2000],
        "decided_on": day,
        "object_until": until,
    }
    if number:
        columns["case_number"] = number
    Application.objects.filter(pk=row.pk).update(**columns)
    return until
