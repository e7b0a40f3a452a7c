from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class NoSuchFigure(Refusal):
    """An address names a figure that is not shown."""

    code = "command.no_such_figure"
    kind = Kind.NOT_FOUND
    sentence = _("There is no figure “%(figure)s”.")


class PlaceNotYours(Refusal):
    """Somebody asks for the figures of a place of which they do not see all matters."""

    code = "command.place_not_yours"
    kind = Kind.NOT_FOUND
    sentence = _("You do not see the figures of this place, or there is no such place.")


class WallEnded(Refusal):
    """A screen on a wall shows a page for which it was not let in, or not any more."""

    code = "command.wall_ended"
    kind = Kind.NOT_ALLOWED
    sentence = _("This screen may not show figures any more. Log in here and start it again.")
