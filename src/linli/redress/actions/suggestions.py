"""Suggestions and leads: sent, answered by a day, accepted or asked again; and their letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from linli.core.actor import Actor
from linli.core.moments import day_words
from linli.core.rows import new
from linli.core.time import aware, city_day
from linli.disputes.models import Dispute
from linli.journal.actions import record
from linli.letters.actions import draft
from linli.letters.models import Letter
from linli.letters.policies import LetterKind
from linli.people.models import Unit
from linli.redress import events
from linli.redress.actions.cases import check as check_case
from linli.redress.actions.cases import rule_of, said
from linli.redress.errors import (
    LetterThere,
    NoReceiverForLetter,
    NotNow,
    PersonNotAsked,
    ReceiverUnfit,
    ReplyDayUnfit,
    SenderUnclear,
)
from linli.redress.models import Case, Suggestion
from linli.redress.policies import PUSHES, VERBS, CaseVerb, Matter, Status, Verb

TEMPLATE = "suggestion"


@dataclass(frozen=True, kw_only=True)
class NewSuggestion:
    matter: Matter
    to_unit: Unit
    subject: str
    """Without names: it stands in a letter."""
    words: str
    from_unit: Unit | None = None
    from_body: str = ""
    paper_number: str = ""
    reply_by: date | None = None
    """None: as the rule says."""
    case: Case | None = None
    dispute: Dispute | None = None
    person_agrees: bool = False


@transaction.atomic
def send(suggestion: NewSuggestion, *, by: Actor, now: datetime) -> Suggestion:
    """Send a push or a lead, or enter what a body outside suggested.

    Raises SenderUnclear, ReceiverUnfit, ReplyDayUnfit, PersonNotAsked, WordsMissing, and NotNow for a push of a case
    that is not over.
    """
    one = suggestion
    if one.case is not None:
        check_case(one.case, CaseVerb.PUSH)
    if (one.from_unit is None) == (not one.from_body.strip()) or (one.matter in PUSHES and one.case is None):
        raise SenderUnclear
    if one.from_unit is not None and one.from_unit.pk == one.to_unit.pk:
        raise ReceiverUnfit
    if one.matter is Matter.AID_LEAD and not one.person_agrees:
        raise PersonNotAsked
    reply_by = _reply_day(one.reply_by, one.matter, now)
    row: Suggestion = new(
        Suggestion,
        matter=one.matter.value,
        case_id=one.case.pk if one.case else None,
        dispute_id=(one.case.dispute_id if one.case else None) or (one.dispute.pk if one.dispute else None),
        from_unit_id=one.from_unit.pk if one.from_unit else None,
        from_body="" if one.from_unit else one.from_body.strip()[:100],
        paper_number=one.paper_number.strip()[:60],
        to_unit_id=one.to_unit.pk,
        subject=said(one.subject, 120),
        words=said(one.words),
        sent_at=aware(now),
        reply_by=reply_by,
    )
    event = events.SuggestionSent(**_told(row), reply_by=reply_by)
    record(event, subject=row, by=by, now=now)
    return row


def _reply_day(wanted: date | None, matter: Matter, now: datetime) -> date:
    rule, today = rule_of(now), city_day(now)
    days = rule.procurator_reply_days if matter is Matter.PROCURATOR else rule.reply_days
    day, last = wanted or today + timedelta(days=days), today + timedelta(days=rule.most_reply_days)
    if not today <= day <= last:
        raise ReplyDayUnfit(first=day_words(today), last=day_words(last))
    return day


def _told(row: Suggestion) -> dict[str, Any]:
    return {"matter": row.matter, "sender": row.from_unit_id, "receiver": row.to_unit_id}


def check(row: Suggestion, verb: Verb) -> None:
    """Raises NotNow."""
    status = Status(row.status)
    if status not in VERBS[verb].from_statuses:
        raise NotNow(state=status.label)


def happened(
    kind: type[events.SuggestionEvent],
    row: Suggestion,
    /,
    *,
    by: Actor,
    now: datetime,
    note: str = "",
    changes: Mapping[str, Any] | None = None,
    **facts: Any,
) -> None:
    record(kind(**_told(row), **facts), subject=row, by=by, now=now, note=note, changes=dict(changes or {}))


@transaction.atomic
def answer(
    *,
    suggestion: Suggestion,
    words: str,
    is_followed: bool,
    aid: Decimal | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Answer it: what was done, or why it is not followed. A late answer is an answer. Raises NotNow, WordsMissing."""
    check(suggestion, Verb.ANSWER)
    kept = said(words)
    changes = {
        "status": Status.ANSWERED.value,
        "reply": kept,
        "is_followed": is_followed,
        "replied_at": aware(now),
        "aid": aid if suggestion.matter == Matter.AID_LEAD else None,
    }
    facts = {"is_followed": is_followed, "is_late": city_day(now) > suggestion.reply_by}
    happened(events.SuggestionAnswered, suggestion, by=by, now=now, note=kept, changes=changes, **facts)


@transaction.atomic
def accept(*, suggestion: Suggestion, words: str = "", by: Actor, now: datetime) -> None:
    check(suggestion, Verb.ACCEPT)
    changes = {"status": Status.ACCEPTED.value, "over_at": aware(now)}
    happened(events.AnswerAccepted, suggestion, by=by, now=now, note=words.strip(), changes=changes)


@transaction.atomic
def ask_again(
    *, suggestion: Suggestion, words: str, reply_by: date | None = None, by: Actor, now: datetime
) -> None:
    """The answer is not enough: say why, with a new day. The old answer stays in the journal. Raises as `send`."""
    check(suggestion, Verb.ASK_AGAIN)
    day = _reply_day(reply_by, Matter(suggestion.matter), now)
    changes = {
        "status": Status.SENT.value,
        "reply_by": day,
        "rounds": suggestion.rounds + 1,
        "told_before": None,
        "reply_letter_id": None,
    }
    happened(events.AskedAgain, suggestion, by=by, now=now, note=said(words), changes=changes, reply_by=day)


@transaction.atomic
def take_back(*, suggestion: Suggestion, words: str, by: Actor, now: datetime) -> None:
    check(suggestion, Verb.TAKE_BACK)
    changes = {"status": Status.WITHDRAWN.value, "over_at": aware(now)}
    happened(events.SuggestionTakenBack, suggestion, by=by, now=now, note=said(words), changes=changes)


@transaction.atomic
def draft_letter(*, suggestion: Suggestion, by: Actor, now: datetime) -> Letter:
    """Draft the letter with which it is sent, or once answered the reply; it goes the way of every letter.

    Raises NotNow, LetterThere, NoReceiverForLetter, and what `letters.actions.draft` raises.
    """
    check(suggestion, Verb.DRAFT_LETTER)
    is_reply = suggestion.status == Status.ANSWERED
    field = "reply_letter_id" if is_reply else "letter_id"
    if getattr(suggestion, field) is not None:
        raise LetterThere
    if suggestion.from_unit is None:
        raise NoReceiverForLetter
    letter = _reply_letter(suggestion, by, now) if is_reply else _letter(suggestion, by, now)
    happened(
        events.LetterDraftedFor,
        suggestion,
        by=by,
        now=now,
        changes={field: letter.pk},
        letter=letter.pk,
    )
    return letter


def _letter(row: Suggestion, by: Actor, now: datetime) -> Letter:
    assert row.from_unit is not None
    facts = {"subject": row.subject, "situation": row.words, "suggestions": ["请研究处理，并书面答复结果。"]}
    return draft(
        kind=LetterKind.ADVISORY,
        issuer=row.from_unit,
        addressee=row.to_unit,
        facts=facts,
        template=TEMPLATE,
        due=max(row.reply_by, city_day(now)),
        about=row,
        by=by,
        now=now,
    )


def _reply_letter(row: Suggestion, by: Actor, now: datetime) -> Letter:
    facts = {
        "subject": row.subject,
        "question": f"你单位关于{row.subject}的建议",
        "findings": row.reply,
        "decision": "采纳建议。" if row.is_followed else "不予采纳，理由如上。",
    }
    return draft(
        kind=LetterKind.REPLY,
        issuer=row.to_unit,
        addressee=row.from_unit,
        facts=facts,
        template=TEMPLATE,
        about=row,
        by=by,
        now=now,
    )
