"""The definition of every figure of the command pages, in words that a report can quote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from linli.core.errors import Sentence


class Shape(Enum):
    COUNT = "count"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure: what it is called, what it counts, and what of that it is compared with."""

    code: str
    label: Sentence
    counts: Sentence
    """What is counted; of a share, what stands above the line."""
    of: Sentence | None = None
    """Of a share: what stands below the line. Nothing there gives no figure, never 100 %."""
    note: Sentence | None = None

    @property
    def shape(self) -> Shape:
        return Shape.SHARE if self.of else Shape.COUNT


_LEFT_OUT = _("Matters left out by a decision with a reason, and joined ones, do not count.")
_DUE = _("what was due in the last %(days)s days")
_ALL = (
    Indicator("open", _("open now"), _("matters that are not closed, declined, joined or withdrawn")),
    Indicator("late", _("late"), _("open matters with a clock that has run out")),
    Indicator(
        "soon", _("due within a day"), _("open matters with a clock that runs out in the next 24 hours")
    ),
    Indicator("to_send", _("to be sent out"), _("open matters that no unit has yet, or that one sent back")),
    Indicator("to_take", _("sent, not received"), _("matters sent to a unit that has not confirmed receipt")),
    Indicator("in_work", _("in work"), _("matters a unit has received and works on")),
    Indicator(
        "to_check", _("to be checked or answered"), _("matters reported done, before the answer went out")
    ),
    Indicator(
        "to_ask", _("answered, to be asked"), _("answered matters whose requester is still to be asked")
    ),
    Indicator(
        "paused",
        _("paused"),
        _("matters whose clock is stopped, that are deferred, or for which more time is asked"),
    ),
    Indicator("came_today", _("came in today"), _("matters registered since midnight in the city")),
    Indicator("closed_today", _("closed today"), _("matters closed since midnight in the city")),
    Indicator("came", _("came in"), _("matters registered in the last %(days)s days")),
    Indicator(
        "closure", _("closed of what was due"), _("of these, matters that are closed now"), _DUE, _LEFT_OUT
    ),
    Indicator(
        "on_time",
        _("done in time"),
        _("of these, done within the limit in force, with extensions that were granted"),
        _DUE,
        _LEFT_OUT,
    ),
    Indicator(
        "response",
        _("contacted in time"),
        _("of these, matters whose requester was contacted within the limit"),
        _("matters whose requester was to be contacted in the last %(days)s days"),
        _LEFT_OUT,
    ),
    Indicator(
        "resolution",
        _("resolved"),
        _("the requesters who call it resolved; “partly” counts as the city's rule says"),
        _("matters closed in the last %(days)s days with a usable answer"),
        _("Who could not be reached is not in it."),
    ),
    Indicator(
        "satisfaction",
        _("content"),
        _("the sum of the answers, each weighed as the city's rule says"),
        _("matters closed in the last %(days)s days with a usable answer"),
        _("That people complain makes no figure worse; only what became of it does."),
    ),
    Indicator(
        "rising",
        _("rising"),
        _("matters of this kind registered in the last %(week)s days"),
        None,
        _("Compared with the usual number in as many days, taken from the %(before)s days before."),
    ),
)
INDICATORS: Mapping[str, Indicator] = MappingProxyType({each.code: each for each in _ALL})
NOW = ("open", "late", "soon")
STAGES = ("to_send", "to_take", "in_work", "to_check", "to_ask", "paused")
TODAY = ("came_today", "closed_today")
SHARES = ("closure", "on_time", "response", "resolution", "satisfaction")
