"""Bulletins: drafted from frozen figures, issued as letters, remarked on by those they rank, answered by the issuer."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linli.calendars.policies import due_at
from linli.calendars.queries import working_calendar
from linli.core.actor import Actor, ActorKind
from linli.core.rows import lock_until_committed
from linli.core.time import aware, city_day
from linli.journal.actions import record
from linli.letters.actions import draft
from linli.letters.policies import LetterKind, Status
from linli.metrics import events
from linli.metrics.composing import facts_of
from linli.metrics.errors import (
    BulletinNotOut,
    BulletinNotPublic,
    BulletinNotYours,
    BulletinPublic,
    BulletinThere,
    NobodyRanked,
    NotRanked,
    OwnBulletin,
    PeriodNotOver,
    RemarkOpen,
    RemarkTooLate,
    RemarkUnknown,
    RemarkWordless,
    WeekNotPublic,
)
from linli.metrics.models import Bulletin, Remark
from linli.metrics.policies.bulletins import PUBLIC_CYCLES, Period, RemarkKind
from linli.metrics.queries.bulletins import (
    counted,
    due_of,
    names_of,
    rule_in_force,
    rule_of,
    standings,
    voices_of,
    weights_on,
)
from linli.people.models import Unit
from linli.people.queries import unit_coded


@transaction.atomic
def draft_bulletin(*, name: str, on: date, by: Actor, now: datetime) -> Bulletin:
    """Draft the bulletin of the period around a day, with its letter; a person reviews and issues that.

    Raises BulletinUnknown, BulletinNotYours, PeriodNotOver, MonthNotFrozen, FigureNotFrozen, WindowAcrossEditions,
    NobodyRanked, BulletinThere, and what drafting a letter raises.
    """
    rule, edition = rule_in_force(name, on)
    issuer = unit_coded(rule.issuer)
    if by.kind is not ActorKind.SYSTEM and by.unit != issuer.pk:
        raise BulletinNotYours(unit=issuer.name)
    period = Period.around(rule.cycle, on)
    if period.last >= city_day(now):
        raise PeriodNotOver(last=period.last.isoformat())
    lock_until_committed(f"metrics.bulletin:{name}:{period.first}")
    turn = _turn(name, period)
    weights = weights_on(rule, period)
    found = counted(rule, period, now)
    value = weights.value if weights else None
    ranked = standings(rule, found, rule.rank_by, value)
    if not any(each.place for each in ranked.values()):
        raise NobodyRanked(period=period.words)
    voices = voices_of(rule, ranked)
    bulletin = Bulletin(
        name=name,
        cycle=rule.cycle.value,
        first=period.first,
        last=period.last,
        turn=turn,
        issuer=issuer,
        edition=edition,
        weights=weights.edition if weights else None,
        sums=found.as_data(),
        digest=found.digest,
        voices=list(voices),
        drafted_at=aware(now),
    )
    told = events.BulletinDrafted(name, period.first, period.last, edition, bulletin.weights, bulletin.digest)
    record(told, subject=bulletin, by=by, now=now)
    letter = draft(
        kind=LetterKind.BULLETIN,
        issuer=issuer,
        facts=facts_of(rule, period, found, names_of(rule, ranked), value),
        by=by,
        now=now,
        template=rule.letter,
        about=bulletin,
        copy_units=voices,
    )
    Bulletin.objects.filter(pk=bulletin.pk).update(letter=letter)
    bulletin.letter = letter
    return bulletin


def _turn(name: str, period: Period) -> int:
    """Return 1, or one more than the last one whose letter was cancelled. Raises BulletinThere."""
    last = (
        Bulletin.objects.filter(name=name, first=period.first)
        .select_related("letter")
        .order_by("-turn")
        .first()
    )
    if last is None:
        return 1
    if last.letter is None or last.letter.status != Status.CANCELLED:
        raise BulletinThere
    return last.turn + 1


@transaction.atomic
def announce(*, bulletin: Bulletin, title: str, number: str, by: Actor, now: datetime) -> None:
    """Tell those that are ranked that its letter is issued, and until when they may remark."""
    until = due_at(now, rule_of(bulletin).remark_within, working_calendar())
    units = tuple(bulletin.voices)
    event = events.BulletinIssued(title, bulletin.first, bulletin.last, number, units, until)
    record(event, subject=bulletin, by=by, now=now)


@transaction.atomic
def publish_bulletin(*, bulletin: Bulletin, by: Actor, now: datetime) -> None:
    """Let everybody read an issued bulletin, with what those it ranks say, without an account.

    Raises BulletinNotYours, BulletinNotOut, WeekNotPublic, BulletinPublic, ChangedMeanwhile.
    """
    _require_issuer(bulletin, by)
    _require_out(bulletin)
    if bulletin.cycle not in PUBLIC_CYCLES:
        raise WeekNotPublic
    if bulletin.published_at is not None:
        raise BulletinPublic
    event = events.BulletinPublished(*_identity(bulletin), _number(bulletin))
    record(event, subject=bulletin, by=by, now=now, changes={"published_at": aware(now)})


@transaction.atomic
def take_back_bulletin(*, bulletin: Bulletin, why: str, by: Actor, now: datetime) -> None:
    """Keep a published bulletin from the public again. Raises BulletinNotYours, RemarkWordless, BulletinNotPublic,
    ChangedMeanwhile.
    """
    _require_issuer(bulletin, by)
    if not why.strip():
        raise RemarkWordless
    if bulletin.published_at is None:
        raise BulletinNotPublic
    event = events.BulletinWithdrawn(*_identity(bulletin), _number(bulletin))
    record(event, subject=bulletin, by=by, now=now, note=why.strip(), changes={"published_at": None})


def _require_issuer(bulletin: Bulletin, by: Actor) -> None:
    if by.unit != bulletin.issuer_id:
        raise BulletinNotYours(unit=bulletin.issuer.name)


def _number(bulletin: Bulletin) -> str:
    return bulletin.letter.number if bulletin.letter else ""


@transaction.atomic
def remark(
    *, bulletin: Bulletin, unit: Unit, kind: RemarkKind, words: str, by: Actor, now: datetime
) -> Remark:
    """Attach a comment or an objection for a unit that the bulletin ranks.

    Raises BulletinNotOut, NotRanked, RemarkTooLate, RemarkOpen, RemarkWordless.
    """
    until = _require_out(bulletin)
    if unit.pk not in bulletin.voices or by.unit != unit.pk:
        raise NotRanked
    if not words.strip():
        raise RemarkWordless
    if aware(now) >= until:
        raise RemarkTooLate(until=f"{city_day(until)}")
    lock_until_committed(f"metrics.remark:{bulletin.pk}:{unit.pk}")  # the second of two clerks is told
    if bulletin.remarks.filter(unit=unit, kind=kind, answered_at=None).exists():
        raise RemarkOpen
    made = Remark.objects.create(
        bulletin=bulletin, unit=unit, kind=kind.value, words=words.strip(), made_at=aware(now)
    )
    event = events.BulletinRemarked(*_identity(bulletin), kind.value, unit.pk, bulletin.issuer_id)
    record(event, subject=bulletin, by=by, now=now, note=made.words)
    return made


def _require_out(bulletin: Bulletin) -> datetime:
    until = due_of(bulletin)
    if until is None or bulletin.letter is None or bulletin.letter.status == Status.CANCELLED:
        raise BulletinNotOut
    return until


def _identity(bulletin: Bulletin) -> tuple[str, date, date]:
    return (bulletin.letter.title if bulletin.letter else bulletin.name), bulletin.first, bulletin.last


@transaction.atomic
def answer_remark(
    *, remark: Remark, words: str, is_upheld: bool | None = None, by: Actor, now: datetime
) -> None:
    """Answer for the issuer; an objection is decided by it. The issued figures stay, the answer stands beside them.

    Raises BulletinNotYours, OwnBulletin, RemarkWordless, RemarkUnknown.
    """
    bulletin = remark.bulletin
    _require_issuer(bulletin, by)
    if bulletin.letter is not None and by.account is not None and by.account == bulletin.letter.drafted_by_id:
        raise OwnBulletin
    if not words.strip():
        raise RemarkWordless
    decided = bool(is_upheld) if remark.kind == RemarkKind.OBJECTION else None
    open_one = Remark.objects.filter(pk=remark.pk, answered_at=None)
    if not open_one.update(answer=words.strip(), is_upheld=decided, answered_at=aware(now)):
        raise RemarkUnknown
    event = events.RemarkAnswered(*_identity(bulletin), remark.kind, remark.unit_id, decided)
    record(event, subject=bulletin, by=by, now=now, note=words.strip())
