"""What people say about a hot issue: it is one, it is none, this matter is not of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from linli.core.actor import Actor
from linli.journal.actions import record
from linli.warnings.errors import HotIssueMovedOn, NotAMember, ReasonMissing
from linli.warnings.events import HotIssueDecided, HotMemberPutBack, HotMemberPutOut
from linli.warnings.models import HotIssue, HotMember
from linli.warnings.policies.hot import NEEDS_WORDS, NEXT, HotStatus, HotVerb, Joining, may_move


def decide(*, issue: HotIssue, verb: HotVerb, words: str, by: Actor, now: datetime) -> None:
    """Confirm, dismiss, end or take up again. Raises HotIssueMovedOn, ReasonMissing, ChangedMeanwhile."""
    old = HotStatus(issue.status)
    if not may_move(old, verb):
        raise HotIssueMovedOn(state=old.label)
    words = words.strip()
    if verb in NEEDS_WORDS and not words:
        raise ReasonMissing
    new = NEXT[verb][1]
    changes: dict[str, Any] = {"status": new, "reason": words}
    if new is HotStatus.PROPOSED:
        changes |= {"decided_by": None, "decided_at": None, "decided_size": None}
    else:
        changes |= {"decided_by": by.account, "decided_at": now, "decided_size": issue.size}
    event = HotIssueDecided(old=old, new=new, size=issue.size)
    record(event, subject=issue, by=by, now=now, note=words, changes=changes)


@transaction.atomic
def put_out(*, issue: HotIssue, code: str, by: Actor, now: datetime) -> None:
    """Say that a matter is about something else; it does not come back by itself. Raises NotAMember."""
    _change(issue, code, Joining.FOUND, Joining.PUT_OUT)
    record(HotMemberPutOut(code=code), subject=issue, by=by, now=now)


@transaction.atomic
def put_back(*, issue: HotIssue, code: str, by: Actor, now: datetime) -> None:
    """Undo putting it out. Raises NotAMember."""
    _change(issue, code, Joining.PUT_OUT, Joining.FOUND)
    record(HotMemberPutBack(code=code), subject=issue, by=by, now=now)


def _change(issue: HotIssue, code: str, old: Joining, new: Joining) -> None:
    rows = HotMember.objects.filter(issue=issue, matter__code=code, joining=old)
    if not rows.update(joining=new):
        raise NotAMember(code=code)
    more = 1 if new is Joining.FOUND else -1
    HotIssue.objects.filter(pk=issue.pk).update(size=F("size") + more)
