"""What courts send back: taken up from files, looked at by the centre, then written into the dispute or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

import orjson
from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from linli.core.actor import Actor
from linli.core.time import aware
from linli.disputes.actions import confirming
from linli.disputes.actions.moving import said
from linli.disputes.court_link import Answer, CourtLink
from linli.disputes.errors import AlreadyAnswered, AnswerUnfit
from linli.disputes.models import Application, CourtReply
from linli.disputes.policies import Confirmation
from linli.disputes.policies.court import AT_COURT

BATCH = 50


class Sheet(BaseModel):
    """What an answer says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dispute: str = Field(max_length=20)
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    """Of the agreement, as it stood in the package."""
    outcome: Literal["taken", "not_accepted", "granted", "rejected"]
    case_number: str = Field(default="", max_length=60)
    words: str = Field(default="", max_length=2000)


def take_up(*, link: CourtLink, now: datetime) -> int:
    """Bring what courts left into the centres' inboxes; return how much. What fits nothing goes back with a reason."""
    done = 0
    for answer in link.answers():
        try:
            _enter(answer, now)
        except AnswerUnfit as refusal:
            link.taken_up(answer, refusal.in_language("zh-hans"))
            continue
        link.taken_up(answer)
        done += 1
    return done


@transaction.atomic
def _enter(answer: Answer, now: datetime) -> None:
    """Raises AnswerUnfit. The same file twice is once."""
    sheet = read(answer.content)
    rows = Application.objects.filter(
        agreement__dispute__number=sheet.dispute, court__code=answer.court, status__in=AT_COURT
    )
    found = rows.select_related("agreement__dispute").first()
    if found is None:
        raise AnswerUnfit(why="该法院没有正在办理的这件申请")
    if found.agreement.digest != sheet.digest:
        raise AnswerUnfit(why="调解协议的校验值不一致")
    if sheet.outcome in ("taken", "granted", "rejected") and not (sheet.case_number or found.case_number):
        raise AnswerUnfit(why="没有案号")
    CourtReply.objects.get_or_create(
        court_code=answer.court,
        name=answer.name[:120],
        defaults={
            "application": found,
            "centre_id": found.agreement.dispute.centre_id,
            "outcome": sheet.outcome,
            "case_number": sheet.case_number,
            "words": sheet.words,
            "received_at": aware(now),
        },
    )


def read(content: bytes) -> Sheet:
    """Raises AnswerUnfit."""
    try:
        return Sheet.model_validate(orjson.loads(content))
    except (orjson.JSONDecodeError, ValidationError) as error:
        raise AnswerUnfit(why="文件格式不符") from error


@transaction.atomic
def accept_reply(*, reply: CourtReply, by: Actor, now: datetime) -> None:
    """Write into the dispute what the court said. Raises AlreadyAnswered, and what the step itself raises."""
    _answered(reply, now, is_taken=True)
    dispute = reply.application.agreement.dispute
    words = reply.words.strip()
    match Confirmation(reply.outcome):
        case Confirmation.NOT_ACCEPTED:
            confirming.court_declines(dispute=dispute, words=words, by=by, now=now)
        case outcome:
            step = DECIDES[outcome]
            step(dispute=dispute, case_number=reply.case_number, words=words, by=by, now=now)


DECIDES: dict[Confirmation, Callable[..., None]] = {
    Confirmation.TAKEN: confirming.court_takes,
    Confirmation.GRANTED: confirming.grant,
    Confirmation.REJECTED: confirming.reject,
}


@transaction.atomic
def refuse_reply(*, reply: CourtReply, words: str, now: datetime) -> None:
    """Send it back with the reason; the dispute stays as it is. Raises AlreadyAnswered, WordsMissing."""
    _answered(reply, now, is_taken=False, why_not=said(words)[:500])


def _answered(reply: CourtReply, now: datetime, **columns: object) -> None:
    rows = CourtReply.objects.filter(pk=reply.pk, answered_at=None)
    if not rows.update(answered_at=aware(now), **columns):
        raise AlreadyAnswered


def tell_refusals(*, link: CourtLink, now: datetime) -> int:
    """Leave for the courts what the centres refused, with the reason; return how much."""
    waiting = CourtReply.objects.filter(is_taken=False, told_at=None).order_by("pk")
    rows = list(waiting.select_related("application__agreement__dispute")[:BATCH])
    for row in rows:
        told = {
            "dispute": row.application.agreement.dispute.number,
            "answer": row.name,
            "refused_because": row.why_not,
        }
        link.hand_over(row.court_code, f"refused-{row.pk}.json", orjson.dumps(told))
        CourtReply.objects.filter(pk=row.pk).update(told_at=aware(now))
    return len(rows)
