"""What a device sends is taken once: everything of it, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.db import IntegrityError, transaction

from linli.areas.policies.coordinates import Crs, Point
from linli.catalogue.actions import collect
from linli.core.keys import derive, keyed_digest
from linli.core.time import city_day
from linli.field.access import get_checkpoint_for, require_grid
from linli.field.actions.checkpoints import check as check_place
from linli.field.errors import (
    KindForSolved,
    MatterMovedOn,
    NotYourQueue,
    PicturesNeedAMatter,
    SentDifferently,
    WordsNeeded,
)
from linli.field.items import AnyItem, CheckItem, ReportItem, StepItem, ValueItem
from linli.field.models import Checkpoint, Sending
from linli.field.queries.today import mark_of
from linli.field.rules import Rounds
from linli.intake.actions.submitting import PHOTO, Report, submit
from linli.matters.access import actor_for, get_matter_for, get_matter_to, get_matter_to_add_files
from linli.matters.actions import handling
from linli.matters.actions.attaching import Upload, add_files, keep_files
from linli.matters.models import Matter
from linli.matters.policies import Channel, Status, Verb
from linli.people.access import Viewer, require
from linli.people.policies import Permission
from linli.rulebook.queries import in_force

PURPOSES = (PHOTO, "before", "after")
"""What a picture shows: the place as found, before the work, after it."""


@dataclass(frozen=True)
class Picture:
    upload: Upload
    purpose: str


@dataclass(frozen=True)
class Taken:
    """What became of it."""

    about: str
    """Case code, code of the checkpoint or of the building."""
    is_new: bool
    """False: it had arrived before, and this is the same answer again."""


def take(
    item: AnyItem,
    pictures: Sequence[Picture],
    *,
    key: str,
    queue_of: int,
    viewer: Viewer,
    now: datetime,
) -> Taken:
    """Take what the viewer's device sends, once for each account and key.

    `queue_of` is the account that wrote it. Two at the same time with one key: the second waits for the first and gets
    its answer. Raises NotYourQueue, SentDifferently and whatever the item's own door raises; then nothing is
    stored, and the same key may come again with something better.
    """
    require(viewer, Permission.FIELD_WORK)
    if viewer.account_id is None or queue_of != viewer.account_id:
        raise NotYourQueue
    digest = digest_of(item, pictures)
    try:
        with transaction.atomic():
            sending = Sending.objects.create(
                account_id=viewer.account_id,
                key=key,
                kind=item.kind,
                content_digest=digest,
                received_at=now,
            )
            about = _door(item, pictures, key, viewer, now)
            Sending.objects.filter(pk=sending.pk).update(about=about)
    except IntegrityError as error:
        if "field_sending_once" not in str(error):
            raise
        return _earlier(viewer.account_id, key, digest)
    return Taken(about, True)


def _earlier(account: int, key: str, digest: bytes) -> Taken:
    earlier = Sending.objects.get(account=account, key=key)
    if bytes(earlier.content_digest) != digest:
        raise SentDifferently(about=earlier.about)
    return Taken(earlier.about, False)


def digest_of(item: AnyItem, pictures: Sequence[Picture]) -> bytes:
    content = [item.model_dump(mode="json"), [picture.purpose for picture in pictures]]
    plain = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    if isinstance(item, ValueItem):
        # It may hold a name or a number of somebody, which could be guessed from a digest without a key.
        return keyed_digest(settings.LINLI.cipher_suite, derive("field.sending"), plain)
    return hashlib.sha256(plain).digest()


def _door(item: AnyItem, pictures: Sequence[Picture], key: str, viewer: Viewer, now: datetime) -> str:
    door: Callable[..., str] = DOORS[type(item)]
    return door(item, pictures, key=key, viewer=viewer, now=now)


def _report(item: ReportItem, pictures: Sequence[Picture], *, key: str, viewer: Viewer, now: datetime) -> str:
    point = Point(item.position.lon, item.position.lat, item.position.crs) if item.position else None
    if item.grid:
        require_grid(viewer, item.grid)
    if item.solved and not item.matter_kind:
        raise KindForSolved
    report = Report(
        channel=Channel.GRID,
        text=item.text,
        kind=item.matter_kind,
        point=point,
        grid=item.grid,
        place=item.place,
        is_anonymous=True,
        # A device whose clock is ahead is no reason to refuse what somebody found.
        reported_at=min(item.done_at, now),
    )
    matter = _registered(report, pictures, key=key, viewer=viewer, now=now)
    if item.solved:
        found = get_matter_to(viewer, matter.code, Verb.SOLVE_ON_SPOT)
        handling.solve_on_spot(
            matter=found,
            result=item.solved,
            kind=item.matter_kind,
            by=actor_for(viewer, found, Verb.SOLVE_ON_SPOT),
            now=now,
        )
    return matter.code


def _registered(
    report: Report, pictures: Sequence[Picture], *, key: str, viewer: Viewer, now: datetime
) -> Matter:
    """Register what the worker found; the worker, who is known, is nobody's requester."""
    require(viewer, Permission.MATTER_REGISTER)
    by = viewer.actor_for(Permission.MATTER_REGISTER)
    receipt = submit(report, source=f"field:{viewer.account_id}", key=key, by=by, now=now)
    assert receipt.matter is not None
    if not receipt.is_new:
        return receipt.matter  # intake remembers keys longer than we do
    for purpose, files in _by_purpose(pictures):
        keep_files(matter=receipt.matter, files=files, purpose=purpose, by=by, now=now)
    return receipt.matter


def _step(item: StepItem, pictures: Sequence[Picture], *, key: str, viewer: Viewer, now: datetime) -> str:
    matter = get_matter_for(viewer, item.matter)
    if mark_of(matter) != item.mark:
        raise MatterMovedOn(matter=matter.code, status=Status(matter.status).label)
    if pictures:
        matter = get_matter_to_add_files(viewer, item.matter)
        by = actor_for(viewer, matter, item.verb)
        for purpose, files in _by_purpose(pictures):
            add_files(matter=matter, files=files, purpose=purpose, by=by, now=now)
    _take_step(item, viewer, now)
    return item.matter


def _take_step(item: StepItem, viewer: Viewer, now: datetime) -> None:
    """Do what the workbench does for the same verb; the matter is read anew, since pictures have moved it."""
    matter = get_matter_to(viewer, item.matter, item.verb)
    by = actor_for(viewer, matter, item.verb)
    if item.verb is Verb.ACKNOWLEDGE:
        handling.acknowledge(matter=matter, by=by, now=now)
    elif item.verb is Verb.START:
        handling.start(matter=matter, by=by, now=now)
    elif item.verb is Verb.VERIFY and item.passed:
        handling.verify(matter=matter, passed=True, words=item.words, by=by, now=now)
    elif not item.words:
        raise WordsNeeded
    elif item.verb is Verb.VERIFY:
        handling.verify(matter=matter, passed=False, words=item.words, by=by, now=now)
    elif item.verb is Verb.COMPLETE:
        handling.complete(matter=matter, result=item.words, by=by, now=now)
    else:
        handling.note_progress(matter=matter, words=item.words, by=by, now=now)


def _check(item: CheckItem, pictures: Sequence[Picture], *, key: str, viewer: Viewer, now: datetime) -> str:
    checkpoint = get_checkpoint_for(viewer, item.checkpoint)
    if item.in_order and pictures:
        raise PicturesNeedAMatter
    if not item.in_order and not item.words:
        raise WordsNeeded
    matter = None
    if not item.in_order:
        report = _fault(checkpoint, item, now)
        matter = _registered(report, pictures, key=key, viewer=viewer, now=now)
    check_place(
        checkpoint=checkpoint,
        is_in_order=item.in_order,
        is_scanned=item.scanned,
        words=item.words,
        checked_at=item.done_at,
        matter=matter,
        by=viewer.actor_for(Permission.FIELD_WORK),
        now=now,
    )
    return matter.code if matter else checkpoint.code


def _fault(checkpoint: Checkpoint, item: CheckItem, now: datetime) -> Report:
    """Return the report of what is wrong at a checkpoint: at the checkpoint's place, not the worker's."""
    kind = in_force(Rounds, city_day(now)).value.by_code.get(checkpoint.kind)
    has_point = checkpoint.lon is not None and checkpoint.lat is not None
    return Report(
        channel=Channel.GRID,
        text=f"{checkpoint.name}：{item.words}",
        kind=kind.reports if kind else "",
        point=Point(checkpoint.lon or 0, checkpoint.lat or 0, Crs.CGCS2000) if has_point else None,
        grid=checkpoint.grid_code,
        area=checkpoint.area_code,
        place=checkpoint.name,
        is_anonymous=True,
        reported_at=min(item.done_at, now),
    )


def _value(item: ValueItem, pictures: Sequence[Picture], *, key: str, viewer: Viewer, now: datetime) -> str:
    if pictures:
        raise PicturesNeedAMatter
    require_grid(viewer, item.grid)
    by = viewer.actor_for(Permission.FIELD_WORK)
    collect(
        grid_code=item.grid,
        item_code=item.item,
        subject_code=item.subject,
        value=item.value,
        has_consent=item.consent,
        by=by,
        now=now,
    )
    return item.subject


DOORS: dict[type[Any], Callable[..., str]] = {
    ReportItem: _report,
    StepItem: _step,
    CheckItem: _check,
    ValueItem: _value,
}


def _by_purpose(pictures: Sequence[Picture]) -> list[tuple[str, list[Upload]]]:
    return [
        (purpose, files)
        for purpose in PURPOSES
        if (files := [picture.upload for picture in pictures if picture.purpose == purpose])
    ]
