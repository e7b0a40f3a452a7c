"""What a row of a sheet reports, by the map."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from linli.areas.errors import UnknownArea
from linli.areas.policies.coordinates import Point
from linli.areas.queries import area_named, city_code, search
from linli.core.time import city_day
from linli.intake.actions.submitting import Report
from linli.intake.errors import (
    BadNumber,
    HalfAPosition,
    NoWords,
    PlaceUnclear,
    TextTooLong,
    TooLongAgo,
)
from linli.intake.policies.cells import Cell, moment_of, number_of, shown, text_of
from linli.intake.policies.headers import Header
from linli.intake.policies.import_map import CHANNELS, TRUE, ImportMap, MapField
from linli.intake.rules import SheetLimits

LONGEST_KEY = 100
CODE_DIGITS = 12
LONGEST_TITLE = 120
IDENTIFYING = ("text", "title", "reported_at", "phone", "place")
MOST_PEOPLE = 10_000_000


class Places:
    """Areas by the names that a sheet uses. One query for each name met, none the second time."""

    MOST_NAMES = 20_000

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def code_of(self, value: str) -> str:
        """Return the code for a code or a name. Raises UnknownArea, PlaceUnclear."""
        if value not in self._codes:
            if len(self._codes) >= self.MOST_NAMES:
                self._codes.clear()
            self._codes[value] = self._found(value)
        return self._codes[value]

    @staticmethod
    def _found(value: str) -> str:
        if value.isdigit():
            if len(value) != CODE_DIGITS:
                raise UnknownArea(area=value)
            return area_named(value).code
        named = [view for view in search(value, within=city_code()) if value in (view.name, view.full_name)]
        highest = min((view.level for view in named), default=None)
        named = [view for view in named if view.level == highest]
        if len(named) != 1:
            raise PlaceUnclear(value=value[:40])
        return named[0].code


class RowReader:
    """Reads the rows of one sheet: it knows the map, where the columns are, and which rows it has seen."""

    def __init__(self, plan: ImportMap, header: Header, limits: SheetLimits) -> None:
        self.plan, self.header, self.limits = plan, header, limits
        self.places = Places()
        self._alike: Counter[str] = Counter()

    def key_of(self, cells: Sequence[Cell]) -> str:
        """Return what makes the row itself: its id, else a digest of its words and how often they came before."""
        given = text_of(self.header.first("id", cells))
        if given:
            return given if len(given) <= LONGEST_KEY else f"sha256:{_sha256(given)}"
        words = _sha256("\0".join(text_of(self.header.first(name, cells)) for name in IDENTIFYING))
        self._alike[words] += 1
        return f"sha256:{words}:{self._alike[words]}"

    def report_of(self, cells: Sequence[Cell]) -> Report:
        """Return what the row reports. Raises the refusal that the office reads in the list of refused rows."""
        text = self._words(cells, "text")
        if not text:
            raise NoWords
        if len(text) > self.limits.longest_text:
            raise TextTooLong(length=len(text), longest=self.limits.longest_text)
        phone, name = self._contact(cells)
        people = number_of(self.header.first("people_affected", cells))
        area = self._words(cells, "area")
        return Report(
            channel=CHANNELS[self._words(cells, "channel") or "sheet"],
            text=text,
            title=self._words(cells, "title").replace("\n", " ")[:LONGEST_TITLE],
            kind=self._words(cells, "kind"),
            point=self._point(cells),
            area=self.places.code_of(area) if area else "",
            place=self._words(cells, "place").replace("\n", " "),
            name=name,
            phone=phone,
            is_anonymous=not phone or self._words(cells, "anonymous").lower() in TRUE,
            is_confidential=self._words(cells, "confidential").lower() in TRUE,
            people_affected=_people(people),
            reported_at=self._moment(cells),
        )

    def _words(self, cells: Sequence[Cell], name: str) -> str:
        field: MapField | None = getattr(self.plan.fields, name)
        if field is None:
            return ""
        return field.value or field.meaning(text_of(self.header.first(name, cells)), name)

    def _contact(self, cells: Sequence[Cell]) -> tuple[str, str]:
        """Return telephone and name; nothing where the map drops them."""
        if self.plan.contact == "drop":
            return "", ""
        return self._words(cells, "phone"), self._words(cells, "name")

    def _moment(self, cells: Sequence[Cell]) -> datetime | None:
        field = self.plan.fields.reported_at
        if field is None:
            return None
        cell = self.header.first("reported_at", cells)
        moment = moment_of(cell, zone=ZoneInfo(field.zone), formats=field.formats)
        if moment is not None and city_day(moment) < self.limits.earliest_on:
            raise TooLongAgo(value=shown(cell), earliest=self.limits.earliest_on.isoformat())
        return moment

    def _point(self, cells: Sequence[Cell]) -> Point | None:
        field = self.plan.fields.position
        if field is None:
            return None
        lon, lat = (number_of(self.header.first(name, cells)) for name in ("lon", "lat"))
        if lon is None and lat is None:
            return None
        if lon is None or lat is None:
            raise HalfAPosition
        return Point(lon, lat, field.crs)


def _people(number: float | None) -> int | None:
    if number is None:
        return None
    if not number.is_integer() or not 1 <= number <= MOST_PEOPLE:
        raise BadNumber(value=f"{number:g}")
    return int(number)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:48]
