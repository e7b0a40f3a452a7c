from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Kind, Refusal


class RuleMissing(Refusal):
    """No entry of the rulebook is in force yet on the day asked for."""

    code = "rulebook.missing"
    kind = Kind.UNAVAILABLE
    sentence = _("The city's rulebook has no entry “%(key)s” for %(on)s. Load one with “linli city load”.")


class RuleExpired(Refusal):
    """The last entry ended before the day asked for, and nobody has set the next."""

    code = "rulebook.expired"
    kind = Kind.UNAVAILABLE
    sentence = _(
        "The entry “%(key)s” of the city's rulebook ended on %(until)s, so there is none for %(on)s. "
        "Set a new one with “linli city load”."
    )


class EditionUnknown(Refusal):
    """No entry has this number, or it is one of another rule."""

    code = "rulebook.edition_unknown"
    kind = Kind.NOT_FOUND
    sentence = _("The rulebook has no edition %(edition)s of “%(key)s”.")


class KeyUnknown(Refusal):
    """No app asks for a rule of this name."""

    code = "rulebook.key_unknown"
    sentence = _("There is no rule “%(key)s”. The nearest is “%(nearest)s”.")


class DatesOutOfOrder(Refusal):
    """The last day is before the first."""

    code = "rulebook.dates_out_of_order"
    sentence = _("“%(key)s” would end on %(valid_until)s, before it begins on %(valid_from)s.")


class ValueRefused(Refusal):
    """A value does not fit the rule."""

    code = "rulebook.value_refused"
    sentence = _("“%(key)s” cannot be set: %(why)s")


class SetMeanwhile(Refusal):
    """Somebody set the same rule for the same day at the same moment."""

    code = "rulebook.set_meanwhile"
    kind = Kind.CONFLICT
    sentence = _(
        "Somebody else has just set “%(key)s” for %(valid_from)s. Look at it again before you go on."
    )
