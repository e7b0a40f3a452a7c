"""The set that cities keep of events in the street."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.metrics.policies.indicators.definition import (
    Grain,
    Indicator,
    share_of,
)

CITY_EVENTS: tuple[Indicator, ...] = (
    share_of(
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
    share_of(
        "event_dispatch_rate",
        _("Sent in time"),
        _("matters sent to a unit in time"),
        _("dispatches that were due"),
        "dispatches_in_time",
        "dispatches_due",
        grain=Grain.PROMISE,
        sentence=_("City events: dispatched within the limit."),
    ),
    share_of(
        "event_handled_rate",
        _("Handled"),
        _("of these, results that came at all"),
        _("results that were due"),
        "results_handled",
        "results_due",
        grain=Grain.PROMISE,
        sentence=_("City events: handled of those due, in time or not."),
    ),
    share_of(
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
    share_of(
        "event_closed_rate",
        _("Closed of those that came in"),
        _("matters closed"),
        _("matters that came in"),
        "closed",
        "opened",
        sentence=_("City events: closed in the period by opened in the period. It may pass 100 %."),
    ),
)
