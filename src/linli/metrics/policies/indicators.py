"""The indicators: what each says, what it divides by what, and what it leaves out. One definition each.

The rule page `docs/rules/indicators.md` has the same list with a worked example for each; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.errors import Sentence
from linli.matters.policies import Satisfied
from linli.matters.policies.rates import ONE, RateWeights, score, share

Weight = Callable[[Any], Decimal]
"""Asks the city's rule, or nothing, what one case counts."""
Sums = Mapping[str, int]
"""Measure -> how many."""


class Grain(TextChoices):
    """What one unit of counting is."""

    MATTER = "matter", _("matters")
    EVENT = "event", _("events")
    PROMISE = "promise", _("promises with a day")
    OPEN = "open", _("what is open at the end of a day")


class Shape(Enum):
    COUNT = "count"
    SHARE = "share"
    SCORE = "score"
    MEDIAN = "median"
    """In minutes; of an even number the lower of the two in the middle, so that it is a time that occurred."""


class Dimension(TextChoices):
    """What a figure can be asked by. There are no others, and none of them is a person."""

    AREA = "area", _("area below")
    KIND = "kind", _("kind of matter")
    UNIT = "unit", _("unit")
    CHANNEL = "channel", _("channel")
    DAY = "day", _("day")
    MONTH = "month", pgettext_lazy("dimension", "month")


ALL = frozenset(Dimension)
WITHOUT_KIND = ALL - {Dimension.KIND, Dimension.CHANNEL}


USUAL = _("Matters left out by a decision, and matters joined with another, do not count.")


@dataclass(frozen=True)
class Part:
    """A measure and what each of it counts."""

    measure: str
    weight: Weight = field(default=lambda rule: ONE)


@dataclass(frozen=True)
class Indicator:
    name: str
    label: Sentence
    sentence: Sentence
    numerator: tuple[Part, ...]
    denominator: tuple[str, ...] = ()
    """Measures that are added up; empty: it is a count."""
    counts: Sentence = ""
    """The numerator in words."""
    of: Sentence = ""
    """The denominator in words."""
    grain: Grain = Grain.MATTER
    shape: Shape = Shape.SHARE
    is_complement: bool = False
    """One minus the share."""
    dimensions: frozenset[Dimension] = ALL
    rule: type[RateWeights] | None = None
    """The rulebook entry with its weights; its edition stands beside each figure."""
    excludes: Sentence = USUAL
    more_is_better: bool | None = True
    """None: neither is better in itself."""

    @property
    def measures(self) -> tuple[str, ...]:
        return (*(part.measure for part in self.numerator), *self.denominator)

    def value(self, sums: Sums, rule: RateWeights | None) -> Decimal | None:
        """Return the figure, None where nothing was due: never 100 % of nothing."""
        if self.shape is Shape.SCORE:
            response, resolved, satisfied = (INDICATORS[name].value(sums, rule) for name in SCORED)
            return score(response, resolved, satisfied, _weights(rule).composite)
        top = self.top(sums, rule)
        if self.shape is Shape.COUNT:
            return top
        found = share(top, self.bottom(sums))
        return ONE - found if found is not None and self.is_complement else found

    def top(self, sums: Sums, rule: RateWeights | None) -> Decimal:
        weights = rule if self.rule is None else _weights(rule)
        return sum((part.weight(weights) * sums[part.measure] for part in self.numerator), Decimal(0))

    def bottom(self, sums: Sums) -> int:
        """Return how many cases the figure rests on."""
        if self.shape is Shape.SCORE:
            return min(INDICATORS[name].bottom(sums) for name in SCORED)
        if not self.denominator:
            return int(self.top(sums, None))
        return sum(sums[name] for name in self.denominator)


SCORED = ("response_rate", "resolution_rate", "satisfaction_rate")


def _weights(rule: RateWeights | None) -> RateWeights:
    if rule is None:
        raise ValueError("this figure needs the weights of an edition")
    return rule


def _partly(rule: RateWeights) -> Decimal:
    return rule.partly_resolved


def _answer(answer: Satisfied) -> Part:
    return Part(f"satisfied_{answer.value}", lambda rule: rule.satisfied[answer])


def _count(name: str, label: Sentence, sentence: Sentence, measure: str, **more: object) -> Indicator:
    return Indicator(
        name,
        label,
        sentence,
        (Part(measure),),
        shape=Shape.COUNT,
        more_is_better=None,
        **more,  # type: ignore[arg-type]
    )


def _share(
    name: str, label: Sentence, counts: Sentence, of: Sentence, top: str, bottom: str, **more: object
) -> Indicator:
    sentence = more.pop("sentence", "")
    return Indicator(name, label, sentence, (Part(top),), (bottom,), counts, of, **more)  # type: ignore[arg-type]


_DISPUTES = {
    "grain": Grain.EVENT,
    "dimensions": WITHOUT_KIND,
    "excludes": _("Nothing is left out. The sides of a dispute are never an input."),
}
_ALL = (
    _count(
        "opened",
        _("New matters"),
        _("How many matters came in. More is neither good nor bad: to complain is a right."),
        "opened",
    ),
    _count("closed", pgettext_lazy("figure", "Closed"), _("How many matters were closed."), "closed"),
    _count(
        "open",
        _("Still open"),
        _("How many matters were open at the end of the last day."),
        "newly_open",
        grain=Grain.OPEN,
    ),
    Indicator(
        "late",
        _("Open and late"),
        _("How many promised results were open and late at the end of the last day."),
        (Part("became_late"), Part("late_ended", lambda rule: -ONE)),
        shape=Shape.COUNT,
        grain=Grain.OPEN,
        more_is_better=False,
    ),
    Indicator(
        "handling_time",
        _("Median handling time"),
        _("From coming in until the unit reported it done; half of the closed matters took no longer."),
        (Part("closed"),),
        shape=Shape.MEDIAN,
        more_is_better=False,
    ),
    _share(
        "response_rate",
        _("Response"),
        _("requesters who were contacted in time"),
        _("contacts that were due"),
        "contacts_in_time",
        "contacts_due",
        grain=Grain.PROMISE,
        sentence=_("Was the requester contacted within the limit?"),
    ),
    Indicator(
        "resolution_rate",
        _("Resolution"),
        _("Does the requester say that it is resolved? Partly counts as much as the city's rule says."),
        (Part("resolved_yes"), Part("resolved_partly", _partly)),
        ("answered",),
        _("closed matters that the requester calls resolved"),
        _("closed matters whose requester answered"),
        rule=RateWeights,
    ),
    Indicator(
        "satisfaction_rate",
        _("Satisfaction"),
        _("What the answers of requesters weigh, as the city's rule says."),
        tuple(_answer(each) for each in Satisfied),
        ("answered",),
        _("the weights of the answers"),
        _("closed matters whose requester answered"),
        rule=RateWeights,
    ),
    Indicator(
        "score",
        _("Composite score"),
        _(
            "100 times the weighted sum of response, resolved and satisfied. Units have a score, people never."
        ),
        tuple(
            Part(name)
            for name in (
                "contacts_in_time",
                "resolved_yes",
                "resolved_partly",
                *(f"satisfied_{each.value}" for each in Satisfied),
            )
        ),
        ("contacts_due", "answered"),
        _("response, resolved and satisfied, each times its weight"),
        _("the three shares of the same period"),
        shape=Shape.SCORE,
        rule=RateWeights,
    ),
    _share(
        "contact_rate",
        _("Reached afterwards"),
        _("requesters who answered"),
        _("closed matters whose requester could be asked"),
        "answered",
        "asked",
        sentence=_(
            "Nobody reached after all calls says nothing about resolved or satisfied; it stands here."
        ),
    ),
    _share(
        "closure_rate",
        pgettext_lazy("figure", "Closure"),
        _("of these, matters that are closed"),
        _("results that were due"),
        "results_due_and_closed",
        "results_due",
        grain=Grain.PROMISE,
        sentence=_("Of what was due in the period, how much is closed?"),
    ),
    _share(
        "on_time_rate",
        _("In time"),
        _("results within the limit, with granted extensions"),
        _("results that were due"),
        "results_in_time",
        "results_due",
        grain=Grain.PROMISE,
        sentence=_("Was it done within the limit in force?"),
    ),
    _share(
        "on_time_rate_strict",
        _("In time without extensions"),
        _("results within the first limit"),
        _("results that were due"),
        "results_in_time_strictly",
        "results_due",
        grain=Grain.PROMISE,
        sentence=_("Was it done within the limit first promised?"),
    ),
    _share(
        "timely_ack_rate",
        _("Received in time"),
        _("receipts confirmed in time"),
        _("receipts that were due"),
        "receipts_in_time",
        "receipts_due",
        grain=Grain.PROMISE,
        sentence=_("Did the unit confirm in time that it has the matter?"),
    ),
    _share(
        "return_rate",
        _("How often units send back"),
        _("orders the unit sent back"),
        _("orders the unit received as leading unit"),
        "sent_back",
        "received",
        grain=Grain.EVENT,
        more_is_better=False,
        sentence=_("How often did a unit say that a matter is not its duty?"),
    ),
    _share(
        "dispatch_accuracy",
        _("Sent to the right unit"),
        _("orders that were not rightly sent back"),
        _("orders the unit sent out"),
        "wrongly_dispatched",
        "dispatched",
        grain=Grain.EVENT,
        is_complement=True,
        sentence=_("Counted for the unit that sends."),
    ),
    _share(
        "rework_rate",
        _("Done again"),
        _("closed matters that were done again"),
        _("closed matters"),
        "closed_after_rework",
        "closed",
        more_is_better=False,
        sentence=_("How many closed matters had to be done again?"),
    ),
    _share(
        "reopen_rate",
        pgettext_lazy("figure", "Opened again"),
        _("closed matters that had been opened again"),
        _("closed matters"),
        "closed_after_reopening",
        "closed",
        more_is_better=False,
        sentence=_("How many came back after an end?"),
    ),
    _share(
        "repeat_rate",
        _("Came up again"),
        _("matters joined with one about the same of the last 90 days"),
        _("matters that came in, joined ones too"),
        "repeated",
        "opened_with_joined",
        more_is_better=False,
        excludes=_(
            "Left out are matters left out by a decision. It speaks of the unit's work; nobody is listed."
        ),
        sentence=_(
            "Does the same place give the same trouble again? A figure about the work, not about who reports."
        ),
    ),
    _share(
        "verification_pass_rate",
        _("Passed on the spot"),
        _("checks on the spot that found it done"),
        _("checks on the spot"),
        "verified",
        "checked",
        grain=Grain.EVENT,
        sentence=_("Was it done when a grid worker looked?"),
    ),
    _share(
        "event_opened_rate",
        _("Taken on of those reported"),
        _("matters taken on"),
        _("matters reported"),
        "taken_on",
        "reported",
        grain=Grain.EVENT,
        more_is_better=None,
        sentence=_("City events: cases opened of those reported."),
    ),
    _share(
        "event_dispatch_rate",
        _("Sent in time"),
        _("matters sent to a unit in time"),
        _("dispatches that were due"),
        "dispatches_in_time",
        "dispatches_due",
        grain=Grain.PROMISE,
        sentence=_("City events: dispatched within the limit."),
    ),
    _share(
        "event_handled_rate",
        _("Handled"),
        _("of these, results that came at all"),
        _("results that were due"),
        "results_handled",
        "results_due",
        grain=Grain.PROMISE,
        sentence=_("City events: handled of those due, in time or not."),
    ),
    _share(
        "event_rework_rate",
        _("Handled again"),
        _("orders to do it again"),
        _("reports that it is done"),
        "done_again",
        "handled",
        grain=Grain.EVENT,
        more_is_better=False,
        sentence=_("City events: done again of those handled."),
    ),
    _share(
        "event_closed_rate",
        _("Closed of those that came in"),
        _("matters closed"),
        _("matters that came in"),
        "closed",
        "opened",
        sentence=_("City events: closed in the period by opened in the period. It may pass 100 %."),
    ),
    _share(
        "mediation_success_rate",
        _("Mediations with an agreement"),
        _("agreements"),
        _("mediations that ended"),
        "mediation_good",
        "mediation_due",
        sentence=_("How many mediations ended in an agreement?"),
        **_DISPUTES,
    ),
    _share(
        "mediation_performance_rate",
        _("Agreements kept"),
        _("promises of agreements that were kept"),
        _("promises of agreements that were due"),
        "performance_good",
        "performance_due",
        sentence=_("How much of what was agreed was done?"),
        **_DISPUTES,
    ),
    _share(
        "mediation_confirmation_rate",
        _("Agreements confirmed"),
        _("agreements the court confirmed"),
        _("agreements brought before the court"),
        "confirmation_good",
        "confirmation_due",
        sentence=_("How many agreements did the court confirm?"),
        **_DISPUTES,
    ),
    _share(
        "supervision_settled_rate",
        _("Supervision that ended"),
        _("of these, settled by now"),
        _("notices and orders of supervision"),
        "supervision_good",
        "supervision_due",
        grain=Grain.EVENT,
        dimensions=WITHOUT_KIND,
        excludes=_("Reminders before the limit do not count."),
        sentence=_("How much of what was supervised is settled?"),
    ),
    _share(
        "target_rate",
        _("Targets in time"),
        _("tasks reported done in time"),
        _("tasks that were due"),
        "target_good",
        "target_due",
        grain=Grain.EVENT,
        dimensions=WITHOUT_KIND,
        excludes=_("Tasks that were taken out of their plan do not count."),
        sentence=_("How many tasks of the target plans were done in time?"),
    ),
)
INDICATORS: Mapping[str, Indicator] = MappingProxyType({each.name: each for each in _ALL})
