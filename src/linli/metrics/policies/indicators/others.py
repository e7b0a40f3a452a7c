"""Mediation, supervision and target plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.metrics.policies.indicators.definition import (
    WITHOUT_KIND,
    Grain,
    Indicator,
    share_of,
)

_DISPUTES = {
    "grain": Grain.EVENT,
    "dimensions": WITHOUT_KIND,
    "excludes": _("Nothing is left out. The sides of a dispute are never an input."),
}
OTHERS: tuple[Indicator, ...] = (
    share_of(
        "mediation_success_rate",
        _("Mediations with an agreement"),
        _("agreements"),
        _("mediations that ended"),
        "mediation_good",
        "mediation_due",
        sentence=_("How many mediations ended in an agreement?"),
        **_DISPUTES,
    ),
    share_of(
        "mediation_performance_rate",
        _("Agreements kept"),
        _("promises of agreements that were kept"),
        _("promises of agreements that were due"),
        "performance_good",
        "performance_due",
        sentence=_("How much of what was agreed was done?"),
        **_DISPUTES,
    ),
    share_of(
        "mediation_confirmation_rate",
        _("Agreements confirmed"),
        _("agreements the court confirmed"),
        _("agreements brought before the court"),
        "confirmation_good",
        "confirmation_due",
        sentence=_("How many agreements did the court confirm?"),
        **_DISPUTES,
    ),
    share_of(
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
    share_of(
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
