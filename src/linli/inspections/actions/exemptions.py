"""Slight violations on their way to no penalty, and the ledger of first times."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.entities.models import Entity
from linli.files.actions import keep_from
from linli.inspections.actions.visits import worded
from linli.inspections.errors import (
    ConditionsUnmet,
    ExemptionOpen,
    ExemptItemUnknown,
    NotNow,
    NotTheFirst,
    NotThisDepartments,
    OwnWork,
    PromiseMissing,
    WordsMissing,
)
from linli.inspections.events import (
    CorrectionFound,
    Exempted,
    ExemptionExpired,
    ExemptionOpened,
    ExemptionRefused,
    PromiseSigned,
)
from linli.inspections.models import Exemption
from linli.inspections.policies.states import CONDITIONS, Condition, ExemptionKind, ExemptionStatus
from linli.inspections.queries.exemptions import months_before, office_of
from linli.inspections.rules import ExemptionList, ExemptItem
from linli.journal.actions import record
from linli.letters.actions.drafting import draft as draft_letter
from linli.letters.policies import LetterKind
from linli.matters.actions.attaching import Upload, keep_with
from linli.people.models import Unit
from linli.rulebook.queries import edition_named, in_force

SUBJECT = Exemption._meta.label_lower
TEMPLATE = "no_penalty"
EVIDENCE = "evidence"
ON_ITS_WAY = (ExemptionStatus.OPENED, ExemptionStatus.PROMISED, ExemptionStatus.CORRECTED)


@transaction.atomic
def open_one(
    *,
    item: str,
    authority: Unit,
    body: Entity,
    facts: str,
    conditions: Collection[Condition],
    concrete: Collection[int],
    by: Actor,
    now: datetime,
) -> Exemption:
    """Write down a slight violation and that the list covers it. `concrete`: places of the list's conditions that hold.

    Raises ExemptItemUnknown, NotThisDepartments, WordsMissing, ConditionsUnmet, NotTheFirst, ExemptionOpen.
    """
    today = city_day(now)
    entry = in_force(ExemptionList, today)
    row = entry.value.item.get(item)
    if row is None:
        raise ExemptItemUnknown(number=item)
    if authority.kind != row.department:
        raise NotThisDepartments(number=item)
    if not facts.strip():
        raise WordsMissing
    _check_conditions(row, conditions, concrete)
    _check_ledger(row, authority, body.code, today, entry.value.first_within_months)
    exemption = Exemption(
        item=item,
        kind=row.kind,
        edition=entry.edition,
        authority=authority,
        area_code=authority.area_code,
        target=body.code,
        target_name=body.name,
        facts=facts.strip(),
        opened_on=today,
        opened_by=by.account,
        correct_by=today + timedelta(days=row.correct_days),
    )
    record(ExemptionOpened(item, exemption.correct_by), subject=exemption, by=by, now=now)
    return exemption


def _check_conditions(row: ExemptItem, conditions: Collection[Condition], concrete: Collection[int]) -> None:
    missing = [str(each.label) for each in CONDITIONS[row.kind] if each not in conditions]
    missing += [words for place, words in enumerate(row.conditions) if place not in concrete]
    if missing:
        raise ConditionsUnmet(conditions="；".join(missing))


def _check_ledger(row: ExemptItem, authority: Unit, code: str, today: date, months: int) -> None:
    """The ledger is asked by this test alone: did this authority find the same of this body within the period?"""
    same = Exemption.objects.filter(authority=authority, target=code, item=row.number)
    if same.filter(status__in=ON_ITS_WAY).exists():
        raise ExemptionOpen
    if row.kind is ExemptionKind.FIRST:
        since = months_before(today, months)
        earlier = (
            same.filter(status=ExemptionStatus.EXEMPT, opened_on__gt=since).order_by("-opened_on").first()
        )
        if earlier is not None:
            raise NotTheFirst(on=earlier.opened_on.isoformat())


@transaction.atomic
def sign(*, exemption: Exemption, files: Sequence[Upload], by: Actor, now: datetime) -> None:
    """Keep the signed promise to put it right. Raises NotNow, PromiseMissing, and what files raise."""
    _require(exemption, ExemptionStatus.OPENED)
    if not files:
        raise PromiseMissing
    keep_with(SUBJECT, exemption.pk, files, purpose=EVIDENCE, by=by, now=now)
    changes = {"status": ExemptionStatus.PROMISED.value}
    event = PromiseSigned(exemption.item, exemption.correct_by)
    record(event, subject=exemption, by=by, now=now, changes=changes)


@transaction.atomic
def find_corrected(*, exemption: Exemption, words: str, by: Actor, now: datetime) -> None:
    """Look again and find it put right in time. Raises NotNow, WordsMissing; ConditionsUnmet when the day is over."""
    _require(exemption, ExemptionStatus.PROMISED)
    if city_day(now) > exemption.correct_by:
        raise ConditionsUnmet(conditions=f"≤ {exemption.correct_by}")
    words = worded(words)
    changes = {"status": ExemptionStatus.CORRECTED.value}
    record(CorrectionFound(exemption.item), subject=exemption, by=by, now=now, note=words, changes=changes)


@transaction.atomic
def decide(*, exemption: Exemption, words: str, by: Actor, now: datetime) -> None:
    """Decide that there is no penalty, by somebody else than who found it; a letter is drafted where the unit has one.

    Raises NotNow, OwnWork, WordsMissing.
    """
    _require(exemption, ExemptionStatus.CORRECTED)
    if by.account is not None and by.account == exemption.opened_by:
        raise OwnWork
    words = worded(words)
    today = city_day(now)
    rule = edition_named(ExemptionList, exemption.edition).value
    expires_on = months_before(exemption.opened_on, -rule.first_within_months)
    letter = _letter(exemption, rule.item[exemption.item], words, by, now)
    changes = {
        "status": ExemptionStatus.EXEMPT.value,
        "decided_on": today,
        "expires_on": expires_on,
        "letter_id": letter,
    }
    event = Exempted(exemption.item, expires_on, letter)
    record(event, subject=exemption, by=by, now=now, note=words, changes=changes)
    keep_from(SUBJECT, exemption.pk, now=now)


def _letter(exemption: Exemption, item: ExemptItem, words: str, by: Actor, now: datetime) -> int | None:
    """Draft the decision to the office of the place, which hands it over; None where the unit writes no letters."""
    office = office_of(exemption.target)
    if office is None or office.pk == exemption.authority_id:
        return None
    facts = {
        "subject": exemption.target_name,
        "body_code": exemption.target,
        "matter": item.matter,
        "item": item.number,
        "findings": exemption.facts,
        "reasons": words,
        "basis": [item.basis],
    }
    try:
        with transaction.atomic():
            return draft_letter(
                kind=LetterKind.REPLY,
                issuer=exemption.authority,
                addressee=office,
                template=TEMPLATE,
                facts=facts,
                about=exemption,
                by=by,
                now=now,
            ).pk
    except Refusal:
        return None


@transaction.atomic
def refuse(*, exemption: Exemption, words: str, by: Actor, now: datetime) -> None:
    """Find that it is not exempt after all: it goes the ordinary way. Raises NotNow, WordsMissing."""
    if exemption.status not in ON_ITS_WAY:
        raise NotNow(state=ExemptionStatus(exemption.status).label)
    changes = {"status": ExemptionStatus.REFUSED.value, "decided_on": city_day(now)}
    event = ExemptionRefused(exemption.item)
    record(event, subject=exemption, by=by, now=now, note=worded(words), changes=changes)


def forget_expired(*, by: Actor, now: datetime, most: int = 500) -> int:
    """Empty lines of the ledger whose time is over of everything that names the body; return how many."""
    rows = Exemption.objects.filter(status=ExemptionStatus.EXEMPT, expires_on__lt=city_day(now)).order_by(
        "pk"
    )
    count = 0
    for row in rows[:most]:
        changes = {
            "status": ExemptionStatus.FORGOTTEN.value,
            "target": "",
            "target_name": "",
            "facts": "",
        }
        record(ExemptionExpired(row.item), subject=row, by=by, now=now, changes=changes)
        count += 1
    return count


def _require(exemption: Exemption, status: ExemptionStatus) -> None:
    if exemption.status != status:
        raise NotNow(state=ExemptionStatus(exemption.status).label)
