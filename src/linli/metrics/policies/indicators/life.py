"""How many there are, how fast and how well: from coming in until the end."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.matters.policies.rates import ONE
from linli.metrics.policies.indicators.definition import (
    Grain,
    Indicator,
    Part,
    Shape,
    count_of,
    share_of,
)

LIFE: tuple[Indicator, ...] = (
    count_of(
        "opened",
        _("New matters"),
        _("How many matters came in. More is neither good nor bad: to complain is a right."),
        "opened",
    ),
    count_of("closed", pgettext_lazy("figure", "Closed"), _("How many matters were closed."), "closed"),
    count_of(
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
    share_of(
        "closure_rate",
        pgettext_lazy("figure", "Closure"),
        _("of these, matters that are closed"),
        _("results that were due"),
        "results_due_and_closed",
        "results_due",
        grain=Grain.PROMISE,
        sentence=_("Of what was due in the period, how much is closed?"),
    ),
    share_of(
        "on_time_rate",
        _("In time"),
        _("results within the limit, with granted extensions"),
        _("results that were due"),
        "results_in_time",
        "results_due",
        grain=Grain.PROMISE,
        sentence=_("Was it done within the limit in force?"),
    ),
    share_of(
        "on_time_rate_strict",
        _("In time without extensions"),
        _("results within the first limit"),
        _("results that were due"),
        "results_in_time_strictly",
        "results_due",
        grain=Grain.PROMISE,
        sentence=_("Was it done within the limit first promised?"),
    ),
    share_of(
        "timely_ack_rate",
        _("Received in time"),
        _("receipts confirmed in time"),
        _("receipts that were due"),
        "receipts_in_time",
        "receipts_due",
        grain=Grain.PROMISE,
        sentence=_("Did the unit confirm in time that it has the matter?"),
    ),
    share_of(
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
    share_of(
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
    share_of(
        "rework_rate",
        _("Done again"),
        _("closed matters that were done again"),
        _("closed matters"),
        "closed_after_rework",
        "closed",
        more_is_better=False,
        sentence=_("How many closed matters had to be done again?"),
    ),
    share_of(
        "reopen_rate",
        pgettext_lazy("figure", "Opened again"),
        _("closed matters that had been opened again"),
        _("closed matters"),
        "closed_after_reopening",
        "closed",
        more_is_better=False,
        sentence=_("How many came back after an end?"),
    ),
    share_of(
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
    share_of(
        "verification_pass_rate",
        _("Passed on the spot"),
        _("checks on the spot that found it done"),
        _("checks on the spot"),
        "verified",
        "checked",
        grain=Grain.EVENT,
        sentence=_("Was it done when a grid worker looked?"),
    ),
)
