"""What a field of a register can be."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FieldType(TextChoices):
    TEXT = "text", _("words")
    NUMBER = "number", _("number")
    MONEY = "money", _("amount in yuan")
    DATE = "date", _("date")
    CHOICE = "choice", _("choice from a list")
    AREA = "area", _("area")
    UNIT = "unit", _("unit")
    ENTITY = "entity", _("organisation, by its credit code")
    POINT = "point", _("point on the map")
    PHOTO = "photo", _("photographs")
    PHONE = "phone", _("telephone number, sealed")
    CONTACT = "contact", _("name of a person to ask, sealed")


SEALED = frozenset({FieldType.PHONE, FieldType.CONTACT})
"""What tells of a person: kept in the vault, never in the record, never public, never exported."""
OUTSIDE = SEALED | {FieldType.PHOTO}
"""What the record itself does not hold."""
ONE_OF_EACH = frozenset({FieldType.POINT, FieldType.PHOTO, FieldType.PHONE, FieldType.CONTACT})
RANGED = frozenset({FieldType.NUMBER, FieldType.MONEY})
SORTED = frozenset({FieldType.TEXT, FieldType.NUMBER, FieldType.MONEY, FieldType.DATE})
FILTERED = frozenset({FieldType.CHOICE, FieldType.AREA, FieldType.UNIT, FieldType.ENTITY})


class About(TextChoices):
    """What a register's records are. There is no member for people, and none is to be added."""

    PLACE = "place", _("places")
    ORGANISATION = "organisation", _("organisations")
    PROJECT = "project", _("projects")
    EQUIPMENT = "equipment", _("equipment and stocks")
    ACTIVITY = "activity", _("activities")
    MATTER = "matter", _("matters")


LEVELS = {
    "city": pgettext_lazy("level of a unit", "city: "),
    "county": pgettext_lazy("level of a unit", "county: "),
    "township": pgettext_lazy("level of a unit", "township: "),
    "village": pgettext_lazy("level of a unit", "village: "),
}
"""How a keeper is named: the level, then the role."""
