from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class BeginsInThePast(Refusal):
    """A rule was to apply to days that are over."""

    code = "administration.begins_in_the_past"
    sentence = _("It can take effect from %(earliest)s on; what is over stays as it was judged.")


class TextUnreadable(Refusal):
    """What was typed is no YAML."""

    code = "administration.text_unreadable"
    sentence = _("The text cannot be read: %(why)s")


class NothingChanges(Refusal):
    """The new value is what applies already."""

    code = "administration.nothing_changes"
    kind = Kind.CONFLICT
    sentence = _("Nothing would change: this is what applies on that day already.")


class UnitUnclear(Refusal):
    """No unit, or several, are meant by what was typed."""

    code = "administration.unit_unclear"
    sentence = _("“%(words)s” names no single unit. Similar ones: %(similar)s")


class RolesFromTomorrow(Refusal):
    """What roles may do was to change at once, before anybody could look at it."""

    code = "administration.roles_from_tomorrow"
    sentence = _("What roles may do changes at the earliest tomorrow, so that others can see it before.")


class BeginsNothing(Refusal):
    """Something that has begun already, or never was set, was to be taken back."""

    code = "administration.begins_nothing"
    kind = Kind.CONFLICT
    sentence = _("No change begins on %(day)s that could be taken back.")
