"""Appraisals of units: prepared from what is on record, completed by hand where it says so, published, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.areas.policies.codes import level_of, significant_prefix
from linli.calendars.policies import due_at
from linli.calendars.queries import working_calendar
from linli.core.actor import Actor
from linli.core.rows import lock_until_committed
from linli.core.time import aware, city_day
from linli.journal.actions import record
from linli.people.models import Unit
from linli.rulebook.queries import edition_named, in_force
from linli.targets import events
from linli.targets.errors import (
    AppraisalNotOver,
    AppraisalTwice,
    BadShare,
    Frozen,
    IndicatorUnknown,
    NotOnesOwn,
    NotPublished,
    NumbersMissing,
    ObjectionOpen,
    ObjectionTooLate,
    ObjectionUnknown,
    WordsMissing,
)
from linli.targets.models import Appraisal, Objection, Sheet
from linli.targets.policies import (
    AppraisalStatus,
    ObjectionStatus,
    Share,
    Source,
    inputs_of,
    scored,
    shares_in,
)
from linli.targets.queries.appraisals import rule_of, who_judged
from linli.targets.queries.counting import shares_of
from linli.targets.rules import AppraisalRule

SHOWN = 5


@transaction.atomic
def prepare(*, name: str, issuer: Unit, first_on: date, last_on: date, by: Actor, now: datetime) -> Appraisal:
    """Make a sheet for every unit the rule asks in the issuer's area, with what is on record for the period.

    Raises AppraisalNotOver, AppraisalTwice, RuleMissing.
    """
    if last_on >= city_day(now):
        raise AppraisalNotOver(last=f"{last_on}")
    lock_until_committed(f"targets.appraisal:{issuer.pk}:{first_on}:{last_on}")
    if Appraisal.objects.filter(issuer=issuer, first_on=first_on, last_on=last_on).exists():
        raise AppraisalTwice
    rule = in_force(AppraisalRule, city_day(now))
    units = [
        unit
        for unit in Unit.objects.filter(
            is_active=True, area_code__startswith=significant_prefix(issuer.area_code)
        ).order_by("path")
        if rule.value.asks(unit.kind, level_of(unit.area_code))
    ]
    appraisal = Appraisal(
        name=name,
        issuer=issuer,
        area_code=issuer.area_code,
        first_on=first_on,
        last_on=last_on,
        edition=rule.edition,
    )
    event = events.AppraisalPrepared(name, first_on, last_on, rule.edition, len(units))
    record(event, subject=appraisal, by=by, now=now)
    counted = _counted(rule.value, {unit.pk for unit in units}, first_on, last_on)
    for unit in units:
        sheet = Sheet(appraisal=appraisal, unit=unit, area_code=unit.area_code)
        _write(sheet, rule.value, counted.get(unit.pk, {}), by, now)
    return appraisal


def _counted(rule: AppraisalRule, units: set[int], first: date, last: date) -> dict[int, dict[str, Share]]:
    """Return the numbers of all units, by unit and leaf. One query for each leaf."""
    found: dict[int, dict[str, Share]] = {}
    for leaf in rule.leaves:
        assert leaf.source is not None
        for unit, share in shares_of(leaf.source, units, first, last).items():
            found.setdefault(unit, {})[leaf.code] = share
    return found


def _write(sheet: Sheet, rule: AppraisalRule, shares: Mapping[str, Share], by: Actor, now: datetime) -> None:
    columns = _columns(rule, shares)
    event = events.SheetFilled(
        appraisal=sheet.appraisal.name,
        unit=sheet.unit_id,
        revision=sheet.revision,
        inputs=columns["inputs"],
        score=columns["score"],
    )
    if sheet._state.adding:
        for name, value in columns.items():
            setattr(sheet, name, value)
        record(event, subject=sheet, by=by, now=now)
    else:
        record(event, subject=sheet, by=by, now=now, changes=columns)


def _columns(rule: AppraisalRule, shares: Mapping[str, Share]) -> dict[str, Any]:
    result = scored(rule.weights, shares)
    points = {code: None if value is None else str(value) for code, value in result.points.items()}
    return {"inputs": inputs_of(shares), "points": points, "score": result.score}


@transaction.atomic
def fill(
    *,
    sheet: Sheet,
    indicator: str,
    numerator: int,
    denominator: int,
    words: str,
    by: Actor,
    now: datetime,
) -> None:
    """Enter the numbers of an indicator that is checked on the spot, with the reason.

    Raises Frozen, IndicatorUnknown, BadShare, WordsMissing.
    """
    if sheet.appraisal.status != AppraisalStatus.DRAFT:
        raise Frozen
    rule = rule_of(sheet.appraisal)
    by_hand = {leaf.code for leaf in rule.leaves if leaf.source is Source.CHECKED}
    if indicator not in by_hand:
        raise IndicatorUnknown
    if not words.strip():
        raise WordsMissing
    shares = {**shares_in(sheet.inputs), indicator: _share(numerator, denominator)}
    columns = _columns(rule, shares)
    event = events.SheetFilled(
        sheet.appraisal.name,
        sheet.unit_id,
        sheet.revision,
        inputs=columns["inputs"],
        score=columns["score"],
    )
    record(event, subject=sheet, by=by, now=now, note=words.strip(), changes=columns)


def _share(numerator: int, denominator: int) -> Share:
    if not 0 <= numerator <= denominator:
        raise BadShare
    return Share(numerator, denominator)


@transaction.atomic
def publish(*, appraisal: Appraisal, by: Actor, now: datetime) -> None:
    """Freeze all sheets and show them to their units. Raises Frozen, NumbersMissing."""
    if appraisal.status != AppraisalStatus.DRAFT:
        raise Frozen
    rule = rule_of(appraisal)
    sheets = list(appraisal.sheets.select_related("unit").order_by("pk"))
    by_hand = [leaf for leaf in rule.leaves if leaf.source is Source.CHECKED]
    missing = [
        f"{sheet.unit.name} ({leaf.name})"
        for sheet in sheets
        for leaf in by_hand
        if leaf.code not in sheet.inputs
    ]
    if missing:
        more = f" + {len(missing) - SHOWN}" if len(missing) > SHOWN else ""
        raise NumbersMissing(missing="、".join(missing[:SHOWN]) + more)
    until = due_at(now, rule.object_within, working_calendar())
    changes = {
        "status": AppraisalStatus.PUBLISHED.value,
        "published_at": aware(now),
        "object_until": until,
    }
    event = events.AppraisalPublished(
        appraisal=appraisal.name, units=tuple(sheet.unit_id for sheet in sheets), object_until=until
    )
    record(event, subject=appraisal, by=by, now=now, changes=changes)
    for sheet in sheets:
        frozen = events.SheetFrozen(
            appraisal.name, sheet.unit_id, sheet.revision, inputs=sheet.inputs, score=sheet.score
        )
        record(frozen, subject=sheet, by=by, now=now)


@transaction.atomic
def object_to(*, sheet: Sheet, indicator: str, words: str, by: Actor, now: datetime) -> Objection:
    """Disagree with one indicator of one's own sheet.

    Raises NotPublished, IndicatorUnknown, WordsMissing, ObjectionTooLate, ObjectionOpen.
    """
    appraisal = sheet.appraisal
    if appraisal.status != AppraisalStatus.PUBLISHED or appraisal.object_until is None:
        raise NotPublished
    rule = rule_of(appraisal)
    if indicator not in rule.weights:
        raise IndicatorUnknown
    if not words.strip():
        raise WordsMissing
    if aware(now) >= appraisal.object_until:
        raise ObjectionTooLate(until=f"{city_day(appraisal.object_until)}")
    Sheet.objects.select_for_update().get(pk=sheet.pk)  # the second of two clerks is told, not failed
    if sheet.objections.filter(indicator=indicator, status=ObjectionStatus.OPEN).exists():
        raise ObjectionOpen
    objection = Objection.objects.create(
        sheet=sheet,
        indicator=indicator,
        words=words.strip(),
        raised_at=aware(now),
        due_at=due_at(now, rule.decide_within, working_calendar()),
    )
    event = events.ObjectionRaised(
        appraisal.name,
        sheet.unit_id,
        sheet.revision,
        indicator=indicator,
        decide_by=objection.due_at,
        issuer=appraisal.issuer_id,
    )
    record(event, subject=sheet, by=by, now=now, note=words.strip())
    return objection


@transaction.atomic
def decide(
    *,
    objection: Objection,
    corrected: tuple[int, int] | None,
    reasons: str,
    by: Actor,
    now: datetime,
) -> None:
    """Uphold an objection with the right numbers, or reject it; with reasons either way.

    Decided by somebody else than those who prepared, filled or published the appraisal, and than the unit. A
    correction makes a new revision of the sheet; the places of all units follow from the scores by themselves.
    Raises ObjectionUnknown, NotOnesOwn, WordsMissing, BadShare.
    """
    sheet = (
        Sheet.objects.select_for_update(of=("self",)).select_related("appraisal").get(pk=objection.sheet_id)
    )
    if by.account in who_judged(sheet) or by.unit == sheet.unit_id:
        raise NotOnesOwn
    if not reasons.strip():
        raise WordsMissing
    outcome = ObjectionStatus.UPHELD if corrected else ObjectionStatus.REJECTED
    open_ones = Objection.objects.filter(pk=objection.pk, status=ObjectionStatus.OPEN)
    if not open_ones.update(status=outcome, reasons=reasons.strip(), decided_at=aware(now)):
        raise ObjectionUnknown
    if corrected is None:
        event = events.ObjectionRejected(
            sheet.appraisal.name, sheet.unit_id, sheet.revision, indicator=objection.indicator
        )
        record(event, subject=sheet, by=by, now=now, note=reasons.strip())
        return
    _correct(sheet, objection.indicator, _share(*corrected), reasons.strip(), by, now)


def _correct(sheet: Sheet, indicator: str, share: Share, reasons: str, by: Actor, now: datetime) -> None:
    rule = edition_named(AppraisalRule, sheet.appraisal.edition).value
    columns = _columns(rule, {**shares_in(sheet.inputs), indicator: share})
    others = sheet.appraisal.sheets.exclude(pk=sheet.pk).order_by("unit_id").values_list("unit_id", flat=True)
    event = events.SheetCorrected(
        sheet.appraisal.name,
        sheet.unit_id,
        sheet.revision + 1,
        indicator=indicator,
        old_score=sheet.score,
        new_score=columns["score"],
        inputs=columns["inputs"],
        others=tuple(others),
    )
    changes = {**columns, "revision": sheet.revision + 1}
    record(event, subject=sheet, by=by, now=now, note=reasons, changes=changes)
