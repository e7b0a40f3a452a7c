from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Refusal


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
