"""A unit sends a matter back as not its duty; somebody decides who was wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.calendars.policies import LimitUnit, due_at, working_time_between
from linli.calendars.queries import working_calendar
from linli.catalogue.policies.kinds import Tier
from linli.core.actor import Actor
from linli.core.time import city_zone
from linli.matters import events
from linli.matters.actions.move import (
    as_one,
    check,
    end_orders,
    limits_of,
    move,
    require_reason,
    require_words,
)
from linli.matters.actions.triaging import dispatch
from linli.matters.errors import (
    NeedsReviewDesk,
    TooLateToReturn,
)
from linli.matters.models import Matter, ReturnRequest, WorkOrder
from linli.matters.policies import OrderStatus, Part, Status, Verb

MINUTE = timedelta(minutes=1)


@as_one
def request_return(*, matter: Matter, reason: str, words: str, by: Actor, now: datetime) -> None:
    """Send it back as not one's duty. The clock towards the requester goes on. Raises TooLateToReturn."""
    check(matter, Verb.REQUEST_RETURN, by)
    facts = {"reason": require_reason(Verb.REQUEST_RETURN, reason, now)}
    note = require_words(words, "words")
    order = WorkOrder.objects.get(matter=matter, part=Part.LEAD, ended_at__isnull=True)
    _require_in_time(matter, order, now)
    move(
        matter,
        Verb.REQUEST_RETURN,
        to=Status.RETURNED,
        event=events.ReturnRequested,
        by=by,
        now=now,
        note=note,
        facts=facts,
        changes={"returns": matter.returns + 1},
        also=[
            ReturnRequest(matter_id=matter.pk, order_id=order.pk, reason=reason, words=note, requested_at=now)
        ],
    )


def _require_in_time(matter: Matter, order: WorkOrder, now: datetime) -> None:
    within = limits_of(now).value.tiers[Tier(matter.tier)].return_within
    if within is None:
        return
    until = due_at(order.acknowledged_at or order.issued_at, within, working_calendar())
    if now > until:
        shown = until.astimezone(city_zone()).strftime("%Y-%m-%d %H:%M")
        raise TooLateToReturn(matter=matter.code, until=shown)


@as_one
def decide_return(
    *,
    matter: Matter,
    upheld: bool,
    words: str,
    by: Actor,
    now: datetime,
    unit: int | None = None,
    at_review_desk: bool = False,
) -> None:
    """Decide who was wrong and book the working minutes lost to that unit.

    Upheld: the sender was wrong, and the matter goes to `unit`, or back for triage when none is named. Not upheld:
    the unit was wrong and has it again. No clock towards the requester begins anew. Raises NeedsReviewDesk when it
    was sent back before.
    """
    check(matter, Verb.DECIDE_RETURN, by)
    if matter.returns > limits_of(now).value.returns_by_dispatcher and not at_review_desk:
        raise NeedsReviewDesk(matter=matter.code)
    note = require_words(words, "words")
    request = ReturnRequest.objects.select_related("order").get(matter=matter, decided_at__isnull=True)
    order = request.order
    wrong = order.issued_by_unit_id if upheld else order.unit_id
    lost = working_time_between(order.issued_at, now, LimitUnit.WORKING_HOURS, working_calendar()) // MINUTE
    ReturnRequest.objects.filter(pk=request.pk).update(
        decided_at=now, is_upheld=upheld, wrong_unit=wrong, minutes_lost=lost
    )
    end_orders(matter, OrderStatus.RETURNED, now, part=Part.LEAD)
    move(
        matter,
        Verb.DECIDE_RETURN,
        to=Status.ACCEPTED,
        event=events.ReturnDecided,
        by=by,
        now=now,
        note=note,
        facts={"upheld": upheld, "wrong_unit": wrong, "minutes_lost": lost},
        changes={"lead_unit_id": None},
    )
    goes_to = unit if upheld else order.unit_id
    if goes_to is not None:
        dispatch(matter=matter, unit=goes_to, by=by, now=now)
