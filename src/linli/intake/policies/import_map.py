"""The map of an import: which column of an office's sheet means what. Written by a clerk, in YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from linli.areas.policies.coordinates import Crs
from linli.intake.errors import MapFieldUnfit, MapLacks, UnknownChannel, UnknownValue, UnknownZone
from linli.matters.policies import Channel
from linli.rulebook.policies import RulePart

CHANNELS: Mapping[str, Channel] = {channel.name.lower(): channel for channel in Channel}
"""As maps name them: `hotline`, `web`, `sheet`."""
TRUE = frozenset({"true", "yes", "1", "是", "y", "√", "匿名"})


class MapField(RulePart):
    """Where one field of a matter comes from."""

    columns: tuple[str, ...] = ()
    """Names of columns; the first of them that is in the sheet and not blank in the row counts."""
    value: str = ""
    """The same for every row, in place of columns."""
    values: Mapping[str, str] = {}
    """What a cell's words mean: `电话: hotline`."""
    otherwise: str | None = None
    """For blank cells and for those that `values` does not list. Without it such a cell is refused."""
    inside: bool = False
    """Whether the keys of `values` are looked for inside the cell's words, longest first."""
    optional: bool = False
    """Whether the sheet may lack all of the columns."""

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if bool(self.columns) == bool(self.value):
            raise ValueError(MapFieldUnfit())
        return self

    def meaning(self, text: str, field: str) -> str:
        """Return what the words of a cell mean. Raises UnknownValue."""
        if not self.values:
            return text or self.otherwise or ""
        found = self._listed(text)
        if found is not None:
            return found
        if self.otherwise is not None:
            return self.otherwise
        if text:
            raise UnknownValue(value=text[:40], field=field)
        return ""

    def _listed(self, text: str) -> str | None:
        if not self.inside:
            return self.values.get(text)
        keys = sorted(self.values, key=len, reverse=True)
        return next((self.values[key] for key in keys if key in text), None)


class MomentField(RulePart):
    """Where the time of a message comes from. A sheet's times have no zone: the map says it."""

    columns: tuple[str, ...] = Field(min_length=1)
    zone: str
    formats: tuple[str, ...] = ()
    """Of Python's `strptime`, tried before the forms that are known anyway."""
    optional: bool = False

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, KeyError, OSError):
            raise ValueError(UnknownZone(value=value)) from None
        return value


class PositionField(RulePart):
    """Columns of a point in degrees, and the system it was measured in."""

    lon: tuple[str, ...] = Field(min_length=1)
    lat: tuple[str, ...] = Field(min_length=1)
    crs: Crs
    optional: bool = False


class MapFields(RulePart):
    """The fields of a matter that a sheet can fill."""

    text: MapField
    channel: MapField
    id: MapField | None = None
    title: MapField | None = None
    kind: MapField | None = None
    area: MapField | None = None
    place: MapField | None = None
    name: MapField | None = None
    phone: MapField | None = None
    anonymous: MapField | None = None
    confidential: MapField | None = None
    people_affected: MapField | None = None
    reported_at: MomentField | None = None
    position: PositionField | None = None

    @model_validator(mode="after")
    def _knows_its_channels(self) -> Self:
        field = self.channel
        named = [*field.values.values(), field.value, field.otherwise or ""]
        for name in filter(None, named):
            if name not in CHANNELS:
                raise ValueError(UnknownChannel(value=name, known=", ".join(CHANNELS)))
        if field.columns and not field.values:
            raise ValueError(MapLacks(field="channel.values"))
        return self

    def columns(self) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        """Yield each field that comes from columns: its name, the columns' names, whether they may be missing."""
        for name in type(self).model_fields:
            field = getattr(self, name)
            if isinstance(field, PositionField):
                yield "lon", field.lon, field.optional
                yield "lat", field.lat, field.optional
            elif field is not None and field.columns:
                yield name, field.columns, field.optional


class ImportMap(RulePart):
    """How the rows of one kind of sheet become matters."""

    source: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]{1,53}$")
    """Keeps the numbers of different registers apart. The same register keeps the same source for ever."""
    contact: Literal["keep", "drop"]
    """What becomes of names and telephone numbers: kept sealed in the vault, or never stored."""
    fields: MapFields
    sheet: str = ""
    """Name of the sheet; empty: the first."""
    encoding: str = ""
    """Of a text file; empty: UTF-8 or UTF-16 by its mark, else UTF-8, else GB 18030."""
    delimiter: str = Field(default="", max_length=1)
    """Of a text file; empty: found."""
    header_within: int = Field(default=30, ge=1, le=200)
    """How many rows from the top the row with the columns' names may stand."""

    @model_validator(mode="after")
    def _keeps_what_it_names(self) -> Self:
        if self.contact == "keep" and self.fields.phone is None:
            raise ValueError(MapLacks(field="fields.phone"))
        return self

    @property
    def submission_source(self) -> str:
        return f"sheet:{self.source}"
