"""What people say about a hot issue: it is one, it is none, this matter is not of it, these are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.journal.actions import record
from linli.matters.actions.perform import perform
from linli.matters.forms import MergeForm
from linli.matters.policies import Verb
from linli.people.access import Viewer
from linli.warnings.errors import HotIssueMovedOn, NotAMember, NothingChosen, ReasonMissing
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


@dataclass(frozen=True)
class Joined:
    """What became of each matter that was to be joined."""

    done: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    """Case code and why."""


def join(
    *, viewer: Viewer, issue: HotIssue, codes: Sequence[str], into: str, words: str, now: datetime
) -> Joined:
    """Join matters of an issue with one of them, each by the door of matters: who may not, may not here either.

    Their requesters are told and may object, as always. Raises NothingChosen, NotAMember.
    """
    chosen = [code for code in dict.fromkeys(codes) if code != into]
    if not chosen or not into:
        raise NothingChosen
    inside = set(
        HotMember.objects.filter(
            issue=issue, joining=Joining.FOUND, matter__code__in=[*chosen, into]
        ).values_list("matter__code", flat=True)
    )
    for code in (*chosen, into):
        if code not in inside:
            raise NotAMember(code=code)
    done, refused = [], []
    for code in chosen:
        try:
            form = MergeForm(into=into, words=words)
            perform(viewer=viewer, code=code, verb=Verb.MERGE, form=form, now=now)
            done.append(code)
        except Refusal as refusal:
            refused.append((code, str(refusal)))
    return Joined(tuple(done), tuple(refused))
