from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from linli.areas.policies.coordinates import Crs, Point, convert
from linli.community.actions.holding import due, hold_call, limits_of, rules_of, words, write_call
from linli.community.errors import (
    NeedsBothProofs,
    NoProof,
    ObjectedAlready,
    PlanDateOutOfRange,
    PlanPutOffTooOften,
    RatedAlready,
    SaidAlready,
    StreetMustCome,
    TooFarAway,
    TooManyCodes,
    WrongCode,
)
from linli.community.events import (
    CalledAgain,
    CallReviewed,
    ObjectionDecided,
    UnitArrived,
    UnitObjected,
    UnitPlanned,
    UnitRated,
    UnitSolved,
)
from linli.community.models import Call, Whistle
from linli.community.policies.rules import SignIn
from linli.community.policies.whistles import (
    CallStatus,
    CallVerb,
    Fitting,
    Proof,
    metres_between,
    proof_given,
)
from linli.core.actor import Actor
from linli.core.keys import derive, keyed_digest
from linli.core.moments import day_words
from linli.core.time import city_day
from linli.matters.policies import Resolved, Satisfied

CODE_DIGITS = 6


def code_at(whistle: Whistle) -> str:
    """Return the code shown at the place: six digits made from its number and the city's key, kept nowhere."""
    digest = keyed_digest(settings.LINLI.cipher_suite, derive("community.sign_in"), str(whistle.pk).encode())
    return str(int.from_bytes(digest[:8], "big") % 10**CODE_DIGITS).zfill(CODE_DIGITS)


def arrive(call: Call, *, code: str = "", point: Point | None = None, by: Actor, now: datetime) -> None:
    """Sign the unit in at the place, by the code shown there, by position, or both, as the city asks.

    The position is compared with the place and forgotten: only by what the coming was shown is kept. A wrong code
    is counted even though nothing else happens.
    Raises NoProof, WrongCode, TooManyCodes, TooFarAway, NeedsBothProofs, StepNotPossible.
    """
    whistle = call.whistle
    rule = rules_of(whistle).sign_in
    if call.status == CallStatus.CALLED and code:
        _check_code(call, code, rule)
    metres = _metres(whistle, point)
    proof = proof_given(bool(code), metres, needed=rule.proof, within_metres=rule.within_metres)
    if call.status == CallStatus.CALLED and proof is None:
        raise _why_not_believed(code, metres, rule)
    _arrive(call, proof or Proof.CODE, by=by, now=now)


def _check_code(call: Call, code: str, rule: SignIn) -> None:
    if call.wrong_codes >= rule.wrong_codes:
        raise TooManyCodes
    if code.strip().replace(" ", "") != code_at(call.whistle):
        Call.objects.filter(pk=call.pk).update(wrong_codes=F("wrong_codes") + 1)
        call.wrong_codes += 1
        if call.wrong_codes >= rule.wrong_codes:
            raise TooManyCodes
        raise WrongCode(left=rule.wrong_codes - call.wrong_codes)


def _metres(whistle: Whistle, point: Point | None) -> float | None:
    if point is None or whistle.lon is None or whistle.lat is None:
        return None
    here = convert(point, Crs.CGCS2000)
    return metres_between(here.lon, here.lat, whistle.lon, whistle.lat)


def _why_not_believed(
    code: str, metres: float | None, rule: SignIn
) -> NoProof | TooFarAway | NeedsBothProofs:
    if metres is not None and metres > rule.within_metres:
        return TooFarAway(metres=round(metres), within=rule.within_metres)
    return NeedsBothProofs() if rule.proof is Proof.BOTH and (code or metres is not None) else NoProof()


@transaction.atomic
def _arrive(call: Call, proof: Proof, *, by: Actor, now: datetime) -> None:
    whistle, call = hold_call(call, CallVerb.ARRIVE)
    late = max(timedelta(0), now - call.arrive_due_at)
    event = UnitArrived(**_facts(call), proof=proof, minutes_late=-(-late // timedelta(minutes=1)))
    columns: dict[str, Any] = {"status": CallStatus.ON_SITE, "arrived_at": now, "arrived_by": proof}
    write_call(event, whistle=whistle, call=call, by=by, now=now, **columns)


@transaction.atomic
def solve(call: Call, *, answer: str, by: Actor, now: datetime) -> None:
    """Report that the unit has solved its part; the community rates it then."""
    whistle, call = hold_call(call, CallVerb.SOLVE)
    answer = words(answer, _("what was done, and what is the result"))
    columns: dict[str, Any] = {"status": CallStatus.SOLVED, "answered_at": now, "answer": answer}
    write_call(UnitSolved(**_facts(call)), whistle=whistle, call=call, by=by, now=now, note=answer, **columns)


@transaction.atomic
def plan(call: Call, *, answer: str, on: date, by: Actor, now: datetime) -> None:
    """State what will be done by which day; said once more, the day is put off, or brought forward.

    Raises PlanDateOutOfRange, PlanPutOffTooOften.
    """
    whistle, call = hold_call(call, CallVerb.PLAN)
    rule = rules_of(whistle)
    answer = words(answer, _("what will be done"))
    first = city_day(now)
    last = city_day(call.called_at) + timedelta(days=rule.plan_within_days)
    if not first <= on <= max(first, last):
        raise PlanDateOutOfRange(first=day_words(first), last=day_words(max(first, last)))
    is_put_off = call.planned_on is not None and on > call.planned_on
    if is_put_off and call.plan_changes >= rule.plan_changes:
        raise PlanPutOffTooOften(times=call.plan_changes)
    event = UnitPlanned(**_facts(call), planned_on=on, is_put_off=is_put_off)
    columns: dict[str, Any] = {
        "status": CallStatus.PLANNED,
        "planned_on": on,
        "plan_changes": call.plan_changes + is_put_off,
        "plan_missed_at": None,
        "answered_at": call.answered_at or now,
        "answer": answer,
    }
    write_call(event, whistle=whistle, call=call, by=by, now=now, note=answer, **columns)


@transaction.atomic
def object_to(call: Call, *, why: str, by: Actor, now: datetime) -> None:
    """Say that it is not the unit's duty. Once; the street office decides, and the clocks do not wait for it."""
    whistle, call = hold_call(call, CallVerb.OBJECT)
    if call.has_objected:
        raise ObjectedAlready
    if call.unit_id == whistle.street_id:
        raise StreetMustCome
    why = words(why, _("why it is not your unit's duty, and whose it is"))
    event = UnitObjected(**_facts(call), street=whistle.street_id)
    columns: dict[str, Any] = {"status": CallStatus.OBJECTED, "has_objected": True}
    write_call(event, whistle=whistle, call=call, by=by, now=now, note=why, **columns)


@transaction.atomic
def decide(call: Call, *, upheld: bool, why: str, by: Actor, now: datetime) -> None:
    """Release the unit, or tell it to come; it stands again where it objected."""
    whistle, call = hold_call(call, CallVerb.DECIDE)
    why = words(why, _("why it is decided so"))
    back = CallStatus.ON_SITE if call.arrived_at else CallStatus.CALLED
    columns: dict[str, Any] = {"status": CallStatus.RELEASED if upheld else back}
    event = ObjectionDecided(**_facts(call), upheld=upheld)
    write_call(event, whistle=whistle, call=call, by=by, now=now, note=why, **columns)


@transaction.atomic
def rate(
    call: Call, *, resolved: Resolved, satisfied: Satisfied, note: str = "", by: Actor, now: datetime
) -> None:
    """Rate a unit's coming and answer, as the community. Unsolved in its eyes, the unit is called once more.

    Raises RatedAlready, NeedsWords when something is unsolved and nobody says what.
    """
    whistle, call = hold_call(call, CallVerb.RATE)
    if call.rated_at is not None:
        raise RatedAlready(unit=call.unit.name)
    if resolved is not Resolved.YES:
        note = words(note, _("what is still to be done"))
    event = UnitRated(**_facts(call), resolved=resolved, satisfied=satisfied)
    if resolved is Resolved.NO and call.calls_again < rules_of(whistle).calls_again:
        _call_again(event, whistle, call, by=by, now=now, note=note)
        return
    columns: dict[str, Any] = {"resolved": resolved, "satisfied": satisfied, "rated_at": now}
    write_call(event, whistle=whistle, call=call, by=by, now=now, note=note, **columns)


def _call_again(
    event: UnitRated, whistle: Whistle, call: Call, *, by: Actor, now: datetime, note: str
) -> None:
    """The rating stays in the journal; the call begins anew, and is rated again in its end."""
    limits = limits_of(whistle)
    arrive_due = due(now, limits.arrive)
    columns: dict[str, Any] = {
        "status": CallStatus.CALLED,
        "called_at": now,
        "arrive_due_at": arrive_due,
        "answer_due_at": max(arrive_due, due(now, limits.answer)),
        "calls_again": call.calls_again + 1,
        "wrong_codes": 0,
        "arrived_by": "",
        **dict.fromkeys(("arrived_at", "arrive_missed_at", "answered_at", "answer_missed_at")),
        **dict.fromkeys(("planned_on", "plan_missed_at")),
    }
    write_call(event, whistle=whistle, call=call, by=by, now=now, note=note, **columns)
    again = CalledAgain(**_facts(call), arrive_due_at=arrive_due)
    write_call(again, whistle=whistle, call=call, by=by, now=now, status=CallStatus.CALLED)


@transaction.atomic
def review_caller(call: Call, *, fitting: Fitting, note: str = "", by: Actor, now: datetime) -> None:
    """Say, as the called unit, whether it was right to call it. It is counted for nobody."""
    whistle, call = hold_call(call, CallVerb.REVIEW_CALLER)
    if call.fitting:
        raise SaidAlready
    event = CallReviewed(**_facts(call), fitting=fitting)
    write_call(event, whistle=whistle, call=call, by=by, now=now, note=note.strip(), fitting=fitting)


def _facts(call: Call) -> dict[str, int]:
    return {"number": call.whistle_id, "community": call.whistle.unit_id, "unit": call.unit_id}
