"""The life of an action against a cause, from its plan to the measured effect."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CauseStatus(TextChoices):
    PLANNED = "planned", pgettext_lazy("cause action", "planned")
    RUNNING = "running", pgettext_lazy("cause action", "under way")
    DONE = "done", _("measures done, effect is watched")
    MEASURED = "measured", _("effect measured")
    WITHDRAWN = "withdrawn", pgettext_lazy("cause action", "withdrawn")


NEXT: dict[CauseStatus, frozenset[CauseStatus]] = {
    CauseStatus.PLANNED: frozenset({CauseStatus.RUNNING, CauseStatus.WITHDRAWN}),
    CauseStatus.RUNNING: frozenset({CauseStatus.DONE, CauseStatus.WITHDRAWN}),
    CauseStatus.DONE: frozenset({CauseStatus.MEASURED}),
    CauseStatus.MEASURED: frozenset({CauseStatus.MEASURED}),  # measured again as more weeks pass
    CauseStatus.WITHDRAWN: frozenset(),
}
UNDONE = frozenset({CauseStatus.PLANNED, CauseStatus.RUNNING})


class CauseVerb(TextChoices):
    """One step of an action. The label is what its button says."""

    STEP = "step", _("Add a measure")
    DONE = "done", _("A measure is done")
    FINISH = "finish", _("All measures are done")
    MEASURE = "measure", _("Measure the effect")
    WITHDRAW = "withdraw", pgettext_lazy("cause action", "Withdraw")
