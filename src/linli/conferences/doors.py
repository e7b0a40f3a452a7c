"""Which action each step is: pages and tests use the same table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from linli.conferences.actions import asking, following, seating, sitting
from linli.conferences.policies import Verb

DOES: Mapping[Verb, Callable[..., Any]] = {
    Verb.APPROVE: asking.approve,
    Verb.DECLINE: asking.decline,
    Verb.INVITE: seating.invite,
    Verb.ANSWER: seating.answer,
    Verb.RELEASE: seating.release,
    Verb.POSTPONE: asking.postpone,
    Verb.CANCEL: asking.cancel,
    Verb.HOLD: sitting.hold,
    Verb.STATE: sitting.state,
    Verb.DECIDE: sitting.decide,
    Verb.RAISE: following.let_rise,
    Verb.REPORT: following.report,
    Verb.DRAFT_MINUTES: following.draft_minutes,
}
