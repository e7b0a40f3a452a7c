"""Whether the rates count a matter: a decision with a reason, which the requester may know and object to."""

from __future__ import annotations

from datetime import datetime

from linli.core.actor import Actor
from linli.matters import events
from linli.matters.actions.move import as_one, move, require_reason, require_words
from linli.matters.errors import ExcludedAlready, NotExcluded, SomebodyElseDecides
from linli.matters.models import Matter
from linli.matters.policies import Verb


@as_one
def exclude(*, matter: Matter, reason: str, words: str, by: Actor, now: datetime) -> None:
    """Leave a matter out of the rates. It goes on as any other does.

    Raises ExcludedAlready; SomebodyElseDecides when the requester objected to this person's decision before.
    """
    if matter.excluded_for:
        raise ExcludedAlready(matter=matter.code)
    if by.account is not None and matter.excluded_by == by.account:
        raise SomebodyElseDecides(matter=matter.code)
    move(
        matter,
        Verb.EXCLUDE,
        to=None,
        event=events.MatterExcluded,
        by=by,
        now=now,
        note=require_words(words, "words"),
        facts={"reason": require_reason(Verb.EXCLUDE, reason, now)},
        changes={"excluded_for": reason, "excluded_by": by.account},
    )


@as_one
def include(*, matter: Matter, words: str, by: Actor, now: datetime) -> None:
    """Let the rates count it again. Raises NotExcluded."""
    _count_again(matter, Verb.INCLUDE, events.MatterIncluded, words, by, now, excluded_by=None)


@as_one
def contest(*, matter: Matter, words: str, by: Actor, now: datetime) -> None:
    """The requester objects: it counts until somebody else decides. Raises NotExcluded."""
    _count_again(
        matter, Verb.CONTEST, events.ExclusionContested, words, by, now, excluded_by=matter.excluded_by
    )


def _count_again(
    matter: Matter,
    verb: Verb,
    event: type[events.MatterEvent],
    words: str,
    by: Actor,
    now: datetime,
    *,
    excluded_by: int | None,
) -> None:
    if not matter.excluded_for:
        raise NotExcluded(matter=matter.code)
    changes = {"excluded_for": "", "excluded_by": excluded_by}
    note = require_words(words, "words")
    move(matter, verb, to=None, event=event, by=by, now=now, note=note, changes=changes)
