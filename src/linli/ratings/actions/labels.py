"""From candidate to effect, to letter, re-check and release; and what an appeal changes."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.calendars.policies import due_at
from linli.calendars.queries import working_calendar
from linli.core.actor import SYSTEM, Actor
from linli.core.time import aware, city_day
from linli.journal.actions import record
from linli.letters.actions.following import cancel
from linli.letters.policies.life import ENDED
from linli.ratings import events
from linli.ratings.actions.closing import close
from linli.ratings.actions.recording import end_facts
from linli.ratings.errors import (
    AppealChangesNothing,
    AppealTooLate,
    DecidedByReviewer,
    LabelStateWrong,
    WordsMissing,
)
from linli.ratings.models import LONGEST_WORDS, Copy, Label
from linli.ratings.notices import write_letter
from linli.ratings.policies.judging import Judgement, judge
from linli.ratings.policies.periods import months_later
from linli.ratings.policies.scheme import Scheme
from linli.ratings.policies.states import SHOWN, Ending, LabelStatus
from linli.ratings.queries.facts import counted_facts
from linli.ratings.queries.results import result_of
from linli.ratings.queries.schemes import scheme_of

LETTERS_AND_DIGITS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


def facts_of(label: Label) -> dict[str, Any]:
    return {"entity": label.entity.code, "scheme": label.scheme, "step": label.step}


@transaction.atomic
def confirm(*, label: Label, by: Actor, now: datetime, note: str = "") -> None:
    """Put a rating into effect after somebody looked at it, and draft the letter the scheme asks for.

    What was in effect before is replaced. Raises LabelStateWrong.
    """
    _require(label, LabelStatus.CANDIDATE)
    scheme = scheme_of(label.run)
    for older in Label.objects.filter(
        scheme=label.scheme, entity=label.entity_id, status=LabelStatus.EFFECTIVE
    ).select_related("entity"):
        close(older, LabelStatus.REPLACED, by=by, now=now)
    today, calendar = city_day(now), working_calendar()
    notice = scheme.notices.get(scheme.steps[label.step].colour)
    expires_on = months_later(today, scheme.months)
    label.code = _code()
    letter = write_letter(label, scheme, notice, by=by, now=now) if notice else None
    changes: dict[str, Any] = {
        "status": LabelStatus.EFFECTIVE.value,
        "reviewed_at": aware(now),
        "reviewed_by": by.account,
        "code": label.code,
        "expires_on": expires_on,
        "appeal_until": due_at(now, scheme.appeal_within, calendar),
        "letter_id": letter.pk if letter else None,
        "rectify_until": due_at(now, notice.rectify_within, calendar) if notice else None,
    }
    event = events.LabelConfirmed(
        **facts_of(label), expires_on=expires_on, letter=letter.pk if letter else None
    )
    record(event, subject=label, by=by, now=now, note=note, changes=changes)


def _code() -> str:
    return "".join(secrets.choice(LETTERS_AND_DIGITS) for _ in range(CODE_LENGTH))


@transaction.atomic
def drop(*, label: Label, words: str, by: Actor, now: datetime) -> None:
    """Find a candidate unfounded. Raises LabelStateWrong, WordsMissing."""
    _require(label, LabelStatus.CANDIDATE)
    said = _said(words)
    changes = {
        "status": LabelStatus.DROPPED.value,
        "reviewed_at": aware(now),
        "reviewed_by": by.account,
        "closed_at": aware(now),
    }
    record(events.LabelDropped(**facts_of(label)), subject=label, by=by, now=now, note=said, changes=changes)


@transaction.atomic
def report_rectified(*, label: Label, words: str, by: Actor, now: datetime) -> None:
    """Say for the body that it was put right. Raises LabelStateWrong, WordsMissing."""
    _require(label, *SHOWN)
    said = _said(words)
    event = events.LabelRectified(**facts_of(label))
    record(event, subject=label, by=by, now=now, note=said, changes={"rectified_at": aware(now)})


@transaction.atomic
def recheck(*, label: Label, put_right: Sequence[int], words: str, by: Actor, now: datetime) -> Judgement:
    """Write down what a look on the spot found. `put_right`: facts that do not count any more.

    The rating ends at once where the rest does not support it; the next run finds the same. Returns what the rest
    amounts to. Raises LabelStateWrong, WordsMissing, FactNotFound.
    """
    _require(label, LabelStatus.EFFECTIVE)
    said = _said(words)
    if put_right:
        end_facts(numbers=put_right, ending=Ending.PUT_RIGHT, words=said, by=by, now=now, entity=label.entity)
    scheme, left = _again(label)
    passed = scheme.severity(left.step) < scheme.severity(label.step)
    event = events.LabelRechecked(**facts_of(label), passed=passed, fact_numbers=tuple(put_right))
    changes: dict[str, Any] = {} if passed else {"rectified_at": None}
    record(event, subject=label, by=by, now=now, note=said, changes=changes)
    if scheme.severity(left.step) < scheme.reviewed_severity:
        close(label, LabelStatus.RELEASED, by=by, now=now)
    return left


@transaction.atomic
def appeal(*, label: Label, words: str, now: datetime, by: Actor = SYSTEM) -> None:
    """Appeal for the body, which proved itself by the code of its notice. Raises LabelStateWrong, AppealTooLate."""
    _require(label, LabelStatus.EFFECTIVE)
    said = _said(words)
    if label.appeal_until is not None and now >= label.appeal_until:
        raise AppealTooLate(until=city_day(label.appeal_until).isoformat())
    within = scheme_of(label.run).decide_within
    changes = {
        "status": LabelStatus.APPEALED.value,
        "appealed_at": aware(now),
        "appeal_words": said,
        "decide_until": due_at(now, within, working_calendar()),
    }
    record(events.LabelAppealed(**facts_of(label)), subject=label, by=by, now=now, changes=changes)


@transaction.atomic
def refuse_appeal(*, label: Label, words: str, by: Actor, now: datetime) -> None:
    """Let the rating stay, with reasons. Raises LabelStateWrong, DecidedByReviewer, WordsMissing."""
    _require_decider(label, by)
    said = _said(words)
    changes = {"status": LabelStatus.EFFECTIVE.value, "decided_at": aware(now)}
    record(events.AppealRefused(**facts_of(label)), subject=label, by=by, now=now, note=said, changes=changes)


@transaction.atomic
def grant_appeal(*, label: Label, wrong: Sequence[int], words: str, by: Actor, now: datetime) -> Judgement:
    """Correct a rating: the facts that were wrong stop counting, and every copy is corrected.

    The rating ends; where what is left is still looked at one by one, a new candidate stands for it. Raises
    LabelStateWrong, DecidedByReviewer, WordsMissing, AppealChangesNothing, FactNotFound.
    """
    _require_decider(label, by)
    said = _said(words)
    if not wrong:
        raise AppealChangesNothing
    end_facts(numbers=wrong, ending=Ending.WRONG, words=said, by=by, now=now, entity=label.entity)
    scheme, left = _again(label)
    if left.step == label.step:
        raise AppealChangesNothing
    event = events.RatingCorrected(
        **facts_of(label), new_step=left.step, fact_numbers=tuple(wrong), letter=label.letter_id
    )
    changes = {
        "status": LabelStatus.CORRECTED.value,
        "decided_at": aware(now),
        "closed_at": aware(now),
    }
    record(event, subject=label, by=by, now=now, note=said, changes=changes)
    _correct_copies(label, said, by=by, now=now)
    if scheme.severity(left.step) >= scheme.reviewed_severity:
        _candidate(label, left.step, now)
    return left


def _correct_copies(label: Label, words: str, *, by: Actor, now: datetime) -> None:
    """Withdraw the letter, and mark each export that holds the rating. Pages and feeds read the rating itself."""
    letter = label.letter
    if letter is not None and letter.status not in ENDED:
        # The city's rule withdraws it for the unit that wrote it: who decides an appeal writes no letters.
        rule = Actor(SYSTEM.kind, unit=letter.issuer_id)
        cancel(letter=letter, note=words, by=rule, now=now)
    for copy in Copy.objects.filter(scheme=label.scheme, label_ids__contains=[label.pk]):
        event = events.CopyCorrected(
            scheme=label.scheme,
            entity=label.entity.code,
            taken_on=city_day(copy.made_at),
            account=copy.made_by,
        )
        first = {} if copy.corrected_at else {"corrected_at": aware(now)}
        record(event, subject=copy, by=by, now=now, changes=first)


def _candidate(label: Label, step: int, now: datetime) -> None:
    known = Label.objects.filter(scheme=label.scheme, entity=label.entity_id, status=LabelStatus.CANDIDATE)
    known.delete()
    Label.objects.create(
        entity_id=label.entity_id,
        area_code=label.area_code,
        unit_id=label.unit_id,
        scheme=label.scheme,
        run_id=label.run_id,
        step=step,
        made_at=aware(now),
    )


def counting(label: Label, kind: str = "") -> list[int]:
    """Return the numbers of the facts behind a rating that still count; `kind`: of this kind alone."""
    found = result_of(label.run, label.entity_id)
    facts = counted_facts(found.evidence if found else ())
    return [each.number for each in facts if kind in ("", each.kind)]


def _again(label: Label) -> tuple[Scheme, Judgement]:
    """Return what the facts that still count amount to, of those the rating's run could know."""
    run = label.run
    scheme = scheme_of(run)
    found = result_of(run, label.entity_id)
    facts = counted_facts(found.evidence if found else ())
    return scheme, judge(scheme, facts, first_on=run.first_on, last_on=run.last_on)


def _require(label: Label, *statuses: LabelStatus) -> None:
    if label.status not in statuses:
        raise LabelStateWrong(state=LabelStatus(label.status).label)


def _require_decider(label: Label, by: Actor) -> None:
    _require(label, LabelStatus.APPEALED)
    if by.account is not None and by.account == label.reviewed_by:
        raise DecidedByReviewer


def _said(words: str) -> str:
    if not words.strip():
        raise WordsMissing
    return words.strip()[:LONGEST_WORDS]
