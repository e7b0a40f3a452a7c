"""Stations, points and letter boxes: setting them up, taking matters in there, opening boxes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from linli.areas.place_lists import PlaceLine, check_line
from linli.core.actor import Actor
from linli.core.time import aware
from linli.intake.actions.submitting import Receipt, Report, submit
from linli.intake.errors import (
    KeyReused,
    MayNotOpenBoxes,
    NotABox,
    NotStaffed,
    OpenedBackwards,
    TwoPersonsNeeded,
)
from linli.intake.events import BoxOpened, VoicePlaceChanged, VoicePlaceOpened
from linli.intake.models import BoxOpening, Origin, PlaceKind, VoicePlace
from linli.journal.actions import record
from linli.matters.policies import Channel
from linli.people.access import Viewer, Work, viewer_of
from linli.people.models import Account
from linli.people.policies import Permission

CHANNEL = {PlaceKind.STATION: Channel.STATION, PlaceKind.POINT: Channel.POINT, PlaceKind.BOX: Channel.BOX}
SET_BY_PACKS = ("kind", "name", "area_code", "grid_code", "lon", "lat", "is_active")


@transaction.atomic
def load_voice_places(rows: Iterable[PlaceLine], *, by: Actor, now: datetime) -> tuple[list[str], list[str]]:
    """Make the places as the rows say; return the codes added and changed. Nothing is deleted.

    Raises UnknownArea, BadGridCode, ImpossibleCoordinate; then nothing is stored.
    """
    kept = {place.code: place for place in VoicePlace.objects.all()}
    added, changed = [], []
    for row in rows:
        check_line(row)
        place = kept.get(row.code)
        if place is None:
            _set_up(row, by, now)
            added.append(row.code)
        elif fields := differences(place, row):
            event = VoicePlaceChanged(code=row.code, fields=tuple(fields))
            values = {field: getattr(row, field) for field in fields}
            record(event, subject=place, by=by, now=now, changes=values)
            changed.append(row.code)
    return added, changed


def differences(place: VoicePlace, row: PlaceLine) -> list[str]:
    return [field for field in SET_BY_PACKS if getattr(place, field) != getattr(row, field)]


def _set_up(row: PlaceLine, by: Actor, now: datetime) -> None:
    place = VoicePlace(code=row.code, **{field: getattr(row, field) for field in SET_BY_PACKS})
    event = VoicePlaceOpened(code=row.code, kind=row.kind, area=row.area_code, grid=row.grid_code)
    record(event, subject=place, by=by, now=now)


def take_at(place: VoicePlace, report: Report, *, source: str, key: str, by: Actor, now: datetime) -> Receipt:
    """Register what somebody said at a station or point. Where they name no place, it is the station's.

    Raises NotStaffed for a box, and what `submit` raises.
    """
    if place.kind == PlaceKind.BOX:
        raise NotStaffed(place=place.name)
    origin = Origin(place=place)
    return submit(_at(place, report), source=source, key=key, by=by, now=now, also=[origin])


def _at(place: VoicePlace, report: Report) -> Report:
    """Return the report with the channel of the place, and in the place's grid where it names no other."""
    report = replace(report, channel=CHANNEL[PlaceKind(place.kind)])
    if report.point or report.area or report.grid:
        return report
    return replace(report, grid=place.grid_code, area="" if place.grid_code else place.area_code)


@transaction.atomic
def open_box(
    *,
    box: VoicePlace,
    opened_by: tuple[Account, Account],
    letters: Sequence[Report],
    key: str,
    now: datetime,
) -> tuple[BoxOpening, list[Receipt]]:
    """Empty a letter box: each letter becomes one matter, and a box without letters is written down as well.

    With the same `key` again it answers with the same opening and the same matters. Raises NotABox, TwoPersonsNeeded,
    MayNotOpenBoxes, OpenedBackwards, KeyReused and what `submit` raises; then nothing is stored.
    """
    if box.kind != PlaceKind.BOX or not box.is_active:
        raise NotABox(place=box.name)
    opener = _openers(box, opened_by, now)
    box = VoicePlace.objects.select_for_update().get(pk=box.pk)
    opening = BoxOpening.objects.filter(box=box, key=key).first()
    if opening is None:
        opening = _opening(box, opened_by, len(letters), key, aware(now))
        event = BoxOpened(code=box.code, witness=opened_by[1].pk, letters=len(letters))
        record(event, subject=box, by=opener, now=now, changes={"opened_at": opening.opened_at})
    elif opening.letters != len(letters):
        raise KeyReused
    source = f"box:{box.code}"
    receipts = [
        submit(
            _at(box, _readable(letter)),
            source=source,
            key=f"{key}:{number}",
            by=opener,
            now=now,
            also=[Origin(place=box, opening=opening)],
        )
        for number, letter in enumerate(letters, start=1)
    ]
    return opening, receipts


def _readable(letter: Report) -> Report:
    """A letter without a telephone number is anonymous: nobody can be asked for one any more."""
    return letter if letter.phone or letter.email else replace(letter, is_anonymous=True)


def _openers(box: VoicePlace, accounts: tuple[Account, Account], now: datetime) -> Actor:
    """Return who the journal names. Raises TwoPersonsNeeded, MayNotOpenBoxes."""
    one, other = accounts
    if one.pk == other.pk:
        raise TwoPersonsNeeded
    viewers = [_allowed(account, box, now) for account in accounts]
    return viewers[0].actor_for(Permission.VOICE_BOX_OPEN)


def _allowed(account: Account, box: VoicePlace, now: datetime) -> Viewer:
    viewer = viewer_of(account, now)
    work = Work(frozenset(), frozenset(), box.area_code)
    if not account.is_active or not viewer.may_see(Permission.VOICE_BOX_OPEN, work):
        raise MayNotOpenBoxes(person=account.display_name)
    return viewer


def _opening(
    box: VoicePlace, accounts: tuple[Account, Account], letters: int, key: str, now: datetime
) -> BoxOpening:
    if box.opened_at is not None and now < box.opened_at:
        raise OpenedBackwards(at=box.opened_at.isoformat(sep=" ", timespec="minutes"))
    one, other = accounts
    return BoxOpening.objects.create(
        box=box, key=key, opened_at=now, opened_by=one, witnessed_by=other, letters=letters
    )
