from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import IO, Protocol

import orjson
from django.db import transaction

from linli.areas.queries import area_named, grid_named, locate
from linli.catalogue.policies.kinds import KindView
from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.core.time import city_day
from linli.exchange.errors import FieldInvalid, OutsideCity
from linli.exchange.policies.reports import Posted
from linli.exchange.policies.rules import Open311
from linli.files.actions import attach, store
from linli.files.models import StoredFile
from linli.files.policies import PICTURES, FileType
from linli.intake.actions.submitting import Receipt, Report, submit
from linli.intake.models import Submission
from linli.matters.models import Matter
from linli.matters.policies import Channel
from linli.people.access import Permission, Viewer
from linli.rulebook.queries import in_force
from linli.vault.policies.fields import Basis, FieldRegistry, PersonalField

SOUNDS = frozenset({FileType.MP3, FileType.AMR, FileType.M4A, FileType.WAV})


class Upload(Protocol):
    """A file of a form, as Django hands it over."""

    name: str | None

    @property
    def file(self) -> IO[bytes]: ...


@dataclass(frozen=True)
class Sending:
    """One posting: what it says, the files with it, and the client's own key for it."""

    posted: Posted
    kind: KindView
    uploads: Sequence[Upload] = ()
    key: str = ""
    """Idempotency key; empty: found from the content."""


def file_request(sending: Sending, *, rule: Open311, viewer: Viewer, now: datetime) -> Receipt:
    """Make a matter of what was posted, with its files: all of it or nothing.

    Sent again with the same key, or without one within the time the rule names, it is the matter of the first time.
    Raises OutsideCity, FieldInvalid and what storing, submitting and attaching raise.
    """
    by = viewer.actor_for(Permission.MATTER_REGISTER)
    report = _report(sending, now)
    source = f"open311:{viewer.api_key}"
    stored = [
        (store(each.file, name=each.name or "", by=by, now=now), each.name or "") for each in sending.uploads
    ]
    key = sending.key or _key_of_content(report, sending.posted, stored, source=source, rule=rule, now=now)
    with transaction.atomic():
        receipt = submit(report, source=source, key=key, by=by, now=now)
        if receipt.is_new and receipt.matter is not None:
            _attach(stored, receipt.matter, by=by, now=now)
    return receipt


def _report(sending: Sending, now: datetime) -> Report:
    posted = sending.posted
    _check_place(posted, now)
    email = posted.email if _keeps_mailbox(now) else ""
    return Report(
        channel=Channel.OPEN311,
        text=posted.text,
        kind=sending.kind.code,
        point=posted.point,
        area=posted.area,
        grid=posted.grid,
        place=posted.place,
        name=posted.name,
        phone=posted.phone,
        email=email,
        is_anonymous=not (posted.phone or email),
    )


def _check_place(posted: Posted, now: datetime) -> None:
    """A code must be one of the city's, also where the point decides; a point needs a grid or a code."""
    try:
        if posted.area:
            area_named(posted.area, city_day(now))
        if posted.grid:
            grid_named(posted.grid, city_day(now))
    except Refusal as unknown:
        raise FieldInvalid(field="address_id", why=str(unknown)) from unknown
    if posted.point and not (posted.area or posted.grid) and locate(posted.point) is None:
        raise OutsideCity


def _keeps_mailbox(now: datetime) -> bool:
    """Whether the city's registry of personal data lists mailboxes of requesters; if not, none is kept."""
    use = in_force(FieldRegistry, city_day(now)).value.by_use.get(("matter", PersonalField.EMAIL.value))
    return use is not None and Basis.CONSENT in use.bases


def _key_of_content(
    report: Report,
    posted: Posted,
    stored: Sequence[tuple[StoredFile, str]],
    *,
    source: str,
    rule: Open311,
    now: datetime,
) -> str:
    """Return the key under which the same content came within the last minutes, or else a new one. One query."""
    content = [asdict(report), posted.account_id, [file.sha256 for file, _name in stored]]
    digest = hashlib.sha256(orjson.dumps(content, default=str)).hexdigest()[:48]
    length = timedelta(minutes=rule.repeat_minutes)
    window = int(now.timestamp() // length.total_seconds())
    keys = [f"content:{digest}:{number}" for number in (window - 1, window)]
    earlier = Submission.objects.filter(source=source, key__in=keys, received_at__gt=now - length)
    return earlier.values_list("key", flat=True).first() or keys[-1]


def _attach(files: Sequence[tuple[StoredFile, str]], matter: Matter, *, by: Actor, now: datetime) -> None:
    for stored, name in files:
        attach(stored, "matters.matter", matter.pk, _purpose(stored.type), name=name, by=by, now=now)


def _purpose(file_type: FileType) -> str:
    if file_type in PICTURES:
        return "photo"
    return "voice" if file_type in SOUNDS else "evidence"
