"""More time, a stopped clock, the deferred list, and going on."""

from __future__ import annotations

from datetime import date, datetime

from linli.catalogue.policies.kinds import Tier
from linli.core.actor import Actor
from linli.core.time import city_day
from linli.matters import events
from linli.matters.actions.move import (
    as_one,
    check,
    limits_of,
    move,
    require_reason,
    require_words,
)
from linli.matters.errors import (
    BadDay,
    NoMoreExtensions,
)
from linli.matters.models import ExtensionRequest, Matter
from linli.matters.policies import Status, Verb


@as_one
def request_extension(*, matter: Matter, reason: str, words: str, by: Actor, now: datetime) -> None:
    facts = {"reason": require_reason(Verb.REQUEST_EXTENSION, reason, now)}
    check(matter, Verb.REQUEST_EXTENSION, by)
    note = require_words(words, "words")
    limits = limits_of(now).value.tiers[Tier(matter.tier)]
    if limits.extension is None or matter.extensions >= limits.extensions:
        raise NoMoreExtensions(matter=matter.code)
    request = ExtensionRequest(
        matter_id=matter.pk, reason=reason, words=note, requested_at=now, requested_by=by.account
    )
    move(
        matter,
        Verb.REQUEST_EXTENSION,
        to=Status.EXTENSION_PENDING,
        event=events.ExtensionRequested,
        by=by,
        now=now,
        note=note,
        facts=facts,
        changes={"status_before": matter.status},
        also=[request],
    )


@as_one
def decide_extension(*, matter: Matter, granted: bool, words: str, by: Actor, now: datetime) -> None:
    """Grant or refuse more time. Granted, the requester is told why and until when."""
    check(matter, Verb.DECIDE_EXTENSION, by)
    note = require_words(words, "words")
    ExtensionRequest.objects.filter(matter=matter, decided_at__isnull=True).update(
        decided_at=now, is_granted=granted
    )
    limits = limits_of(now).value.tiers[Tier(matter.tier)]
    back = Status(matter.status_before)
    if not granted:
        move(
            matter,
            Verb.DECIDE_EXTENSION,
            to=back,
            event=events.ExtensionRefused,
            by=by,
            now=now,
            note=note,
            changes={"status_before": ""},
        )
        return
    move(
        matter,
        Verb.DECIDE_EXTENSION,
        to=back,
        event=events.MatterExtended,
        by=by,
        now=now,
        note=note,
        dated=True,
        extension=limits.extension,
        changes={"status_before": "", "extensions": matter.extensions + 1},
    )


@as_one
def suspend(*, matter: Matter, reason: str, words: str, by: Actor, now: datetime) -> None:
    """Stop the clocks: somebody else's step comes first (requester, appraisal, season, court)."""
    facts = {"reason": require_reason(Verb.SUSPEND, reason, now)}
    note = require_words(words, "words")
    move(
        matter,
        Verb.SUSPEND,
        to=Status.SUSPENDED,
        event=events.MatterSuspended,
        by=by,
        now=now,
        note=note,
        facts=facts,
        changes={"status_before": matter.status},
    )


@as_one
def defer(*, matter: Matter, reason: str, words: str, review_on: date, by: Actor, now: datetime) -> None:
    """Put it on the public deferred list until the day it is looked at again."""
    facts = {"reason": require_reason(Verb.DEFER, reason, now), "review_on": review_on.isoformat()}
    note = require_words(words, "words")
    if review_on <= city_day(now):
        raise BadDay
    move(
        matter,
        Verb.DEFER,
        to=Status.DEFERRED,
        event=events.MatterDeferred,
        by=by,
        now=now,
        note=note,
        facts=facts,
        changes={"status_before": matter.status, "review_on": review_on},
    )


@as_one
def resume(*, matter: Matter, by: Actor, now: datetime, words: str = "") -> None:
    """Go on where it stood; the time it stood does not count."""
    move(
        matter,
        Verb.RESUME,
        to=Status(matter.status_before or Status.IN_PROGRESS),
        event=events.MatterResumed,
        by=by,
        now=now,
        note=words,
        dated=True,
        changes={"status_before": "", "review_on": None},
    )
