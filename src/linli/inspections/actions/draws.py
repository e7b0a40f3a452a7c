"""A draw from promise to result. Whoever starts one chooses nothing: the plan, the rules and the clock say it all."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from linli.calendars.policies import due_at
from linli.calendars.queries import working_calendar
from linli.core.actor import Actor
from linli.core.time import aware, city_day, city_zone
from linli.entities.models import Entity
from linli.inspections.errors import (
    DrawnAlready,
    DrawOpen,
    DrawRefused,
    NotNow,
    OutOfSeason,
    PlanNotFiled,
    PoolTampered,
    ReasonUnfit,
    TaskUnknown,
    ValueUnfit,
    VisitedAlready,
)
from linli.inspections.events import DrawCommitted, DrawRevealed, DrawVoided, RedrawMade, TeamChanged
from linli.inspections.models import Draw, Inspector, PlanLine, Pool, Redraw, Tie, Visit
from linli.inspections.policies import committing
from linli.inspections.policies.committing import Frozen
from linli.inspections.policies.states import (
    OF_INSPECTORS,
    OF_TARGETS,
    DrawStatus,
    PlanStatus,
    PoolKind,
    RedrawReason,
    VisitStatus,
)
from linli.inspections.policies.verify_draw import Drawing, normal
from linli.inspections.queries.pools import inspectors_of, targets_of
from linli.inspections.rules import DrawingRules, ItemList
from linli.journal.actions import record
from linli.rulebook.queries import edition_named, in_force

PACKED = 6
"""Level of packing: pools of half a million lines are packed in a second."""


@transaction.atomic
def commit(*, line: PlanLine, by: Actor, now: datetime) -> Draw:
    """Freeze the pools of a line of a filed plan and promise how will be drawn, and with which public value.

    Raises PlanNotFiled, OutOfSeason, DrawOpen, DrawnAlready, TaskUnknown, PoolEmpty, DrawRefused.
    """
    PlanLine.objects.select_for_update().get(pk=line.pk)  # one draw of a line, however many press the button
    _check_line(line, now)
    today = city_day(now)
    items, rules = in_force(ItemList, today), in_force(DrawingRules, today)
    task = items.value.task.get(line.task)
    if task is None:
        raise TaskUnknown(task=line.task)
    plan, rule = line.plan, rules.value
    team = items.value.team_of(task)
    number = f"{plan.year}-{plan.issuer.code}-{line.task}-{line.first_month}"
    before = Draw.objects.filter(line=line).count()
    request = {
        "draw": f"{number}-{before + 1}" if before else number,
        "item": {"code": task.code, "name": task.name.zh},
        "strata": rule.strata_of(task),
        "team": team,
        "most_each": rule.visits_each,
        "cooling_since": (today - timedelta(days=rule.cooling_days)).isoformat() if rule.cooling_days else "",
        "seed": {"source": rule.source.name.zh, "form": rule.source.form.zh},
    }
    frozen = committing.commit(
        request,
        targets_of(task, plan.area_code, ungraded=rule.ungraded.value),
        inspectors_of([str(each["department"]) for each in team], plan.area_code),
        known_at=rule.source.next_after(now + timedelta(hours=rule.lead_hours), city_zone()),
        now=now.astimezone(city_zone()),
    )
    return _written(line, frozen, (items.edition, rules.edition), by, now)


def _check_line(line: PlanLine, now: datetime) -> None:
    plan, today = line.plan, city_day(now)
    if plan.status != PlanStatus.FILED:
        raise PlanNotFiled
    if today.year != plan.year or not line.first_month <= today.month <= line.last_month:
        raise OutOfSeason(first=line.first_month, last=line.last_month, year=plan.year)
    states = set(line.draws.values_list("status", flat=True))
    if DrawStatus.COMMITTED in states:
        raise DrawOpen
    if DrawStatus.REVEALED in states:
        raise DrawnAlready


def _written(line: PlanLine, frozen: Frozen, editions: tuple[int, int], by: Actor, now: datetime) -> Draw:
    promised = frozen.commitment
    draw = Draw(
        number=promised["draw"],
        line=line,
        issuer=line.plan.issuer,
        area_code=line.plan.area_code,
        task=line.task,
        edition=editions[0],
        rules_edition=editions[1],
        committed_at=aware(now),
        known_at=datetime.fromisoformat(promised["seed"]["known_at"]),
        commitment=promised,
        digest=promised["digest"],
    )
    counts = {kind: promised.get(kind.value, {}).get("rows", 0) for kind in PoolKind}
    event = DrawCommitted(
        draw.number,
        draw.task,
        draw.digest,
        counts[PoolKind.TARGETS],
        counts[PoolKind.INSPECTORS],
        draw.known_at,
    )
    record(event, subject=draw, by=by, now=now)
    for kind, content in ((PoolKind.TARGETS, frozen.targets), (PoolKind.INSPECTORS, frozen.inspectors)):
        packed = gzip.compress(content, PACKED, mtime=0)
        Pool.objects.create(draw=draw, kind=kind, rows=counts[kind], content=packed)
    return draw


def frozen_of(draw: Draw) -> Frozen:
    """Return what was promised, as it is stored now."""
    pools = {each.kind: gzip.decompress(bytes(each.content)) for each in draw.pools.all()}
    return Frozen(draw.commitment, pools.get(PoolKind.TARGETS, b""), pools.get(PoolKind.INSPECTORS, b""))


@transaction.atomic
def reveal(*, draw: Draw, value: str, by: Actor, now: datetime, note: str = "") -> None:
    """Draw with the public value. An inspector with a declared tie is followed by the next at once.

    `note`: who witnessed it. Raises NotNow, ValueUnfit, SeedNotYetKnown, PoolTampered.
    """
    if draw.status != DrawStatus.COMMITTED:
        raise NotNow(state=DrawStatus(draw.status).label)
    rule = edition_named(DrawingRules, draw.rules_edition).value
    if not re.fullmatch(rule.source.pattern, normal(value)):
        raise ValueUnfit(form=str(rule.source.form))
    try:
        drawing = committing.begin(frozen_of(draw), value, known_at=draw.known_at, now=now)
    except DrawRefused as refusal:
        raise PoolTampered(why=refusal.facts["why"]) from None
    redraws = [_redraw(draw, place, each) for place, each in enumerate(_ties_struck(drawing), start=1)]
    crew = _crew(drawing)
    result = drawing.result()
    changes = {
        "status": DrawStatus.REVEALED.value,
        "value": drawing.value,
        "result": result,
        "revealed_at": aware(now),
    }
    accounts = tuple(
        sorted({crew[name].account_id for line in drawing.drawn for name in line.get("team", ())})
    )
    standing = [line for line in drawing.drawn if not line.get("struck")]
    event = DrawRevealed(draw.number, drawing.value, len(standing), result["digest"], accounts)
    record(event, subject=draw, by=by, now=now, note=note, changes=changes)
    Redraw.objects.bulk_create(redraws)
    Visit.objects.bulk_create(_visits(draw, standing, crew, rule, now), batch_size=500)


def _ties_struck(drawing: Drawing) -> list[dict[str, str]]:
    """Draw again wherever somebody keeps away of their own word, until nobody does; return the redraws."""
    ties = set(Tie.objects.values_list("target", "inspector__code"))
    struck: list[dict[str, str]] = []
    for line in drawing.drawn:
        while hit := next((name for name in line.get("team", ()) if (line["target"], name) in ties), None):
            redraw = {
                "target": line["target"],
                "inspector": hit,
                "reason": RedrawReason.RELATIONSHIP.value,
            }
            committing.strike(drawing, redraw)
            struck.append(redraw)
    return struck


def _redraw(draw: Draw, place: int, given: dict[str, str]) -> Redraw:
    return Redraw(
        draw=draw,
        position=place,
        target=given["target"],
        inspector=given.get("inspector", ""),
        reason=given["reason"],
    )


def _crew(drawing: Drawing) -> dict[str, Inspector]:
    names = {name for line in drawing.drawn for name in line.get("team", ())}
    return {row.code: row for row in Inspector.objects.filter(code__in=names)}


def _visits(
    draw: Draw, lines: Sequence[dict[str, Any]], crew: dict[str, Inspector], rule: DrawingRules, now: datetime
) -> Iterable[Visit]:
    due = due_at(now, rule.visit_within, working_calendar())
    bodies = {row.code: row for row in Entity.objects.filter(code__in=[each["target"] for each in lines])}
    for line in lines:
        body = bodies.get(line["target"])
        yield Visit(
            draw=draw,
            place=line["place"],
            target=line["target"],
            target_name=body.name if body else line["target"],
            address=body.address if body else "",
            area_code=body.area_code if body else draw.area_code,
            stratum=line["grade"],
            task=draw.task,
            due_at=due,
            **_team(draw, line, crew),
        )


def _team(draw: Draw, line: dict[str, Any], crew: dict[str, Inspector]) -> dict[str, Any]:
    team = [crew[name] for name in line.get("team", ())]
    return {
        "team": [each.code for each in team],
        "accounts": [each.account_id for each in team],
        "unit_ids": sorted({draw.issuer_id, *(each.unit_id for each in team)}),
    }


@transaction.atomic
def redraw(
    *,
    visit: Visit,
    reason: RedrawReason,
    by: Actor,
    now: datetime,
    inspector: str = "",
    note: str = "",
) -> None:
    """Draw one place again: an inspector of the team, or without one the body itself. The next in order follows.

    Nobody can say who that is. Raises VisitedAlready, ReasonUnfit, DrawRefused.
    """
    draw = Draw.objects.select_for_update().get(pk=visit.draw_id)
    if visit.status != VisitStatus.DRAWN:
        raise VisitedAlready
    if reason not in (OF_INSPECTORS if inspector else OF_TARGETS):
        raise ReasonUnfit
    drawing = _as_it_stands(draw, now)
    given = {"target": visit.target, "inspector": inspector, "reason": reason.value}
    follows = committing.strike(drawing, {name: value for name, value in given.items() if value})
    result, crew = drawing.result(), _crew(drawing)
    _redraw(draw, len(drawing.redraws), given).save(force_insert=True)
    new = (follows,) if inspector else drawing.drawn[-1].get("team", ()) if follows else ()
    accounts = tuple(sorted(crew[name].account_id for name in new))
    event = RedrawMade(draw.number, **given, follows=follows, digest=result["digest"], inspectors=accounts)
    record(event, subject=draw, by=by, now=now, note=note, changes={"result": result})
    line = next(each for each in drawing.drawn if each["target"] == visit.target)
    changes = _team(draw, line, crew) if inspector else {"status": VisitStatus.STRUCK.value}
    told = TeamChanged(visit.target, reason.value, tuple(changes.get("team", ())))
    record(told, subject=visit, by=by, now=now, note=note, changes=changes)
    if follows and not inspector:
        rule = edition_named(DrawingRules, draw.rules_edition).value
        Visit.objects.bulk_create(_visits(draw, [drawing.drawn[-1]], crew, rule, now))


def _as_it_stands(draw: Draw, now: datetime) -> Drawing:
    drawing = committing.begin(frozen_of(draw), draw.value, known_at=draw.known_at, now=now)
    for each in draw.result["redraws"] if draw.result else ():
        committing.strike(drawing, each)
    return drawing


@transaction.atomic
def void(*, draw: Draw, note: str, by: Actor, now: datetime) -> None:
    """Let nothing come of a promised draw, with the reason; only before the value can be known.

    Raises NotNow.
    """
    if draw.status != DrawStatus.COMMITTED or now >= draw.known_at:
        raise NotNow(state=DrawStatus(draw.status).label)
    changes = {"status": DrawStatus.VOID.value}
    record(DrawVoided(draw.number), subject=draw, by=by, now=now, note=note, changes=changes)
