"""“This is it too”: somebody files a matter that is there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.core.actor import SYSTEM, Actor
from linli.files.waiting import Waiting
from linli.intake.actions.submitting import Receipt, Report, keep_sent, submit
from linli.matters.actions.attaching import Upload
from linli.matters.actions.joining import merge
from linli.matters.errors import MoveNotAllowed, NotMergeable
from linli.matters.models import Matter
from linli.matters.policies import ENDED, Status


@dataclass(frozen=True)
class Joined:
    """The receipt of one's own matter, and the matter it was joined with; None if that one had ended meanwhile."""

    receipt: Receipt
    into: Matter | None


@transaction.atomic
def submit_as_same(
    report: Report, *, into: Matter, source: str, key: str, by: Actor, now: datetime
) -> Joined:
    """Register the report as a matter of its own and join it with `into`.

    The requester keeps code and receipt, is told what becomes of the other one, and may object. When the other one
    has ended meanwhile, the new matter goes its own way: no report is lost. Sent twice it is joined once. Raises what
    `submit` raises.
    """
    receipt = submit(report, source=source, key=key, by=by, now=now)
    assert receipt.matter is not None
    if not receipt.is_new:
        return Joined(receipt, receipt.matter.merged_into)
    target = _end_of_chain(into)
    if target is None:
        return Joined(receipt, None)
    try:
        with transaction.atomic():
            merge(matter=receipt.matter, into=target, words="", by=SYSTEM, now=now)
    except (NotMergeable, MoveNotAllowed):
        return Joined(receipt, None)
    return Joined(receipt, target)


@transaction.atomic
def submit_as_same_with_pictures(
    report: Report,
    pictures: Sequence[Upload | Waiting],
    *,
    into: Matter,
    source: str,
    key: str,
    by: Actor,
    now: datetime,
) -> Receipt:
    """Do `submit_as_same` together with pictures, all or nothing. A repeat keeps the pictures of the first time."""
    receipt = submit_as_same(report, into=into, source=source, key=key, by=by, now=now).receipt
    if receipt.is_new and receipt.matter is not None:
        keep_sent(receipt.matter, pictures, by=by, now=now)
    return receipt


def _end_of_chain(matter: Matter) -> Matter | None:
    """Return the matter that goes on for this one, locked until the end of the transaction; None if it has ended.

    Locked, so that several residents who join one matter at a time wait for one another instead of failing.
    """
    found = Matter.objects.select_for_update().get(pk=matter.pk)
    while found.status == Status.MERGED and found.merged_into_id is not None:
        found = Matter.objects.select_for_update().get(pk=found.merged_into_id)
    return None if Status(found.status) in ENDED else found
