from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class PlaceholderUnknown(Refusal):
    """A template names something that the event does not tell."""

    code = "notices.placeholder_unknown"
    sentence = _("The template for %(event)s names {%(name)s}, but that event tells only: %(known)s.")


class TemplateBroken(Refusal):
    """A template's braces do not pair, or it reaches into a value."""

    code = "notices.template_broken"
    sentence = _("The template for %(event)s cannot be read near “%(near)s”. Placeholders look like {code}.")


class AddressInvalid(Refusal):
    """A unit's address does not fit its channel."""

    code = "notices.address_invalid"
    sentence = _("This address does not fit the channel %(channel)s.")


class NoticeNotFound(Refusal):
    """Somebody asks for a notice that is not there or was forgotten."""

    code = "notices.not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such notice, or it is too old to be kept.")


class NoticeUnderWay(Refusal):
    """Somebody wants to send again what still waits or has arrived."""

    code = "notices.under_way"
    kind = Kind.CONFLICT
    sentence = _("This notice is not sent again: %(state)s.")


class NoSuchLine(Refusal):
    """An address names an event, audience and channel for which the city has no words."""

    code = "notices.no_such_line"
    kind = Kind.NOT_FOUND
    sentence = _("On that day the city's table has no line for this event, audience and channel.")
