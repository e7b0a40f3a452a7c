"""Becoming a matter: whatever the channel, a report comes through here, and comes through once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import DatabaseError, IntegrityError, models, transaction

from linli.areas.policies.coordinates import Point
from linli.core.actor import Actor
from linli.core.errors import Refusal
from linli.core.keys import derive, keyed_digest
from linli.core.rows import new
from linli.core.together import Together
from linli.files.waiting import Waiting
from linli.intake.errors import ContactNeeded, DayIsFull, KeyReused
from linli.intake.models import Submission
from linli.journal.actions import as_one, is_one_statement
from linli.matters.actions.attaching import Upload, keep_files
from linli.matters.actions.registering import Draft, NewMatter, accepted_at_once, draft, write, write_as_one
from linli.matters.actions.registering import prepare as prepare_matter
from linli.matters.events import MatterRegistered
from linli.matters.models import Matter
from linli.matters.policies import Channel
from linli.vault.actions import prepare as prepare_record
from linli.vault.models import Record
from linli.vault.policies.fields import Basis, PersonalField
from linli.vault.queries import privacy_notice

PIN_DIGITS = 6
CODES_TRIED = 20
"""A case code has five digits to count with, and a county may register more than that in a day only by import."""
PHOTO, VOICE = "photo", "voice"
"""Purposes for which a reporter's pictures and recordings are kept."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What somebody sends, with their contact if they gave one."""

    channel: Channel
    text: str
    title: str = ""
    kind: str = ""
    point: Point | None = None
    area: str = ""
    grid: str = ""
    place: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    is_anonymous: bool = False
    is_confidential: bool = False
    people_affected: int | None = None
    reported_at: datetime | None = None
    """When the requester wrote or said it, if that was earlier. Aware."""

    def digest(self) -> bytes:
        return hashlib.sha256(orjson.dumps(self, default=str)).digest()


@dataclass(frozen=True)
class Receipt:
    """What the sender gets back."""

    code: str
    is_new: bool
    pin: str = ""
    """Six digits that open the matter without a phone number; the same when the same report is sent again."""
    matter: Matter | None = None


def submit(
    report: Report,
    *,
    source: str,
    key: str,
    by: Actor,
    now: datetime,
    also: Sequence[models.Model] = (),
) -> Receipt:
    """Register a report, once for each `source` and `key`, with further new rows that name its matter.

    A repeat with the same content answers with the same code. Raises KeyReused, ContactNeeded, DayIsFull and what
    registering raises; then nothing is stored. What several threads submit at the same moment is written together.
    """
    sent = _Sent(report, source, key, by, now, also)
    made = _submit_together(sent) if is_one_statement(MatterRegistered) else None
    return made.receipt if made else _submit_alone(sent)


@dataclass(frozen=True)
class _Sent:
    """What `submit` was called with."""

    report: Report
    source: str
    key: str
    by: Actor
    now: datetime
    also: Sequence[models.Model]

    def drafted(self) -> Drafted:
        """Return a new draft each time: further rows take the number of the draft they go with."""
        also = [copy(row) for row in self.also]
        return draft_of(self.report, source=self.source, key=self.key, by=self.by, now=self.now, also=also)


def _submit_alone(sent: _Sent) -> Receipt:
    for _attempt in range(CODES_TRIED):
        try:
            with as_one(MatterRegistered):
                made = sent.drafted()
                write([made.draft], by=sent.by, now=sent.now)
        except IntegrityError as error:
            if "intake_submission_once" in str(error):
                return _earlier(sent.source, sent.key, sent.report)
            if "matters_matter_code_once" not in str(error):
                raise
        else:
            return made.receipt
    raise DayIsFull


def _submit_all(group: Sequence[_Sent]) -> list[Drafted | None]:
    """Register what several threads sent, in one statement. None: what its own thread is to submit alone."""
    drafted = [_drafted(each) for each in group]
    try:
        write_as_one([each.draft for each in drafted if each])
    except DatabaseError:  # a key used before, a case code met twice, a connection gone
        return [None] * len(group)
    return drafted


def _drafted(sent: _Sent) -> Drafted | None:
    """Return what is written at once; None where a refusal waits, or where more than one statement is needed."""
    try:
        made = sent.drafted()
    except Refusal:
        return None
    return None if accepted_at_once([made.draft], sent.now) else made


_submit_together = Together(_submit_all)


@dataclass(frozen=True)
class Drafted:
    """A submission that is complete and not yet written."""

    draft: Draft
    pin: str

    @property
    def receipt(self) -> Receipt:
        """What the sender gets once it is written."""
        return Receipt(self.draft.matter.code, True, self.pin, self.draft.matter)


def draft_of(
    report: Report,
    *,
    source: str,
    key: str,
    by: Actor,
    now: datetime,
    also: Sequence[models.Model] = (),
) -> Drafted:
    """Return what `submit` writes, for callers that `write` many at once inside `as_one`.

    Raises ContactNeeded and what registering raises. Whether the key was used before shows when it is written.
    """
    _require_contact(report)
    pin = pin_of(source, key)
    submission = new(
        Submission,
        source=source,
        key=key,
        received_at=now,
        content_digest=report.digest(),
        pin_digest=pin_digest(pin),
    )
    requester = _requester(report, by=by, now=now)
    made = draft(_new_matter(report), by=by, now=now, requester=requester, also=[submission, *also])
    return Drafted(made, pin)


def check(report: Report, *, by: Actor, now: datetime) -> None:
    """Raise what `submit` would raise for a new report; store nothing."""
    _require_contact(report)
    prepare_matter(_new_matter(report), by=by, now=now, requester=_requester(report, by=by, now=now))


def _require_contact(report: Report) -> None:
    if not (report.phone or report.email or report.is_anonymous):
        raise ContactNeeded


@transaction.atomic
def submit_with_pictures(
    report: Report, pictures: Sequence[Upload | Waiting], *, source: str, key: str, by: Actor, now: datetime
) -> Receipt:
    """Register a report together with its pictures, all or nothing. A repeat keeps the pictures of the first time."""
    receipt = submit(report, source=source, key=key, by=by, now=now)
    if receipt.is_new and receipt.matter is not None:
        keep_sent(receipt.matter, pictures, by=by, now=now)
    return receipt


def keep_sent(matter: Matter, sent: Sequence[Upload | Waiting], *, by: Actor, now: datetime) -> None:
    """Keep what came with a report: recordings are erased sooner than pictures."""
    spoken = [each for each in sent if isinstance(each, Waiting) and each.is_sound]
    seen = [each for each in sent if each not in spoken]
    for files, purpose in ((seen, PHOTO), (spoken, VOICE)):
        keep_files(matter=matter, files=files, purpose=purpose, by=by, now=now)


def _new_matter(report: Report) -> NewMatter:
    return NewMatter(
        channel=report.channel,
        text=report.text,
        title=report.title,
        kind=report.kind,
        point=report.point,
        area=report.area,
        grid=report.grid,
        place=report.place,
        is_confidential=report.is_confidential,
        people_affected=report.people_affected,
        reported_at=report.reported_at,
    )


def _requester(report: Report, *, by: Actor, now: datetime) -> Record | None:
    """Return the record of whoever left a way to be reached. A mailbox is given by choice, so it rests on consent."""
    if report.is_anonymous or not (report.phone or report.email):
        return None
    given = {
        PersonalField.PHONE: report.phone,
        PersonalField.NAME: report.name,
        PersonalField.EMAIL: report.email,
    }
    fields: Mapping[PersonalField, str] = {field: value for field, value in given.items() if value}
    basis = Basis.CONSENT if report.email else Basis.STATUTORY_DUTY
    return prepare_record(
        fields,
        purpose="matter",
        basis=basis,
        by=by,
        now=now,
        notice_version=privacy_notice(now).value.version if report.channel is Channel.WEB else None,
        is_confidential=report.is_confidential,
    )


def pin_of(source: str, key: str) -> str:
    """Return the receipt's number. It follows from the key, so that whoever sent twice does not lose it."""
    digest = keyed_digest("international", derive("intake.receipt"), f"{source}\n{key}".encode())
    return f"{int.from_bytes(digest[:8], 'big') % 10**PIN_DIGITS:0{PIN_DIGITS}d}"


def pin_digest(pin: str) -> bytes:
    return keyed_digest("international", derive("intake.pin"), pin.encode())


def _earlier(source: str, key: str, report: Report) -> Receipt:
    earlier = Submission.objects.select_related("matter").get(source=source, key=key)
    if earlier.matter is None or bytes(earlier.content_digest) != report.digest():
        raise KeyReused
    return Receipt(earlier.matter.code, False, pin_of(source, key), earlier.matter)
