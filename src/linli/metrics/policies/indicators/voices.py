"""What requesters say of it, and the score made of that."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from linli.matters.policies import Satisfied
from linli.matters.policies.rates import RateWeights
from linli.metrics.policies.indicators.definition import (
    Grain,
    Indicator,
    Part,
    Shape,
    share_of,
)


def _partly(rule: RateWeights) -> Decimal:
    return rule.partly_resolved


def _answer(answer: Satisfied) -> Part:
    return Part(f"satisfied_{answer.value}", lambda rule: rule.satisfied[answer])


RESPONSE, RESOLUTION, SATISFACTION = (
    share_of(
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
)
VOICES: tuple[Indicator, ...] = (
    RESPONSE,
    RESOLUTION,
    SATISFACTION,
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
        scored=(RESPONSE, RESOLUTION, SATISFACTION),
    ),
    share_of(
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
)
