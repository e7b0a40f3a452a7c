"""What a device may send, as plain shapes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from linli.areas.policies.coordinates import Crs
from linli.field.errors import ItemUnreadable
from linli.matters.policies import Verb

FieldVerb = Literal[Verb.ACKNOWLEDGE, Verb.START, Verb.NOTE, Verb.COMPLETE, Verb.VERIFY]
"""Steps that are taken on the spot; all others need the desk."""


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=4000, str_strip_whitespace=True)


class Position(Shape):
    """Where the worker stood when they pressed the button of this very report."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    crs: Crs


class Item(Shape):
    done_at: AwareDatetime
    """When it was written, by the device's clock."""


class ReportItem(Item):
    """Something the worker found; solved at once, if `solved` says how."""

    kind: Literal["report"]
    text: str = Field(min_length=1)
    matter_kind: str = Field(default="", max_length=80)
    grid: str = Field(default="", max_length=16)
    place: str = Field(default="", max_length=200)
    position: Position | None = None
    solved: str = ""


class StepItem(Item):
    """A step of a matter, taken on the spot."""

    kind: Literal["step"]
    matter: str = Field(max_length=22)
    verb: FieldVerb
    mark: str = Field(max_length=80)
    """How the matter stood when the device loaded it, see `queries.today`."""
    words: str = ""
    passed: bool = True
    """Of a check: whether the work was really done."""


class CheckItem(Item):
    """A look at a checkpoint."""

    kind: Literal["check"]
    checkpoint: str = Field(max_length=30)
    in_order: bool
    scanned: bool = False
    words: str = ""


class ValueItem(Item):
    """One admitted thing about a building, shop or facility."""

    kind: Literal["value"]
    grid: str = Field(min_length=1, max_length=16)
    subject: str = Field(min_length=1, max_length=40)
    item: str = Field(max_length=80)
    value: str | bool | int | float
    consent: bool = False
    """Of an item about a person: they were told what for, and agree."""


AnyItem = Annotated[ReportItem | StepItem | CheckItem | ValueItem, Field(discriminator="kind")]
_reader: TypeAdapter[Any] = TypeAdapter(AnyItem)


def read_item(text: str) -> AnyItem:
    """Return what was sent as JSON. Raises ItemUnreadable."""
    try:
        item: AnyItem = _reader.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ItemUnreadable(what=f"{where} ({first['type']})") from None
    return item
