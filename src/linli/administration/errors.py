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
