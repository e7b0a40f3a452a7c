"""What may be wrong with the catalogue of a city pack."""

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Refusal


class CodeUnfit(Refusal):
    """A code that cannot be part of a kind's path."""

    code = "pack.kind_code_unfit"
    sentence = _("“%(code)s” is no code: small letters, digits and underscores, beginning with a letter.")


class LeafIncomplete(Refusal):
    """A kind that matters are given lacks what they are judged by."""

    code = "pack.kind_incomplete"
    sentence = _("Kind %(code)s has no “%(field)s”, and no kind above it has.")


class NodeIsLeaf(Refusal):
    """A node with kinds below it says when matters open and close, as only a leaf can."""

    code = "pack.kind_node_is_leaf"
    sentence = _("Kind %(code)s has kinds below it, so “%(field)s” belongs to those.")


class EventCodeTwice(Refusal):
    """Two kinds stand for the same city event or component."""

    code = "pack.event_code_twice"
    sentence = _("Event code %(event)s already belongs to %(other)s.")


class KindNotDeclared(Refusal):
    """A code that kinds.yaml does not have."""

    code = "pack.kind_not_declared"
    sentence = _("There is no kind %(code)s in %(file)s.")


class DutyTwice(Refusal):
    """Two lines for the same kind, area and priority."""

    code = "pack.duty_twice"
    sentence = _(
        "A duty for %(kind)s in %(area)s with priority %(priority)s is written in line %(line)s already."
    )


class NoCoordinator(Refusal):
    """Nobody coordinates what has no clear duty."""

    code = "pack.no_coordinator"
    sentence = _(
        "No line for every kind (*) with “certain: false”: nobody coordinates what has no clear duty."
    )


class NotALeaf(Refusal):
    """Messages stand under kinds that matters can have."""

    code = "pack.kind_not_a_leaf"
    sentence = _("Kind %(code)s has kinds below it; a message needs one of those.")


class MessageUnfit(Refusal):
    """A message is a title and a text with a bar between."""

    code = "pack.message_unfit"
    sentence = _(
        "“%(text)s” is not “title|text” with a title of at most 30 and a text of 20 to 150 characters."
    )


class PlaceholderUnknown(Refusal):
    """A word in braces that nothing fills in."""

    code = "pack.placeholder_unknown"
    sentence = _("Nothing fills in {%(name)s}; known are %(known)s.")
