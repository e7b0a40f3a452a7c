"""Listed problems: proposed, approved by somebody else, listed in batches, reported on, accepted by somebody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q

from linli.core.actor import SYSTEM, Actor
from linli.core.moments import day_words
from linli.core.time import city_day
from linli.journal.actions import record
from linli.language.policies.text import fold, without_personal_numbers
from linli.matters.actions.attaching import Upload
from linli.people.models import Unit
from linli.rulebook.queries import in_force
from linli.supervision import events
from linli.supervision.actions.evidence import count_keeping, keep
from linli.supervision.actions.list_letters import draft_delisted, draft_listed
from linli.supervision.errors import (
    DeadlineInThePast,
    DeadlineTooFar,
    EmptyBatch,
    ExtendedOften,
    MonthReported,
    NeedsWords,
    NothingAbove,
    NotLater,
    NotTheOwner,
    OwnersTurn,
    PublicText,
    SharePast,
    SomebodyElse,
    StepNotPossible,
)
from linli.supervision.models import Batch, Ladder, Listing, Progress
from linli.supervision.policies import (
    LISTED,
    LISTING_VERBS,
    ListingLevel,
    ListingRule,
    ListingStatus,
    ListingVerb,
    first_of_month,
    months_later,
)
from linli.supervision.words import PROPOSE

REMINDED_AT_ONCE = 500


@transaction.atomic
def propose(
    *,
    title: str,
    place: str,
    area_code: str,
    level: ListingLevel,
    grounds: str,
    target: str,
    owner: Unit,
    by: Actor,
    now: datetime,
    ladder: Ladder | None = None,
) -> Listing:
    """Propose a problem at a place for the public list. Title, place and target are read by everybody.

    Raises NeedsWords, PublicText where one of them holds a telephone or identity number.
    """
    words = {"title": title.strip(), "place": place.strip(), "target": target.strip()}
    if not all(words.values()) or not grounds.strip():
        raise NeedsWords(verb=PROPOSE)
    for text in words.values():
        _require_public(text)
    row = Listing(
        **words,
        area_code=area_code,
        watch=level.value,
        grounds=grounds.strip(),
        owner=owner,
        ladder=ladder,
        proposed_by_id=by.account,
        proposed_at=now,
    )
    event = events.ListingProposed(
        title=row.title,
        owner=owner.pk,
        area=area_code,
        level=level.value,
        ladder=ladder.pk if ladder else None,
    )
    record(event, subject=row, by=by, now=now, note=row.grounds)
    return row


def _require_public(text: str) -> None:
    folded = fold(text)
    if without_personal_numbers(folded) != folded:
        raise PublicText


def check(listing: Listing, verb: ListingVerb, by: Actor) -> None:
    """Raise the refusal that says why this actor cannot take the step now."""
    step = LISTING_VERBS[verb]
    if ListingStatus(listing.status) not in step.start:
        raise StepNotPossible(verb=verb.label, status=listing.get_status_display())
    if step.by_owner and by.unit != listing.owner_id:
        raise OwnersTurn(unit=listing.owner.name, verb=verb.label)
    if not step.by_owner and by.unit == listing.owner_id:
        raise NotTheOwner(unit=listing.owner.name, verb=verb.label)
    before = {
        ListingVerb.APPROVE: listing.proposed_by_id,
        ListingVerb.ACCEPT: listing.completed_by_id,
    }.get(verb)
    if before is not None and before == by.account:
        raise SomebodyElse(verb=verb.label)


def _move(
    listing: Listing,
    verb: ListingVerb,
    event: events.ListingEvent,
    *,
    by: Actor,
    now: datetime,
    words: str = "",
    changes: Mapping[str, Any] | None = None,
    also: Sequence[Progress] = (),
) -> None:
    check(listing, verb, by)
    step, note = LISTING_VERBS[verb], words.strip()
    if step.needs_words and not note:
        raise NeedsWords(verb=verb.label)
    columns = dict(changes or {})
    if step.end is not None:
        columns["status"] = step.end.value
    record(event, subject=listing, by=by, now=now, note=note, changes=columns, also=also)


def _told(listing: Listing) -> dict[str, Any]:
    return {"title": listing.title, "owner": listing.owner_id}


@transaction.atomic
def approve(*, listing: Listing, by: Actor, now: datetime, words: str = "") -> None:
    """Raises SomebodyElse for whoever proposed it, NotTheOwner, StepNotPossible."""
    event = events.ListingApproved(**_told(listing))
    _move(listing, ListingVerb.APPROVE, event, by=by, now=now, words=words)


@transaction.atomic
def refuse(*, listing: Listing, words: str, by: Actor, now: datetime) -> None:
    """Raises NeedsWords, NotTheOwner, StepNotPossible."""
    event = events.ListingRefused(**_told(listing))
    _move(listing, ListingVerb.REFUSE, event, by=by, now=now, words=words)


@transaction.atomic
def list_batch(*, listings: Sequence[Listing], by: Actor, now: datetime, due_on: date | None = None) -> Batch:
    """Put approved problems on the public list together: all or none. Without a day, the city's months count.

    Raises EmptyBatch, DeadlineInThePast, DeadlineTooFar, NotTheOwner, StepNotPossible.
    """
    if not listings:
        raise EmptyBatch
    today = city_day(now)
    rule = in_force(ListingRule, today).value
    deadline = due_on or months_later(today, rule.months)
    _require_ahead(deadline, today, rule)
    for listing in listings:
        check(listing, ListingVerb.LIST, by)
    year = today.year
    # Whoever lists a second batch at the same time waits here, so that no number is given twice.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('supervision.batch'))")
    last = Batch.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0
    batch = Batch(year=year, serial=last + 1, listed_at=now)
    number = f"{year}-{last + 1}"
    told = events.BatchListed(batch=number, listings=tuple(each.pk for each in listings))
    record(told, subject=batch, by=by, now=now)
    for listing in listings:
        event = events.ListingListed(**_told(listing), batch=number, due_on=deadline)
        changes = {"batch_id": batch.pk, "listed_at": now, "due_on": deadline}
        _move(listing, ListingVerb.LIST, event, by=by, now=now, changes=changes)
        draft_listed(listing, batch, now=now)
    return batch


def _require_ahead(day: date, today: date, rule: ListingRule) -> None:
    if day <= today:
        raise DeadlineInThePast(day=day_words(day))
    if day > months_later(today, rule.most_months):
        raise DeadlineTooFar(day=day_words(day), months=rule.most_months)


@transaction.atomic
def report(
    *, listing: Listing, words: str, share: int, by: Actor, now: datetime, papers: Sequence[Upload] = ()
) -> None:
    """Report the progress of this month for the owner, once.

    Raises OwnersTurn, SharePast, MonthReported, NeedsWords, StepNotPossible.
    """
    if not 0 <= share <= 100:
        raise SharePast
    month = first_of_month(city_day(now))
    if Progress.objects.filter(listing=listing, month=month).exists():
        raise MonthReported(month=f"{month:%Y-%m}")
    row = Progress(listing=listing, month=month, text=words.strip(), share=share, reported_at=now)
    event = events.ProgressReported(**_told(listing), month=month, share=share, files=len(papers))
    changes = {"progress": share}
    _move(listing, ListingVerb.REPORT, event, by=by, now=now, words=words, changes=changes, also=[row])
    keep(listing, papers, by=by, now=now)


@transaction.atomic
def complete(
    *, listing: Listing, words: str, by: Actor, now: datetime, papers: Sequence[Upload] = ()
) -> None:
    """Report it solved for the owner. Raises OwnersTurn, NeedsWords, StepNotPossible."""
    event = events.ListingCompleted(**_told(listing), files=len(papers))
    changes = {"completed_by_id": by.account, "progress": 100}
    _move(listing, ListingVerb.COMPLETE, event, by=by, now=now, words=words, changes=changes)
    keep(listing, papers, by=by, now=now)


@transaction.atomic
def accept(*, listing: Listing, words: str, by: Actor, now: datetime) -> None:
    """Find it solved and take it off the list. Raises NotTheOwner for the unit that solved it, SomebodyElse."""
    event = events.ListingDelisted(**_told(listing))
    _move(listing, ListingVerb.ACCEPT, event, by=by, now=now, words=words, changes={"delisted_at": now})
    draft_delisted(listing, found=words.strip(), now=now)
    count_keeping(listing, now=now)


@transaction.atomic
def reject(*, listing: Listing, words: str, by: Actor, now: datetime, papers: Sequence[Upload] = ()) -> None:
    """Find it not solved yet. Raises NotTheOwner, NeedsWords, StepNotPossible."""
    event = events.ListingReturned(**_told(listing), files=len(papers))
    changes = {"completed_by_id": None}
    _move(listing, ListingVerb.REJECT, event, by=by, now=now, words=words, changes=changes)
    keep(listing, papers, by=by, now=now)


@transaction.atomic
def extend(*, listing: Listing, due_on: date, words: str, by: Actor, now: datetime) -> None:
    """Give more time. Raises NotLater, ExtendedOften, DeadlineInThePast, DeadlineTooFar, NeedsWords, NotTheOwner."""
    check(listing, ListingVerb.EXTEND, by)
    assert listing.due_on is not None
    today = city_day(now)
    rule = in_force(ListingRule, today).value
    if listing.extensions >= rule.extensions:
        raise ExtendedOften(times=listing.extensions)
    _require_ahead(due_on, today, rule)
    if due_on <= listing.due_on:
        raise NotLater(day=day_words(listing.due_on))
    event = events.ListingExtended(**_told(listing), due_on=due_on)
    changes = {"due_on": due_on, "extensions": listing.extensions + 1}
    _move(listing, ListingVerb.EXTEND, event, by=by, now=now, words=words, changes=changes)


@transaction.atomic
def escalate(*, listing: Listing, due_on: date, words: str, by: Actor, now: datetime) -> None:
    """Let the level above watch over it, with a new date. Raises NothingAbove, DeadlineInThePast, NeedsWords."""
    check(listing, ListingVerb.ESCALATE, by)
    today = city_day(now)
    above = ListingLevel(listing.watch).above
    if above is None:
        raise NothingAbove
    _require_ahead(due_on, today, in_force(ListingRule, today).value)
    event = events.ListingEscalated(**_told(listing), level=above.value, due_on=due_on)
    changes = {"watch": above.value, "due_on": due_on, "extensions": 0, "completed_by_id": None}
    _move(listing, ListingVerb.ESCALATE, event, by=by, now=now, words=words, changes=changes)


def remind_of_progress(*, now: datetime, limit: int = REMINDED_AT_ONCE) -> int:
    """Remind the owners whose report on the last month is missing, once for each month; return how many.

    Nothing before the city's day of the month.
    """
    today = city_day(now)
    if today.day <= in_force(ListingRule, today).value.progress_day:
        return 0
    month = first_of_month(months_later(first_of_month(today), -1))
    running = sorted(LISTED - {ListingStatus.ACCEPTANCE})
    begun = Q(listed_at__lt=now) & Q(reminded_for__isnull=True) | Q(reminded_for__lt=month)
    with transaction.atomic():
        rows = Listing.objects.filter(begun, status__in=running).exclude(reports__month__gte=month)
        due = rows.select_for_update(skip_locked=True).order_by("pk")[:limit]
        found = [each for each in due if each.listed_at and city_day(each.listed_at) < first_of_month(today)]
        for listing in found:
            event = events.ProgressMissed(**_told(listing), month=month)
            record(event, subject=listing, by=SYSTEM, now=now, changes={"reminded_for": month})
    return len(found)
