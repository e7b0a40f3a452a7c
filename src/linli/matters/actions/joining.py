"""Several reports of one thing: join them, take them apart, and let all requesters know the outcome."""

from __future__ import annotations

from datetime import datetime

from linli.core.actor import SYSTEM, Actor
from linli.journal.actions import record
from linli.matters import events
from linli.matters.actions.move import as_one, move
from linli.matters.errors import NotMergeable
from linli.matters.models import Matter, Reply
from linli.matters.policies import TAKES_OTHERS, Status, Verb


@as_one
def merge(*, matter: Matter, into: Matter, words: str, by: Actor, now: datetime) -> None:
    """Join `matter` with `into`, which goes on for both. Its history stays; its requester is told and may object.

    What was joined with `matter` before is joined with `into` from now on, so that there is never a chain.
    """
    if matter.pk == into.pk or Status(into.status) not in TAKES_OTHERS:
        raise NotMergeable(matter=matter.code, other=into.code)
    move(
        matter,
        Verb.MERGE,
        to=Status.MERGED,
        event=events.MatterMerged,
        by=by,
        now=now,
        note=words,
        facts={"into": into.code},
        changes={"merged_into_id": into.pk, "closed_at": now},
    )
    _note_joined(into, matter, by, now)
    for other in joined_with(matter):
        _join_instead(other, into, by, now)


def _note_joined(into: Matter, joined: Matter, by: Actor, now: datetime) -> None:
    event = events.MatterJoined(
        code=into.code,
        old=into.status,
        new=into.status,
        requester=into.requester_id,
        unit=into.lead_unit_id,
        joined=joined.code,
    )
    record(event, subject=into, by=by, now=now, changes={"changed_at": now})


def _join_instead(joined: Matter, into: Matter, by: Actor, now: datetime) -> None:
    event = events.MatterMerged(
        code=joined.code, old=Status.MERGED, new=Status.MERGED, requester=joined.requester_id, into=into.code
    )
    changes = {"merged_into_id": into.pk, "changed_at": now}
    record(event, subject=joined, by=by, now=now, changes=changes)


def joined_with(lead: Matter) -> list[Matter]:
    """Return what is joined with a matter and goes on with it, the earliest first, held until the transaction ends."""
    rows = Matter.objects.filter(merged_into=lead.pk, status=Status.MERGED)
    return list(rows.order_by("pk").select_for_update(no_key=True))


@as_one
def unmerge(*, matter: Matter, words: str, by: Actor, now: datetime) -> None:
    """Take a joined matter out again; it starts over as registered."""
    back_to_registered(matter, Verb.UNMERGE, words, by, now)


def back_to_registered(matter: Matter, verb: Verb, words: str, by: Actor, now: datetime) -> None:
    into = matter.merged_into
    move(
        matter,
        verb,
        to=Status.REGISTERED,
        event=events.MatterUnmerged,
        by=by,
        now=now,
        note=words,
        facts={"out_of": into.code if into else ""},
        changes={"merged_into_id": None, "closed_at": None, "lead_unit_id": None, "due_at": None},
    )


def answer_joined(lead: Matter, text: str, by: Actor, now: datetime) -> None:
    """Give every requester who reported the same the same answer. Two round trips for each."""
    for joined in joined_with(lead):
        event = events.JointlyAnswered(
            code=joined.code,
            old=Status.MERGED,
            new=Status.MERGED,
            requester=joined.requester_id,
            together_with=lead.code,
        )
        answer = Reply(matter_id=joined.pk, text=text, sent_at=now, by_account=by.account, by_unit=by.unit)
        changes = {"replied_at": now, "changed_at": now}
        record(event, subject=joined, by=by, now=now, changes=changes, also=[answer])


def close_joined(lead: Matter, now: datetime, words: str = "") -> None:
    """Close what was joined with a matter that has ended. Each requester may open their own again.

    `words` are read by the requesters.
    """
    for joined in joined_with(lead):
        close_with(joined, lead, by=SYSTEM, now=now, words=words)


def close_with(joined: Matter, lead: Matter, *, by: Actor, now: datetime, words: str) -> None:
    move(
        joined,
        Verb.CLOSE,
        to=Status.CLOSED,
        event=events.MatterClosed,
        by=by,
        now=now,
        note=words,
        facts={"together_with": lead.code},
        changes={"closed_at": now},
    )


def free_joined(lead: Matter, now: datetime) -> None:
    """When the requester of the one that goes on withdraws: the earliest of the others goes on in its place."""
    waiting = list(joined_with(lead))
    if not waiting:
        return
    first, *others = waiting
    back_to_registered(first, Verb.UNMERGE, "", SYSTEM, now)
    for other in others:
        _join_instead(other, first, SYSTEM, now)
        _note_joined(first, other, SYSTEM, now)
