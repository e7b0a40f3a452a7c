"""What people do with a warning: take note, confirm, dismiss, write to the responsible unit, lift."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation

from linli.calendars.policies import Limit
from linli.core.actor import Actor
from linli.core.time import aware, city_day
from linli.journal.actions import record
from linli.letters import actions as letters
from linli.letters.actions import About
from linli.letters.models import Letter
from linli.letters.policies import LetterKind
from linli.letters.policies.wording import day_in_chinese
from linli.letters.queries import texts_on
from linli.people.models import Unit
from linli.people.policies import Role
from linli.rulebook.queries import in_force
from linli.warnings import events
from linli.warnings.actions.saying import said
from linli.warnings.errors import (
    AcknowledgedAlready,
    LetterThere,
    NotAcknowledged,
    NotNow,
    OthersAnswer,
    ReasonMissing,
    TextMissing,
)
from linli.warnings.models import EarlyWarning
from linli.warnings.policies.index import Level
from linli.warnings.policies.rules import EarlyRule
from linli.warnings.policies.states import NEXT, OPEN, Status, Verb, expires_at
from linli.warnings.queries.early import letter_about
from linli.warnings.wording import figure, kind_name, place_name, reason_of


def rule_of(now: datetime) -> EarlyRule:
    """Raises RuleMissing."""
    return in_force(EarlyRule, city_day(now)).value


def require_next(row: EarlyWarning, to: Status, verb: Verb) -> None:
    """Raises NotNow."""
    status = Status(row.status)
    if to not in NEXT[status]:
        raise NotNow(verb=verb.label, status=status.label)


def check_acknowledge(row: EarlyWarning, by: Actor, now: datetime) -> None:
    """Raises NotNow, AcknowledgedAlready, OthersAnswer."""
    if row.status not in OPEN:
        raise NotNow(verb=Verb.ACKNOWLEDGE.label, status=Status(row.status).label)
    if row.acknowledged_at is not None:
        raise AcknowledgedAlready
    roles = rule_of(now).answerable(Level(row.level)).roles
    if by.role not in roles:
        raise OthersAnswer(roles="、".join(str(Role(each).label) for each in roles))


@transaction.atomic
def acknowledge(*, row: EarlyWarning, by: Actor, now: datetime) -> None:
    """Take note of a warning in a role that the city named for its colour.

    Raises NotNow, AcknowledgedAlready, OthersAnswer, ChangedMeanwhile.
    """
    check_acknowledge(row, by, now)
    changes = {"acknowledged_at": aware(now), "acknowledged_as": by.role}
    event = events.WarningAcknowledged(**said(row), role=by.role)
    record(event, subject=row, by=by, now=now, changes=changes)


@transaction.atomic
def confirm(*, row: EarlyWarning, unit: Unit, words: str, by: Actor, now: datetime) -> None:
    """Say that it is true, and which unit answers for it. Raises NotNow, NotAcknowledged."""
    require_next(row, Status.CONFIRMED, Verb.CONFIRM)
    if row.acknowledged_at is None:
        raise NotAcknowledged
    changes = {"status": Status.CONFIRMED.value, "confirmed_at": aware(now), "unit_id": unit.pk}
    event = events.WarningConfirmed(**said(row) | {"unit": unit.pk})
    record(event, subject=row, by=by, now=now, note=words.strip(), changes=changes)
    row.unit = unit


@transaction.atomic
def dismiss(*, row: EarlyWarning, words: str, by: Actor, now: datetime) -> None:
    """Say that it was a false alarm, and why. It counts in the record of its detector. Raises NotNow, ReasonMissing."""
    require_next(row, Status.FALSE, Verb.DISMISS)
    changes = {"status": Status.FALSE.value, "ended_at": aware(now)}
    record(
        events.WarningDismissed(**said(row)),
        subject=row,
        by=by,
        now=now,
        note=_reason(words),
        changes=changes,
    )


@transaction.atomic
def reopen(*, row: EarlyWarning, words: str, by: Actor, now: datetime) -> None:
    """Look again at what was dismissed in haste. Raises NotNow, ReasonMissing.

    Not where a newer one stands in its place.
    """
    require_next(row, Status.RAISED, Verb.REOPEN)
    if row.rearmed_on is not None:
        raise NotNow(verb=Verb.REOPEN.label, status=Status(row.status).label)
    rule = rule_of(now)
    changes = {
        "status": Status.RAISED.value,
        "ended_at": None,
        "confirmed_at": None,
        "expires_at": expires_at(aware(now), rule.expire_days),
    }
    event = events.WarningLookedAtAgain(**said(row))
    record(event, subject=row, by=by, now=now, note=_reason(words), changes=changes)


@transaction.atomic
def begin_handling(*, row: EarlyWarning, words: str, by: Actor, now: datetime) -> None:
    """Say that something is being done, without a letter or before its answer. Raises NotNow, ReasonMissing."""
    require_next(row, Status.HANDLING, Verb.HANDLE)
    changes = {"status": Status.HANDLING.value}
    record(
        events.WarningHandled(**said(row)), subject=row, by=by, now=now, note=_reason(words), changes=changes
    )


@transaction.atomic
def lift(*, row: EarlyWarning, words: str, by: Actor, now: datetime) -> None:
    """End a confirmed warning. Raises NotNow, ReasonMissing."""
    require_next(row, Status.LIFTED, Verb.LIFT)
    changes = {"status": Status.LIFTED.value, "ended_at": aware(now)}
    record(
        events.WarningLifted(**said(row)), subject=row, by=by, now=now, note=_reason(words), changes=changes
    )


def _reason(words: str) -> str:
    if not words.strip():
        raise ReasonMissing
    return words.strip()


# Letters


def check_letter(row: EarlyWarning) -> None:
    """Raises LetterThere: one letter at a time goes to the unit."""
    known = letter_about(row)
    if known is not None:
        raise LetterThere(letter=str(known))


@transaction.atomic
def write_letter(
    *, row: EarlyWarning, issuer: Unit, suggestions: str, by: Actor, now: datetime, due_on: date | None = None
) -> Letter:
    """Draft the letter about a confirmed warning to the responsible unit, for somebody else to review and issue.

    `suggestions`: one on each line. Raises NotNow, LetterThere, TextMissing, ReasonMissing, ToOneself,
    IssuerWithoutNumbers, DueInThePast, PersonalNumber.
    """
    require_next(row, Status.NOTIFIED, Verb.WRITE)
    check_letter(row)
    rule = rule_of(now)
    template = texts_on(city_day(now)).get(rule.letter)
    if template is None:
        raise TextMissing(text=rule.letter)
    kind, _colon, name = rule.letter.partition(":")
    assert row.unit is not None
    with translation.override("zh-hans"):  # what is signed and sealed is Chinese
        wanted = template.model().model_fields
        facts = {each: value for each, value in _facts(row, suggestions, now).items() if each in wanted}
        letter = letters.draft(
            kind=LetterKind(kind),
            issuer=issuer,
            addressee=row.unit,
            template=name,
            facts=facts,
            about=About.of(row),
            due=due_on or Limit.parse(rule.answer_within),
            occasion=f"warning:{row.pk}:{row.chain_length}",
            by=by,
            now=now,
        )
    record(events.LetterDraftedAbout(**said(row), letter=letter.pk), subject=row, by=by, now=now)
    return letter


def _facts(row: EarlyWarning, suggestions: str, now: datetime) -> dict[str, Any]:
    """Return what a text may ask for: counts of matters, and nothing of who raised them."""
    lines = [line.strip() for line in suggestions.splitlines() if line.strip()]
    if not lines:
        raise ReasonMissing
    reason = reason_of(row)
    return {
        "subject": f"{place_name(row.area_code)}“{kind_name(row.kind_code)}”类事项预警",
        "period": f"截至{day_in_chinese(city_day(now))}",
        "situation": f"{reason}经核实，该预警属实，等级为{Level(row.level).label}。",
        "missed": reason,
        "earlier": "",
        "measures": lines,
        "suggestions": lines,
        "consequence": "逾期未采取措施的，将按规定督办。",
        "figures": _table(row),
    }


def _table(row: EarlyWarning) -> dict[str, Any] | None:
    """Return the last eight weeks as a table; counts below five are not told."""
    counts = row.evidence["counts"][-8:]
    first = date.fromisoformat(row.evidence["first_on"])
    skipped = len(row.evidence["counts"]) - len(counts)
    weeks = [first + timedelta(weeks=skipped + place) for place in range(len(counts))]
    rows = [(f"{day_in_chinese(week)}起", _told(count)) for week, count in zip(weeks, counts, strict=True)]
    return {"caption": "近期每周受理件数", "head": ("周", "件数"), "rows": rows}


def _told(count: float | None) -> str:
    if count is None:
        return "无记录"
    return "0" if count == 0 else "少于5" if count < 5 else figure(count)


@transaction.atomic
def letter_went_out(*, number: int, letter: int, by: Actor, now: datetime) -> None:
    """Let the warning know that its letter was issued. Where it has gone further meanwhile, nothing happens."""
    row = EarlyWarning.objects.select_related("unit").filter(pk=number, status=Status.CONFIRMED).first()
    if row is not None:
        event = events.WarningNotified(**said(row), letter=letter)
        record(event, subject=row, by=by, now=now, changes={"status": Status.NOTIFIED.value})


@transaction.atomic
def letter_was_answered(*, number: int, by: Actor, now: datetime) -> None:
    """Let the warning know that the unit answered."""
    row = EarlyWarning.objects.select_related("unit").filter(pk=number, status=Status.NOTIFIED).first()
    if row is not None:
        changes = {"status": Status.HANDLING.value}
        record(events.WarningHandled(**said(row)), subject=row, by=by, now=now, changes=changes)
