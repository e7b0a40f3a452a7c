"""Ratings of units, enterprises and places. People are never rated, so none is ever counted here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence
from linli.metrics.policies.indicators.definition import Dimension, Grain, Indicator, share_of

_PLACED = frozenset({Dimension.AREA, Dimension.DAY, Dimension.MONTH})


def _band(colour: str, label: Sentence, counts: Sentence, more_is_better: bool | None) -> Indicator:
    return share_of(
        f"rated_{colour}_rate",
        label,
        counts,
        _("bodies and places that were rated"),
        f"rated_{colour}",
        "rated_all",
        grain=Grain.EVENT,
        dimensions=_PLACED,
        more_is_better=more_is_better,
        excludes=_(
            "Only signed ratings by public schemes count, each on the day it was signed. One that brings another up "
            "to date does not count again."
        ),
        sentence=_(
            "How many of the enterprises, units and places that were rated stand here? People are not rated."
        ),
    )


RATINGS: tuple[Indicator, ...] = (
    _band("blue", _("Rated blue"), _("bodies and places rated blue"), True),
    _band("yellow", _("Rated yellow"), _("bodies and places rated yellow"), None),
    _band("orange", _("Rated orange"), _("bodies and places rated orange"), None),
    _band("red", _("Rated red"), _("bodies and places rated red"), False),
    share_of(
        "rating_appeals_rate",
        _("Appeals against ratings in time"),
        _("appeals against ratings decided in time"),
        _("appeals against ratings that were to be decided"),
        "appeal_good",
        "appeal_due",
        grain=Grain.EVENT,
        dimensions=_PLACED,
        excludes=_("Nothing is left out, whichever way the appeal was decided."),
        sentence=_("How many appeals against a rating were decided by their day?"),
    ),
)
