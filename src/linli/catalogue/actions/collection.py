from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from linli.catalogue.actions.edition import new_edition
from linli.catalogue.errors import (
    AlreadyGaveOpinion,
    ApplicationIncomplete,
    EndOutOfTerm,
    ForbiddenTopic,
    ItemWithoutGrounds,
    MoveNotAllowed,
    OpinionsMissing,
    OwnApplication,
    ReasonMissing,
    TermTooLong,
    TooMuchWork,
    UnknownItem,
)
from linli.catalogue.events import (
    AdmissionDrafted,
    AdmissionEndSet,
    AdmissionMoved,
    ItemChanged,
    ItemEndSet,
    ItemListed,
    ListPublished,
    OpinionGiven,
)
from linli.catalogue.models import (
    Admission,
    AdmissionItem,
    CollectionCategory,
    CollectionItem,
    CollectionList,
    Opinion,
)
from linli.catalogue.policies.admission import AdmissionRule, Application, missing_of
from linli.catalogue.policies.collection import (
    AdmissionState,
    ItemDraft,
    ItemView,
    View,
    diff,
    fault_of,
    forbidden_topic,
    keep_until,
    may_move,
)
from linli.catalogue.queries.collection import (
    admitted_items,
    heaviest_hours,
    item_named,
    latest_list,
)
from linli.core.actor import Actor
from linli.core.time import city_day
from linli.journal.actions import record
from linli.rulebook.queries import in_force

SWEEP = 200
A_DAY = timedelta(days=1)


# Items


@transaction.atomic
def list_category(code: str, *, name_zh: str, name_en: str) -> CollectionCategory:
    """Describe a heading of the list, or reword it."""
    row, _created = CollectionCategory.objects.update_or_create(
        code=code, defaults={"name_zh": name_zh, "name_en": name_en}
    )
    return row


@transaction.atomic
def list_item(draft: ItemDraft, *, by: Actor, now: datetime) -> CollectionItem:
    """Describe an item, or correct its description. That alone lets nobody collect it.

    Raises ForbiddenTopic, ItemWithoutGrounds, or UnknownItem when the category is not there.
    """
    refuse_forbidden(draft)
    category = CollectionCategory.objects.filter(code=draft.category).first()
    if category is None:
        raise UnknownItem(code=draft.category)
    new = draft.columns() | {"category_id": category.pk}
    row = CollectionItem.objects.filter(code=draft.code).first()
    if row is None:
        row = CollectionItem(code=draft.code, **new)
        record(ItemListed(draft.code, draft.is_personal), subject=row, by=by, now=now)
        new_edition()
        return row
    changes = {name: value for name, value in new.items() if getattr(row, name) != value}
    if changes:
        event = ItemChanged(draft.code, tuple(sorted(changes)))
        record(event, subject=row, by=by, now=now, changes=changes)
        new_edition()
    return row


def refuse_forbidden(item: ItemDraft | ItemView) -> None:
    """Raise ForbiddenTopic or ItemWithoutGrounds for what no list may carry."""
    words = (item.code, item.name_zh, item.name_en, item.purpose, *item.choices)
    topic = forbidden_topic(*words)
    if topic is not None:
        raise ForbiddenTopic(item=item.name_zh, topic=topic.label)
    fault = fault_of(
        is_personal=item.is_personal,
        is_sensitive=item.is_sensitive,
        by_consent=item.by_consent,
        purpose=item.purpose,
        basis=item.basis,
        personal_field=item.personal_field,
    )
    if fault is not None:
        raise ItemWithoutGrounds(item=item.name_zh, fault=fault.label)


# Applications


@transaction.atomic
def draft_admission(application: Application, *, by: Actor, now: datetime) -> Admission:
    """Begin an application. It may be incomplete until it is submitted. Raises UnknownItem,
    ForbiddenTopic."""
    rows = _items(application.items)
    _refuse_topic(application)
    admission = Admission(drafted_at=now, **application.columns())
    event = AdmissionDrafted(application.unit_id, tuple(sorted(rows)), application.hours_per_grid)
    record(event, subject=admission, by=by, now=now)
    _set_items(admission, rows)
    return admission


@transaction.atomic
def submit(admission: Admission, *, by: Actor, now: datetime) -> None:
    """Send an application to the reviewers.

    Raises ApplicationIncomplete, ForbiddenTopic, ItemWithoutGrounds, MoveNotAllowed, and ChangedMeanwhile.
    """
    codes = list(admission.items.values_list("code", flat=True))
    application = Application.of(admission, codes)
    missing = missing_of(application)
    if missing:
        raise ApplicationIncomplete(missing="、".join(str(each.label) for each in missing))
    _refuse_topic(application)
    for code in codes:
        refuse_forbidden(item_named(code))
    admission.opinions.all().delete()  # A draft that was sent back is read afresh.
    _move(admission, AdmissionState.REVIEWING, by=by, now=now)


@transaction.atomic
def give_opinion(
    admission: Admission, *, unit_id: int, view: View, words: str, by: Actor, now: datetime
) -> Opinion:
    """Give a reviewing unit's opinion, with its reasons.

    Raises OwnApplication, AlreadyGaveOpinion, ReasonMissing, MoveNotAllowed when it is not under review.
    """
    _require_state(admission, AdmissionState.REVIEWING)
    if unit_id == admission.unit_id:
        raise OwnApplication
    if not words.strip():
        raise ReasonMissing
    opinion = Opinion(
        admission=admission,
        unit_id=unit_id,
        account_id=by.account,
        view=view,
        words=words.strip(),
        given_at=now,
    )
    try:
        with transaction.atomic():
            opinion.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyGaveOpinion from error
    record(OpinionGiven(unit_id, view.value), subject=admission, by=by, now=now, note=words.strip())
    return opinion


@transaction.atomic
def send_back(admission: Admission, *, reason: str, by: Actor, now: datetime) -> None:
    """Let the department change its application. Raises ReasonMissing, MoveNotAllowed."""
    _move(admission, AdmissionState.DRAFT, by=by, now=now, reason=_reason(reason))


@transaction.atomic
def admit(admission: Admission, *, valid_from: date, valid_to: date, by: Actor, now: datetime) -> None:
    """Admit the task from `valid_from` until the day before `valid_to`.

    Raises OwnApplication when the applicant's own unit decides, OpinionsMissing, TermTooLong, TooMuchWork
    when some grid would work more than the city allows, MoveNotAllowed.
    """
    rule = in_force(AdmissionRule, city_day(now)).value
    _require_state(admission, AdmissionState.REVIEWING)
    if by.unit is not None and by.unit == admission.unit_id:
        raise OwnApplication
    _require_opinions(admission, rule)
    latest = keep_until(valid_from, rule.longest_months)
    if not valid_from < valid_to <= latest or valid_to <= city_day(now):
        raise TermTooLong(valid_from=valid_from.isoformat(), latest=latest.isoformat())
    _require_room(admission, rule, max(valid_from, city_day(now)))
    term = {"valid_from": valid_from, "valid_to": valid_to, "decided_at": now}
    _move(admission, AdmissionState.ADMITTED, by=by, now=now, changes=term)
    new_edition()


@transaction.atomic
def refuse(admission: Admission, *, reason: str, by: Actor, now: datetime) -> None:
    """Refuse the task with reasons; asking again is a new application. Raises ReasonMissing,
    MoveNotAllowed."""
    changes = {"decided_at": now}
    _move(admission, AdmissionState.REFUSED, by=by, now=now, reason=_reason(reason), changes=changes)


@transaction.atomic
def suspend(admission: Admission, *, reason: str, by: Actor, now: datetime) -> None:
    """Let grids stop collecting at once; the term runs on. Raises ReasonMissing, MoveNotAllowed."""
    _move(admission, AdmissionState.SUSPENDED, by=by, now=now, reason=_reason(reason))
    new_edition()


@transaction.atomic
def resume(admission: Admission, *, reason: str, by: Actor, now: datetime) -> None:
    """Let a suspended task go on until its term ends.

    Raises ReasonMissing, TooMuchWork when its hours were given away meanwhile, MoveNotAllowed.
    """
    _require_state(admission, AdmissionState.SUSPENDED)
    _require_room(admission, in_force(AdmissionRule, city_day(now)).value, city_day(now))
    _move(admission, AdmissionState.ADMITTED, by=by, now=now, reason=_reason(reason))
    new_edition()


@transaction.atomic
def set_end(admission: Admission, *, valid_to: date, reason: str, by: Actor, now: datetime) -> None:
    """Let a task end on another day, the first on which it is no longer admitted: earlier, or later within the limits.

    Before that day comes it may be set again. Raises ReasonMissing, MoveNotAllowed, EndOutOfTerm, TooMuchWork.
    """
    admission = Admission.objects.select_for_update().get(pk=admission.pk)
    _require_state(admission, AdmissionState.ADMITTED)
    assert admission.valid_from is not None
    assert admission.valid_to is not None
    rule, today = in_force(AdmissionRule, city_day(now)).value, city_day(now)
    first = max(today, admission.valid_from) + A_DAY
    last = keep_until(admission.valid_from, rule.longest_months)
    if not first <= valid_to <= last:
        raise EndOutOfTerm(first=first.isoformat(), last=last.isoformat())
    if valid_to > admission.valid_to:
        _require_room(admission, rule, admission.valid_to)
    event = AdmissionEndSet(valid_to)
    record(event, subject=admission, by=by, now=now, note=_reason(reason), changes={"valid_to": valid_to})
    new_edition()


@transaction.atomic
def withdraw_item(
    admission: Admission, code: str, *, valid_to: date | None, reason: str, by: Actor, now: datetime
) -> None:
    """Ask the grids no longer for one item of a task from a day on; with None, ask for it to the end again.

    What was written down is kept as long as it was to be. An item that has ended does not come back: that is a new
    application. Raises ReasonMissing, MoveNotAllowed, UnknownItem, EndOutOfTerm.
    """
    today = city_day(now)
    _require_state(admission, AdmissionState.ADMITTED)
    assert admission.valid_to is not None
    row = AdmissionItem.objects.select_for_update().filter(admission=admission, item__code=code).first()
    if row is None or (row.valid_to is not None and row.valid_to <= today):
        raise UnknownItem(code=code)
    first, last = today + A_DAY, admission.valid_to
    if valid_to is not None and not first <= valid_to <= last:
        raise EndOutOfTerm(first=first.isoformat(), last=last.isoformat())
    AdmissionItem.objects.filter(pk=row.pk).update(valid_to=valid_to)
    record(ItemEndSet(code, valid_to), subject=admission, by=by, now=now, note=_reason(reason))
    new_edition()


@transaction.atomic
def expire_admissions(*, by: Actor, now: datetime) -> int:
    """Mark admissions whose term is over; return how many. Twice is once; a job calls it every night."""
    over = Admission.objects.filter(
        state__in=[AdmissionState.ADMITTED, AdmissionState.SUSPENDED], valid_to__lte=city_day(now)
    )
    rows = list(over.select_for_update(skip_locked=True).order_by("pk")[:SWEEP])
    for admission in rows:
        _move(admission, AdmissionState.EXPIRED, by=by, now=now)
    if rows:
        new_edition()
    return len(rows)


@transaction.atomic
def publish_list(*, by: Actor, now: datetime) -> CollectionList | None:
    """Publish what grids may collect today as the next version; None when nothing differs from the last."""
    last = latest_list()
    content = {code: item.as_listed() for code, item in admitted_items(city_day(now)).items()}
    change = diff(last.content if last else {}, content)
    if change.is_empty:
        return None
    row = CollectionList(version=last.version + 1 if last else 1, published_at=now, content=content)
    event = ListPublished(row.version, change.added, change.removed, tuple(change.changed))
    record(event, subject=row, by=by, now=now)
    return row


# Shared by the above


def _items(codes: Collection[str]) -> dict[str, int]:
    rows = dict(CollectionItem.objects.filter(code__in=codes).values_list("code", "pk"))
    for code in codes:
        if code not in rows:
            raise UnknownItem(code=code)
    return rows


def _set_items(admission: Admission, rows: dict[str, int]) -> None:
    AdmissionItem.objects.bulk_create(AdmissionItem(admission=admission, item_id=pk) for pk in rows.values())


def _refuse_topic(application: Application) -> None:
    topic = forbidden_topic(application.title, application.purpose)
    if topic is not None:
        raise ForbiddenTopic(item=application.title, topic=topic.label)


def _require_state(admission: Admission, state: AdmissionState) -> None:
    if admission.state != state:
        raise MoveNotAllowed(old=AdmissionState(admission.state).label, new=state.label)


def _require_opinions(admission: Admission, rule: AdmissionRule) -> None:
    views = list(admission.opinions.values_list("view", flat=True))
    agreed = views.count(View.AGREE)
    against = len(views) - agreed
    if agreed < rule.opinions_needed or against:
        raise OpinionsMissing(needed=rule.opinions_needed, agreed=agreed, against=against)


def _require_room(admission: Admission, rule: AdmissionRule, on: date) -> None:
    hours = heaviest_hours(admission.area_prefix, on) + admission.hours_per_grid
    if hours > rule.hours_per_grid:
        raise TooMuchWork(hours=hours, limit=rule.hours_per_grid)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _move(
    admission: Admission,
    to: AdmissionState,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    old = AdmissionState(admission.state)
    if not may_move(old, to):
        raise MoveNotAllowed(old=old.label, new=to.label)
    event = AdmissionMoved(old.value, to.value)
    record(
        event, subject=admission, by=by, now=now, note=reason, changes={**(changes or {}), "state": to.value}
    )
