from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class TooManyFilters(Refusal):
    """Somebody keeps as many filters as fit beside a list."""

    code = "workbench.too_many_filters"
    kind = Kind.TOO_MANY
    sentence = _("You keep %(most)s filters already. Please remove one first.")


class FilterNotFound(Refusal):
    """No such filter among one's own."""

    code = "workbench.filter_not_found"
    kind = Kind.NOT_FOUND
    sentence = _("There is no such filter among yours.")


class UnknownStep(Refusal):
    """A step of the desk that does not exist."""

    code = "workbench.unknown_step"
    kind = Kind.NOT_FOUND
    sentence = _("There is no step “%(step)s”.")


class NothingChosen(Refusal):
    """Something was to be done with several matters, and none was ticked."""

    code = "workbench.nothing_chosen"
    sentence = _("Please tick at least one matter first.")


class TooManyTogether(Refusal):
    """More matters at once than can have been looked at."""

    code = "workbench.too_many_together"
    kind = Kind.TOO_LARGE
    sentence = _("At most %(most)s matters can be done together; %(count)s were ticked.")
